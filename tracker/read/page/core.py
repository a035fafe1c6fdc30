"""Where on a page the prose is → the page without the neighbours of that place which are only links or labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.read.page.furniture import is_foot_name
from tracker.read.page.nodes import (
    collapse_nested,
    drop_nodes,
    is_within,
    list_names,
    measure_links,
    measure_prose,
    measure_text,
)
from tracker.text.dates import is_date_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Descending stops where no child holds this share of the prose: what is left out is looked at piece by piece.
CORE_SHARE = 0.9
TITLED_SHARE = 0.6  # for a <main> with the page's title in it
# About three lines of print: a stretch of prose this long beside the core is kept; beside a <main> it must be longer.
PROSE_CHARS = 200
PROSE_CHARS_BESIDE_MAIN = 1000
# A menu: so many links, and no more of the text outside them.
_MENU_LINKS = 5
_MENU_PROSE = 0.25
_FOOT_LINKS = 3
_FOOT_ENTRY = 80  # letters: a foot whose entries no link leads from has no longer one
# Levels descended; pages stay below.
_MOST_LEVELS = 60
_CONTENT_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ol", "dl", "table", "li", "tr", "blockquote"}


def drop_beside_core(body: LexborNode) -> None:
    """Walk from the body to where the prose is; on the way, drop neighbours that are only links or short labels."""
    linked = measure_links(body)
    total = max(1, measure_text(body) - linked)
    core = _find_marked_core(body, total)
    node = body
    for _ in range(_MOST_LEVELS):
        if core is not None and node.mem_id == core.mem_id:
            return
        children = list(node.iter())
        if not children or (core is None and _is_content_level(children)):
            return
        if core is not None:
            heaviest = next(child for child in children if is_within(core, child))
        else:
            lengths = [measure_text(child) for child in children]
            text = max(lengths)
            heaviest = children[lengths.index(text)]
            # what is linked anywhere is as much as may be linked there: mostly that settles it without looking
            if text - linked < CORE_SHARE * total and measure_prose(heaviest) < CORE_SHARE * total:
                drop_nodes([*_find_menus(children), *_find_menus(children[::-1])])
                return
        _drop_beside(heaviest, children, total, is_main_known=core is not None)
        node = heaviest


def _drop_beside(heaviest: LexborNode, children: list[LexborNode], total: int, *, is_main_known: bool) -> None:
    """Drop what stands beside the heaviest of an element's children and is no part of the document."""
    place = next(index for index, child in enumerate(children) if child.mem_id == heaviest.mem_id)
    drop_nodes(
        child
        for index, child in enumerate(children)
        if index != place
        and not _is_kept_beside(child, total, is_main_known=is_main_known)
        and not (index < place and _dates_document(child))
    )


def _is_content_level(children: list[LexborNode]) -> bool:
    """Whether an element has headings or paragraphs of its own: here the document lies open, piece by piece."""
    return any(child.tag in _CONTENT_TAGS and measure_text(child) for child in children)


def _find_marked_core(body: LexborNode, total: int) -> LexborNode | None:
    """The one <main> (or role=main) of the page where it holds nearly all of the `total` prose, or the title and most
    of it."""
    mains = collapse_nested(body.css("main, [role=main]"))
    if len(mains) != 1:
        return None
    share = TITLED_SHARE if mains[0].css_first("h1") is not None else CORE_SHARE
    return mains[0] if measure_prose(mains[0]) >= share * total else None


def _is_kept_beside(node: LexborNode, total: int, *, is_main_known: bool) -> bool:
    """Whether a neighbour of the core is part of the document: its title, or prose of some length."""
    if node.tag == "h1" or node.css_first("h1") is not None:
        return True
    prose = measure_prose(node)
    if prose < 0.5 * measure_text(node):
        return False
    if is_main_known or _is_foot(node):
        return prose >= PROSE_CHARS_BESIDE_MAIN
    return prose >= PROSE_CHARS or node.tag in _CONTENT_TAGS or (prose > 0 and total < 10 * PROSE_CHARS)


def _dates_document(node: LexborNode) -> bool:
    """Whether a short box without links says of what stands below it since when it holds: a title, "Last updated:
    3 May 2024"."""
    if not 0 < measure_text(node) <= PROSE_CHARS or node.css_first("a[href]") is not None:
        return False
    return any(is_date_line(line.strip()) for line in node.text(separator="\n").split("\n") if line.strip())


def _is_foot(node: LexborNode) -> bool:
    """Whether an element is named as the page's foot, which says a word about the company beside its links; where a
    script follows them, its entries are no links and are short."""
    if not any(map(is_foot_name, list_names(node))):
        return False
    if len(node.css("a[href]")) >= _FOOT_LINKS:
        return True
    entries = node.text(separator="\n").split("\n")
    return max(map(len, entries)) < _FOOT_ENTRY


def _find_menus(children: list[LexborNode]) -> list[LexborNode]:
    """Of the boxes that a document is spread over: the menus before the first with prose, and the page's foot."""
    menus = []
    for child in children:
        text, prose = measure_text(child), measure_prose(child)
        if child.tag in _CONTENT_TAGS or child.css_first("h1") is not None:
            break
        if _is_foot(child) and prose < PROSE_CHARS_BESIDE_MAIN:
            menus.append(child)
            continue
        if text and prose >= 0.5 * text:
            break
        links = child.css("a[href]")
        leads_away = sum(not (link.attributes.get("href") or "#").startswith("#") for link in links)
        if leads_away >= _MENU_LINKS and leads_away >= 0.5 * len(links) and prose < _MENU_PROSE * text:
            menus.append(child)
    return menus
