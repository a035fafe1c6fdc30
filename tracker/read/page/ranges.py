"""A range of a page → all of the page between its two ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.errors import SelectorError
from tracker.model import PageRange
from tracker.read.page.nodes import is_within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

FindFirst = Callable[[str], "LexborNode"]
"""Gives the first element that a selector matches. Raises SelectorError."""


def cut_range(asked: PageRange, find: FindFirst) -> list[LexborNode]:
    """What lies in a range: whole elements where they do, else the parts of them, texts among them.

    Raises SelectorError: an end matches nothing, or comes first.
    """
    start, end = find(asked.start), find(asked.end)
    at: LexborNode | None = start if asked.starts_before else _skip(start)
    nodes: list[LexborNode] = []
    while at is not None and at.mem_id != end.mem_id:
        if is_within(end, at):
            at = at.first_child
            continue
        if at.is_element_node or (at.is_text_node and (at.text() or "").strip()):
            nodes.append(at)
        at = _skip(at)
    if at is None:
        raise SelectorError(f"the range {str(asked)!r} ends before it begins")
    return nodes if asked.ends_before else [*nodes, end]


def _skip(node: LexborNode) -> LexborNode | None:
    """The next node after all that a node holds."""
    above: LexborNode | None = node
    while above is not None:
        if above.next is not None:
            return above.next
        above = above.parent
    return None
