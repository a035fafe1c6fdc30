"""The places where a clause stood in the believed texts -> its life: its numbers, what happened to it, where it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from tracker.model import (
    Alternation,
    Aside,
    ClauseEvent,
    ClauseHistory,
    ClauseState,
    Heir,
    Held,
    HeldBecause,
    Kind,
    Section,
)
from tracker.text.canon import canon_body, canon_heading, join_body
from tracker.values import Struct, replace

UNDONE_WITHIN: Final = timedelta(days=7)
"""A clause that is again what it was so soon after a change has not changed: an edit that was taken back, or two
editions of a page by turns. As long as `believe.lasting` waits for a state to stay."""


class Occurrence(Struct, frozen=True):
    """What one clause was in the text that was believed from `from_at` on; None where that text had it not."""

    from_at: datetime
    section: Section | None


def follow_clause(
    clause: str,
    occurrences: Sequence[Occurrence],
    events: Sequence[ClauseEvent],
    labels: Mapping[str, str],
    *,
    asides: Sequence[Aside] = (),
    seen_as: Section | None = None,
) -> ClauseHistory:
    """The life of one clause: its occurrences in every believed text and the changes it was part of, both in order of
    time, and the held steps beside it. `labels` says what other clauses were called last, `seen_as` what it was in a
    text that was never believed: it must stand in one text at least. What was undone within days is summed up, and its
    events are in `asides`."""
    last = next((one.section for one in reversed(occurrences) if one.section is not None), seen_as)
    assert last is not None, f"clause {clause} stands nowhere"
    occurrences, undone = _fold_undone(occurrences)
    said_before = undone.keys() | _find_second_comings(events, occurrences)
    told_twice = [replace(one, held=HeldBecause.FLAPPING) for one in events if one.step.observed_at in said_before]
    events = [event for event in events if event.step.observed_at not in said_before]
    asides = sorted([*asides, *undone.values()], key=lambda aside: aside.observed_at)
    state, heirs = _find_state(occurrences[-1].section, events, clause)
    into = tuple(Heir(heir, labels.get(heir, heir)) for heir in heirs)
    alternated = tuple(_sum_up(asides, events))
    held = tuple(_list_held(occurrences))
    return ClauseHistory(clause, last, held, tuple(events), state, into, alternated, tuple(told_twice))


def _fold_undone(occurrences: Sequence[Occurrence]) -> tuple[list[Occurrence], dict[datetime, Aside]]:
    """The occurrences without the short ones between two that are alike, and the moments that went with them."""
    lasting: list[Occurrence] = []
    undone: dict[datetime, Aside] = {}
    for one in occurrences:
        if lasting and _say(one) == _say(lasting[-1]):
            continue
        back = _find_again(one, lasting)
        if back is None:
            lasting.append(one)
            continue
        undone |= {away.from_at: Aside(away.from_at, is_away=True) for away in lasting[back + 1 :]}
        undone[one.from_at] = Aside(one.from_at, is_away=False)
        del lasting[back + 1 :]
    return lasting, undone


def _find_second_comings(events: Sequence[ClauseEvent], occurrences: Sequence[Occurrence]) -> set[datetime]:
    """The moments at which a clause was told as new though it had been told so before and has stood since.

    A page that alternates between two regions is compared with the last text of its own region, which may be older than
    the clause: five of 248 recorded documents tell clauses so, some of them every few months.
    """
    came: datetime | None = None
    second: set[datetime] = set()
    for event in events:
        moment = event.step.observed_at
        if event.change.kinds != (Kind.ADDED,):
            continue
        if came is not None and came < moment and not _was_away(occurrences, came, moment):
            second.add(moment)
        came = moment
    return second


def _was_away(occurrences: Sequence[Occurrence], start: datetime, end: datetime) -> bool:
    """Whether a clause was absent at any time from `start` to right before `end`."""
    return any(one.section is None and start <= one.from_at < end for one in occurrences)


def _find_again(now: Occurrence, lasting: Sequence[Occurrence]) -> int | None:
    """The place of what a clause is again, where all that it was since then lasted no longer than such a thing may."""
    for back in range(len(lasting) - 2, -1, -1):
        if now.from_at - lasting[back + 1].from_at > UNDONE_WITHIN:
            return None
        if _say(now) == _say(lasting[back]):
            return back
    return None


def _say(occurrence: Occurrence) -> tuple[str | None, ...] | None:
    """What a reader would call the same clause at the same place; None for an absence."""
    section = occurrence.section
    if section is None:
        return None
    return section.number, section.path, canon_heading(section.heading), join_body(canon_body(section))


def _sum_up(asides: Sequence[Aside], events: Sequence[ClauseEvent]) -> Iterator[Alternation]:
    """One alternation for all held looks between one change of the life and the next."""
    changed = [event.step.observed_at for event in events]
    for _, run in groupby(asides, key=lambda aside: bisect_right(changed, aside.observed_at)):
        looks = list(run)
        times = sum(look.is_away for look in looks)
        yield Alternation(looks[0].observed_at, looks[-1].observed_at, max(times, 1))


def _list_held(occurrences: Sequence[Occurrence]) -> Iterator[Held]:
    holding: Held | None = None
    for occurrence in occurrences:
        section = occurrence.section
        label = (section.number, section.path) if section else None
        if holding is not None:
            if label == (holding.number, holding.path):
                continue
            yield Held(holding.number, holding.path, holding.from_at, occurrence.from_at)
            holding = None
        if section is not None:
            holding = Held(section.number, section.path, occurrence.from_at, None)
    if holding is not None:
        yield holding


def _find_state(now: Section | None, events: Sequence[ClauseEvent], clause: str) -> tuple[ClauseState, tuple[str, ...]]:
    """Where a clause is now, and the ids of the clauses that carry it on: what its last change away made of it."""
    if now is not None:
        return "present", ()
    for event in reversed(events):
        if any(section.clause == clause for section in event.change.old):
            into = tuple(section.clause for section in event.change.new if section.clause and section.clause != clause)
            if into and len(event.change.old) > 1:
                return "merged", into
            if into and len(event.change.new) > 1:
                return "split", into
            return "removed", ()
    return "removed", ()
