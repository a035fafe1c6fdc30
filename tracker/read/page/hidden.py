"""Elements that a page hides → those that are the document all the same: collapsed panels, tabs, streamed parts.

A hidden element stays when it is a panel of something, or prose that the page does not print elsewhere; it goes when it
is a short label, a menu, or the second copy of a text (one for phones, one for wide screens).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.read.page.furniture import COPY_NAMES
from tracker.read.page.nodes import (
    collapse_nested,
    drop_nodes,
    exceeds_prose,
    measure_prose,
    measure_text,
    select_classes,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HIDDEN = "[hidden], [style*='display:none' i], [style*='display: none' i], [aria-hidden=true]"
# Panels by their role, their name, or the id under which a streamed page parks its parts ("S:1a").
_PANEL_ROLES = {"tabpanel", "region", "rowgroup", "row"}
_PANEL_NAME = compile_pattern(
    r"accordion|collaps|panel|\btab|expand|toggle|answer|details|faq|\bS:[0-9a-f]+\b", re.IGNORECASE
)
_OPENER_NAME = compile_pattern(r"accordion|collapsed|collapsible|expander|\bfaq|disclosure", re.IGNORECASE)
_MENU_NAME = compile_pattern(r"nav|menu|hamburger", re.IGNORECASE)
# About one line: shorter hidden texts that belong to no panel are labels of the page.
_LABEL_CHARS = 100
_ICON_CHARS = 30
_PIECES = "p, li, h1, h2, h3, h4, h5, h6, td, dd, dt"
_PIECE_CHARS = 20
_COPY_CHARS = 60
_COPY_SHARE = 0.8  # of a copy are such pieces
# Looking for a second copy costs a search through the page; no page hides this many different parts.
_MOST_SEARCHED = 200


def drop_hidden(body: LexborNode, limit: int) -> None:
    """Drop hidden elements of a page that are not its document; a sole text of more prose than `limit` always stays."""
    nodes = collapse_nested(body.css(_HIDDEN))
    if not nodes:
        return
    controlled = {node.attributes.get("aria-controls") for node in body.css("[aria-controls]")}
    printed = ""
    dropped = []
    for count, node in enumerate(nodes):
        length = measure_text(node)
        if length == 0 or node.tag in {"body", "main", "article"} or _is_found(node):
            continue
        printed = printed or _squeeze(body.text(separator=" "))
        is_searched = count < _MOST_SEARCHED and length > _LABEL_CHARS
        is_copy = is_searched and printed.count(_squeeze(node.text(separator=" "))) > 1
        is_furniture = not (exceeds_prose(node, limit) or _is_panel(node, controlled)) and _is_label(node, length)
        if is_copy or is_furniture:
            dropped.append(node)
    drop_nodes(dropped)


def _is_found(node: LexborNode) -> bool:
    """Whether readers come upon a hidden text by looking for its words: `<p hidden="until-found">`."""
    return (node.attributes.get("hidden") or "").strip().lower() == "until-found"


def opens_panel(names: str) -> bool:
    """Whether a button's classes say that it opens a panel of the text, and no menu: "accordion-button collapsed"."""
    return bool(_OPENER_NAME.search(names)) and not _MENU_NAME.search(names)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _is_panel(node: LexborNode, controlled: set[str | None]) -> bool:
    attributes = node.attributes
    identity = attributes.get("id")
    if (identity and identity in controlled) or attributes.get("role") in _PANEL_ROLES:
        return True
    names = (attributes.get("class"), identity, attributes.get("itemprop"))  # `itemprop="acceptedAnswer"`
    return bool(_PANEL_NAME.search(" ".join(name or "" for name in names)))


def _is_label(node: LexborNode, length: int) -> bool:
    """Whether a hidden text is no prose. `aria-hidden` alone hides from screen readers only, as of icons."""
    attributes = node.attributes
    if attributes.get("aria-hidden") == "true" and "hidden" not in attributes and "style" not in attributes:
        return length <= _ICON_CHARS
    return length < _LABEL_CHARS or measure_prose(node) < _LABEL_CHARS


# --- second copies: for print, for narrow windows --------------------------------------------------------------


def drop_copies(body: LexborNode, names: frozenset[str], hidden: Iterable[str] = ()) -> None:
    """Drop elements that a class hides from wide windows, where all they say stands on the page besides.

    `names` are the classes of the page, `hidden` selectors that its own sheet hides. Which of two copies is shown
    depends on the window, so that one always stays: what stands nowhere else is no copy.
    """
    named = body.css(selectors) if (selectors := select_classes(COPY_NAMES & names)) else []
    of_sheet = body.css(selectors) if (selectors := ", ".join(hidden)) else []
    copies = [node for node in collapse_nested([*named, *of_sheet]) if measure_text(node)]
    said = [(node, pieces) for node in copies[:_MOST_SEARCHED] if (pieces := _list_pieces(node))]
    if not said:
        return
    printed = _squeeze(body.text(separator=" "))
    inside = "\n".join(_squeeze(node.text(separator=" ")) for node in copies)
    drop_nodes(node for node, pieces in said if all(printed.count(piece) > inside.count(piece) for piece in pieces))


def _list_pieces(node: LexborNode) -> list[str]:
    """The stretches of text that make up an element; none where they are too little of it to know it by."""
    pieces = [_squeeze(piece.text(separator=" ")) for piece in node.css(_PIECES)[:_MOST_SEARCHED]]
    pieces = [piece for piece in pieces or [_squeeze(node.text(separator=" "))] if len(piece) >= _PIECE_CHARS]
    return pieces if sum(map(len, pieces)) >= max(_COPY_CHARS, _COPY_SHARE * measure_text(node)) else []
