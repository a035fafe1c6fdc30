"""Some policies -> how looking at each goes, and how often it changed in which month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.model import HeldBecause, PolicyHealth

MONTHS = 24
"""A strip of two years: what a year's rhythm (terms change in spring) needs to be seen twice."""


def ask_health(record: OpenRecord, policies: Sequence[str]) -> tuple[PolicyHealth, ...]:
    """The health of each named policy, in that order."""
    archive = record.archive
    last_at = archive.overviews.last_look_at() or record.now
    months = list_months(last_at)
    told = archive.overviews.months(policies, since=datetime.fromisoformat(f"{months[0]}-01"))
    versions = archive.overviews.versions(policies)
    looks = archive.timetable.health(policies)
    names, found = record.name_policies(policies), []
    for policy in policies:
        seen_at, failures = looks.get(policy, (None, 0))
        trouble = archive.timetable.last_failures(policy) if failures else None
        settings = record.watched.get(policy)
        found.append(
            PolicyHealth(
                policy=policy,
                name=names[policy],
                versions=versions.get(policy, 0),
                last_look_at=seen_at,
                failures=failures,
                trouble=trouble.error if trouble else None,
                tags=settings.tags if settings else (),
                is_watched=settings is not None,
                is_dead=failures >= record.dead_after,
                months=tuple(_fill_months(told.get(policy, {}), months)),
            )
        )
    return tuple(found)


def ask_held(record: OpenRecord, policy: str) -> tuple[tuple[HeldBecause, int], ...]:
    """How many change sets of a policy were held, and why, in order of first appearance."""
    steps = record.archive.tallies.steps(policy).get(policy, {})
    return tuple((HeldBecause(reason), count) for reason, count in steps.items() if reason)


def list_months(until: datetime) -> tuple[str, ...]:
    """The `MONTHS` months that end with that of a moment, oldest first, as "2023-08"."""
    last = until.year * 12 + until.month - 1
    return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - MONTHS + 1, last + 1))


def _fill_months(told: Mapping[str, int], months: Sequence[str]) -> Iterator[tuple[str, int]]:
    for month in months:
        yield month, told.get(month, 0)
