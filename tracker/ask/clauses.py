"""What a person calls a clause -> the sections of one version, each with what stands under it."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.compare.follow.naming import name_sections, resolve_clauses
from tracker.model import ClauseName, Section, Version


def find_sections(archive: Archive, version: Version, query: str) -> tuple[Section, ...]:
    """The clauses of a version that a number, path, heading or clause id (one that a rebuild replaced, too) names,
    each with what stands under it. Raises NotFoundError with near misses."""
    sections = version.reading.sections
    named = resolve_clauses(name_sections(sections), archive.clauses.resolve(query))
    chosen: set[int] = set()
    for section in sections:
        if section.clause in named or section.parent in chosen:
            chosen.add(section.ordinal)
    return tuple(section for section in sections if section.ordinal in chosen)


def list_clause_names(archive: Archive, policy: str) -> tuple[ClauseName, ...]:
    """What every clause of a policy was ever called, the names of the text that stands first."""
    versions = tuple(version for _, version in archive.lives.standings(policy))
    return archive.lives.names(versions, opening=0)
