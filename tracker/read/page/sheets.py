"""A page's own style sheets → what they say of weight, lines, list signs and hiding, written on the elements.

Only plain rules count: those under conditions (`@media`, `:hover`) may not hold here, and what a sheet at another
address says is not known. Of rules for one element the last one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from tracker.compiled import compile_pattern
from tracker.read.page.nodes import measure_text
from tracker.values import Struct

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NESTED: Final = "nested"
"""The style, of no standard, of a list whose sheet paints `counters(item, ".")`: its items are 1.1, 1.2 below 1."""
_LONGEST_SHEET: Final = 60_000  # characters; longer ones are a site's, and say little of the words of one text
_MOST_RULES: Final = 300
_SIGNS: Final = ("font-weight", "list-style", "display", "counter", "white-space")
_COMMENT = compile_pattern(r"/\*.{0,1000}?\*/", re.DOTALL)
_BRACE = compile_pattern(r"[{}]")
_CLASS = compile_pattern(r"(?:[a-z]{1,10})?\.[a-zA-Z_][\w-]{0,60}")  # ".c5", "span.c5"
# "ol ol", ".terms > ol", "ul.plain"
_LIST = compile_pattern(r"(?:[\w-]{0,40}(?:\.[\w-]{1,60})?[\s>]{1,3}){0,3}(?:ol|ul)?(?:\.[a-zA-Z_][\w-]{0,60})?")
_BOLD = compile_pattern(r"font-weight:\s?(?:bold|[6-9]00)", re.IGNORECASE)
_LIGHT = compile_pattern(r"font-weight:\s?(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_LINED = compile_pattern(r"white-space:\s?(?:pre|break-spaces)", re.IGNORECASE)
_FLOWING = compile_pattern(r"white-space:\s?(?:normal|nowrap)", re.IGNORECASE)
_HIDDEN = compile_pattern(r"display:\s?none", re.IGNORECASE)
_SHOWN = compile_pattern(r"display:\s?(?!none)[a-z]", re.IGNORECASE)
# Letters and Roman figures; "none" and "decimal" are what sheets set back and forth for all lists of a page.
_LIST_STYLE = compile_pattern(r"list-style(?:-type)?:\s?((?:lower|upper)-[a-z]{5})\b", re.IGNORECASE)
# `content: counters(item, ".") " "` before the items of a list, "ol > li::before": 1.1, 1.2 below 1
_COUNTED = compile_pattern(r"\bcontent:\s?counters\(\s?[\w-]{1,40}\s?,\s?[\"']\.[\"']", re.IGNORECASE)
# `content: "(" counter(item, lower-alpha) ") "`: (a), (b)
_PAINTED = compile_pattern(
    r"\bcontent:\s?(?:[\"'](\(?)[\"'])?\s?counter\(\s?[\w-]{1,40}\s?(?:,\s?((?:lower|upper)-[a-z]{5}|decimal)\s?)?\)",
    re.IGNORECASE,
)
_ITEM_BEFORE = compile_pattern(r"(?:[\s>]{1,3}|^)li(?:\.[\w-]{1,60})?::?(?:before|marker)$")
_WORD_TAGS = {"span", "p", "div", "li", "td", "dt"}
# More of a page than this is set in the weight of its text.
_MOST_BOLD: Final = 0.5


class SheetStyles(Struct, frozen=True):
    """Selectors: of bold words, of text whose line ends are painted, of what is not shown, and of lists with their CSS
    list style."""

    bold: tuple[str, ...] = ()
    lined: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()


def read_sheets(sheets: Iterable[str]) -> SheetStyles:
    """What the sheets of one page say."""
    bold: dict[str, bool] = {}
    lined: dict[str, bool] = {}
    hidden: dict[str, bool] = {}
    lists: dict[str, str] = {}
    for selectors, said in list_rules(sheets):
        style, painted = _LIST_STYLE.search(said), _read_painted(said)
        named = [one.strip() for one in selectors.split(",")]
        for selector in named if style or painted else ():
            if style and _LIST.fullmatch(selector):
                lists[selector] = style[1].lower()
            if painted and (item := _ITEM_BEFORE.search(selector)) and _LIST.fullmatch(selector[: item.start()]):
                lists[selector[: item.start()] or "ol"] = painted
        classes = [selector for selector in named if _CLASS.fullmatch(selector)]
        for found, is_so, is_not in ((bold, _BOLD, _LIGHT), (lined, _LINED, _FLOWING), (hidden, _HIDDEN, _SHOWN)):
            if classes and ((says := is_so.search(said) is not None) or is_not.search(said)):
                found.update(dict.fromkeys(classes, says))
    return SheetStyles(_keep(bold), _keep(lined), _keep(hidden), tuple(lists.items())[:_MOST_RULES])


def _read_painted(said: str) -> str | None:
    """The list style that a rule paints before items by a counter, "(lower-alpha)" in brackets; None for none."""
    if "counter" not in said:
        return None
    if _COUNTED.search(said):
        return NESTED
    found = _PAINTED.search(said)
    style = ((found[2] or "decimal") if found else "").lower()
    return f"({style})" if found and found[1] else style or None


def _keep(found: dict[str, bool]) -> tuple[str, ...]:
    return tuple(selector for selector, is_so in found.items() if is_so)[:_MOST_RULES]


def list_rules(sheets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Selectors and what is said of them; rules within others are left out, as those under a condition are."""
    for sheet in sheets:
        if len(sheet) > _LONGEST_SHEET or not any(sign in sheet for sign in _SIGNS):
            continue
        plain = _COMMENT.sub(" ", sheet)
        depth = start = opened = 0
        for brace in _BRACE.finditer(plain):
            opened = brace.start() if depth == 0 else opened
            depth = max(0, depth + (1 if brace[0] == "{" else -1))
            if depth == 0:
                selectors, said = plain[start:opened].rpartition(";")[2], plain[opened + 1 : brace.start()]
                start = brace.end()
                if "@" not in selectors and any(sign in said for sign in _SIGNS):
                    yield selectors, said


def write_styles(body: LexborNode, styles: SheetStyles) -> None:
    """Write weight, the painting of lines and list style on the elements that the sheets give them to."""
    if styles.bold:
        nodes = [node for node in body.css(", ".join(styles.bold)) if node.tag in _WORD_TAGS and not _is_linked(node)]
        if sum(map(measure_text, nodes)) <= _MOST_BOLD * measure_text(body):
            for node in nodes:
                _add_style(node, "font-weight:bold")
    if styles.lined:
        for node in body.css(", ".join(styles.lined)):
            _add_style(node, "white-space:pre-wrap")
    for selector, style in styles.lists:
        for node in body.css(selector):
            if node.tag in {"ol", "ul"}:
                _add_style(node, f"list-style-type:{style}")


def _is_linked(node: LexborNode) -> bool:
    """Whether an element is a link or a button, or holds nothing else: menus are set bold as well."""
    above = node.parent
    if above is not None and above.tag in {"a", "button"}:
        return True
    return sum(map(measure_text, node.css("a, button"))) >= measure_text(node)


def _add_style(node: LexborNode, style: str) -> None:
    """Say `style` before what the element says of itself, which counts more."""
    own = node.attributes.get("style") or ""
    if style.partition(":")[0] not in own:
        node.attrs["style"] = f"{style};{own}"
