"""Rhythms and what was looked at when -> which policies are due, and why. Pure: `now` is an argument.

Missed times coalesce: a policy is due or it is not, however many turns a sleeping machine slept through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from tracker.archive.timetable import LookState
from tracker.config import Config
from tracker.schedule.cron import next_turn
from tracker.values import Struct, replace

Why = Literal["first look", "schedule", "second look", "after a failure", "effective date"]

# A look that failed is repeated sooner than the schedule says, three times: after 1, 2 and 4 hours.
EARLY_RETRIES = 3
RETRY_AFTER = timedelta(hours=1)
# A server that asks to be left alone (Retry-After) is, for so long at most.
LONGEST_REST = timedelta(days=7)
# Looks in 24 hours after which second looks come at doubling distances: a page that never reads the same
# twice must not be asked every few minutes for ever.
CALM_AFTER = 8
# At 11:00 UTC it is the stated day from UTC-11 to UTC+12.
DAY_HAS_COME = time(11, 0, tzinfo=UTC)
# Policies of one rhythm are spread over at most this long.
LONGEST_JITTER = timedelta(minutes=20)


class Rhythm(Struct, frozen=True):
    """How often a policy is looked at: `every`, or `cron` (five fields) in `timezone`.

    `confirm_after` is how long after the first sighting of a change the second look comes; zero means none.
    """

    every: timedelta = timedelta(hours=12)
    cron: str | None = None
    timezone: str = "UTC"
    confirm_after: timedelta = timedelta(minutes=10)


class DueLook(Struct, frozen=True, order=True):
    """The next look at a policy: when it is due, and why."""

    due_at: datetime
    policy: str
    why: Why


def read_rhythms(config: Config) -> dict[str, Rhythm]:
    """The rhythm of every configured policy that is not paused: its own, else that of `[tracker]`."""
    usual = config.tracker
    return {
        policy.id: Rhythm(
            every=policy.every or usual.every,
            cron=policy.cron or (None if policy.every else usual.cron),
            timezone=usual.timezone,
            confirm_after=usual.confirm_after,
        )
        for policy in config.policies
        if not policy.paused
    }


def due_policies(now: datetime, rhythms: Mapping[str, Rhythm], states: Mapping[str, LookState]) -> tuple[DueLook, ...]:
    """The policies to look at now, the longest overdue first; each once. `rhythms` names the policies watched."""
    looks = next_looks(now, rhythms, states)
    return tuple(sorted(look for look in looks.values() if look.due_at <= now))


def next_looks(now: datetime, rhythms: Mapping[str, Rhythm], states: Mapping[str, LookState]) -> dict[str, DueLook]:
    """The next look at every watched policy; one in the past is overdue."""
    return {
        policy: next_look(policy, rhythm, states.get(policy, LookState()), now=now)
        for policy, rhythm in rhythms.items()
    }


def next_look(policy: str, rhythm: Rhythm, state: LookState, *, now: datetime) -> DueLook:
    """The earliest of: the schedule's turn, a second look, a repeat after a failure, an announced effective date; none
    while the server wants to be left alone."""
    if state.last_at is None:
        return DueLook(now, policy, "first look")
    looks = [DueLook(_scheduled_at(policy, rhythm, state.last_at), policy, "schedule")]
    if state.unconfirmed_at is not None and rhythm.confirm_after:
        looks.append(DueLook(_second_look_at(rhythm, state, state.last_at), policy, "second look"))
    if 0 < state.failures <= EARLY_RETRIES:
        looks.append(DueLook(state.last_at + RETRY_AFTER * 2 ** (state.failures - 1), policy, "after a failure"))
    days = (datetime.combine(day, DAY_HAS_COME) for day in state.effective_on)
    looks += [DueLook(day_at, policy, "effective date") for day_at in days if day_at > state.last_at]
    look = min(looks)
    if state.retry_at is not None and look.due_at < state.retry_at:
        return replace(look, due_at=min(state.retry_at, state.last_at + LONGEST_REST))
    return look


def _second_look_at(rhythm: Rhythm, state: LookState, last_at: datetime) -> datetime:
    patience = 1 << min(max(0, state.recent - CALM_AFTER), 16)
    return last_at + rhythm.confirm_after * patience


def _scheduled_at(policy: str, rhythm: Rhythm, last_at: datetime) -> datetime:
    if rhythm.cron:
        turn_at = _next_turn(rhythm.cron, rhythm.timezone, last_at.replace(second=0, microsecond=0))
        following_at = _next_turn(rhythm.cron, rhythm.timezone, turn_at)
        return turn_at + _jitter(policy, turn_at, following_at - turn_at)
    return last_at + rhythm.every - _jitter(policy, last_at, rhythm.every)


@lru_cache(maxsize=65_536)
def _next_turn(line: str, timezone: str, after: datetime) -> datetime:
    """Asked once for all policies of one rhythm that were looked at in one minute."""
    return next_turn(line, timezone, after)


def _jitter(policy: str, at: datetime, period: timedelta) -> timedelta:
    """A tenth of the period at most, the same whenever it is asked, another each time and for each policy."""
    seed = hashlib.sha256(f"{policy} {at.isoformat()}".encode()).digest()
    return min(period / 10, LONGEST_JITTER) * (int.from_bytes(seed[:4]) / 2**32)
