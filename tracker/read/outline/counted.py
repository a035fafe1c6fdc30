"""Blocks -> labels by a word that counts on: "Straipsnis 1", "Straipsnis 2" or "1. člen", "2. člen", in any language.

The words of labels that the language files know are labels wherever they stand. Any other word proves itself: it
stands at the beginning of blocks, and its numbers go on by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.text.date_grammar import starts_with_date
from tracker.text.numbering import Label, find_labels, label_with_word
from tracker.values import Struct, replace

LEAST_STEPS: Final = 3
"""So often the number goes on by one where the labels stand in plain paragraphs."""
LEAST_MARKED_STEPS: Final = 1
"""The same where markup sets the labels apart, or where a label is the whole line."""

# Letters, marks and all: no white space, no figure, no sign. "धारा", "Hoofdstuk"
_WORD: Final = r"[^\s\d!-/:-@\[-`{-~«»“”„‘’–—…、。；：！？（）「」]{2,24}"
_NUMBER: Final = r"\d{1,3}[A-Z]?|[IVXLC]{1,7}|[A-Z]"
_END: Final = r"(?:\s?[.:)–—-]{1,2}(?=\s|$)|(?=\s|$))"
_WORD_FIRST = compile_pattern(rf"(?P<word>{_WORD})\.?\s(?P<number>{_NUMBER}){_END}\s*")
_NUMBER_FIRST = compile_pattern(
    rf"(?P<number>\d{{1,3}})\.?\s(?P<word>{_WORD})(?:\s?[.:)–—-]{{1,2}}(?=\s|$)|(?=\s[(（])|$)\s*"
)


class _Candidate(Struct, frozen=True):
    index: int
    label: Label
    is_marked: bool


def find_counted(blocks: Sequence[Block], skipped: frozenset[int]) -> dict[int, Label]:
    """The labels by block index whose word is known by its count alone; `skipped` blocks are not looked at."""
    runs: dict[tuple[str, str, str], list[_Candidate]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if index in skipped or block.kind in (BlockKind.ROW, BlockKind.QUOTE) or block.marker == "•":
            continue
        for candidate in _list_candidates(index, block):
            runs[candidate.label.sequence].append(candidate)
    proven = [run for run in runs.values() if _counts_on(run)]
    return {candidate.index: candidate.label for run in proven for candidate in run}


def _list_candidates(index: int, block: Block) -> Iterator[_Candidate]:
    before = f"{block.marker} " if block.marker else ""  # "1." of "1. člen" was taken for the counter of a list
    text = before + block.text
    matches = [found for pattern in (_WORD_FIRST, _NUMBER_FIRST) if (found := pattern.match(text))]
    if not matches or starts_with_date(text) or any(label.word for label in find_labels(text)):
        return
    for found in matches:
        label = label_with_word(found)
        if label is None:
            continue
        length = label.length - len(before)
        is_marked = block.kind is BlockKind.HEADING or block.lead >= length - 1 or length >= len(block.text)
        if length > 0 and (is_marked or label.is_closed or found.re is _NUMBER_FIRST):
            yield _Candidate(index, replace(label, length=length), is_marked)


def _counts_on(run: Sequence[_Candidate]) -> bool:
    """Whether the numbers of a word go on by one from each place to the next, from the first on."""
    steps = [new.label.follows(old.label) for old, new in pairwise(run)]
    restarts = sum(candidate.label.steps == ("1",) for candidate in run[1:])
    least = LEAST_MARKED_STEPS if all(candidate.is_marked for candidate in run) else LEAST_STEPS
    return run[0].label.values == (1,) and sum(steps) >= least and sum(steps) + restarts == len(steps)
