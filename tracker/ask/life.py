"""A clause by its id -> its life, and the sentences it has or had last, each with its age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.ask.blame import ask_blame
from tracker.ask.gaps import ask_unknown
from tracker.ask.record import OpenRecord
from tracker.compare.follow.history import Occurrence, follow_clause
from tracker.compare.follow.naming import OPENING, resolve_clauses
from tracker.model import Heir, History, SentenceAge


@dataclass(frozen=True)
class ClauseLife:
    """The history of one clause alone, the ages of its sentences, and the language it is written in."""

    history: History
    ages: tuple[SentenceAge, ...]
    language: str | None


def ask_life(record: OpenRecord, policy: str, clause: str, *, with_ages: bool = True) -> ClauseLife | None:
    """The life of a clause by its id, or by one that a rebuild replaced; None where no clause of the policy has it.

    What `ask_history` tells of it, found without reading how the other clauses were called.
    """
    archive = record.archive
    standings = _read_standings(record, policy)
    versions = tuple(version for _, version in standings)
    found = archive.clauses.resolve(clause)
    sections = archive.lives.sections(found, versions)
    if not sections:
        return None
    occurrences = [Occurrence(from_at, sections.get(version)) for from_at, version in standings]
    events = archive.lives.events(policy, found)
    life = follow_clause(found, occurrences, events, {})
    life = replace(life, into=tuple(Heir(one.clause, _name_heir(record, one.clause, versions)) for one in life.into))
    ages = tuple(_age_sentences(record, policy, found)) if with_ages else ()
    language = archive.versions.language(policy)
    return ClauseLife(History(policy, found, (life,), ask_unknown(record, policy).gaps), ages, language)


def ask_number(record: OpenRecord, policy: str, query: str) -> History:
    """What `ask_history` tells of a number, for who asks of many numbers of one policy.

    Raises NotFoundError with near misses.
    """
    versions = tuple(version for _, version in _read_standings(record, policy))
    names = record.remember(("names", policy), lambda: record.archive.lives.names(versions, opening=OPENING))
    found = resolve_clauses(names, record.archive.clauses.resolve(query))
    lives = [life.history.clauses[0] for clause in found if (life := ask_life(record, policy, clause, with_ages=False))]
    return History(policy, query, tuple(lives), ask_unknown(record, policy).gaps)


def _read_standings(record: OpenRecord, policy: str) -> tuple[tuple[datetime, int], ...]:
    record.archive.policies.get(policy)
    return record.remember(("lives", policy), lambda: record.archive.lives.standings(policy))


def _name_heir(record: OpenRecord, clause: str, versions: Sequence[int]) -> str:
    """What a clause was called last."""
    sections = record.archive.lives.sections(clause, tuple(versions))
    return next((sections[version].label for version in reversed(versions) if version in sections), clause)


def _age_sentences(record: OpenRecord, policy: str, clause: str) -> Iterator[SentenceAge]:
    """The sentences of a clause that stands; those of one that is gone have no age."""
    ages = record.remember(("ages", policy), lambda: ask_blame(record.archive, policy))
    return (age for age in ages if age.section.clause == clause)
