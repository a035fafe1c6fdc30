"""The Markdown inside one paragraph -> its words, how much of their beginning is bold, and the links beside them.

Covers what HTML-to-Markdown converters write: emphasis (also broken and empty), links and images with nested
brackets, backslash escapes, entities, leftover tags, hard breaks. One pass over the text, so linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.model import Link
from tracker.text.signs import is_drawn_sign, raise_figures
from tracker.values import Struct, field

if TYPE_CHECKING:
    import html
else:
    html = FirstUse("html")  # its table of names is long, and few texts have any

INVISIBLE = compile_pattern("[\u200b\u200c\u2060\ufeff\u00ad]")
# example: 'see **our [Terms](https://example.org/t "Terms")**<br>or &copy; \*'
_TOKEN = compile_pattern(
    r"(?P<escape>\\[!-/:-@\[-`{-~])|(?P<break>\\\n|<br\s{0,9}/?>)|(?P<wrap>\n)|(?P<stars>\*+)|(?P<under>_+)"
    r"|(?P<image>!\[)|(?P<open>\[)|(?P<close>\])|(?P<auto><(?:https?://|mailto:)[^\s<>]{1,2000}>)"
    r"|(?P<mail><[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}>)"
    r"|(?P<tag></?[a-zA-Z][\w:.-]{0,100}(?:\s[\s/]*(?:[a-zA-Z_:@][^<>\n]{0,2000})?)?/?>)"
    r"|(?P<entity>&#?[0-9a-zA-Z]{2,10};)|(?P<code>`+)"
    r"|(?P<tildes>(?<!~)~~(?!~))"
)
# what a token can begin with; found fast, and most text has little of it
_SPECIAL = compile_pattern(r"[\\\n*_!\[\]<&`~]")
_PLAIN = r"[^\s()]{0,4000}"
# brackets within an address, which CommonMark takes when they close again: "law.example/?sql=(text+contains+(x))#a"
_NESTED = rf"\({_PLAIN}(?:\({_PLAIN}(?:\({_PLAIN}\){_PLAIN}){{0,9}}\){_PLAIN}){{0,9}}\)"
# addresses with blanks in them: a picture as long as it is big, "mailto: crew@boats.example", "#How boats are hired"
_LOOSE = r'data:[^()\n"]*+|(?:mailto:|tel:|#)[^()\n"]{0,300}'
# example: '](https://example.org/a_(b) "Title")' from the bracket on
_TARGET = compile_pattern(
    rf"\(\s{{0,9}}(?:<([^<>\n]{{0,4000}})>|({_LOOSE}|{_PLAIN}(?:{_NESTED}{_PLAIN}){{0,9}}))"
    r"(?:\s{1,9}(?:\"(?:[^\"]|\"(?!\s{0,9}\))){0,2000}+\"|'[^']{0,2000}'))?\s{0,9}\)"
)
_STRUCK_TAG = compile_pattern(r"</?(?:s|strike|del)\b", re.IGNORECASE)
_BOLD_TAG = compile_pattern(r"</?(?:b|strong|u)\b", re.IGNORECASE)
# what a browser begins a new line for: "| <ul><li>Oars</li><li>Sails</li></ul> |", "We row.</p><p>You pay."
_LINE_TAG = compile_pattern(r"</?(?:d[dt]|h[1-6]|li|p|tr|div)\b", re.IGNORECASE)
_RAISED_TAG = compile_pattern(r"</?sup\b", re.IGNORECASE)
_PERMALINKS = ("#", "¶", "🔗", "⚓")  # "## Fees [#](#fees)": the way to where the reader is
_BETWEEN_BOLDS = compile_pattern(r"[\s.:;,)\-–—]*")


class MarkedLine(Struct, frozen=True):
    """One line of a paragraph: `lead` counts its leading bold characters."""

    text: str
    lead: int
    links: tuple[Link, ...]


class _Bracket(Struct):
    """An open "[": where in the output it stands (as part and as bold state) and whether it opens an image."""

    part: int
    is_image: bool


class _Writer(Struct):
    """The output while it is written: parts of text with a bold flag each."""

    parts: list[str] = field(default_factory=list)
    bolds: list[bool] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    is_bold: bool = False
    struck: int | None = None  # the part at which struck words begin, while they last
    raised: int | None = None  # the part at which words above the line begin, while they last
    italic: dict[str, int | None] = field(default_factory=lambda: {"*": None, "_": None})

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.bolds.append(self.is_bold)


@lru_cache(maxsize=8192)  # successive versions of a text share most paragraphs
def read_inline(source: str) -> tuple[MarkedLine, ...]:
    """The lines of one Markdown paragraph (hard breaks separate them), whitespace collapsed, empty ones left out."""
    writer = _Writer()
    position = ahead = 0
    while special := _SPECIAL.search(source, ahead):
        token = _TOKEN.match(source, special.start())
        ahead = special.end()
        if token is None:
            continue
        writer.write(source[position : token.start()])
        position = ahead = _take_token(writer, source, token)
    writer.write(source[position:])
    _close_open_marks(writer)
    return _split_lines(writer)


def _take_token(writer: _Writer, source: str, token: re.Match[str]) -> int:
    """Act on one token; returns where reading goes on."""
    kind, text = token.lastgroup, token[0]
    match kind:
        case "escape":
            writer.write(text[1])
        case "break":
            writer.write("\n")
        case "wrap":
            writer.write("\n" if source.endswith("  ", 0, token.start()) else " ")
        case "entity":
            writer.write(html.unescape(text) if "&" in text else text)
        case "auto":
            start = len(writer.parts)
            writer.write(text[1:-1].removeprefix("mailto:"))
            writer.links.append((start, len(writer.parts), text[1:-1]))
        case "mail":
            writer.write(text[1:-1])
            writer.links.append((len(writer.parts) - 1, len(writer.parts), f"mailto:{text[1:-1]}"))
        case "tildes":
            _take_tildes(writer, source, token)
        case "tag":
            _take_tag(writer, text)
        case "stars" | "under":
            _toggle_emphasis(writer, source, token)
        case "image" | "open":
            writer.brackets.append(_Bracket(len(writer.parts), kind == "image"))
            writer.write(text)
        case "close":
            return _close_bracket(writer, source, token)
    return token.end()


def _take_tag(writer: _Writer, text: str) -> None:
    """Act on a leftover tag that says something of its words; of any other only the words stay."""
    is_end = text.startswith("</")
    if _STRUCK_TAG.match(text):
        _toggle_struck(writer, "", is_end=is_end)
    elif _BOLD_TAG.match(text):
        writer.is_bold = not is_end
    elif _RAISED_TAG.match(text):
        _toggle_raised(writer, is_end=is_end)
    elif _LINE_TAG.match(text):
        writer.write("\n")


def _take_tildes(writer: _Writer, source: str, token: re.Match[str]) -> None:
    """Begin or end struck words, by the rules of https://github.github.com/gfm/#strikethrough-extension-."""
    is_end = writer.struck is not None
    beside = source[token.start() - 1 : token.start()] if is_end else source[token.end() : token.end() + 1]
    if not beside or beside.isspace():
        writer.write(token[0])
    else:
        _toggle_struck(writer, token[0], is_end=is_end)


def _toggle_struck(writer: _Writer, mark: str, *, is_end: bool) -> None:
    """Begin struck words, or blank those that end here; a space stays where they took one with them."""
    start = writer.struck
    if not is_end:
        writer.struck = len(writer.parts) if start is None else start
        writer.write(mark)
    elif start is not None:
        words = "".join(writer.parts[start + 1 :])
        writer.parts[start:] = [""] * (len(writer.parts) - start)
        writer.parts[start] = " " if words.strip() and words != words.strip() else ""
        writer.italic = {mark: part if part is None or part < start else None for mark, part in writer.italic.items()}
        writer.struck = None


def _toggle_raised(writer: _Writer, *, is_end: bool) -> None:
    """Begin words that stand above the line, or set them there where they are figures: "10<sup>6</sup>"."""
    if is_end and writer.raised is not None:
        writer.parts[writer.raised :] = map(raise_figures, writer.parts[writer.raised :])
    writer.raised = None if is_end else len(writer.parts)


def _toggle_emphasis(writer: _Writer, source: str, token: re.Match[str]) -> None:
    """Bold for a pair of marks, italic for a single one; "5 * 3", snake_case and "_____" keep their marks."""
    mark, count = token[0][0], len(token[0])
    before = source[token.start() - 1] if token.start() else " "
    after = source[token.end()] if token.end() < len(source) else " "
    if mark == "_" and ((before.isalnum() and after.isalnum()) or count > 3):
        writer.write(token[0])
        return
    if count % 4 in (2, 3):
        writer.is_bold = not writer.is_bold
    elif count == 4 and not (writer.is_bold or before.isalnum() or after.isspace()):
        writer.is_bold = True  # bold within bold begins: "****Fees****"
    elif count == 4 and after.isspace():
        writer.is_bold = False  # and ends here; before a word one bold run ends and the next begins
    if count % 2 == 0:
        return
    if writer.italic[mark] is not None and not before.isspace():
        writer.italic[mark] = None
    elif writer.italic[mark] is None and not after.isspace():
        writer.italic[mark] = len(writer.parts)
        writer.write("")
    else:
        writer.write(mark)


def _close_bracket(writer: _Writer, source: str, token: re.Match[str]) -> int:
    """End a link or image where a target follows; else the bracket is text."""
    target = _TARGET.match(source, token.end()) if writer.brackets else None
    if target is None:
        if writer.brackets:
            writer.brackets.pop()
        writer.write("]")
        return token.end()
    bracket = writer.brackets.pop()
    address = target[1] or target[2] or ""
    is_permalink = address.startswith("#") and "".join(writer.parts[bracket.part + 1 :]).strip() in _PERMALINKS
    if bracket.is_image and _stands_for_sign(writer.parts, bracket.part, source[target.end() : target.end() + 1]):
        writer.parts[bracket.part] = ""
    elif bracket.is_image or is_permalink:
        for part in range(bracket.part, len(writer.parts)):
            writer.parts[part] = ""
    else:
        writer.parts[bracket.part] = ""
        writer.links.append((bracket.part, len(writer.parts), address))
    return target.end()


def _stands_for_sign(parts: list[str], start: int, after: str) -> bool:
    """Whether the picture whose label begins behind part `start` is a sign of the text: "info![@](/at.svg)boats"."""
    before = parts[start - 1] if start else ""
    return is_drawn_sign("".join(parts[start + 1 :]).strip(), before, after)


def _close_open_marks(writer: _Writer) -> None:
    """A single mark that nothing closes was a character of the text: "Name*"."""
    for mark, part in writer.italic.items():
        if part is not None:
            writer.parts[part] = mark


def _split_lines(writer: _Writer) -> tuple[MarkedLine, ...]:
    lines: list[MarkedLine] = []
    bounds = _line_bounds(writer.parts)
    starts = [first for first, _ in bounds]
    targets: dict[int, list[tuple[int, int, str]]] = {}
    for link in writer.links:
        targets.setdefault(bisect_right(starts, link[0]) - 1, []).append(link)
    for number, (first, last) in enumerate(bounds):
        parts, bolds = writer.parts[first:last], writer.bolds[first:last]
        text = collapse_space("".join(parts))
        if not text:
            continue
        links = tuple(
            Link(words, target)
            for start, end, target in targets.get(number, ())
            if (words := collapse_space("".join(writer.parts[start:end]))) and target
        )
        lines.append(MarkedLine(text, _measure_lead(parts, bolds, text), links))
    return tuple(lines)


def _line_bounds(parts: list[str]) -> list[tuple[int, int]]:
    breaks = [index for index, part in enumerate(parts) if part == "\n"]
    return list(zip([0, *(index + 1 for index in breaks)], [*breaks, len(parts)], strict=True))


def _measure_lead(parts: list[str], bolds: list[bool], text: str) -> int:
    """How many characters of `text` its first bold run covers; runs with only punctuation between them are one."""
    end = 0
    for index, part in enumerate(parts):
        is_blank = not INVISIBLE.sub("", part).strip()
        if bolds[index] or is_blank:
            if not is_blank:
                end = index + 1
        elif not end or not _BETWEEN_BOLDS.fullmatch(part) or not _has_bold_after(parts, bolds, index):
            break
    bold = collapse_space("".join(parts[:end]))
    return min(len(bold), len(text))


def _has_bold_after(parts: list[str], bolds: list[bool], index: int) -> bool:
    """Whether the next words after part `index` are bold; looks a few parts ahead only, as marks leave few between."""
    for later in range(index + 1, min(index + 8, len(parts))):
        if parts[later].strip():
            return bolds[later]
    return False


def collapse_space(text: str) -> str:
    """Whitespace runs become one space, invisible characters go: what a reader sees of a line."""
    return " ".join((text if text.isascii() else INVISIBLE.sub("", text)).split())
