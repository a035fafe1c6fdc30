"""Policies and a moment -> the change sets recorded since then, told or not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.model import ChangeSet


def ask_log(
    archive: Archive,
    policies: Sequence[str] = (),
    *,
    since: datetime | None = None,
    is_told: bool = True,
    leave_out: Collection[str] = (),
) -> Iterator[ChangeSet]:
    """The change sets of the named policies, else of all, policy by policy and oldest first, read one by one.

    `since`: only what was first seen after that moment; `is_told` False: also what was held, and why; `leave_out`
    are ids not wanted. Raises NotFoundError for a policy nobody knows, before the first is read.
    """
    chosen = choose_policies(archive, policies)
    return (
        change_set
        for policy in chosen
        for change_set in archive.change_sets.of(policy, since=since)
        if (change_set.is_told or not is_told) and change_set.id not in leave_out
    )
