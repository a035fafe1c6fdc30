"""What is left after pairing -> merges and splits: one clause's words standing inside another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tracker.compare.match.matching import Matching
from tracker.compare.match.profile import Profile, contain_share, rate_headings
from tracker.text.canon import canon_body, canon_heading, drop_signs, run_section
from tracker.values import Struct

_MIN_WORDS: Final = 8
_CONTAINED: Final = 0.5  # half of the word triples went over: the clause lives on inside the other
_CONTAINED_BY_NAME: Final = 0.08  # its heading went into the other's heading ("Permitted Uses and Licence Grant")
_CONTAINED_BESIDE: Final = 0.15  # it stood next to the other; unrelated clauses of one document share under .06
_RENAMED: Final = 0.5  # likeness of two headings, one of them bare, over the same text
_NEAR: Final = 2
_COMMON_SHINGLE: Final = 12
_TAKEN: Final = 0.75  # of the words that a part shares with the other are those of a part that went there before

Companions = dict[int, list[int]]
"""Ordinal of the section that others joined or left -> ordinals of those others, in document order."""


class _Room(Struct):
    """What a section says that its partner does not, and how much of that is another section's already."""

    spare: frozenset[int]
    taken: frozenset[int] = frozenset()

    def has_taken(self, part: Profile) -> bool:
        """Whether the words of a part went there with another part, which ends in the same words."""
        shared = part.shingles & self.spare
        return len(shared & self.taken) >= _TAKEN * len(shared)


class _Side(Struct):
    """One direction: `parts` are sections without a partner, `others` all of their text, `wholes` those of the other
    text, `partner_of` the ordinal of another -> that of its whole."""

    parts: Sequence[Profile]
    others: Sequence[Profile]
    wholes: Sequence[Profile]
    partner_of: Mapping[int, int]


def find_merges(matching: Matching) -> Companions:
    """New ordinal -> free old ordinals whose words now stand in it (beside those of its own predecessor)."""
    return _find_all(_Side(matching.free_old, matching.old, matching.new, matching.new_of))


def find_splits(matching: Matching) -> Companions:
    """Old ordinal -> free new ordinals whose words stood in it until now."""
    return _find_all(_Side(matching.free_new, matching.new, matching.old, matching.old_of))


def _find_all(side: _Side) -> Companions:
    found = _find_companions(side)
    for find in (_find_cut_headings, _find_kept_headings, _find_cut_lines):
        found = _join(found, find(side, found))
    return found


def _join(one: Companions, other: Companions) -> Companions:
    return {host: sorted({*one.get(host, []), *other.get(host, [])}) for host in sorted({*one, *other})}


def _find_cut_lines(side: _Side, companions: Companions) -> Companions:
    """Lines that are no clause of their own on the other side, where they stand in the one before them: a date that
    closes a text, once nothing stands below it; names in a list, taken for headings (in 36 of 5,600 recorded steps
    such lines are cut otherwise)."""
    found: Companions = {}
    joined = {part: whole for whole, group in companions.items() for part in group}
    for part in side.parts:
        before = part.ordinal - 1
        host = joined.get(before, side.partner_of.get(before))
        if host is None or part.ordinal in joined:
            continue
        lines = _list_lines(part)
        if lines and lines <= _list_lines(side.wholes[host]) and lines.isdisjoint(_list_lines(side.others[before])):
            found.setdefault(host, []).append(part.ordinal)
            joined[part.ordinal] = host
    return found


def _list_lines(profile: Profile) -> frozenset[str]:
    return frozenset(
        filter(None, map(drop_signs, (canon_heading(profile.section.heading), *canon_body(profile.section))))
    )


def _find_cut_headings(side: _Side, companions: Companions) -> Companions:
    """Headings without a body that were cut off what comes after them: "Annex A" + "Fees" for "Annex AFees", or
    "Fees" above "1.1 You pay ..." or above "In general", where both are one clause on the other side.
    """
    found: Companions = {}
    whole_of = {**{part: whole for whole, parts in companions.items() for part in parts}, **side.partner_of}
    for part in side.parts:
        after = part.ordinal + 1
        if part.section.text or after >= len(side.others):
            continue
        below = next((one for one in _list_below(part, side.others) if one.ordinal in whole_of), None)
        if below is None:
            continue
        whole = side.wholes[whole_of[below.ordinal]]
        is_cut = run_section(part.section) + run_section(below.section) == run_section(whole.section)
        is_named = bool(part.heading) and (whole.heading == part.heading or _is_renamed(part, whole, below))
        if is_named or (is_cut and below.ordinal == after):
            found.setdefault(whole.ordinal, []).append(part.ordinal)
    return found


def _find_kept_headings(side: _Side, companions: Companions) -> Companions:
    """Clauses that bear the heading of a whole whose text stands below another heading right after them: "Your choices"
    above a new text, and "Browser settings" above what it said until now. One clause became two (in 14 of 4,800
    recorded steps), and none was renamed."""
    joined = {part for group in companions.values() for part in group}
    found: Companions = {}
    for part in side.parts:
        after = part.ordinal + 1
        if not part.heading or part.ordinal in joined or after not in side.partner_of:
            continue
        whole = side.wholes[side.partner_of[after]]
        if whole.heading == part.heading != side.others[after].heading:
            found.setdefault(whole.ordinal, []).append(part.ordinal)
    return found


def _is_renamed(part: Profile, whole: Profile, below: Profile) -> bool:
    """Whether a bare heading is that of the whole put otherwise, more than that of the clause below it is: "Information
    for members: refunds" above "Outside the town" for "Refunds"; "12.2 Journeys" above "12.2.1" for "12.2 Routes"."""
    likeness, beside = rate_headings(part, whole), rate_headings(below, whole)
    if part.number and part.number == whole.number and below.section.parent == part.ordinal:
        return beside < _RENAMED
    return likeness >= _RENAMED and likeness > beside


def _list_below(part: Profile, others: Sequence[Profile]) -> Iterator[Profile]:
    """The section right after a heading, and what else stands under that heading."""
    yield others[part.ordinal + 1]
    for one in others[part.ordinal + 2 :]:
        if one.section.parent != part.ordinal:
            return
        yield one


def _find_companions(side: _Side) -> Companions:
    parts = [part for part in side.parts if len(part.words) >= _MIN_WORDS]
    if not parts:
        return {}
    partners = {whole: side.others[other] for other, whole in side.partner_of.items()}
    edited = [one for one in side.wholes if one.ordinal in partners and one.printed != partners[one.ordinal].printed]
    hosts = [host for host in edited if len(host.words) > _MIN_WORDS and host.body != partners[host.ordinal].body]
    rooms = {host.ordinal: _Room(host.shingles - partners[host.ordinal].shingles) for host in hosts}
    index: dict[int, list[int]] = defaultdict(list)
    for ordinal, room in rooms.items():
        for shingle in room.spare:
            index[shingle].append(ordinal)
    beside = {ordinal: [partner] for ordinal, partner in partners.items()}
    found: dict[int, int] = {}
    for is_near in (True, False, False):  # what joined in one round is a neighbour in the next
        for part in parts:
            if part.ordinal in found:
                continue
            host = _find_host(part, side.wholes, beside, rooms, index, is_near=is_near)
            if host is not None:
                found[part.ordinal] = host
                rooms[host].taken |= part.shingles & rooms[host].spare
        for part in parts:
            if part.ordinal in found:
                beside[found[part.ordinal]] = [*beside[found[part.ordinal]], part]
    companions: Companions = {}
    for part_ordinal, host_ordinal in sorted(found.items()):
        companions.setdefault(host_ordinal, []).append(part_ordinal)
    return companions


def _find_host(
    part: Profile,
    wholes: Sequence[Profile],
    beside: Mapping[int, Sequence[Profile]],
    rooms: Mapping[int, _Room],
    index: Mapping[int, list[int]],
    *,
    is_near: bool,
) -> int | None:
    """The clause that a part went to; with `is_near` only one that it stands beside and that holds most of it: where
    each clause of a chapter ends in the same words, these went from each to what stands below it."""
    counts: dict[int, int] = {}
    for shingle in part.shingles:
        posted = index.get(shingle)
        if posted is not None and len(posted) <= _COMMON_SHINGLE:
            for ordinal in posted:
                counts[ordinal] = counts.get(ordinal, 0) + 1
    ranked = []
    for ordinal, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:4]:
        share = contain_share(part, rooms[ordinal].spare)
        need = _need_share(part, wholes[ordinal], beside[ordinal])
        is_far = share < _CONTAINED or need == _CONTAINED
        if share >= need and not (is_near and is_far) and not rooms[ordinal].has_taken(part):
            ranked.append((-share, abs(ordinal - part.ordinal), ordinal))
    return min(ranked)[2] if ranked else None


def _need_share(part: Profile, whole: Profile, neighbours: Sequence[Profile]) -> float:
    """The share of shingles a part must have in `whole`; `neighbours` are its predecessor and those it joins."""
    if _took_name(part, whole, neighbours[0]):
        return _CONTAINED_BY_NAME
    is_beside = any(
        abs(part.ordinal - one.ordinal) <= _NEAR and part.section.parent in (one.section.parent, one.ordinal)
        for one in neighbours
    )
    return _CONTAINED_BESIDE if is_beside else _CONTAINED


def _took_name(part: Profile, whole: Profile, partner: Profile) -> bool:
    """Whether `whole` bears the words of the part's heading and its partner does not."""
    name = [word for word in part.heading_words if len(word) > 2]
    return bool(name) and set(name) <= set(whole.heading_words) and not set(name) <= set(partner.heading_words)
