"""Captures from an importer -> facts in the archive, before anything is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from tracker.archive import Archive
from tracker.model import Capture, Outcome

AT_ONCE = 32
"""Captures to a transaction: few enough that others are not kept waiting, enough that the disk is not."""


def record_captures(
    archive: Archive,
    policy: str,
    captures: Iterable[Capture],
    *,
    now: datetime,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Record each capture as one observation at its own time; how many were new.

    Captures whose external key the policy has add nothing. What was recorded stays when a later one fails:
    importing again goes on where it stopped. `progress` is told how many were recorded so far.
    """
    archive.policies.ensure(policy, name, at=now)
    rest = iter(captures)
    recorded = 0
    while True:
        with archive.write():
            taken = list(_record(archive, policy, islice(rest, AT_ONCE), now))
        recorded += sum(taken)
        if progress is not None and any(taken):
            progress(recorded)
        if len(taken) < AT_ONCE:
            return recorded


def _record(archive: Archive, policy: str, captures: Iterator[Capture], now: datetime) -> Iterator[bool]:
    """Record captures inside a transaction, where no other process can record the same; whether each was new."""
    for capture in captures:
        is_new = capture.external_key is None or not archive.snapshots.has_key(policy, capture.external_key)
        if is_new:
            archive.observations.record(
                policy, observed_at=capture.captured_at, outcome=Outcome.FETCHED, recorded_at=now, captures=[capture]
            )
        yield is_new
