"""A document's markup → the same markup slimmed to what carries structure, for the structure parser.

Lexbor's serialisation is regular (lower-case names, values in double quotes, `<` in text escaped): one pass over
its tags suffices. What style and class attributes say about weight and list markers becomes plain markup here; wrappers
without meaning, attributes without use and levels deeper than any document are dropped, never a word.
"""

from __future__ import annotations

import re

from tracker.read.furniture import read_words

# `<p class="lead" id="s1">`, `</p>`, `<br>`; `<` followed by a letter or slash is always a tag in this serialisation,
# except inside attribute values, which the pattern consumes with their tag.
_TAG = re.compile(r'<(?:!--.*?-->|(/?)([a-zA-Z][^\s/>]*)((?:\s[^\s=>]+="[^"]*")*)[^>]*>)', re.DOTALL)
_ATTRIBUTE = re.compile(r'\s([^\s=>]+)="([^"]*)"')

_VOID = {"br", "hr", "wbr", "img", "input", "area", "base", "col", "embed", "link", "meta", "param", "source", "track"}
_KEPT_TAGS = read_words(
    """h1 h2 h3 h4 h5 h6 p div section article main header footer aside ul ol li dl dt dd table caption thead tbody
    tfoot tr td th blockquote pre details summary fieldset legend figure figcaption address center a b strong u ins
    br hr button label form body q"""
)
# Elements whose default display is inline; any other unknown element is a component that acts as a box.
_INLINE_TAGS = read_words(
    """span font i em small big sub sup s strike del mark abbr acronym cite code kbd samp var tt time data dfn bdi bdo
    ruby rb rt rp nobr wbr output meter slot math"""
)
_BOLD_TAGS = {"b", "strong", "u", "ins"}
_KEPT_ATTRIBUTES = {"id", "href", "start", "type", "value", "reversed", "role", "colspan", "rowspan", "name", "open"}

# `style="font-weight: 700"`, `style="font-weight:bold"`, `style="text-decoration: underline"`
_BOLD_STYLE = re.compile(
    r"font-weight:\s?(?:bold|[6-9]00)|text-decoration(?:-line)?:[^;]{0,30}\bunderline", re.IGNORECASE
)
_BOLD_NAMES = read_words(
    """bold font-bold fw-bold text-bold strong semibold font-semibold fw-semibold text-strong is-bold font-weight-bold
    underline text-underline bolder font-extrabold"""
)
# `style="list-style-type: lower-alpha"`, `style="list-style:none"`
_LIST_STYLE = re.compile(r"list-style(?:-type)?:\s?([^;]{1,60})", re.IGNORECASE)
# `class="list-[lower-roman]"`, `class="lower-alpha"`, `class="list-none"`
_LIST_STYLES = ("lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "decimal", "none")
_LIST_NAMES = {name: style for style in _LIST_STYLES for name in (style, f"list-{style}", f"list-[{style}]")}
_LIST_NAMES |= dict.fromkeys(("list-unstyled", "list-style-none", "no-bullets", "no-bullet"), "none")
del _LIST_NAMES["none"]
# Deeper than this no reader follows, and the structure parser's own limit (libxml2: 256) is near.
_DEEPEST = 120


def slim_markup(markup: str) -> str:
    """`markup` (an HTML5 serialisation) with only structural tags and attributes; `<b>` also where style says bold."""
    return _Slimmer().slim(markup)


class _Slimmer:
    """One pass over the tags; `_open` holds, for each open element, what its end tag becomes."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []
        self._depth = 0
        self._starts: dict[tuple[str, str], tuple[str, str]] = {}

    def slim(self, markup: str) -> str:
        slimmed = _TAG.sub(self._write_tag, markup)
        return slimmed + "".join(end for _, end in reversed(self._open))

    def _write_tag(self, found: re.Match[str]) -> str:
        slash, name, attributes = found.groups()
        if name is None:
            return ""
        if name in _VOID:
            return "<br>" if name == "br" else "<hr>" if name == "hr" else ""
        if slash:
            return self._write_end(name)
        key = (name, attributes)
        tags = self._starts.get(key)
        if tags is None:
            tags = self._starts[key] = _slim_start(name, attributes)
        start, end = tags
        if start and self._depth >= _DEEPEST:
            start, end = ("", "") if name in _INLINE_TAGS or name in _BOLD_TAGS or name == "a" else ("<br><br>", "")
        self._open.append((name, end))
        self._depth += bool(end)
        return start

    def _write_end(self, name: str) -> str:
        if not self._open or self._open[-1][0] != name:
            return ""
        end = self._open.pop()[1]
        self._depth -= bool(end)
        return end


def _slim_start(name: str, attributes: str) -> tuple[str, str]:
    """The start and end tag that stand for `<name attributes>`; two empty strings for a wrapper without meaning."""
    values = {key.lower(): value for key, value in _ATTRIBUTE.findall(attributes)}
    role = values.get("role", "").strip().lower()
    style = values.get("style", "")
    names = values.get("class", "").lower().split()
    is_bold = bool(style and _BOLD_STYLE.search(style)) or any(word in _BOLD_NAMES for word in names)
    if role == "heading":
        level = values.get("aria-level", "2").strip()
        name = f"h{min(6, max(1, int(level)))}" if level.isdigit() and len(level) < 3 else "h2"
    elif role in {"list", "listitem"} and name in {"div", "span"}:
        name = "ul" if role == "list" else "li"
        style = style or "list-style:none"
    kept = [
        f'{key}="{value}"' for key, value in values.items() if key in _KEPT_ATTRIBUTES and (value or key == "reversed")
    ]
    marker = _find_list_style(style, names) if name in {"ol", "ul", "li"} else None
    if marker is not None:
        kept.append(f'liststyle="{marker}"')
    if name in _INLINE_TAGS:
        anchor = values.get("id")
        if is_bold:
            return ("<b>", "</b>")
        return (f'<a id="{anchor}"></a>', "") if anchor else ("", "")
    if name not in _KEPT_TAGS:
        name = "div"
    start = f"<{name} {' '.join(kept)}>" if kept else f"<{name}>"
    if is_bold and name not in _BOLD_TAGS:
        return f"{start}<b>", f"</b></{name}>"
    return start, f"</{name}>"


def _find_list_style(style: str, names: list[str]) -> str | None:
    found = _LIST_STYLE.search(style) if style else None
    if found:
        return found.group(1).split("!")[0].strip().lower()
    return next((_LIST_NAMES[word] for word in names if word in _LIST_NAMES), None)
