"""Policies and what is asked of them -> the change sets recorded, told or not, in order of time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from tracker.archive import Archive
from tracker.ask.narrowing import Narrowing
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
    told_from: datetime | None = None,
    narrowing: Narrowing | None = None,
) -> Iterator[ChangeSet]:
    """The change sets of the named policies, else of all, oldest first unless `newest_first`, read one by one.

    `since`, `until`: only what was first seen after the one and not after the other; `most`: so many of the newest;
    `is_told` False: also what was held, and why; `leave_out` are ids not wanted, and nothing
    that was told before `told_from` is; `narrowing`: only what holds a change that is asked for. A name may be a glob
    or a service. Raises NotFoundError for a policy nobody knows, before the first is read.
    """
    asked = narrowing or Narrowing()
    steps = archive.change_sets.find_steps(
        choose_policies(archive, policies),
        since=since,
        until=until,
        is_told=is_told,
        reasons=[f"topic: {topic}" for topic in asked.topics],
        clauses=asked.clauses,
        leave_out=leave_out,
        told_from=told_from,
        most=most,
    )
    return archive.change_sets.read(steps if newest_first else steps[::-1])
