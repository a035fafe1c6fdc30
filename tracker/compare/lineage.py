"""Versions in order -> the clause each section is an occurrence of; chains of one derivation -> those of another.

A clause is what a reader follows through time. Its id is minted once and carried along the alignment, over an
absence, a flip between languages and a change of source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from tracker.compare.match.align import align_sections
from tracker.compare.match.events import detect_event
from tracker.compare.match.kinds import find_carrier
from tracker.compare.match.profile import Profile, profile_reading, rate_bodies, rate_headings
from tracker.compare.match.translated import pair_by_position
from tracker.model import Event, Reading, Section
from tracker.text.language import is_same_language

_SAME_AFTER_ABSENCE: Final = 0.6  # body likeness at which a clause that was gone is taken to be back

Occurrences = Iterable[tuple[int, str]]
"""Where a clause stood: (seq of the first sighting of a version, hash of the section's text) pairs."""


Rows = Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
"""An alignment: (old ordinals, new ordinals), as in `Comparison.pairs`."""


def carry_clauses(
    new: Reading, ancestors: Sequence[Reading], *, mint: Callable[[Section], str], rows: Rows | None = None
) -> tuple[str, ...]:
    """One clause id for each section of `new`, in order.

    `ancestors` are earlier versions with clause ids, nearest first. The nearest gives most ids by alignment (`rows`,
    where the two were compared already); what it lacks is looked for in the others (a clause that comes back after an
    absence, or after the page stood in another language); what none has is minted. No id is given twice.
    """
    after = profile_reading(new)
    given: dict[int, str] = {}
    taken: set[str] = set()
    for distance, ancestor in enumerate(ancestors):
        if len(given) == len(after):
            break
        before = profile_reading(ancestor)
        if distance == 0:
            pairs = _list_carried(_align(ancestor, new, before, after) if rows is None else rows, before, after)
        else:
            pairs = _find_returned(before, after, given, taken)
        for old_ordinal, new_ordinal in pairs:
            clause = ancestor.sections[old_ordinal].clause
            if clause and clause not in taken and new_ordinal not in given:
                given[new_ordinal] = clause
                taken.add(clause)
    return tuple(given.get(section.ordinal) or mint(section) for section in new.sections)


def _align(ancestor: Reading, new: Reading, before: Sequence[Profile], after: Sequence[Profile]) -> Rows:
    event = detect_event(ancestor, new, before, after)
    if event is Event.DOCUMENT_REPLACED:
        return ()
    is_translated = event is Event.LANGUAGE_SWITCH and not is_same_language(ancestor.language, new.language)
    return pair_by_position(before, after) if is_translated else align_sections(before, after).rows


def _list_carried(rows: Rows, before: Sequence[Profile], after: Sequence[Profile]) -> list[tuple[int, int]]:
    """The clauses that go on: (old ordinal, new ordinal)."""
    pairs = []
    for olds, news in rows:
        if olds and news and not _is_new_whole(before, after, olds, news):
            old, fresh = find_carrier([before[o] for o in olds], [after[n] for n in news])
            pairs.append((old.ordinal, fresh.ordinal))
    return pairs


def _is_new_whole(
    before: Sequence[Profile], after: Sequence[Profile], olds: Sequence[int], news: Sequence[int]
) -> bool:
    """Whether clauses were merged under a heading that none of them bore: then none goes on, all live on in it."""
    heading = after[news[0]].heading
    return len(olds) > 1 and bool(heading) and all(before[o].heading and before[o].heading != heading for o in olds)


def _find_returned(
    before: Sequence[Profile], after: Sequence[Profile], given: Mapping[int, str], taken: set[str]
) -> list[tuple[int, int]]:
    """Pairs of sections gone from the nearest version that came back: the same text, or heading and much of it."""
    waiting: dict[str, list[Profile]] = defaultdict(list)
    for profile in before:
        if profile.section.clause not in taken:
            for key in {profile.body, f"\x1f{profile.heading}"}:
                waiting[key].append(profile)
    pairs = []
    for profile in after:
        if profile.ordinal in given:
            continue
        rivals = [*waiting.get(profile.body, []), *waiting.get(f"\x1f{profile.heading}", [])]
        best = max(rivals, key=lambda rival: (rate_bodies(rival, profile), rate_headings(rival, profile)), default=None)
        if best is not None and (profile.heading or profile.words) and _is_back(best, profile):
            pairs.append((best.ordinal, profile.ordinal))
    return pairs


def _is_back(old: Profile, new: Profile) -> bool:
    likeness = rate_bodies(old, new)
    if len(new.words) < 5:
        return likeness == 1.0 and old.heading == new.heading and old.path == new.path
    return likeness >= _SAME_AFTER_ABSENCE or (bool(new.heading) and old.heading == new.heading and likeness >= 0.3)


def map_clauses(old: Mapping[str, Occurrences], new: Mapping[str, Occurrences]) -> dict[str, str]:
    """New chain id -> old clause id, by the greatest overlap of occurrences; chains without overlap are left out.

    Used when a derivation is made again: the clause a person knows keeps its id. One to one, biggest overlap first,
    ties in order of the ids.
    """
    owner: dict[tuple[int, str], list[str]] = defaultdict(list)
    for clause, places in old.items():
        for place in places:
            owner[place].append(clause)
    votes: Counter[tuple[str, str]] = Counter()
    for chain, places in new.items():
        for place in places:
            votes.update((chain, clause) for clause in owner.get(place, ()))
    mapped: dict[str, str] = {}
    used: set[str] = set()
    for (chain, clause), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if chain not in mapped and clause not in used:
            mapped[chain] = clause
            used.add(clause)
    return mapped
