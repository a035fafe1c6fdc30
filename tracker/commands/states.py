"""A policy's looks -> the regular states it alternates between, for `show` and `status`."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive.opening import Archive
from tracker.believe.flapping import RegularState, find_regular_states
from tracker.publish.contract import Record, write_time
from tracker.publish.times import tell_day


def list_states(archive: Archive, policy: str) -> tuple[RegularState, ...]:
    """The texts that the page keeps coming back to, most looks first; none for a page that just changes."""
    derivation = archive.derivations.current(policy)
    return find_regular_states([look.sighting for look in archive.derivations.looks(derivation)]) if derivation else ()


def state_records(states: Sequence[RegularState]) -> list[Record]:
    return [
        {"looks": one.looks, "spells": one.spells, "from": write_time(one.first_at), "to": write_time(one.last_at)}
        for one in states
    ]


def tell_states(states: Sequence[RegularState]) -> str | None:
    """ "alternates between 2 regular states: ..." in words, None where there are none."""
    if not states:
        return None
    spans = "; ".join(
        f"{one.looks} looks in {one.spells} spells, {tell_day(one.first_at.date())} to {tell_day(one.last_at.date())}"
        for one in states[:3]
    )
    more = f"; and {len(states) - 3} more" if len(states) > 3 else ""
    return f"keeps coming back to {len(states)} regular {'state' if len(states) == 1 else 'states'}: {spans}{more}"
