"""Policies and a span of time -> the change sets recorded in it, told or not, in order of time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from operator import itemgetter

from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.model import ChangeSet


def ask_log(
    archive: Archive,
    policies: Sequence[str] = (),
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int | None = None,
    newest_first: bool = False,
    is_told: bool = True,
    leave_out: Collection[str] = (),
) -> Iterator[ChangeSet]:
    """The change sets of the named policies, else of all, oldest first unless `newest_first`, read one by one.

    `since`, `until`: only what was first seen after the one and not after the other; `most`: so many of the newest;
    `is_told` False: also what was held, and why; `leave_out` are ids not wanted. A name may be a glob or a service.
    Raises NotFoundError for a policy nobody knows, before the first is read.
    """
    steps = [
        (judged.observed_at, policy, name)
        for policy in choose_policies(archive, policies)
        for name, judged in archive.change_sets.index(policy).items()
        if (judged.is_told or not is_told)
        and (since is None or judged.observed_at > since)
        and (until is None or judged.observed_at <= until)
        and name not in leave_out
    ]
    steps.sort(key=itemgetter(0))  # what one look at one policy gave stays in its order
    if most is not None:
        steps = steps[-most:]
    if newest_first:
        steps.reverse()
    return (archive.change_sets.get(policy, name) for _, policy, name in steps)
