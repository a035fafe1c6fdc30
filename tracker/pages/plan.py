"""A policy's record -> the addresses of all its pages, for who writes them into files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.ask.clauses import list_clause_names
from tracker.ask.news import ask_steps
from tracker.ask.record import OpenRecord
from tracker.model import StoodSpan
from tracker.pages.addresses import Address, is_nameable
from tracker.pages.dates import name_day
from tracker.pages.news import choose_steps

SINCE_TEXTS = 4
"""Texts before the newest that have a page of what differs since: each is compared anew, half a second for Zoom's
terms. For any other day a server answers, and `tracker since`."""


def plan_changes(record: OpenRecord, policy: str) -> Iterator[Address]:
    """Every change set that has a page, and those that were told side by side, too."""
    steps = ask_steps(record, policy)
    chosen = choose_steps(steps, record.held)
    for step in steps:
        if step.change_set in chosen:
            yield Address("change", policy, step.change_set)
            if step.held_because is None:
                yield Address("change", policy, step.change_set, is_side=True)


def plan_clauses(record: OpenRecord, policy: str) -> Iterator[Address]:
    """Every clause that ever stood, every id that a rebuild replaced, every number that was borne."""
    names = list_clause_names(record.archive, policy)
    known = dict.fromkeys(name.clause for name in names)
    yield from (Address("clause", policy, clause) for clause in known)
    yield from (Address("clause", policy, old) for old in record.archive.clauses.aliases(policy) if old not in known)
    numbers = dict.fromkeys(label for name in names if (label := name.path or name.number) and is_nameable(label))
    yield from (Address("clause", policy, number) for number in numbers if number not in known)


def plan_texts(policy: str, standings: tuple[StoodSpan, ...], most: int | None) -> dict[int, Address]:
    """The newest texts by their places in the timeline."""
    first = max(0, len(standings) - most) if most else 0
    return {place: Address("text", policy, name_day(standings[place])) for place in range(first, len(standings))}


def plan_since(texts: Iterable[Address]) -> tuple[str, ...]:
    """The names of those among a policy's texts, oldest first, that have a page of what differs since they stood."""
    names = tuple(dict.fromkeys(text.name for text in texts))
    return names[-1 - SINCE_TEXTS : -1]
