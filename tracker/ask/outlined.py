"""A policy -> the clauses of the text that stands, each with since when and how often it changed; its timeline."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from tracker.ask.record import OpenRecord
from tracker.model import ClauseStanding, StoodSpan, Version

WORDS_CHANGED = frozenset({"edited", "added", "merged", "split"})
"""Kinds of changes that give a clause other words."""


def ask_standing(record: OpenRecord, policy: str) -> tuple[Version, tuple[ClauseStanding, ...]]:
    """The text that stands and its clauses in order. Raises NotFoundError where there is none."""
    archive = record.archive
    archive.policies.get(policy)
    version = archive.versions.latest(policy)
    first_at = archive.versions.dates(policy)[0][1]
    given: dict[str, tuple[datetime, str | None]] = {}
    changed: dict[str, set[str]] = {}
    for clause, brought_by, at, kinds, is_of_substance, side in archive.overviews.touches(policy):
        if side == "new" and kinds & WORDS_CHANGED:
            given[clause] = (at, brought_by)
        if is_of_substance and "added" not in kinds:
            changed.setdefault(clause, set()).add(brought_by)
    clauses = []
    for section in version.reading.sections:
        since_at, change_set = given.get(section.clause or "", (first_at, None))
        changes = len(changed.get(section.clause or "", ()))
        clauses.append(ClauseStanding(section, since_at, changes, change_set is None, change_set))
    return version, tuple(clauses)


def ask_standings(record: OpenRecord, policy: str) -> tuple[StoodSpan, ...]:
    """Every text from the moment it was believed until the next, oldest first; a text may stand several times.

    Raises NotFoundError where nothing was read yet.
    """
    record.archive.policies.get(policy)
    stood = record.archive.lives.standings(policy)
    spans = [StoodSpan(at, until, version) for (at, version), (until, _) in pairwise(stood)]
    return (*spans, StoodSpan(stood[-1][0], None, stood[-1][1]))
