"""Elements of a parsed page → what is asked of them: how much text and prose they hold, where they stand.

Nodes that are dropped are freed by the parser, so every pass collects first and drops at its end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


MOST_LEVELS = 60
"""Levels climbed in search of a box; pages stay below, hostile ones do not matter."""


def measure_text(node: LexborNode) -> int:
    """Characters of text without white space."""
    return _measure(node.text())


def _measure(text: str) -> int:
    if text.isascii():  # bytes are sifted in less than half the time of counting, other letters in twice
        return len(text.encode().translate(None, b" \n\t"))
    return len(text) - text.count(" ") - text.count("\n") - text.count("\t")


def measure_prose(node: LexborNode) -> int:
    """Characters of text outside links and buttons: a measure that menus do not raise."""
    text = measure_text(node)
    return max(0, text - measure_links(node)) if text else 0


def measure_links(node: LexborNode) -> int:
    """Characters of text in links and buttons; those of a button in a link count twice."""
    return _measure("".join([link.text() for link in node.css("a, button")]))


def exceeds_prose(node: LexborNode, limit: int) -> bool:
    """Whether an element holds more prose than `limit`: most hold less text, whose links need no counting then."""
    text = measure_text(node)
    return text > limit and max(0, text - measure_links(node)) > limit


def list_names(node: LexborNode) -> list[str]:
    """The classes of an element, and its id."""
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()


def list_class_names(body: LexborNode) -> frozenset[str]:
    """Every class that an element of a page has."""
    listed = {node.attrs.get("class") for node in body.css("[class]")}
    return frozenset(name for names in listed if names for name in names.split())


def select_classes(names: Iterable[str]) -> str:
    """A selector of the elements with one of some classes; "" for none."""
    return ", ".join(f'[class~="{name}"]' for name in sorted(names))


def walk_ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The parent, its parent, and so on up to the document."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def is_within(node: LexborNode, outer: LexborNode) -> bool:
    """Whether `node` is `outer` or stands in it."""
    return is_within_any(node, {outer.mem_id})


def is_within_any(node: LexborNode, outer: Collection[int]) -> bool:
    """Whether `node` is one of some elements, given by their `mem_id`, or stands in one."""
    return node.mem_id in outer or any(above.mem_id in outer for above in walk_ancestors(node))


def is_deep(node: LexborNode, depth: int) -> bool:
    """Whether an element nests more than `depth` levels."""
    level = 0
    at: LexborNode | None = node.first_child
    while at is not None:
        child = at.first_child
        if child is not None:
            at, level = child, level + 1
            if level > depth:
                return True
            continue
        while at is not None and at.next is None:
            at, level = at.parent, level - 1
            if at is None or level < 0:
                return False
        at = at.next if at is not None else None
    return False


def is_main(node: LexborNode) -> bool:
    """Whether an element says that it is the page's main part, or an article in it."""
    return node.tag in {"main", "article"} or node.attributes.get("role") == "main"


def collapse_nested(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Each element once, in the order given, without those inside another: nested matches would repeat the text."""
    nodes = list(nodes)
    known = {node.mem_id for node in nodes}
    outside: set[int] = set()  # elements above which none of `nodes` stands; keeps this linear on deep pages
    kept: dict[int, LexborNode] = {}
    for node in nodes:
        passed = []
        for above in walk_ancestors(node):
            if above.mem_id in known or above.mem_id in outside:
                break
            passed.append(above.mem_id)
        else:
            above = None
        if above is None or above.mem_id not in known:
            outside.update(passed)
            kept.setdefault(node.mem_id, node)
    return list(kept.values())


def drop_all(body: LexborNode, selector: str) -> None:
    """Take every element that a selector finds out of a page, those within others before these."""
    for node in reversed(body.css(selector)):
        node.decompose()


def drop_nodes(nodes: Iterable[LexborNode]) -> None:
    """Take elements out of the page. No node of the page that was found before may be used afterwards."""
    for node in collapse_nested(nodes):
        node.decompose()
