"""Sections left over at one place -> the pairs of them that are one clause in new words, told by its rare words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Final

from tracker.compare.match.matching import Gap, Matching
from tracker.compare.match.profile import Profile

_SAME: Final = 0.18  # of the rare words: of 55 pairs of recorded steps that were read, 47 above it are one clause
_SAME_IN_REWRITE: Final = 0.25  # of 66 such pairs of documents rewritten as a whole all but two
_MOST_PAIRS: Final = 400  # of one gap: where so many came and went, the place says nothing


def pair_reworded(
    matching: Matching, joined: Collection[int] = (), parted: Collection[int] = (), *, is_rewrite: bool = False
) -> None:
    """Pair what is left between the same neighbours by the words it has in common, the rare ones above all: a clause
    put otherwise from end to end speaks of the same things ("firearms", "ammunition"), whatever its number now.

    `joined` old and `parted` new sections are told as part of others already. What is paired narrows the gaps.
    """
    rarity: dict[str, float] = {}
    while True:
        old_gaps, new_gaps = matching.find_gaps()
        olds, news = _group(old_gaps, joined, matching.old), _group(new_gaps, parted, matching.new)
        shared = [gap for gap in olds if gap in news and len(olds[gap]) * len(news[gap]) <= _MOST_PAIRS]
        if not shared:
            return
        rarity = rarity or _rate_words(matching)
        before = len(matching.new_of)
        for gap in shared:
            _pair_in_gap(matching, olds[gap], news[gap], rarity, need=_SAME_IN_REWRITE if is_rewrite else _SAME)
        if len(matching.new_of) == before:
            return


def _pair_in_gap(
    matching: Matching, olds: Sequence[Profile], news: Sequence[Profile], rarity: Mapping[str, float], *, need: float
) -> None:
    """Pair the sections of one gap best first, those of one parent or one number."""
    rated = [
        (-share, old.ordinal, new.ordinal)
        for old in olds
        for new in news
        if (matching.share_parent(old, new) or (old.number and old.number == new.number))
        and (share := _rate_share(old, new, rarity)) >= need
    ]
    for _, old_ordinal, new_ordinal in sorted(rated):
        if matching.are_free(old_ordinal, new_ordinal):
            matching.pair(old_ordinal, new_ordinal)


def _group(gaps: dict[int, Gap], taken: Collection[int], profiles: Sequence[Profile]) -> dict[Gap, list[Profile]]:
    groups: dict[Gap, list[Profile]] = defaultdict(list)
    for ordinal, gap in gaps.items():
        if ordinal not in taken and profiles[ordinal].words:
            groups[gap].append(profiles[ordinal])
    return groups


def _rate_words(matching: Matching) -> dict[str, float]:
    """How rare each word is, by the sections of both texts that have it."""
    counts = Counter(chain.from_iterable(set(one.words) for one in chain(matching.old, matching.new)))
    size = len(matching.old) + len(matching.new) + 1
    return {word: math.log(size / count) for word, count in counts.items()}


def _rate_share(old: Profile, new: Profile, rarity: Mapping[str, float]) -> float:
    """The share of the words of two sections that both have, each word weighed by how rare it is."""
    mine, yours = set(old.words), set(new.words)
    whole = sum(map(rarity.__getitem__, mine | yours))
    return sum(map(rarity.__getitem__, mine & yours)) / whole if whole else 0.0
