"""A reading -> its lines and sentences as doubts are told by: typographic signs plain, and sentences folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, Reading
from tracker.text.scripts import STOPS, WIDE_STOPS

PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u200b": None})
HEAD_WORDS: Final = 16
"""A line of no more words is still a headline, or what a page says in a document's place."""

_SENTENCE_END = compile_pattern(rf"(?<=[{STOPS}])\s+|(?<=[{WIDE_STOPS}])")
_NOT_WORD = compile_pattern(r"[\W_]+")


def list_lines(reading: Reading) -> Iterator[tuple[str, bool]]:
    """The title (even where there is none), then every heading and block: its text, and whether it is only links."""
    return ((line.translate(PLAIN), is_linked) for line, is_linked in list_printed(reading))


def list_printed(reading: Reading) -> Iterator[tuple[str, bool]]:
    """The lines of `list_lines` with their signs as printed, which is quicker."""
    yield reading.title or "", False
    for section in reading.sections:
        if section.heading:
            yield section.heading, sum(len(link.text) for link in section.heading_links) > 0
        for block in section.blocks:
            yield block.text, count_linked(block) >= 0.9 * len(block.text)


def split_line(line: str) -> list[str]:
    """The sentences of a line in order."""
    return _SENTENCE_END.split(line)


def count_linked(block: Block) -> int:
    """Letters of a block that are links, with the blank that parts a link from the next."""
    return sum(len(link.text) + 1 for link in block.links)


def list_sentences(reading: Reading) -> frozenset[str]:
    """The sentences of a document, folded: case, blanks and punctuation make no difference."""
    lines = (line for line, _ in list_lines(reading))
    return frozenset(fold_sentence(sentence) for line in lines for sentence in split_line(line)) - {""}


def fold_sentence(sentence: str) -> str:
    return _NOT_WORD.sub(" ", sentence).strip().casefold()
