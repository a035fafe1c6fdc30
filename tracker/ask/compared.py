"""Two moments -> what changed between the texts that stood then, read from the record where it has it."""

from __future__ import annotations

from datetime import datetime

from tracker.ask.diff import ask_diff
from tracker.ask.record import OpenRecord
from tracker.model import VersionDiff


def ask_compared(record: OpenRecord, policy: str, old_at: datetime, new_at: datetime) -> VersionDiff:
    """What `ask_diff` tells of two dates; of two texts that followed each other what the record has of that step, which
    takes no comparing. Raises NotFoundError."""
    archive = record.archive
    archive.policies.get(policy)
    old, new = archive.versions.at(policy, old_at), archive.versions.at(policy, new_at)
    known = archive.comparisons.find(old.id, new.id)
    if known is None:
        return ask_diff(archive, policy, old_at, new_at, now=record.now)
    return VersionDiff(policy, old, new, archive.comparisons.get(known))
