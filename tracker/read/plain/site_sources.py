"""The Markdown that site generators take → what their readers see of it, with the title and dates written beside it.

Front matter, attribute lists, Liquid tags and comments are for the generator (Jekyll, Hugo, Docusaurus, Pandoc): taking
them out, or putting them in, changes no text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Final

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.model import DateKind, StatedDate
from tracker.text.date_grammar import find_date_matches
from tracker.values import Struct

if TYPE_CHECKING:
    import tomllib
else:
    tomllib = FirstUse("tomllib")  # few files begin with +++

_LONGEST_FRONT: Final = 20_000  # characters; more between two rules is a text
_LONGEST_VALUE: Final = 500
_YAML_ENTRY = compile_pattern(r"^([\w.-]{1,60})[ \t]*:(?=\s)[^\n]*(?:\n(?:[ \t][^\n]*)?(?!\S))*", re.MULTILINE)
# what stands at the start of a line of front matter: a key, the depth of a value, a list, a comment, a closing bracket
_FRONT_LINE = compile_pattern(r"(?:[\w.-]+\s*[:=](?:\s|$)|\s|-(?:\s|$)|#|[\]})]|$)")
_FRONT_START = compile_pattern(r"\s*(?:#[^\n]*\n\s*)*[\w.-]+\s*[:=](?:\s|$)")
# "{: #fees .big }", "{:.no_toc}", "{::comment}": https://kramdown.gettalong.org/syntax.html#attribute-list-definitions
_JSON_END = compile_pattern(r"^\}[ \t]*$", re.MULTILINE)
_ATTRIBUTES = compile_pattern(r"[ \t]*\{:[^{}\n]{0,500}\}")
_ATTRIBUTE_LINE = compile_pattern(r"^[ \t]*\{:[^{}\n]{0,500}\}[ \t]*\n?", re.MULTILINE)
# '## Use {#use}', '[Fees](/fees){.button data-x="1"}': https://pandoc.org/MANUAL.html#extension-header_attributes
_SHORT_ATTRIBUTES = compile_pattern(
    r"[ \t]*\{[ \t]?(?:(?:[#.][\w:.-]{1,100}|[\w-]{1,50}=(?:\"[^\"\n]{0,200}\"|[^\s{}\"]{1,200}))[ \t]*){1,9}\}"
    r"(?=[ \t#]*$)",
    re.MULTILINE,
)
# "{% data reusables.note %}", "{{ site.email }}", "{{< note >}}": https://shopify.github.io/liquid/basics/introduction/
_TAG = compile_pattern(r"\{%[^{}]{0,500}?%\}|\{\{[^{}]{0,500}?\}\}")
_TAG_COMMENT: Final = (
    compile_pattern(r"\{%-?\s{0,9}comment\s{0,9}-?%\}"),
    compile_pattern(r"\{%-?\s{0,9}endcomment\s{0,9}-?%\}"),
)
_COMMENT: Final = (compile_pattern(r"(?<!\\)<!--"), compile_pattern(r"-->"))
# "* contents\n{:toc}", "[TOC]", "[[_TOC_]]": a contents list is made there
_CONTENTS = compile_pattern(
    r"^[ \t]*(?:(?:[*+-]|\d{1,3}\.)[ \t][^\n]*\n[ \t]*\{:[ \t]*toc\b[^{}\n]{0,200}\}|\[\[?_?TOC_?\]?\])[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_CONTENTS_SIGNS = tuple(f"{word}{end}" for word in ("TOC", "toc", "Toc") for end in ("]", "_]"))
# "import Fees from './fees.mdx'", "export const year = 2025;", "{/* for us */}": https://mdxjs.com/docs/what-is-mdx/
_SCRIPT = compile_pattern(
    r"^(?:import\s(?:(?:[^\n;]{1,300}|\{[ \t]*\n(?:[ \t][^\n]{0,300}\n){1,50}\})\sfrom\s{1,9})?"
    r"(?:'[^'\n]{1,300}'|\"[^\"\n]{1,300}\")"
    r"|export\s(?:const|let|default)\b[^\n]{0,500}"
    r"(?:[;}\])]|[\[{(][ \t]*\n(?:[ \t][^\n]{0,500}\n|\n){1,200}[\]})]{1,3}));?[ \t]*$",
    re.MULTILINE,
)
_SCRIPT_COMMENT: Final = (compile_pattern(r"\{/\*"), compile_pattern(r"\*/\}"))
# ":::note Mind", ":::", '!!! warning "Mind"', "> [!NOTE]": what frames a remark, whose title is text
# (https://docusaurus.io/docs/markdown-features/admonitions, https://squidfunk.github.io/mkdocs-material/reference/admonitions/)
_FRAME = compile_pattern(
    r"^([ \t]*)(?::{3,9}[ \t]*(?:[a-z][\w-]{0,30}(?:\[([^\]\n]{0,200})\]|[ \t]+([^\n{}]{0,200}))?)?"
    r"|(?:!!!|\?\?\?\+?)[ \t]+[a-z][\w-]{0,30}(?:[ \t]+\"([^\"\n]{0,200})\")?"
    r"|>[ \t]*\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])[ \t]*$",
    re.MULTILINE,
)
_DATETIME = compile_pattern(r"\{:[^{}\n]{0,400}?\bdate(?:time)?=[\"']?([^\"'{}\n]{8,40})")
# keys of front matter, as their generators know them: last_updated, lastmod, effective-date, date
_DATE_KEYS: Final[tuple[tuple[re.Pattern[str], DateKind], ...]] = (
    (compile_pattern(r"effective", re.IGNORECASE), "effective"),
    (compile_pattern(r"updat|modif|revis|lastmod", re.IGNORECASE), "updated"),
    (compile_pattern(r"^(?:pub)?date$|published", re.IGNORECASE), "announced"),
)


class SiteSource(Struct, frozen=True):
    """A Markdown text as its readers see it, and what its front matter and attributes say of it."""

    text: str
    title: str | None = None
    dates: tuple[StatedDate, ...] = ()


def read_site_source(source: str) -> SiteSource:
    """Take out of a Markdown text, with "\\n" line ends, what only a site generator reads; never fails. Linear."""
    front, text = _split_front(source)
    if "{" in text:
        text = _cut_spans(text, *_TAG_COMMENT)
    if "<!--" in text:
        text = _cut_spans(text, *_COMMENT)
    text = _CONTENTS.sub("", text) if _may_list_contents(text) else text
    text = _cut_scripts(_unframe(text))
    dates = [*_find_front_dates(front)]
    if "{" in text:
        dates += _find_attribute_dates(text)
        text = _ATTRIBUTES.sub("", _ATTRIBUTE_LINE.sub("", text))
        text = _TAG.sub("", _SHORT_ATTRIBUTES.sub("", text))
    return SiteSource(text, " ".join(front.get("title", "").split()) or None, tuple(dates))


def _may_list_contents(text: str) -> bool:
    return "{:" in text or any(sign in text for sign in _CONTENTS_SIGNS)


def _unframe(text: str) -> str:
    """Remarks as paragraphs of their own, each below its title where it has one."""
    if ":::" not in text and "!!!" not in text and "???" not in text and "[!" not in text:
        return text
    return _FRAME.sub(lambda found: f"\n{found[2] or found[3] or found[4] or ''}\n", text)


def _cut_scripts(text: str) -> str:
    """Without what only a program reads of a page that holds parts of one."""
    text = _cut_spans(text, *_SCRIPT_COMMENT) if "{/*" in text else text
    is_called = any(f"\n{word}" in text or text.startswith(word) for word in ("import", "export"))
    return _SCRIPT.sub("", text) if is_called else text


def _split_front(source: str) -> tuple[Mapping[str, str], str]:
    """The front matter's own keys and the text after it: "---" and "---" around YAML, "+++" around TOML, or an object
    in JSON (https://gohugo.io/content-management/front-matter/)."""
    fence = source[:3]
    if source.startswith("{"):
        return _split_json(source)
    if fence not in {"---", "+++"} or source[3:4] != "\n":
        return {}, source
    end = compile_pattern(r"^(?:---|\.\.\.)[ \t]*$" if fence == "---" else r"^\+\+\+[ \t]*$", re.MULTILINE)
    closing = end.search(source, 4, _LONGEST_FRONT)
    if closing is None:
        return {}, source
    front = source[4 : closing.start()]
    if not _FRONT_START.match(front) or not all(_FRONT_LINE.match(line) for line in front.split("\n")):
        return {}, source  # two rules with a text between them
    return _read_yaml(front) if fence == "---" else _read_toml(front), source[closing.end() :].lstrip("\n")


def _split_json(source: str) -> tuple[Mapping[str, str], str]:
    closing = _JSON_END.search(source, 1, _LONGEST_FRONT)
    try:
        values = json.loads(source[: closing.end()]) if closing else None
    except (ValueError, RecursionError):
        values = None
    if closing is None or not isinstance(values, dict) or not source[closing.end() :].strip():
        return {}, source
    plain = {key.lower(): str(value) for key, value in values.items() if not isinstance(value, (dict, list))}
    return plain, source[closing.end() :].lstrip("\n")


def _read_yaml(front: str) -> dict[str, str]:
    """The keys at the top that are of use and have a plain value. Each is read alone and short: YAML may nest."""
    values: dict[str, str] = {}
    for found in _YAML_ENTRY.finditer(front):
        key = found[1].lower()
        if key not in values and (key == "title" or any(pattern.search(key) for pattern, _ in _DATE_KEYS)):
            values[key] = _read_yaml_value(found[0][:_LONGEST_VALUE])
    return values


def _read_yaml_value(entry: str) -> str:
    """The value of "key: value", empty for a list, a mapping and what is no YAML ("title: {{ page.name }}")."""
    yaml = import_module("yaml")  # loaded for the rare document that has front matter
    try:
        events = list(yaml.parse(entry, Loader=yaml.BaseLoader))
    except yaml.YAMLError:
        return ""
    scalars = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    return scalars[1] if len(scalars) == 2 else ""


def _read_toml(front: str) -> dict[str, str]:
    try:
        values = tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {key.lower(): str(value) for key, value in values.items() if not isinstance(value, (dict, list))}


def _cut_spans(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """`text` without what stands from an opening to its closing; what is never closed stays."""
    kept: list[str] = []
    at = 0
    while start := opening.search(text, at):
        end = closing.search(text, start.end())
        if end is None:
            break
        kept.append(text[at : start.start()])
        at = end.end()
    return "".join([*kept, text[at:]])


def _find_front_dates(front: Mapping[str, str]) -> Iterator[StatedDate]:
    for key, value in front.items():
        kind = next((kind for pattern, kind in _DATE_KEYS if pattern.search(key)), None)
        on = _read_date(value) if kind else None
        if kind and on:
            yield StatedDate(kind, on, f"{key}: {' '.join(value.split())}")


def _find_attribute_dates(text: str) -> Iterator[StatedDate]:
    for found in _DATETIME.finditer(text):
        if on := _read_date(found[1]):
            yield StatedDate("updated", on, found[1])


def _read_date(value: str) -> date | None:
    """The first date in a short value: "2025-06-10T08:00:00Z", "June 10, 2025"."""
    return next((match.on for match in find_date_matches(value[:60])), None)
