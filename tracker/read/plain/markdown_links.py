"""A Markdown source -> the same with every link inside one paragraph, and its address beside its words.

Writers give addresses at the end of a text and name them where they are linked: "[our page][p]", "[p]: /about".
Converters write a link that wraps whole blocks of a page (a card, a heading with its teaser) as a bracket that opens
in one paragraph and closes in another: "[", an empty line, "Partners", an empty line, "](https://example.org/p)".
"""

from __future__ import annotations

import re
from typing import Final

from tracker.compiled import compile_pattern

_LONGEST: Final = 4_000  # characters of a card; more is a text that merely begins with a bracket
# '](https://example.org/p "Title")' that closes a link, and what may stand before it in the same link
_CLOSING: Final = compile_pattern(r"\]\((?:[^()\s]|\([^()\s]{0,200}\)){1,2000}(?:\s{1,9}\"[^\"]{0,1000}\")?\s{0,9}\)")
# the sign first, for the engine to leap to it
_BRACKET: Final = compile_pattern(r"[\[\]\n](?:(?<!\n)(?<!\\.)|(?<=\n)[ \t]*\n)")

_EMPTY_LINE: Final = compile_pattern(r"\n[ \t]*\n")

# '[p]: https://example.org/p "Title"', '[p]: <mailto:a@example.org>'; an address has a sign that no word has
_DEFINITION: Final = compile_pattern(
    r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*\n?[ \t]*<?((?=[^\s<>]{0,2000}[/#.:@])[^\s<>]{1,2000})>?"
    r"(?:[ \t]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|\([^()\n]{0,500}\)))?[ \t]*$\n?",
    re.MULTILINE,
)
_REFERENCE: Final = compile_pattern(r"(?<![\\!\]])\[([^\[\]]{1,500})\](?:[ ]?\[([^\[\]]{0,200})\])?(?![(:\[])")


def resolve_references(source: str) -> str:
    """Write the address of each link beside its words, and take out the lines that held the addresses."""
    if "]:" not in source:
        return source
    targets: dict[str, str] = {}
    for found in _DEFINITION.finditer(source):
        targets.setdefault(_key_label(found[1]), found[2])
    if not targets:
        return source

    def resolve(found: re.Match[str]) -> str:
        target = targets.get(_key_label(found[2] or found[1]))
        return found[0] if target is None else f"[{found[1]}](<{target}>)"

    return _REFERENCE.sub(resolve, _DEFINITION.sub("", source))


def _key_label(label: str) -> str:
    """What two labels are the same by (https://spec.commonmark.org/0.31.2/#matches)."""
    return " ".join(label.split()).casefold()


def close_spread_links(source: str) -> str:
    """Give each paragraph of a link that spans several a link of its own; all else stays as it is.

    `source` has "\\n" line ends. Linear: each bracket is looked at once.
    """
    if not _may_spread(source):
        return source
    pieces: list[str] = []
    opened: list[tuple[int, bool]] = []  # where a bracket stands, and whether an empty line came since
    done = at = 0
    while found := _BRACKET.search(source, at):
        at = found.end()
        if found[0] == "[":
            opened.append((found.start(), False))
        elif found[0] == "]":
            start, is_spread = opened.pop() if opened else (0, False)
            closing = _CLOSING.match(source, found.start())
            at = closing.end() if closing else at
            if closing and is_spread and start >= done and found.start() - start <= _LONGEST:
                between = source[done:start]
                is_next_card = bool(pieces) and not between.strip(" ")
                pieces.append("\n\n" if is_next_card else between)
                pieces.append(_wrap_paragraphs(source[start + 1 : found.start()], closing[0]))
                done = at
        elif opened:
            opened = [(start, True) for start, _ in opened[-4:] if at - start <= _LONGEST]
    return "".join([*pieces, source[done:]])


def _may_spread(source: str) -> bool:
    """False where every link that closes was opened last of all brackets, in its own paragraph: nearly every text."""
    closed = source.find("](")
    while closed >= 0:
        opened = source.rfind("[", 0, closed)
        words = source[opened + 1 : closed]
        if opened < 0 or source[opened - 1 : opened] == "\\" or "]" in words or _EMPTY_LINE.search(words):
            return True
        closed = source.find("](", closed + 2)
    return False


def _wrap_paragraphs(body: str, closing: str) -> str:
    paragraphs = [paragraph.strip("\n") for paragraph in _EMPTY_LINE.split(body)]
    return "\n\n".join(_wrap(paragraph, closing) for paragraph in paragraphs if paragraph.strip())


def _wrap(paragraph: str, closing: str) -> str:
    """One paragraph as a link; a rule, a heading's marks and a list marker stay outside of it."""
    head = re.match(r"(?:\s{0,9}(?:#{1,6}|[*+-]|\d{1,9}[.)])(?=\s))?\s{0,9}", paragraph)
    lead = head[0] if head else ""
    words = paragraph[len(lead) :]
    if not re.search(r"\w", words) or re.search(r"\n\s{0,9}(?:[=-]{2,}|[*+-]\s|\d{1,9}[.)]\s)", words) or "](" in words:
        return paragraph
    return f"{lead}[{words}{closing}"
