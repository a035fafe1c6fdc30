"""A decision -> what would follow from it: tried on the record, and undone. A joint."""

from __future__ import annotations

from collections.abc import Callable

from tracker.archive import Archive
from tracker.track.derive import Derived
from tracker.values import Struct


class Foreseen(Struct, frozen=True):
    """What a decision leads to: the ids of the change sets that become told, and how many alerts are queued."""

    told: tuple[str, ...]
    alerts: int


class _UndoneError(Exception):
    """Ends a transaction so that nothing of it stays."""


def foresee(archive: Archive, decide: Callable[[], object], derive: Callable[[], Derived]) -> Foreseen:
    """Decide and derive inside a transaction that is given up. Raises what deriving raises."""
    before = sum(archive.outbox.count_states().values())
    foreseen: list[Foreseen] = []
    try:
        with archive.write():
            decide()
            derived = derive()
            foreseen.append(Foreseen(derived.told, sum(archive.outbox.count_states().values()) - before))
            raise _UndoneError
    except _UndoneError:
        return foreseen[0]
