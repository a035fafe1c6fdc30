"""Two profiled readings -> rows that pair every old with every new section, each standing in exactly one row.

Passes, each using what the surer ones fixed: identical sections; similar ones by body, heading, number and place;
what bears the same heading or holds the same place; chapters by their clauses; then merges and splits by containment;
last what is left at one place, by its rare words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

from tracker.compare.match.anchors import anchor_identical
from tracker.compare.match.candidates import pair_by_heading, pair_by_place, pair_parents, pair_similar
from tracker.compare.match.containment import Companions, find_merges, find_splits
from tracker.compare.match.matching import Matching
from tracker.compare.match.profile import Profile
from tracker.compare.match.reworded import pair_reworded
from tracker.values import Struct

_REWRITE: Final = 1 / 3  # of the words survive: below this a reader speaks of a new text
_WHOLE: Final = 0.7  # of the shorter text: so much stands in the longer one where it grew or was cut, at most .67 else


class Alignment(Struct, frozen=True):
    """Rows of (old ordinals, new ordinals) in the order of the new text, removed sections where they stood."""

    rows: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    is_rewrite: bool = False


def align_sections(old: Sequence[Profile], new: Sequence[Profile]) -> Alignment:
    """Align two profiled readings. Deterministic; near-linear in the number of sections."""
    matching = Matching(old, new)
    anchor_identical(matching)
    is_rewrite = _is_rewrite(matching)
    pair_similar(matching, is_strict=is_rewrite)
    if pair_parents(matching):
        pair_similar(matching, is_strict=is_rewrite)
    pair_by_heading(matching)
    pair_by_place(matching, is_strict=is_rewrite)
    pair_parents(matching)
    merges, splits = ({}, {}) if is_rewrite else (find_merges(matching), find_splits(matching))
    pair_reworded(matching, set(chain(*merges.values())), set(chain(*splits.values())), is_rewrite=is_rewrite)
    return Alignment(_order_rows(matching, merges, splits), is_rewrite)


def _is_rewrite(matching: Matching) -> bool:
    """Whether less than a third of the longer text can have survived, by its length and its shared word triples.

    A text that stands in the other nearly whole was not rewritten: chapters came, or went.
    """
    free_old, free_new = matching.free_old, matching.free_new
    fixed = sum(len(profile.section.text) for profile in matching.new if profile.ordinal in matching.old_of)
    loose_old = sum(len(profile.section.text) for profile in free_old)
    loose_new = sum(len(profile.section.text) for profile in free_new)
    if not loose_old or not loose_new or fixed >= _REWRITE * (fixed + max(loose_old, loose_new)):
        return False
    triples: frozenset[int] = frozenset().union(*(profile.shingles for profile in free_old))
    shared = sum(len(profile.shingles & triples) for profile in free_new)
    survived = fixed + shared / (sum(len(profile.shingles) for profile in free_new) or 1) * loose_new
    shorter, longer = sorted((fixed + loose_old, fixed + loose_new))
    return survived < _REWRITE * longer and survived < _WHOLE * shorter


def _order_rows(
    matching: Matching, merges: Companions, splits: Companions
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    joined = {ordinal for group in merges.values() for ordinal in group}
    parted = {ordinal for group in splits.values() for ordinal in group}
    placed: list[tuple[float, tuple[tuple[int, ...], tuple[int, ...]]]] = []
    for new_profile in matching.new:
        new = new_profile.ordinal
        if new in matching.old_of:
            old = matching.old_of[new]
            olds = tuple(sorted([old, *merges.get(new, [])]))
            news = tuple(sorted([new, *splits.get(old, [])]))
            placed.append((new, (olds, news)))
        elif new not in parted:
            placed.append((new, ((), (new,))))
    after: float = -1.0
    for old_profile in matching.old:
        old = old_profile.ordinal
        if old in matching.new_of:
            after = float(matching.new_of[old])
        elif old not in joined:
            placed.append((after + 0.5, ((old,), ())))
    return tuple(row for _, row in sorted(placed, key=lambda item: (item[0], item[1])))
