"""An element's tag and attributes → what it is for a reader: bold words, a link, a heading, a list, a box of its own.

What style and class attributes say about weight, lines and list markers counts like the markup that would say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto
from functools import lru_cache

from tracker.compiled import compile_pattern
from tracker.read.page.furniture import read_words
from tracker.read.page.furniture_lines import is_furniture_line
from tracker.values import Struct


class Use(Enum):
    """BOX stands on lines of its own; LINE is a box whose words are one bold line (a term, a panel's button)."""

    INLINE = auto()
    LINK = auto()
    BREAK = auto()
    BOX = auto()
    LINE = auto()
    HEADING = auto()
    LIST = auto()
    ITEM = auto()
    TABLE = auto()
    QUOTE = auto()
    PREFORMATTED = auto()
    NOTHING = auto()


class Element(Struct, frozen=True):
    """`level` is a heading's, `list_style` a CSS list-style-type for a list or item, None where none is given;
    `is_lined` where the ends of the lines in its text are painted as such."""

    role: Use
    is_bold: bool = False
    level: int = 0
    list_style: str | None = None
    is_lined: bool = False


_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD_TAGS = {"b", "strong", "u", "ins"}
# Elements that stand on lines of their own. A component, whose name has a hyphen, mostly does; any other element is
# part of its line, as browsers have it, also one that they do not know (`<bdt>`, `<o:p>` of generators of policies).
_BOX_TAGS = read_words(
    """address article aside body caption center col colgroup dd details dialog dir div dl fieldset figcaption figure
    footer frameset head header hgroup hr html main nav noframes noscript optgroup option p search section select
    tbody td template textarea tfoot th thead title tr video audio canvas svg foreignobject picture img input
    marquee listing plaintext xmp"""
)
_ROLES = {
    "a": Use.LINK, "br": Use.BREAK, "ol": Use.LIST, "ul": Use.LIST, "menu": Use.LIST, "li": Use.ITEM,
    "table": Use.TABLE, "blockquote": Use.QUOTE, "pre": Use.PREFORMATTED, "dt": Use.LINE, "summary": Use.LINE,
    "legend": Use.LINE, "button": Use.LINE, "rt": Use.NOTHING, "rp": Use.NOTHING, "wbr": Use.NOTHING,
    "annotation": Use.NOTHING, "annotation-xml": Use.NOTHING,
    "iframe": Use.NOTHING, "object": Use.NOTHING, "embed": Use.NOTHING,
}  # fmt: skip

TABLE_ROLES = frozenset({"table", "grid", "treegrid"})
"""Of elements that are a table by their role alone, as programs build them: https://www.w3.org/TR/wai-aria-1.2/#table"""

# `style="font-weight: 700"`, `style="text-decoration: underline"`
_BOLD_STYLE = compile_pattern(
    r"font-weight:\s?(?:bold|[6-9]00)|text-decoration(?:-line)?:[^;]{0,30}\bunderline", re.IGNORECASE
)
_LINED_STYLE = compile_pattern(r"white-space:\s?(?:pre|break-spaces)", re.IGNORECASE)  # `style="white-space: pre-wrap"`
_BOLD_NAMES = read_words(
    """bold font-bold fw-bold text-bold strong semibold font-semibold fw-semibold text-strong is-bold font-weight-bold
    underline text-underline bolder font-extrabold"""
)
# `style="list-style:lower-alpha"`
_LIST_STYLE = compile_pattern(r"list-style(?:-type)?:\s?([^;!]{1,60})", re.IGNORECASE)
_LIST_STYLES = ("lower-alpha", "upper-alpha", "lower-greek", "lower-roman", "upper-roman", "decimal", "none")
# `class="list-[lower-roman]"`, `class="lower-alpha"`, `class="list-none"`
_LIST_NAMES = {name: style for style in _LIST_STYLES for name in (style, f"list-{style}", f"list-[{style}]")}
_LIST_NAMES |= dict.fromkeys(("list-unstyled", "list-style-none", "no-bullets", "no-bullet"), "none")
del _LIST_NAMES["none"]


_PERMALINK_SIGNS = frozenset({"#", "¶", "🔗", "⚓", "§", "permalink", "link to this section", "copy link"}) | {
    *("↩", "↩\ufe0e", "↩\ufe0f", "↑", "^")  # the way back from a note
}
_WAY_CHARS = 40  # "Back to the top of this page"


def is_permalink(
    read_text: Callable[[], str], attributes: Mapping[str, str | None], *, is_heading: bool = False
) -> bool:
    """Whether a link is only the sign beside a heading that leads to the heading itself, `<a href="#fees">#</a>`, or,
    within one, the way to another place on the page ("Back to top"). Its text is read only where it leads to a place
    on the page."""
    if "#" not in (attributes.get("href") or ""):
        return False
    text = " ".join(read_text().split())
    is_way = is_heading and " " in text and len(text) <= _WAY_CHARS and is_furniture_line(text)
    return is_way or text.lower() in _PERMALINK_SIGNS


def is_component(tag: str) -> bool:
    """Whether an element is one that a page defines by itself: `<terms-clause>`, not `<annotation-xml>` of MathML."""
    return "-" in tag and tag not in _ROLES


def classify_element(tag: str, attributes: Mapping[str, str | None]) -> Element:
    """What `<tag attributes>` is. Unknown tags are inline, components are boxes."""
    if not attributes:
        return _classify(tag, "", "", "", None)
    say = attributes.get
    return _classify(tag, say("role") or "", say("style") or "", say("class") or "", say("aria-level"))


@lru_cache(maxsize=4096)  # a page has few kinds of elements, each many times
def _classify(tag: str, role: str, style: str, classes: str, level: str | None) -> Element:
    role = role.strip().lower()
    names = classes.lower().split()
    is_bold = tag in _BOLD_TAGS or bool(style and _BOLD_STYLE.search(style)) or not _BOLD_NAMES.isdisjoint(names)
    if role == "heading":
        return Element(Use.HEADING, is_bold, _read_level(level))
    if tag in _HEADINGS:
        return Element(Use.HEADING, is_bold, _HEADINGS[tag])
    if role in TABLE_ROLES and tag not in _ROLES:
        return Element(Use.TABLE, is_bold)
    if role in {"list", "listitem"} and tag in {"div", "span"}:
        return Element(Use.LIST if role == "list" else Use.ITEM, is_bold, list_style="none")
    kind = _ROLES.get(tag) or (Use.BOX if tag in _BOX_TAGS or is_component(tag) else Use.INLINE)
    if kind in {Use.LIST, Use.ITEM}:
        return Element(kind, is_bold, list_style=_find_list_style(style, names))
    is_lined = bool(style and _LINED_STYLE.search(style))
    return Element(kind, is_bold or kind is Use.LINE, is_lined=is_lined)


def _read_level(text: str | None) -> int:
    """`aria-level="3"`; the default is 2 (https://www.w3.org/TR/wai-aria-1.2/#heading)."""
    level = (text or "").strip()
    return min(6, max(1, int(level))) if level.isascii() and level.isdigit() and len(level) < 3 else 2


def _find_list_style(style: str, names: list[str]) -> str | None:
    found = _LIST_STYLE.search(style) if style else None
    if found:
        return found[1].strip().lower()
    return next((_LIST_NAMES[name] for name in names if name in _LIST_NAMES), None)
