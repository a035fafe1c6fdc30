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


class _Unit(NamedTuple):
    """A word; or a line that stands in both documents, or a clause that did not change, in one piece. With how many
    words it has, of which section it is (its ordinal, -1 where the clause did not change), and whether a label."""

    shown: str
    words: int
    ordinal: int
    is_label: bool = False


def settle_recuts(changes: Sequence[Change], old: Sequence[Section], new: Sequence[Section]) -> tuple[Change, ...]:
    """The changes in their order; those whose words all stand at the same place in the other document are cosmetic:
    "no word changed". `old` and `new` are all sections of the documents, in order."""
    if not any(one.significance is Significance.SUBSTANTIVE for one in changes) or not _has_migrated(changes):
        return tuple(changes)
    changed_old = {one.ordinal: one for change in changes for one in change.old}
    changed_new = {one.ordinal: one for change in changes for one in change.new}
    lines_old, lines_new = (
        {block.text for one in changed.values() for block in one.blocks} for changed in (changed_old, changed_new)
    )
    shared = lines_old & lines_new
    differing_old, differing_new = _find_differing(
        _list_units(old, changed_old, shared), _list_units(new, changed_new, shared)
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
    return {row for run in runs for words in [split_roughly(run)] for row in zip(words, words[1:], words[2:], strict=False)}


def _list_units(sections: Sequence[Section], changed: Container[int], shared: Container[str]) -> list[_Unit]:
    """All that a document prints, in order."""
    units: list[_Unit] = []
    for one in sections:
        if one.ordinal not in changed:
            units.append(_Unit(f"{one.heading}\n{one.text}", LEAST_RUN, -1))
            continue
        units += _split(one.number, one.ordinal, is_label=True)
        units += _split(one.heading, one.ordinal)
        for block in one.blocks:
            units += _split(block.marker, one.ordinal, is_label=True)
            if block.text in shared:
                units.append(_Unit(block.text, len(split_roughly(block.text)), one.ordinal))
                continue
            marker = LIST_MARKER.match(block.text)
            end = marker.end() if marker else 0
            units += _split(block.text[:end], one.ordinal, is_label=True)
            units += _split(block.text[end:], one.ordinal)
    return units


def _split(text: str | None, ordinal: int, *, is_label: bool = False) -> Iterator[_Unit]:
    return (_Unit(word, 1, ordinal, is_label) for word in list_words(text)) if text else iter(())


def _find_differing(old: Sequence[_Unit], new: Sequence[_Unit]) -> tuple[set[int], set[int]]:
    """The ordinals of the sections that hold a word which the other document does not print there."""
    points = Vocabulary()
    facings = match_sequences(points.encode(unit.shown for unit in old), points.encode(unit.shown for unit in new))
    same_old: set[int] = set()
    same_new: set[int] = set()
    for run in _join_runs(facings, old, new):
        if _count_words(run, old) >= LEAST_RUN:
            for facing in run:
                same_old.update(range(facing.a0, facing.a1))
                same_new.update(range(facing.b0, facing.b1))
    return _list_ordinals(old, same_old), _list_ordinals(new, same_new)


def _join_runs(facings: Sequence[Facing], old: Sequence[_Unit], new: Sequence[_Unit]) -> Iterator[list[Facing]]:
    """Equal spans between which nothing but labels differs, together."""
    run: list[Facing] = []
    for facing in facings:
        if run and not (_are_labels(old[run[-1].a1 : facing.a0]) and _are_labels(new[run[-1].b1 : facing.b0])):
            yield run
            run = []
        run.append(facing)
    if run:
        yield run


def _count_words(run: Sequence[Facing], old: Sequence[_Unit]) -> int:
    return sum(unit.words for facing in run for unit in old[facing.a0 : facing.a1])


def _are_labels(units: Sequence[_Unit]) -> bool:
    return all(unit.is_label for unit in units)


def _list_ordinals(units: Sequence[_Unit], same: set[int]) -> set[int]:
    return {unit.ordinal for at, unit in enumerate(units) if at not in same and not unit.is_label} - {-1}
