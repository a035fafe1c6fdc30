"""Rated changes -> the same, without substance where the document prints the same words and is only cut otherwise.

`borders` looks at neighbours whose words are the same. Where lines are wrapped anew or headings lose their markup all
over a document, and a word is edited somewhere, no row of neighbours says the same: text went from clause to clause
all along. So the whole documents are laid side by side, and a change counts only for words that are not printed at
the same place of the other.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from tracker.compare.redline.redlining import LIST_MARKER
from tracker.compare.redline.sequences import Facing, Vocabulary, match_sequences
from tracker.compare.weigh.borders import SAME_WORDS
from tracker.compare.weigh.slips import list_words
from tracker.model import Change, Section, Significance
from tracker.text.tokens import split_roughly
from tracker.values import replace

LEAST_MIGRATED: Final = 4
"""Rows of three words that went from clause to clause; fewer are one line, whose border `borders` judges."""
LEAST_RUN: Final = 6
"""Words in a row that stand in both documents because they are the same text, and not by chance."""

MOST_WORDS: Final = 60
"""A clause that did not change weighs as much as this many words at most: enough to hold its place."""


_UNCHANGED: Final = -1
_LABEL: Final = -2


class _Print(NamedTuple):
    """All words that a document prints, in order, each with its owner: the ordinal of its section, or that it is a
    label, or of a clause that did not change."""

    words: list[str]
    owners: list[int]

    def add(self, words: Sequence[str], owner: int) -> None:
        self.words.extend(words)
        self.owners.extend([owner] * len(words))


def settle_recuts(changes: Sequence[Change], old: Sequence[Section], new: Sequence[Section]) -> tuple[Change, ...]:
    """The changes in their order; those whose words all stand at the same place in the other document are cosmetic:
    "no word changed". `old` and `new` are all sections of the documents, in order."""
    if not any(one.significance is Significance.SUBSTANTIVE for one in changes) or not _has_migrated(changes):
        return tuple(changes)
    differing_old, differing_new = _find_differing(
        _print(old, {one.ordinal for change in changes for one in change.old}),
        _print(new, {one.ordinal for change in changes for one in change.new}),
    )
    return tuple(
        replace(change, significance=Significance.COSMETIC, reasons=(SAME_WORDS,))
        if change.significance is Significance.SUBSTANTIVE
        and not any(one.ordinal in differing_old for one in change.old)
        and not any(one.ordinal in differing_new for one in change.new)
        else change
        for change in changes
    )


def _has_migrated(changes: Sequence[Change]) -> bool:
    """Whether words in a row are told as gone from one clause and as come to another."""
    gone: set[tuple[str, ...]] = set()
    come: set[tuple[str, ...]] = set()
    for change in changes:
        here_gone, here_come = _list_rows(change.deleted), _list_rows(change.inserted)
        gone |= here_gone - here_come
        come |= here_come - here_gone
    return len(gone & come) >= LEAST_MIGRATED


def _list_rows(runs: Sequence[str]) -> set[tuple[str, ...]]:
    return {
        row for run in runs for words in [split_roughly(run)] for row in zip(words, words[1:], words[2:], strict=False)
    }


def _print(sections: Sequence[Section], changed: Container[int]) -> _Print:
    page = _Print([], [])
    for one in sections:
        if one.ordinal not in changed:
            page.add([f"{one.heading}\n{one.text}"] * min(1 + len(one.text) // 8, MOST_WORDS), _UNCHANGED)
            continue
        page.add(list_words(one.number or ""), _LABEL)
        page.add(list_words(one.heading or ""), one.ordinal)
        for block in one.blocks:
            marker = LIST_MARKER.match(block.text)
            end = marker.end() if marker else 0
            if end or block.marker:
                page.add(list_words(f"{block.marker or ''} {block.text[:end]}"), _LABEL)
            page.add(list_words(block.text[end:]), one.ordinal)
    return page


def _find_differing(old: _Print, new: _Print) -> tuple[set[int], set[int]]:
    """The ordinals of the sections that hold a word which the other document does not print there."""
    points = Vocabulary()
    same_old: set[int] = set()
    same_new: set[int] = set()
    for run in _join_runs(match_sequences(points.encode(old.words), points.encode(new.words)), old, new):
        if sum(facing.a1 - facing.a0 for facing in run) >= LEAST_RUN:
            for facing in run:
                same_old.update(range(facing.a0, facing.a1))
                same_new.update(range(facing.b0, facing.b1))
    return _list_owners(old, same_old), _list_owners(new, same_new)


def _join_runs(facings: Sequence[Facing], old: _Print, new: _Print) -> Iterator[list[Facing]]:
    """Equal spans between which nothing but labels differs, together."""
    run: list[Facing] = []
    for facing in facings:
        between = (*old.owners[run[-1].a1 : facing.a0], *new.owners[run[-1].b1 : facing.b0]) if run else ()
        if run and any(owner != _LABEL for owner in between):
            yield run
            run = []
        run.append(facing)
    if run:
        yield run


def _list_owners(page: _Print, same: set[int]) -> set[int]:
    return {owner for at, owner in enumerate(page.owners) if at not in same}
