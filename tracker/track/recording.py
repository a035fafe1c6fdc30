"""Captures from an importer -> facts in the archive, before anything is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from tracker.archive import Archive
from tracker.model import Capture, Outcome, PastLook

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
    looks = (PastLook(capture.captured_at, (capture,)) for capture in captures)
    return record_looks(archive, policy, looks, now=now, name=name, progress=progress)


def record_looks(
    archive: Archive,
    policy: str,
    looks: Iterable[PastLook],
    *,
    now: datetime,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Record looks that others took, each at its own time; how many were new. As `record_captures` does."""
    archive.policies.ensure(policy, name, at=now)
    rest = iter(looks)
    recorded = 0
    while True:
        with archive.write():
            taken = [record_look(archive, policy, look, now=now) for look in islice(rest, AT_ONCE)]
        recorded += sum(taken)
        if progress is not None and any(taken):
            progress(recorded)
        if len(taken) < AT_ONCE:
            return recorded


def record_look(archive: Archive, policy: str, look: PastLook, *, now: datetime) -> bool:
    """Record a look inside a transaction, where no other process can record the same; whether it was new."""
    if _is_known(archive, policy, look):
        return False
    archive.observations.record(
        policy,
        observed_at=look.observed_at,
        outcome=name_outcome(look),
        error=look.error,
        recorded_at=now,
        captures=look.captures,
    )
    return True


def name_outcome(look: PastLook) -> Outcome:
    if look.error is not None:
        return Outcome.ERROR
    return Outcome.NOT_MODIFIED if look.is_unmodified else Outcome.FETCHED


def _is_known(archive: Archive, policy: str, look: PastLook) -> bool:
    if look.is_exact:
        return archive.observations.has_moment(policy, look.observed_at, name_outcome(look))
    keys = [capture.external_key for capture in look.captures]
    are_known = bool(keys) and all(key is not None and archive.snapshots.has_key(policy, key) for key in keys)
    if not are_known or len(keys) == 1:
        return are_known
    # Pages that were captured apart stand in several looks.
    return archive.observations.has_moment(policy, look.observed_at, name_outcome(look))
