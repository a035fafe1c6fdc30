"""What each text of a timeline has -> from when to when each of it stood: values, topics of clauses."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from tracker.values import Struct

Key = TypeVar("Key", bound=Hashable)


class Stretch(Struct, Generic[Key], frozen=True):
    """`key` stood from the first look at a text that has it to the first at one that has not (None: it stands).

    `version` is the row of the newest text that has it; `is_from_start`: the first text ever seen had it already.
    """

    key: Key
    version: int
    from_at: datetime
    to_at: datetime | None
    is_from_start: bool


def trace_stretches(
    timeline: Sequence[tuple[datetime, int]], keys: Mapping[int, Collection[Key]]
) -> tuple[Stretch[Key], ...]:
    """A timeline of (moment, version), oldest first, and what each version has -> every stretch of time in which
    something stood, in order of its beginning. What went and came back has two."""
    closed: list[Stretch[Key]] = []
    running: dict[Key, Stretch[Key]] = {}
    for at, (moment, version) in enumerate(timeline):
        here = dict.fromkeys(keys.get(version, ()))
        for key in [key for key in running if key not in here]:
            gone = running.pop(key)
            closed.append(Stretch(gone.key, gone.version, gone.from_at, moment, gone.is_from_start))
        for key in here:
            begun = running.get(key)
            from_at = begun.from_at if begun else moment
            is_from_start = begun.is_from_start if begun else at == 0
            running[key] = Stretch(key, version, from_at, None, is_from_start)
    return tuple(sorted([*closed, *running.values()], key=lambda standing: standing.from_at))
