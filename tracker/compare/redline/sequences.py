"""Two sequences of units (lines, sentences, words) -> how they run beside each other, in bounded time and memory.

Units are strings of code points here: one point a word (`Vocabulary`). The longest common subsequence comes from
rapidfuzz's bit-parallel Indel; its memory grows with the product of the lengths, so beyond `MOST_CELLS` the
sequences are first cut at runs of units that are unique on both sides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel

MOST_CELLS: Final = 400_000_000
"""At most this many unit pairs are looked at in one pass: 20,000 x 20,000 words, about 50 MB and 0.2 s."""
MOST_PAIRS: Final = 4_000
"""At most this many pairs of differing units are weighed one by one (a table of 60 rows, each changed)."""
LEAST_LIKENESS: Final = 0.5
"""Two units are the same one, edited, when at least half of their words are shared, in order."""
MOST_CHECKED: Final = 25_000_000
"""Whether pairing pays is checked up to 5,000 x 5,000 words."""
SLACK: Final = 1.02
"""Pairing units may cost this much more changed words than comparing all words at once, and no more."""


class Facing(NamedTuple):
    """Old units [a0:a1] against new units [b0:b1]."""

    a0: int
    a1: int
    b0: int
    b1: int


class Vocabulary(dict[Hashable, str]):
    """Gives every distinct unit a code point of its own, so that sequences of units become strings."""

    def __missing__(self, unit: Hashable) -> str:
        count = len(self)
        self[unit] = point = chr(count if count < 0x110000 else 0x10FFFF)  # beyond so many units the last point repeats
        return point

    def encode(self, units: Iterable[Hashable]) -> str:
        """One code point a unit; equal units, equal points."""
        return "".join(map(self.__getitem__, units))


def match_sequences(old: str, new: str) -> list[Facing]:
    """The longest common subsequence of two encoded sequences as equal spans in order, none empty."""
    return list(_match(old, new, 0, 0, can_cut=True))


def _match(old: str, new: str, at_old: int, at_new: int, *, can_cut: bool) -> Iterator[Facing]:
    shortest = min(len(old), len(new))
    head = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    shortest -= head
    tail = next((i for i in range(shortest) if old[-1 - i] != new[-1 - i]), shortest)
    if head:
        yield Facing(at_old, at_old + head, at_new, at_new + head)
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    at_old, at_new = at_old + head, at_new + head
    if len(old_middle) * len(new_middle) <= MOST_CELLS:
        for block in Indel.editops(old_middle, new_middle).as_matching_blocks() if old_middle and new_middle else ():
            if block.size:
                a0, b0 = at_old + block.a, at_new + block.b
                yield Facing(a0, a0 + block.size, b0, b0 + block.size)
    elif can_cut:
        for a0, a1, b0, b1 in _cut_at_anchors(old_middle, new_middle):
            yield from _match(old_middle[a0:a1], new_middle[b0:b1], at_old + a0, at_new + b0, can_cut=False)
    if tail:
        a0, b0 = at_old + len(old_middle), at_new + len(new_middle)
        yield Facing(a0, a0 + tail, b0, b0 + tail)


def _cut_at_anchors(old: str, new: str, width: int = 3) -> Iterator[Facing]:
    """Facings that cover both sides, cut before each run of `width` units that occurs once on either side, in order."""
    in_old, in_new = (_find_unique_runs(text, width) for text in (old, new))
    shared = sorted((at, in_new[run]) for run, at in in_old.items() if run in in_new)
    a = b = 0
    for a1, b1 in _keep_rising(shared):
        yield Facing(a, a1, b, b1)
        a, b = a1, b1
    yield Facing(a, len(old), b, len(new))


def _find_unique_runs(text: str, width: int) -> dict[str, int]:
    runs = [text[i : i + width] for i in range(len(text) - width + 1)]
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def _keep_rising(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of points (sorted by their first member) whose second member rises too."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(points):
        place = bisect_left(tails, value)
        before.append(last[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        last[place : place + 1] = [index]
    chain: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(points[at])
        at = before[at]
    return chain[::-1]


def pair_units(old: Sequence[str], new: Sequence[str], list_words: Callable[[str], Iterable[str]]) -> list[Facing]:
    """Facings that cover both sides in order: one unit to one where they are the same one, else what lies between.

    Units are lines or sentences. Equal ones are paired first, then alike ones in the gaps. Where words migrated over
    the borders of units, so that pairing them shows more change than there is, the units are left together.
    """
    names, words = Vocabulary(), Vocabulary()
    spans: list[Facing] = []
    kept = 0
    for span in _fill_gaps(match_sequences(names.encode(old), names.encode(new)), len(old), len(new)):
        if old[span.a0 : span.a1] == new[span.b0 : span.b1]:
            spans += _pair_singly(span)
            kept += sum(map(len, old[span.a0 : span.a1]))
        else:
            old_codes, new_codes = (
                [words.encode(list_words(unit)) for unit in side]
                for side in (old[span.a0 : span.a1], new[span.b0 : span.b1])
            )
            inner = _pair_gap(old_codes, new_codes)
            spans += [Facing(span.a0 + a0, span.a0 + a1, span.b0 + b0, span.b0 + b1) for a0, a1, b0, b1 in inner]
    if len(spans) == 1 or 2 * kept > min(sum(map(len, old)), sum(map(len, new))):
        return spans
    old_codes, new_codes = ([words.encode(list_words(unit)) for unit in side] for side in (old, new))
    return _keep_if_short(spans, old_codes, new_codes)


def _fill_gaps(equal: Iterable[Facing], old_length: int, new_length: int) -> Iterator[Facing]:
    """The equal spans and, between them, the spans that are not."""
    a = b = 0
    for span in [*equal, Facing(old_length, old_length, new_length, new_length)]:
        if span.a0 > a or span.b0 > b:
            yield Facing(a, span.a0, b, span.b0)
        if span.a1 > span.a0:
            yield span
        a, b = span.a1, span.b1


def _pair_singly(span: Facing) -> list[Facing]:
    a, _, b, _ = span
    return [Facing(a + i, a + i + 1, b + i, b + i + 1) for i in range(span.a1 - span.a0)]


def _pair_gap(old: Sequence[str], new: Sequence[str]) -> list[Facing]:
    """`pair_units` for units given as encoded words."""
    whole = Facing(0, len(old), 0, len(new))
    if not old or not new or len(old) == len(new) == 1:
        return [whole]
    names = Vocabulary()
    spans: list[Facing] = []
    for span in _fill_gaps(match_sequences(names.encode(old), names.encode(new)), len(old), len(new)):
        a0, a1, b0, b1 = span
        if old[a0:a1] == new[b0:b1]:
            spans += _pair_singly(span)
        elif (a1 - a0) * (b1 - b0) <= MOST_PAIRS:
            pairs = [Facing(a0 + i, a0 + i + 1, b0 + j, b0 + j + 1) for i, j in _choose_pairs(old[a0:a1], new[b0:b1])]
            between = _fill_gaps([Facing(p.a0 - a0, p.a1 - a0, p.b0 - b0, p.b1 - b0) for p in pairs], a1 - a0, b1 - b0)
            spans += [Facing(a0 + a, a0 + a_end, b0 + b, b0 + b_end) for a, a_end, b, b_end in between]
        else:
            spans.append(span)
    return _keep_if_short(spans, old, new)


def _keep_if_short(spans: list[Facing], old: Sequence[str], new: Sequence[str]) -> list[Facing]:
    """The spans, unless they show more changed words than comparing everything at once would, beyond `SLACK`."""
    one, other = "".join(old), "".join(new)
    if len(one) * len(other) > MOST_CHECKED:
        return spans
    apart = sum(Indel.distance("".join(old[a0:a1]), "".join(new[b0:b1])) for a0, a1, b0, b1 in spans)
    return spans if apart <= SLACK * Indel.distance(one, other) else [Facing(0, len(old), 0, len(new))]


def _choose_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The order-preserving pairs (old index, new index) of alike units that share the most words in all."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    paired: set[tuple[int, int]] = set()
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            skip = max(best[i + 1][j], best[i][j + 1])
            likeness = Indel.normalized_similarity(old[i], new[j], score_cutoff=LEAST_LIKENESS)
            together = likeness * (len(old[i]) + len(new[j])) + best[i + 1][j + 1] if likeness else 0.0
            if together > skip:
                paired.add((i, j))
            best[i][j] = max(skip, together)
    chosen: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if (i, j) in paired:
            chosen.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return chosen
