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
    known = set(archive.snapshots.known_keys(policy))
    fresh = (capture for capture in captures if capture.external_key is None or capture.external_key not in known)
    recorded = 0
    while True:
        with archive.write():
            count = sum(1 for _ in _record(archive, policy, islice(fresh, AT_ONCE), known, now))
        recorded += count
        if progress is not None and count:
            progress(recorded)
        if count < AT_ONCE:
            return recorded


def _record(
    archive: Archive, policy: str, captures: Iterator[Capture], known: set[str], now: datetime
) -> Iterator[None]:
    for capture in captures:
        archive.observations.record(
            policy, observed_at=capture.captured_at, outcome=Outcome.FETCHED, recorded_at=now, captures=[capture]
        )
        if capture.external_key is not None:
            known.add(capture.external_key)
        yield
