"""Words that a page shows struck out → gone, with nothing glued together where they stood."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from tracker.read.page.nodes import collapse_nested, measure_text

_STRUCK = "s, strike, del, [style*='line-through' i], .line-through, .text-decoration-line-through"
# `style="text-decoration: line-through"`, and the long form
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?:[^;]{0,60}\bline-through", re.IGNORECASE)
_WORD_TAGS = {"s", "strike", "del", "span", "font", "b", "i", "u", "em", "strong", "a"}
# More of a page than this struck out is a tag that somebody forgot to close.
_MOST_STRUCK = 0.5


def drop_struck(body: LexborNode) -> None:
    """Take struck words out of the page. A blank stays where they took one with them: "notify<del> you</del><ins>…"."""
    nodes = [node for node in collapse_nested(body.css(_STRUCK)) if _is_struck(node)]
    if sum(map(measure_text, nodes)) > _MOST_STRUCK * measure_text(body):
        return
    for node in nodes:
        text = node.text()
        is_parted = node.tag not in _WORD_TAGS or (bool(text.strip()) and text != text.strip())
        if is_parted:
            node.replace_with(" ")
        else:
            node.decompose()


def _is_struck(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    if "text-decoration" in style.lower():
        return bool(_STRUCK_STYLE.search(style))  # `<s style="text-decoration: none">`
    return True
