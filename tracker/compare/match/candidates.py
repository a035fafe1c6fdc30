"""Sections that changed -> pairs of the same clause, by body, heading, number and place together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.compare.match.matching import Gap, Matching
from tracker.compare.match.profile import Profile, contain_share, rate_bodies, rate_headings
from tracker.values import Struct

_COMMON_SHINGLE: Final = 12  # a word triple in more sections than this says nothing about which one
_MOST_CANDIDATES: Final = 6
_FEW: Final = _MOST_CANDIDATES  # so many new sections are all candidates
_CONTAINED: Final = 0.65  # what full containment is worth as likeness: beside a clause of equal length it gives way
_OPENING: Final = 0.15  # in 1,761 recorded steps errors, walls and other texts share under .1, rewritten ones .13 to .6
_ALIKE: Final = 0.35  # of two headings: less is another name
_TINY: Final = 5  # words; a body shorter than this ("See our site.") does not identify a clause


class Likeness(Struct, frozen=True):
    """Why two sections may be one clause. `score` orders rivals; `is_enough` says whether it carries a pair."""

    score: float
    is_enough: bool


def pair_similar(matching: Matching, *, is_strict: bool = False) -> None:
    """Pair free sections best first, twice: the pairs of the first round narrow the gaps of the second.

    `is_strict` keeps to likeness of the words themselves (a rewritten document: pair only where it is certain).
    """
    for _ in range(2):
        if not matching.free_old or not matching.free_new:
            break
        old_gaps, new_gaps = matching.find_gaps()
        rated = []
        for old, new in _propose(matching, old_gaps, new_gaps):
            likeness = rate_pair(
                matching, old, new, in_gap=_same_gap(old_gaps[old.ordinal], new_gaps[new.ordinal]), is_strict=is_strict
            )
            if likeness.is_enough:
                rated.append((-likeness.score, abs(old.ordinal - new.ordinal), old.ordinal, new.ordinal))
        if not rated:
            break
        for _, _, old_ordinal, new_ordinal in sorted(rated):
            if matching.are_free(old_ordinal, new_ordinal):
                matching.pair(old_ordinal, new_ordinal)


def rate_pair(matching: Matching, old: Profile, new: Profile, *, in_gap: bool, is_strict: bool) -> Likeness:
    """Likeness of two sections from all signals; the number is weak evidence, the body the strongest.

    Thresholds come from recorded histories: a clause renumbered, retitled and edited at once keeps a word ratio of
    about .6 and rarely under .45; two different clauses of one document seldom pass .35.
    """
    body = matching.rate_bodies(old, new) if old.words and new.words else float(not old.words and not new.words)
    heading = rate_headings(old, new) or float(bool(old.term) and old.term == new.term)
    same_parent = matching.share_parent(old, new)
    same_number = bool(old.number) and old.number == new.number
    score = body + 0.35 * heading + 0.08 * (same_number and same_parent) + 0.07 * in_gap + 0.05 * same_parent
    if old.words and new.words and min(len(old.words), len(new.words)) >= _TINY:
        body = max(body, _CONTAINED * _rate_containment(old, new))
        need, certain = (0.15, 0.4) if heading == 1 else (0.3, 0.6) if heading >= 0.35 else (0.45, 0.8)
        if in_gap and not is_strict:
            need -= 0.1 if heading >= 0.5 or (same_number and same_parent) else 0.03
        return Likeness(score, body >= (certain if is_strict else need))
    return Likeness(score - 0.3, _are_alike_bare(old, new, heading, same_number and same_parent, in_gap))


def _rate_containment(old: Profile, new: Profile) -> float:
    """How far the shorter of two bodies stands in the longer one, 0 to 1: a clause cut down or much extended."""
    shorter, longer = sorted((old, new), key=lambda profile: len(profile.words))
    return contain_share(shorter, longer.shingles)


def _are_alike_bare(old: Profile, new: Profile, heading: float, same_address: bool, in_gap: bool) -> bool:
    """Sections with little or no body: the heading decides, or the number and the place together."""
    if old.heading and new.heading:
        is_near = in_gap or same_address or heading == 1
        return (heading >= 0.6 and is_near) or (heading >= 0.35 and same_address and in_gap)
    if old.words and new.words:
        return (same_address and in_gap and rate_bodies(old, new) >= 0.34) or rate_bodies(old, new) >= 0.75
    return False


def pair_by_heading(matching: Matching) -> None:
    """Pair what is left by a heading that stands once on each side, and says more than one word or has the same number
    or parent: a clause rewritten from the first word to the last under its own heading is still that clause.
    """
    by_heading = {new.heading: new for new in matching.free_new if new.heading}
    candidates = [(old, by_heading[old.heading]) for old in matching.free_old if old.heading in by_heading]
    repeated = _list_repeated(matching) if candidates else frozenset()
    for old, new in candidates:
        if old.heading in repeated:
            continue
        same_number = bool(old.number) and old.number == new.number
        if len(old.heading_words) > 1 or same_number or matching.share_parent(old, new):
            matching.pair(old.ordinal, new.ordinal)


def _list_repeated(matching: Matching) -> frozenset[str]:
    """The headings that stand more than once on one side."""
    counts = [Counter(profile.heading for profile in side) for side in (matching.old, matching.new)]
    return frozenset(heading for count in counts for heading, times in count.items() if times > 1)


def pair_by_place(matching: Matching, *, is_strict: bool = False) -> None:
    """Pair what is left by place: the same heading under the same parent, or the only one left in a gap.

    `is_strict` keeps to those of the same heading and to the openings.
    """
    _pair_openings(matching)
    old_gaps, new_gaps = matching.find_gaps()
    by_gap: dict[Gap, list[Profile]] = defaultdict(list)
    for new in matching.free_new:
        by_gap[new_gaps[new.ordinal]].append(new)
    old_counts = Counter(old_gaps.values())
    for old in matching.free_old:
        gap = old_gaps[old.ordinal]
        for new in by_gap.get(gap, []):
            if matching.are_free(old.ordinal, new.ordinal) and _hold_same_place(
                matching, old, new, 0 if is_strict else old_counts[gap], len(by_gap[gap])
            ):
                matching.pair(old.ordinal, new.ordinal)


def _pair_openings(matching: Matching) -> None:
    """Pair what stands before the first clause of both texts, also of a rewritten one, unless one is another page."""
    if not (matching.old and matching.new and matching.are_free(0, 0)):
        return
    openings = matching.old[0], matching.new[0]
    if not any(one.heading or one.number for one in openings) and rate_bodies(*openings) >= _OPENING:
        matching.pair(0, 0)


def _hold_same_place(matching: Matching, old: Profile, new: Profile, olds: int, news: int) -> bool:
    if not matching.share_parent(old, new):
        return False
    if old.heading and old.heading == new.heading:
        return True
    is_opening = not (old.heading or new.heading or old.number or new.number)
    alone = olds == news == 1
    same_number = bool(old.number) and old.number == new.number
    bare = not old.heading and not new.heading
    return alone and (is_opening or (bare and same_number and rate_bodies(old, new) >= 0.2))


def pair_parents(matching: Matching) -> int:
    """Pair free chapters whose clauses are matched to each other: at least half of the clauses of the smaller one,
    unless one of them says something under another heading.

    Gives the number of pairs made.
    """
    before = len(matching.new_of)
    old_children, new_children = _count_children(matching.old), _count_children(matching.new)
    votes: Counter[tuple[int, int]] = Counter()
    for old_ordinal, new_ordinal in matching.new_of.items():
        old_parent = matching.old[old_ordinal].section.parent
        new_parent = matching.new[new_ordinal].section.parent
        if old_parent is not None and new_parent is not None and matching.are_free(old_parent, new_parent):
            votes[old_parent, new_parent] += 1
    for (old_parent, new_parent), count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        smaller = min(old_children[old_parent], new_children[new_parent])
        is_alike = _may_head_the_same(matching.old[old_parent], matching.new[new_parent])
        if is_alike and matching.are_free(old_parent, new_parent) and count * 2 >= smaller:
            matching.pair(old_parent, new_parent)
    return len(matching.new_of) - before


def _may_head_the_same(old: Profile, new: Profile) -> bool:
    """Whether neither has a text of its own that the other has not, or their headings are alike."""
    is_headed = bool(old.heading and new.heading)
    return bool(old.words) == bool(new.words) or not is_headed or rate_headings(old, new) >= _ALIKE


def _count_children(profiles: Sequence[Profile]) -> Counter[int]:
    return Counter(profile.section.parent for profile in profiles if profile.section.parent is not None)


def _same_gap(old: Gap, new: Gap) -> bool:
    return old[0] == new[0] or old[1] == new[1]


def _propose(
    matching: Matching, old_gaps: dict[int, Gap], new_gaps: dict[int, Gap]
) -> Iterator[tuple[Profile, Profile]]:
    """Candidate pairs, a few for each free old section: shared rare word triples, heading, path, and place."""
    if len(matching.free_new) <= _FEW:
        yield from _propose_all(matching, old_gaps, new_gaps)
        return
    index: dict[object, list[int]] = defaultdict(list)
    wanted: frozenset[object] = frozenset().union(*(old.shingles for old in matching.free_old))
    for new in matching.free_new:
        for shingle in new.shingles & wanted:
            index[shingle].append(new.ordinal)
        if new.heading:
            index["heading", new.heading].append(new.ordinal)
        if new.path:
            index["path", new.path].append(new.ordinal)
        before, after = new_gaps[new.ordinal]
        index["after", before].append(new.ordinal)
        index["before", after].append(new.ordinal)
    for old in matching.free_old:
        found: dict[int, int] = {}
        for shingle in old.shingles & index.keys():
            if len(posted := index[shingle]) <= _COMMON_SHINGLE:
                for ordinal in posted:
                    found[ordinal] = found.get(ordinal, 0) + 1
        proposed = [
            ordinal for ordinal, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CANDIDATES]
        ]
        before, after = old_gaps[old.ordinal]
        for key in (("heading", old.heading), ("path", old.path), ("after", before), ("before", after)):
            near = index.get(key, ())
            proposed += near[:_MOST_CANDIDATES] if key[0] == "after" else near[-_MOST_CANDIDATES:]
        for ordinal in dict.fromkeys(proposed):
            yield old, matching.new[ordinal]


def _propose_all(
    matching: Matching, old_gaps: dict[int, Gap], new_gaps: dict[int, Gap]
) -> Iterator[tuple[Profile, Profile]]:
    """The same where so few new sections are free that each is asked of every old one: most edits touch one or two."""
    for old in matching.free_old:
        for new in matching.free_new:
            if (
                _same_gap(old_gaps[old.ordinal], new_gaps[new.ordinal])
                or (old.heading and old.heading == new.heading)
                or (old.path and old.path == new.path)
                or not old.shingles.isdisjoint(new.shingles)
            ):
                yield old, new
