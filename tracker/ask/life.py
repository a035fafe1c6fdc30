"""A clause by its id -> its life, and the sentences it has or had last, each with its age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from tracker.ask.blame import list_ages
from tracker.ask.gaps import ask_unknown
from tracker.ask.history import ask_clause, ask_history
from tracker.ask.record import OpenRecord
from tracker.model import History, SentenceAge
from tracker.values import Struct


class ClauseLife(Struct, frozen=True):
    """The history of one clause alone, the ages of its sentences, and the language it is written in."""

    history: History
    ages: tuple[SentenceAge, ...]
    language: str | None


def ask_life(record: OpenRecord, policy: str, clause: str, *, with_ages: bool = True) -> ClauseLife | None:
    """The life of a clause by its id, or by one that a rebuild replaced; None where no clause of the policy has it.

    What `ask_history` tells of it, found without reading how the other clauses were called.
    """
    archive = record.archive
    archive.policies.get(policy)
    found = archive.clauses.resolve(clause)
    if found not in record.remember(("clauses", policy), lambda: frozenset(archive.clauses.of(policy))):
        return None
    history = ask_clause(archive, policy, found, ask_unknown(record, policy).gaps)
    ages = tuple(_age_sentences(record, policy, found)) if with_ages else ()
    return ClauseLife(history, ages, archive.versions.language(policy))


def ask_number(record: OpenRecord, policy: str, query: str) -> History:
    """What `ask_history` tells of a number. Raises NotFoundError with near misses."""
    return ask_history(record.archive, policy, query, gaps=ask_unknown(record, policy).gaps)


def _age_sentences(record: OpenRecord, policy: str, clause: str) -> Iterator[SentenceAge]:
    """The sentences of a clause that stands; those of one that is gone have no age."""
    known = cast("tuple[SentenceAge, ...] | None", record.recall(("ages", policy)))
    ages = list_ages(record.archive, policy, frozenset((clause,))) if known is None else known
    return (age for age in ages if age.section.clause == clause)


def age_clauses(record: OpenRecord, policy: str) -> None:
    """Find the ages of all sentences of a policy at once, before every one of its clauses is asked for."""
    record.remember(("ages", policy), lambda: list_ages(record.archive, policy))
