"""The places where a clause stood in the believed texts -> its life: its numbers, what happened to it, where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.model import ClauseEvent, ClauseHistory, ClauseState, Heir, Held, Kind, Reading, Section


@dataclass(frozen=True)
class StoodText:
    """A text that was believed from `from_at` on, its sections bearing clause ids."""

    from_at: datetime
    reading: Reading


@dataclass(frozen=True)
class Occurrence:
    """What one clause was in the text that was believed from `from_at` on; None where that text had it not."""

    from_at: datetime
    section: Section | None


def follow_clause(
    clause: str, occurrences: Sequence[Occurrence], events: Sequence[ClauseEvent], labels: Mapping[str, str]
) -> ClauseHistory:
    """The life of one clause: its occurrences in every believed text and the changes it was part of, both in order of
    time. It must stand in one text at least. `labels` says what other clauses were called last."""
    last = next(one.section for one in reversed(occurrences) if one.section is not None)
    state, heirs = _find_state(occurrences[-1].section, events, clause)
    into = tuple(Heir(heir, labels.get(heir, heir)) for heir in heirs)
    return ClauseHistory(clause, last, tuple(_list_held(occurrences)), tuple(events), state, into)


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
            if Kind.MERGED in event.change.kinds:
                return "merged", into
            if Kind.SPLIT in event.change.kinds:
                return "split", into
            return "removed", ()
    return "removed", ()
