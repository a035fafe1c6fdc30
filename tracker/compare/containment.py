"""What is left after pairing -> merges and splits: one clause's words standing inside another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from tracker.compare.matching import Matching
from tracker.compare.profile import Profile, contain_share

_MIN_WORDS: Final = 8
_CONTAINED: Final = 0.5  # half of the word triples went over: the clause lives on inside the other
_CONTAINED_BY_NAME: Final = 0.12  # its heading went into the other's heading ("Permitted Uses and Licence Grant")
_COMMON_SHINGLE: Final = 12

Companions = dict[int, list[int]]
"""Ordinal of the section that others joined or left -> ordinals of those others, in document order."""


def find_merges(matching: Matching) -> Companions:
    """New ordinal -> free old ordinals whose words now stand in it (beside those of its own predecessor)."""
    partners = {new: matching.old[old] for new, old in matching.old_of.items()}
    return _find_companions(matching.free_old, matching.new, partners)


def find_splits(matching: Matching) -> Companions:
    """Old ordinal -> free new ordinals whose words stood in it until now."""
    partners = {old: matching.new[new] for old, new in matching.new_of.items()}
    return _find_companions(matching.free_new, matching.old, partners)


def _find_companions(
    parts: Sequence[Profile], wholes: Sequence[Profile], partners: Mapping[int, Profile]
) -> Companions:
    parts = [part for part in parts if len(part.words) >= _MIN_WORDS]
    if not parts:
        return {}
    edited = [one for one in wholes if one.ordinal in partners and one.printed != partners[one.ordinal].printed]
    hosts = [host for host in edited if len(host.words) > _MIN_WORDS and host.body != partners[host.ordinal].body]
    spare = {host.ordinal: host.shingles - partners[host.ordinal].shingles for host in hosts}
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for ordinal, shingles in spare.items():
        for shingle in shingles:
            index[shingle].append(ordinal)
    companions: Companions = {}
    for part in parts:
        best = _find_host(part, wholes, partners, spare, index)
        if best is not None:
            companions.setdefault(best, []).append(part.ordinal)
    return companions


def _find_host(
    part: Profile,
    wholes: Sequence[Profile],
    partners: Mapping[int, Profile],
    spare: Mapping[int, frozenset[tuple[str, ...]]],
    index: Mapping[tuple[str, ...], list[int]],
) -> int | None:
    counts: Counter[int] = Counter()
    for shingle in part.shingles:
        posted = index.get(shingle, [])
        if len(posted) <= _COMMON_SHINGLE:
            counts.update(posted)
    ranked = []
    for ordinal, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:4]:
        share = contain_share(part, spare[ordinal])
        if share >= (_CONTAINED_BY_NAME if _took_name(part, wholes[ordinal], partners[ordinal]) else _CONTAINED):
            ranked.append((-share, abs(ordinal - part.ordinal), ordinal))
    return min(ranked)[2] if ranked else None


def _took_name(part: Profile, whole: Profile, partner: Profile) -> bool:
    """Whether `whole` bears the words of the part's heading and its partner does not."""
    name = [word for word in part.heading_words if len(word) > 2]
    return bool(name) and set(name) <= set(whole.heading_words) and not set(name) <= set(partner.heading_words)
