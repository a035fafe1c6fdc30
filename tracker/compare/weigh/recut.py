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
from tracker.values import Struct, field, replace

LEAST_MIGRATED: Final = 4
"""Rows of three words that went from clause to clause; fewer are one line, whose border `borders` judges."""
LEAST_RUN: Final = 6
"""Words in a row that stand in both documents because they are the same text, and not by chance."""

LEAST_CROSSING: Final = 3
"""Rows of three words that stand on both sides, and not at the same place: a text changed places with another."""
_LABEL: Final = -1


class _Print(NamedTuple):
    """All words that a stretch of a document prints, in order, each with its owner: the ordinal of its section, or
    that it is a label."""

    words: list[str]
    owners: list[int]

    def add(self, words: Sequence[str], owner: int) -> None:
        self.words.extend(words)
        self.owners.extend([owner] * len(words))


class _Side(Struct):
    """What laying the documents side by side has shown of one: the ordinals of sections that print a word which the
    other does not print there (`differing`), and of those whose text changed places with another (`crossing`)."""

    differing: set[int] = field(default_factory=set)
    crossing: set[int] = field(default_factory=set)


class _Laid(Struct):
    """Both sides, and which old section's words stand in which new one."""

    old: _Side = field(default_factory=_Side)
    new: _Side = field(default_factory=_Side)
    pairs: set[tuple[int, int]] = field(default_factory=set)

    def says_same(self, change: Change) -> bool:
        old, new = ({one.ordinal for one in side} for side in (change.old, change.new))
        if old & self.old.differing or new & self.new.differing:
            return False
        reached_new = {b for a, b in self.pairs if a in old}
        reached_old = {a for a, b in self.pairs if b in new}
        return not reached_new & self.new.crossing and not reached_old & self.old.crossing


def settle_recuts(changes: Sequence[Change], old: Sequence[Section], new: Sequence[Section]) -> tuple[Change, ...]:
    """The changes in their order; those whose words all stand at the same place in the other document are cosmetic:
    "no word changed". `old` and `new` are all sections of the documents, in order.

    Words do not pass a clause that did not change; those that changed places with others went to another clause.
    """
    if not any(one.significance is Significance.SUBSTANTIVE for one in changes) or not _has_migrated(changes):
        return tuple(changes)
    stretches_old = _cut_at_unchanged(old, {one.ordinal for change in changes for one in change.old})
    stretches_new = _cut_at_unchanged(new, {one.ordinal for change in changes for one in change.new})
    if len(stretches_old) != len(stretches_new):
        return tuple(changes)
    laid = _Laid()
    for mine, yours in zip(stretches_old, stretches_new, strict=True):
        if mine or yours:
            _lay(_print(mine), _print(yours), laid)
    return tuple(
        replace(change, significance=Significance.COSMETIC, reasons=(SAME_WORDS,))
        if change.significance is Significance.SUBSTANTIVE and laid.says_same(change)
        else change
        for change in changes
    )


def _cut_at_unchanged(sections: Sequence[Section], changed: Container[int]) -> list[list[Section]]:
    """The clauses that changed, in stretches between those that did not."""
    stretches: list[list[Section]] = [[]]
    for one in sections:
        if one.ordinal in changed:
            stretches[-1].append(one)
        else:
            stretches.append([])
    return stretches


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
    return {row for run in runs for words in [split_roughly(run)] for row in _row(words)}


def _row(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _print(sections: Sequence[Section]) -> _Print:
    page = _Print([], [])
    for one in sections:
        page.add(list_words(one.number or ""), _LABEL)
        page.add(list_words(one.heading or ""), one.ordinal)
        for block in one.blocks:
            marker = LIST_MARKER.match(block.text)
            end = marker.end() if marker else 0
            if end or block.marker:
                page.add(list_words(f"{block.marker or ''} {block.text[:end]}"), _LABEL)
            page.add(list_words(block.text[end:]), one.ordinal)
    return page


def _lay(old: _Print, new: _Print, laid: _Laid) -> None:
    """Add to `laid` what two stretches between the same clauses show."""
    points = Vocabulary()
    same_old: set[int] = set()
    same_new: set[int] = set()
    for run in _join_runs(match_sequences(points.encode(old.words), points.encode(new.words)), old, new):
        if _is_long(run, old, new):
            for a0, a1, b0, b1 in run:
                same_old.update(range(a0, a1))
                same_new.update(range(b0, b1))
                laid.pairs.update(zip(old.owners[a0:a1], new.owners[b0:b1], strict=True))
    rest_old, rest_new = _leave(old, same_old), _leave(new, same_new)
    rows = set(_row(rest_old.words)) & set(_row(rest_new.words))
    for rest, side in ((rest_old, laid.old), (rest_new, laid.new)):
        side.differing.update({*rest.owners} - {_LABEL})
        if len(rows) >= LEAST_CROSSING:
            crossing = {owner for row, owner in zip(_row(rest.words), rest.owners, strict=False) if row in rows}
            side.crossing.update(crossing - {_LABEL})


def _leave(page: _Print, same: Container[int]) -> _Print:
    """The words that the other stretch does not print there."""
    places = [at for at in range(len(page.words)) if at not in same]
    return _Print([page.words[at] for at in places], [page.owners[at] for at in places])


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


def _is_long(run: Sequence[Facing], old: _Print, new: _Print) -> bool:
    """Whether a run is the same text and no chance: long, or right beside a clause that did not change."""
    first, last = run[0], run[-1]
    is_beside = (first.a0, first.b0) == (0, 0) or (last.a1, last.b1) == (len(old.words), len(new.words))
    return is_beside or sum(facing.a1 - facing.a0 for facing in run) >= LEAST_RUN
