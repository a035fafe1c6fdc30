"""A policy's record -> the timeline of the texts that were believed, whole."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.compare.follow.history import StoodText


def read_timeline(archive: Archive, policy: str) -> tuple[StoodText, ...]:
    """Every text from the moment it was believed, oldest first. Raises NotFoundError where nothing was read yet."""
    readings = {}
    standings = []
    for from_at, version in archive.lives.standings(policy):
        if version not in readings:
            readings[version] = archive.versions.reading(version)
        standings.append(StoodText(from_at, readings[version]))
    return tuple(standings)
