"""Two versions as a person names them -> what changed between them."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.ask.moments import VersionName, find_version
from tracker.compare.changes import compare_readings
from tracker.errors import NotFoundError
from tracker.model import Version, VersionDiff


def ask_diff(
    archive: Archive, policy: str, old: VersionName | None = None, new: VersionName | None = None
) -> VersionDiff:
    """What changed between two versions, each named by a number or a date; without `new` up to the text that stands,
    without `old` from the text before. Raises NotFoundError, UsageError."""
    archive.policies.get(policy)
    after = archive.versions.latest(policy) if new is None else find_version(archive.versions, policy, new)
    before = find_predecessor(archive, after) if old is None else find_version(archive.versions, policy, old)
    return VersionDiff(policy, before, after, compare_readings(before.reading, after.reading))


def find_predecessor(archive: Archive, version: Version) -> Version:
    """The text that a version came after when it last came. Raises NotFoundError for the first."""
    for judgement in reversed(archive.change_sets.judgements(version.policy)):
        if judgement.new_hash == version.text_hash:
            return archive.versions.at(version.policy, judgement.previous_at)
    message = f'"{version.policy}" has no version before the one of {version.first_seen_at:%Y-%m-%d}'
    raise NotFoundError(message, hint="nothing has changed since the first look")
