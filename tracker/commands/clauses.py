"""What a person types for a clause -> the sections of one version, or the clauses of a timeline."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.compare.follow.history import Standing, find_clauses, suggest_clauses
from tracker.errors import NotFoundError
from tracker.model import Section, Version


def find_sections(version: Version, query: str) -> tuple[Section, ...]:
    """The clauses of a version that a number, path, heading or clause id names, each with what stands under it.

    Raises NotFoundError with near misses.
    """
    named = find_clause_ids([Standing(version.first_seen_at, version.reading)], query)
    chosen: set[int] = set()
    for section in version.reading.sections:
        if section.clause in named or section.parent in chosen:
            chosen.add(section.ordinal)
    return tuple(section for section in version.reading.sections if section.ordinal in chosen)


def find_clause_ids(timeline: Sequence[Standing], query: str) -> tuple[str, ...]:
    """The ids of the clauses a person's words name. Raises NotFoundError with near misses of the latest text."""
    found = find_clauses(timeline, query)
    if found:
        return found
    near = suggest_clauses(timeline[-1].reading, query) if timeline else ()
    hint = f"did you mean {'; '.join(near)}?" if near else "tracker show lists what there is"
    raise NotFoundError(f'no clause "{query}"', candidates=near, hint=hint)
