"""Words that a page shows struck out → gone, with nothing glued together where they stood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.read.page.nodes import collapse_nested, measure_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_STRUCK = "s, strike, del, [style*='line-through' i], .line-through, .text-decoration-line-through"
# `style="text-decoration: line-through"`, and the long form
_STRUCK_STYLE = compile_pattern(r"text-decoration(?:-line)?:[^;]{0,60}\bline-through", re.IGNORECASE)
# ".old-price { text-decoration: line-through }" and "span.gone"
_RULE = compile_pattern(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_PLAIN_CLASS = compile_pattern(r"(?:[a-z]{1,10})?\.([a-zA-Z_][\w-]{0,60})")
_LONGEST_STYLE = 500_000  # characters of one sheet
_WORD_TAGS = {"s", "strike", "del", "span", "font", "b", "i", "u", "em", "strong", "a"}
# More of a page than this struck out is a tag that somebody forgot to close.
_MOST_STRUCK = 0.5


def find_struck_classes(styles: Iterable[str]) -> frozenset[str]:
    """The classes whose words a page's own style sheets strike out: ".gone { text-decoration: line-through }".

    Only plain classes count; what holds under conditions (":hover", a box around it) may not hold here.
    """
    rules = (rule for style in styles if "line-through" in style for rule in _RULE.finditer(style[:_LONGEST_STYLE]))
    names = (name.strip() for rule in rules if _STRUCK_STYLE.search(rule[2]) for name in rule[1].split(","))
    return frozenset(found[1] for name in names if (found := _PLAIN_CLASS.fullmatch(name)))


def drop_struck(body: LexborNode, classes: frozenset[str] = frozenset()) -> None:
    """Take struck words out of the page, those of `classes` too. A blank stays where they took one with them:
    "notify<del> you</del><ins>…"."""
    selector = ", ".join([_STRUCK, *(f".{name}" for name in sorted(classes))])
    nodes = [node for node in collapse_nested(body.css(selector)) if _is_struck(node)]
    if not nodes or sum(map(measure_text, nodes)) > _MOST_STRUCK * measure_text(body):
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
