"""The believed timeline of a policy -> the life of one clause: its numbers, what happened to it, where it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from tracker.model import Change, Kind, Reading, Section
from tracker.text.canon import canon_heading, canon_key

_TELLING: Final = 6  # characters, without spaces: fewer begin too many clauses
_NO_QUOTES: Final = str.maketrans("", "", "\"'")

State = Literal["present", "removed", "merged", "split"]


@dataclass(frozen=True)
class Standing:
    """A text that was believed from `from_at` on, its sections bearing clause ids."""

    from_at: datetime
    reading: Reading


@dataclass(frozen=True)
class Step:
    """A believed step: what changed at `observed_at`, the sections of its changes bearing clause ids."""

    change_set: str
    observed_at: datetime
    previous_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Span:
    """A number a clause held, from the first look that showed it to the first that did not (None: it still holds)."""

    number: str | None
    path: str | None
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True)
class ClauseEvent:
    """One change of a clause, with the step it was part of."""

    step: Step
    change: Change


@dataclass(frozen=True)
class ClauseHistory:
    """`last` is the clause as it stood last; `into` the ids of the clauses it was merged or split into."""

    clause: str
    last: Section
    held: tuple[Span, ...]
    events: tuple[ClauseEvent, ...]
    state: State
    into: tuple[str, ...] = ()


def find_clauses(timeline: Sequence[Standing], query: str) -> tuple[str, ...]:
    """The ids of all clauses that a person's words name, the present holder first, then the latest first.

    A clause id; a number, matched on `number`, then on `path`; else a heading (canonical, any case); else the words a
    clause begins with, such as the term it defines. Empty when nothing matches.
    """
    wanted, heading = _fold_label(query), canon_heading(query).casefold()
    for matches in (
        lambda section: section.clause == query.strip(),
        lambda section: bool(section.number) and _fold_label(section.number) == wanted,
        lambda section: bool(section.path) and _fold_label(section.path) == wanted,
        lambda section: bool(heading) and canon_heading(section.heading).casefold() == heading,
        lambda section: len(heading) >= _TELLING and _begin_text(section).startswith(heading),
    ):
        found = dict.fromkeys(
            section.clause
            for standing in reversed(timeline)
            for section in standing.reading.sections
            if section.clause and matches(section)
        )
        if found:
            return tuple(found)
    return ()


def _begin_text(section: Section) -> str:
    """How a body begins, without quotes: "Order Form" means each ... is found by Order Form."""
    return canon_key(section.text[:160]).casefold().translate(_NO_QUOTES)


def suggest_clauses(reading: Reading, query: str) -> tuple[str, ...]:
    """The labels nearest to words that name no clause, best first, at most five."""
    words = set(query.casefold().split())
    rated = [
        (
            -len(words & set(section.label.casefold().split())),
            not section.label.startswith(query[:1]),
            section.ordinal,
            section.label,
        )
        for section in reading.sections
        if section.number or section.heading
    ]
    return tuple(label for _, _, _, label in sorted(rated)[:5])


def tell_history(timeline: Sequence[Standing], steps: Sequence[Step], clause: str) -> ClauseHistory:
    """The life of one clause over a timeline in order; `clause` must stand in it at least once."""
    occurrences = [(standing, _find_section(standing.reading, clause)) for standing in timeline]
    last = next(section for _, section in reversed(occurrences) if section is not None)
    events = tuple(ClauseEvent(step, change) for step in steps for change in step.changes if _concerns(change, clause))
    state, into = _tell_state(occurrences[-1][1], events, clause)
    return ClauseHistory(clause, last, tuple(_list_spans(occurrences)), events, state, into)


def _find_section(reading: Reading, clause: str) -> Section | None:
    return next((section for section in reading.sections if section.clause == clause), None)


def _concerns(change: Change, clause: str) -> bool:
    return any(section.clause == clause for section in change.old + change.new)


def _list_spans(occurrences: Sequence[tuple[Standing, Section | None]]) -> Iterator[Span]:
    open_span: Span | None = None
    for standing, section in occurrences:
        label = (section.number, section.path) if section else None
        if open_span is not None:
            if label == (open_span.number, open_span.path):
                continue
            yield Span(open_span.number, open_span.path, open_span.from_at, standing.from_at)
            open_span = None
        if section is not None:
            open_span = Span(section.number, section.path, standing.from_at, None)
    if open_span is not None:
        yield open_span


def _tell_state(now: Section | None, events: Sequence[ClauseEvent], clause: str) -> tuple[State, tuple[str, ...]]:
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


def _fold_label(label: str) -> str:
    return "".join(label.split()).strip(".:;)").casefold()
