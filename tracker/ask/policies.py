"""What is watched and what is recorded -> every policy that either knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from tracker.archive import Archive
from tracker.archive.timetable import LookState
from tracker.compiled import compile_pattern
from tracker.errors import NotFoundError
from tracker.model import PolicyOverview, WatchedPolicy
from tracker.values import replace

MOST_LISTED = 8
"""Policies that are offered where a name is several."""

GLOB = compile_pattern(r"[*?\[]")


def choose_policies(archive: Archive, names: Sequence[str]) -> tuple[str, ...]:
    """The recorded policies that are named, each once, else all of them: by id, by glob ("zoom/*") or by service
    ("zoom"). Raises NotFoundError with near misses."""
    if all(_is_id(name) for name in names):
        return tuple(dict.fromkeys(archive.policies.get(name).id for name in names)) or archive.policies.ids()
    known = archive.policies.ids()
    return tuple(dict.fromkeys(policy for name in names for policy in _find_policies(archive, name, known)))


def choose_policy(archive: Archive, name: str) -> str:
    """The one recorded policy that is named, by id or by a service that has no other. Raises NotFoundError with the
    policies of a service that has several, else with near misses."""
    if _is_id(name) or archive.policies.has(name):
        return archive.policies.get(name).id
    own = tuple(policy for policy in archive.policies.ids() if policy.startswith(f"{name}/"))
    if len(own) == 1:
        return own[0]
    if own:
        listed = f"{', '.join(own[:MOST_LISTED])}{' …' if len(own) > MOST_LISTED else ''}"
        raise NotFoundError(f'"{name}" has {len(own)} policies', candidates=own, hint=f"which: {listed}")
    return archive.policies.get(name).id


def _find_policies(archive: Archive, name: str, known: Sequence[str]) -> Sequence[str]:
    if _is_id(name):
        return (archive.policies.get(name).id,)
    pattern = name if "/" in name else f"{name}/*"
    return [policy for policy in known if fnmatchcase(policy, pattern)] or (archive.policies.get(name).id,)


def _is_id(name: str) -> bool:
    return "/" in name and not GLOB.search(name)


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
            replace(
                known,
                name=policy.name,
                addresses=policy.addresses,
                tags=policy.tags,
                is_watched=True,
                is_paused=policy.is_paused,
            )
        )
    return (*overviews, *recorded.values())


def _list_recorded(archive: Archive, now: datetime) -> list[PolicyOverview]:
    states, counts = archive.timetable.look_states(now), archive.tallies.versions()
    overviews = []
    for tracked in archive.policies.all():
        state = states.get(tracked.id, LookState())
        versions = counts.get(tracked.id, 0)
        overviews.append(PolicyOverview(tracked.id, tracked.name, versions, state.last_at, state.failures))
    return overviews


def ask_names(archive: Archive) -> dict[str, tuple[str, str | None]]:
    """What every recorded policy is called, and the address at which it was last found, None for imported texts."""
    names = {}
    for tracked in archive.policies.all():
        capture = archive.snapshots.latest(tracked.id, with_body=False)
        names[tracked.id] = (tracked.name, capture.final_url if capture else None)
    return names
