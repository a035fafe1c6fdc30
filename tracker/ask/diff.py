"""Two versions as a person names them -> what changed between them."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.ask.moments import find_version
from tracker.compare.changes import compare_readings
from tracker.errors import NotFoundError
from tracker.model import Difference, Version


def ask_diff(archive: Archive, policy: str, old: str | None = None, new: str | None = None) -> Difference:
    """What changed between two versions, each named by a number or a date; without `new` up to the text that stands,
    without `old` from the text before. Raises NotFoundError, UsageError."""
    archive.policies.get(policy)
    new_version = find_version(archive.versions, policy, new) if new else archive.versions.latest(policy)
    old_version = find_version(archive.versions, policy, old) if old else find_predecessor(archive, policy, new_version)
    return Difference(policy, old_version, new_version, compare_readings(old_version.reading, new_version.reading))


def find_predecessor(archive: Archive, policy: str, version: Version) -> Version:
    """The text that a version came after when it last came. Raises NotFoundError for the first."""
    for judgement in reversed(archive.change_sets.judgements(policy)):
        if judgement.new_hash == version.text_hash:
            return archive.versions.at(policy, judgement.previous_at)
    message = f'"{policy}" has no version before the one of {version.first_seen_at:%Y-%m-%d}'
    raise NotFoundError(message, hint="nothing has changed since the first look")
