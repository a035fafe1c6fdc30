"""A policy and perhaps a clause and a moment -> what it says, or said then."""

from __future__ import annotations

from datetime import datetime

from tracker.archive import Archive
from tracker.ask.clauses import find_sections
from tracker.ask.gaps import find_unknown
from tracker.model import ShownText


def ask_show(archive: Archive, policy: str, clause: str | None = None, *, at: datetime | None = None) -> ShownText:
    """The text that stands, or stood at a moment; with `clause` only what that names, and what stands under it.

    Raises NotFoundError with near misses.
    """
    archive.policies.get(policy)
    version = archive.versions.at(policy, at) if at else archive.versions.latest(policy)
    sections = find_sections(archive, version, clause) if clause else version.reading.sections
    return ShownText(version, sections, *find_unknown(archive, policy), at=at)
