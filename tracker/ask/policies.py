"""What is watched and what is recorded -> every policy that either knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tracker.archive import Archive
from tracker.archive.timetable import LookState
from tracker.model import PolicyOverview, WatchedPolicy


def choose_policies(archive: Archive, names: Sequence[str]) -> tuple[str, ...]:
    """The recorded policies that are named, else all of them. Raises NotFoundError with near misses."""
    return tuple(archive.policies.get(name).id for name in names) or archive.policies.ids()


def ask_policies(
    archive: Archive | None, *, now: datetime, watched: Sequence[WatchedPolicy] = ()
) -> tuple[PolicyOverview, ...]:
    """One overview a policy: the watched ones first and in their order, then what the record alone knows, by id.

    `archive` is None where there is no database yet.
    """
    recorded = {} if archive is None else {one.policy: one for one in _list_recorded(archive, now)}
    overviews = []
    for policy in watched:
        known = recorded.pop(policy.id, PolicyOverview(policy.id, policy.name))
        overviews.append(
            replace(known, name=policy.name, addresses=policy.addresses, tags=policy.tags, is_watched=True)
        )
    return (*overviews, *recorded.values())


def _list_recorded(archive: Archive, now: datetime) -> list[PolicyOverview]:
    states = archive.timetable.look_states(now)
    overviews = []
    for tracked in archive.policies.all():
        state = states.get(tracked.id, LookState())
        versions = len(archive.versions.dates(tracked.id))
        overviews.append(PolicyOverview(tracked.id, tracked.name, versions, state.last_at, state.failures))
    return overviews
