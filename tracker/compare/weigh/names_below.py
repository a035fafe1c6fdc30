"""The lines of a reading -> those at its very end that name pages of the site: the foot of a page that lost its links.

Archives that keep texts alone print the foot of a whole page as a list of labels behind the last sentence. Which of
them are known as a menu's ("Careers", "Site map") shows what they all are; names of documents ("Privacy policy") show
nothing, since terms list what belongs to them. Of 3,173 newest texts 14, of 13 services, end so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from tracker.compare.weigh.page_lines import COPYRIGHT, PageLine, is_introduced, is_label, is_sentence
from tracker.languages import compile_lines, compile_words
from tracker.model import BlockKind

_LEAST: Final = 8  # labels in a row
_WITNESSES: Final = 3  # different ones that are known


def find_names_below(lines: Sequence[PageLine], language: str | None) -> Iterator[int]:
    """The indices of the labels behind the last sentence, from the first known one on; of a list that no line leads on
    to, all."""
    count = sum(1 for _ in takewhile(_stands_below, reversed(lines)))
    start = len(lines) - count
    if count < _LEAST or is_introduced(lines, start):
        return
    names_document = compile_words("around.title", code=language)
    known = [
        index
        for index in range(start, len(lines))
        if compile_lines("menu.link").fullmatch(lines[index].text) and not names_document.search(lines[index].text)
    ]
    if len({lines[index].text.casefold() for index in known}) >= _WITNESSES:
        is_apart = start > 0 and is_sentence(lines[start - 1].text) and _is_item(lines[start])
        yield from range(start if is_apart else known[0], len(lines))


def _stands_below(line: PageLine) -> bool:
    return line.block is not None and (is_label(line) or COPYRIGHT.search(line.text) is not None)


def _is_item(line: PageLine) -> bool:
    return line.block is not None and line.block.kind is BlockKind.ITEM
