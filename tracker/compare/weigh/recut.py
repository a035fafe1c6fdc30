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
from tracker.model import Change, Kind, Section, Significance
from tracker.text.tokens import split_roughly
from tracker.values import replace

LEAST_MIGRATED: Final = 4
"""Rows of three words that went from clause to clause; fewer are one line, whose border `borders` judges."""
LEAST_RUN: Final = 6
"""Words in a row that stand in both documents because they are the same text, and not by chance."""

_OF_CLAUSES: Final = frozenset({Kind.MERGED, Kind.SPLIT})
_LABEL: Final = -1


class _Print(NamedTuple):
    """All words that a stretch of a document prints, in order, each with its owner: the ordinal of its section, or
    that it is a label."""

    words: list[str]
    owners: list[int]

    def add(self, words: Sequence[str], owner: int) -> None:
        self.words.extend(words)
        self.owners.extend([owner] * len(words))


def settle_recuts(
    changes: Sequence[Change], old: Sequence[Section], new: Sequence[Section], kept: Sequence[tuple[int, int]]
) -> tuple[Change, ...]:
    """The changes in their order; those whose words all stand at the same place in the other document are cosmetic:
    "no word changed". `old` and `new` are all sections of the documents, in order, `kept` the ordinals of the clauses
    that did not change, in the order of both.

    Words do not pass a clause that did not change; those that changed places with others went to another clause.
    """
    if not _may_be_recut(changes):
        return tuple(changes)
    differing_old: set[int] = set()
    differing_new: set[int] = set()
    at_old = at_new = 0
    for end_old, end_new in (*kept, (len(old), len(new))):
        if end_old > at_old or end_new > at_new:
            gone, come = _find_differing(_print(old[at_old:end_old]), _print(new[at_new:end_new]))
            differing_old |= gone
            differing_new |= come
        at_old, at_new = end_old + 1, end_new + 1
    return tuple(
        replace(change, significance=Significance.COSMETIC, reasons=(SAME_WORDS,))
        if change.significance is Significance.SUBSTANTIVE
        and differing_old.isdisjoint(one.ordinal for one in change.old)
        and differing_new.isdisjoint(one.ordinal for one in change.new)
        else change
        for change in changes
    )


def _may_be_recut(changes: Sequence[Change]) -> bool:
    """Whether some change of substance may be none: clauses became one or several, or words went to another clause."""
    rated = [one for one in changes if one.significance is Significance.SUBSTANTIVE]
    return any(_OF_CLAUSES & set(one.kinds) for one in rated) or (bool(rated) and _has_migrated(changes))


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
    return {row for run in runs for row in _row(split_roughly(run))}


def _row(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every three words that follow one another."""
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


def _find_differing(old: _Print, new: _Print) -> tuple[set[int], set[int]]:
    """The ordinals of the sections that hold a word which the other stretch does not print there."""
    points = Vocabulary()
    facings = match_sequences(points.encode(old.words), points.encode(new.words))
    runs = [run for run in _join_runs(facings, old, new) if _is_long(run, old, new)]
    same_old: set[int] = set()
    same_new: set[int] = set()
    ends = [Facing(0, 0, 0, 0), *(_span(run) for run in runs), Facing(len(old.words), 0, len(new.words), 0)]
    for run, before, here, after in zip(runs, ends, ends[1:], ends[2:], strict=False):
        if _meets(old.words[here.a1 : after.a0], new.words[before.b1 : here.b0]) or _meets(
            old.words[before.a1 : here.a0], new.words[here.b1 : after.b0]
        ):
            continue
        for a0, a1, b0, b1 in run:
            same_old.update(range(a0, a1))
            same_new.update(range(b0, b1))
    return _list_owners(old, same_old), _list_owners(new, same_new)


def _span(run: Sequence[Facing]) -> Facing:
    return Facing(run[0].a0, run[-1].a1, run[0].b0, run[-1].b1)


def _meets(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a text stands behind a run on one side and before it on the other: the two changed places."""
    return not set(_row(old)).isdisjoint(_row(new))


def _list_owners(page: _Print, same: Container[int]) -> set[int]:
    return {owner for at, owner in enumerate(page.owners) if at not in same} - {_LABEL}


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
