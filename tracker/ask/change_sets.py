"""The id of a change set, or how it begins -> the change set, told or held, of whatever policy."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive import Archive
from tracker.compiled import compile_pattern
from tracker.errors import NotFoundError
from tracker.model import ChangeSet

CHANGE_SET_ID = compile_pattern(r"[0-9a-f]{4,12}\Z")
"""The id of a change set, or the beginning of one that is long enough to be meant; no policy's id is like it."""


def find_change_set(archive: Archive, name: str) -> ChangeSet | None:
    """The change set that an id or its beginning names; None where the name is none. Raises NotFoundError where
    several begin so."""
    if not CHANGE_SET_ID.match(name):
        return None
    found = archive.change_sets.find(name)
    if len(found) > 1:
        ids = tuple(change_set for _, change_set in found)
        listed = ", ".join(f"{change_set} ({policy})" for policy, change_set in found[:5])
        raise NotFoundError(f'{len(found)} change sets begin with "{name}"', candidates=ids, hint=f"which: {listed}?")
    return archive.change_sets.get(*found[0]) if found else None


def find_named_change_sets(archive: Archive, names: Sequence[str]) -> tuple[ChangeSet, ...]:
    """The change sets that are named, where every name is the id of one and none is a service; else nothing."""
    services = {policy.partition("/")[0] for policy in archive.policies.ids()}
    found = [find_change_set(archive, name) for name in names if name not in services]
    named = tuple(one for one in found if one is not None)
    return named if len(named) == len(names) else ()
