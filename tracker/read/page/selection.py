"""What a person said about a page (`select`, `remove`, a fragment) → the elements meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tracker.errors import SelectorError
from tracker.first_use import FirstUse
from tracker.model import parse_range
from tracker.read.page.nodes import collapse_nested, drop_nodes, is_within, measure_text, walk_ancestors
from tracker.read.page.ranges import cut_range

if TYPE_CHECKING:
    from selectolax import lexbor
    from selectolax.lexbor import LexborNode
else:
    lexbor = FirstUse("selectolax.lexbor")

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# A fragment whose own element holds less text than this is an anchor before a part, not the part.
_ANCHOR_CHARS = 200


def select_nodes(body: LexborNode, selectors: Iterable[str], fragment: str | None) -> list[LexborNode] | None:
    """The elements that selectors or fragment name, None where neither is given; within each other only once.

    In the order of the selectors; in that of the page where what they match takes turns there (".title", ".text"). A
    fragment inside a selected element narrows it. A selector may be a
    range ("before #terms .. before footer"). Raises SelectorError for what matches nothing or is no CSS.
    """
    nodes = _put_in_order(body, [_match(body, selector, "select") for selector in selectors])
    if fragment and fragment.strip("#"):
        part = find_fragment(body, fragment.lstrip("#"))
        if not nodes or any(is_within(part[0], node) for node in nodes):
            return part
    return collapse_nested(nodes) if nodes else None


def _put_in_order(body: LexborNode, groups: Sequence[Sequence[LexborNode]]) -> list[LexborNode]:
    """The elements of several selectors, group by group unless two groups take turns on the page."""
    nodes = [node for group in groups for node in group]
    if len(groups) < 2 or len(nodes) == len(groups):
        return nodes
    wanted = {node.mem_id for node in nodes}
    places = {node.mem_id: place for place, node in enumerate(body.traverse()) if node.mem_id in wanted}
    if len(places) < len(wanted):  # a piece that was cut out of an element has no place
        return nodes
    spans = sorted((min(ends), max(ends)) for group in groups if (ends := [places[node.mem_id] for node in group]))
    takes_turns = any(first[1] > then[0] for first, then in pairwise(spans))
    return sorted(nodes, key=lambda node: places[node.mem_id]) if takes_turns else nodes


def remove_nodes(body: LexborNode, selectors: Iterable[str]) -> None:
    """Take what the selectors match out of the page. Raises SelectorError as above."""
    matched = [node for selector in selectors for node in _match(body, selector, "remove")]
    drop_nodes(matched)


def _match(body: LexborNode, selector: str, word: str) -> list[LexborNode]:
    asked = parse_range(selector)
    if asked is not None:
        return cut_range(asked, lambda end: _match(body, end, f"{word} range:")[0])
    try:
        nodes = (body.parent or body).css(selector)
    except lexbor.SelectolaxError as error:
        raise SelectorError(f"{word} selector {selector!r} is not valid CSS") from error
    if not nodes:
        raise SelectorError(
            f"{word} selector {selector!r} matches nothing on the page",
            hint="the page may have changed its markup; without selectors the document is found by itself",
        )
    return nodes


def find_fragment(body: LexborNode, fragment: str) -> list[LexborNode]:
    """The part of the page that an id starts: its element where that holds text, else from its heading to the next.

    Raises SelectorError where nothing on the page has that id.
    """
    target = next(
        (
            node
            for node in body.css("[id], a[name]")
            if fragment in {node.attributes.get("id"), node.attributes.get("name")}
        ),
        None,
    )
    if target is None:
        raise SelectorError(f"no part of the page has the id {fragment!r}")
    is_heading = target.tag in _HEADINGS or any(above.tag in _HEADINGS for above in walk_ancestors(target))
    if not is_heading and measure_text(target) >= _ANCHOR_CHARS:
        return [target]
    return _follow_heading(target)


def _follow_heading(start: LexborNode) -> list[LexborNode]:
    """From a heading (or an anchor in or before one) up to the next heading of the same or a higher level."""
    heading = next((node for node in (start, *walk_ancestors(start)) if node.tag in _HEADINGS), start)
    level = _HEADINGS.get(heading.tag or "", 0)
    while heading.parent is not None and heading.parent.tag not in {"body", "main", "article"} and _is_alone(heading):
        heading = heading.parent
    nodes = [heading]
    follower = heading.next
    while follower is not None:
        found = _highest_level(follower)
        if level and found and found <= level:
            break
        level = level or found
        if follower.is_element_node:
            nodes.append(follower)
        follower = follower.next
    return nodes


def _is_alone(node: LexborNode) -> bool:
    """Whether nothing with text follows a heading in its own box: then the box stands for the heading."""
    follower = node.next
    while follower is not None:
        if (follower.text() or "").strip():
            return False
        follower = follower.next
    return True


def _highest_level(node: LexborNode) -> int:
    """The level of the highest heading that an element is or holds, 0 for none."""
    if not node.is_element_node:
        return 0
    if node.tag in _HEADINGS:
        return _HEADINGS[node.tag]
    return next((level for tag, level in _HEADINGS.items() if node.css_first(tag) is not None), 0)
