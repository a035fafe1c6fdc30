"""An alignment of sections -> what stands where in one redline: what stays, what left, what came. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from tracker.values import Struct

Pairs = Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
Chosen = tuple[frozenset[int], frozenset[int]]


class Unit(Struct, frozen=True):
    """Sections that stand beside each other, by their ordinals; one side may be empty. `key` is the row of the
    alignment that they are of."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    key: tuple[frozenset[int], frozenset[int]]


class Placed(Struct, frozen=True):
    """A unit in its place. "stays": compared here; "away" and "here": one side of what moved, paired by `move`."""

    unit: Unit
    role: Literal["stays", "away", "here"]
    move: int | None = None


def place_units(pairs: Pairs, weights: Sequence[int], chosen: Chosen | None = None) -> Iterator[Placed]:
    """Every section of both sides once (of a move: once on each side), in the order of the new text; what only the
    old text has stands before what took its place.

    `weights` are those of the old sections: of sections that changed places the lighter ones count as moved.
    """
    units = [unit for row in pairs for unit in _split_row(row, weights) if _is_chosen(unit, chosen)]
    both = sorted((unit for unit in units if unit.old and unit.new), key=lambda unit: unit.old)
    kept = find_heaviest_order([unit.new[0] for unit in both], [_weigh(unit, weights) for unit in both])
    stays = [unit for place, unit in enumerate(both) if place in kept]
    moved = [unit for place, unit in enumerate(both) if place not in kept]
    left = [Placed(unit, "away", move) for move, unit in enumerate(moved)]
    left += [Placed(unit, "stays") for unit in units if not unit.new]
    came = [Placed(unit, "here", move) for move, unit in enumerate(moved)]
    came += [Placed(unit, "stays") for unit in units if not unit.old]
    left.sort(key=lambda placed: placed.unit.old)
    came.sort(key=lambda placed: placed.unit.new)
    for anchor in stays:
        yield from _take_before(left, anchor.old[0], is_old=True)
        yield from _take_before(came, anchor.new[0], is_old=False)
        yield Placed(anchor, "stays")
    yield from left
    yield from came


def _take_before(placed: list[Placed], ordinal: int, *, is_old: bool) -> Iterator[Placed]:
    while placed and (placed[0].unit.old if is_old else placed[0].unit.new)[0] < ordinal:
        yield placed.pop(0)


def _is_chosen(unit: Unit, chosen: Chosen | None) -> bool:
    return chosen is None or bool(chosen[0].intersection(unit.old) or chosen[1].intersection(unit.new))


def _split_row(row: tuple[tuple[int, ...], tuple[int, ...]], weights: Sequence[int]) -> Iterator[Unit]:
    """A row as one unit where the sections of each side follow one another; else the heaviest stretch with the other
    side, the rest alone."""
    key = (frozenset(row[0]), frozenset(row[1]))
    old_runs, new_runs = _split_runs(row[0]), _split_runs(row[1])
    if not old_runs or not new_runs:
        yield from (Unit(run, (), key) for run in old_runs)
        yield from (Unit((), run, key) for run in new_runs)
        return
    old = max(old_runs, key=lambda run: sum(weights[ordinal] for ordinal in run))
    new = max(new_runs, key=len)
    yield Unit(old, new, key)
    yield from (Unit(run, (), key) for run in old_runs if run is not old)
    yield from (Unit((), run, key) for run in new_runs if run is not new)


def _split_runs(ordinals: Collection[int]) -> list[tuple[int, ...]]:
    runs: list[tuple[int, ...]] = []
    for ordinal in sorted(ordinals):
        if runs and runs[-1][-1] == ordinal - 1:
            runs[-1] = (*runs[-1], ordinal)
        else:
            runs.append((ordinal,))
    return runs


def _weigh(unit: Unit, weights: Sequence[int]) -> int:
    return sum(weights[ordinal] for ordinal in unit.old)


def find_heaviest_order(values: Sequence[int], weights: Sequence[int]) -> frozenset[int]:
    """The places of the increasing subsequence of distinct values that weighs most; O(n log n)."""
    ranked = sorted(values)
    best: list[tuple[int, int]] = [(0, -1)] * (len(values) + 1)  # a tree of prefix maxima: (weight, place)
    before: list[int] = []
    for place, value in enumerate(values):
        rank = bisect_left(ranked, value)
        weight, last = _read_prefix(best, rank)
        before.append(last)
        at = rank + 1
        while at < len(best):
            best[at] = max(best[at], (weight + weights[place], place), key=lambda entry: entry[0])
            at += at & -at
    place, kept = _read_prefix(best, len(values))[1], set()
    while place >= 0:
        kept.add(place)
        place = before[place]
    return frozenset(kept)


def _read_prefix(best: Sequence[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank > 0:
        found = max(found, best[rank], key=lambda entry: entry[0])
        rank -= rank & -rank
    return found
