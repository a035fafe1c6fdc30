"""Requests to many hosts -> their turns: never two to one host closer together than its rest.

The clock, the sleep and the random source are handed in, so that a test can live through hours.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from tracker.errors import TransientError
from tracker.values import Struct

# A host's rest is drawn out by up to this share, so that runs of many trackers do not beat in time.
JITTER = 0.25
# A host that asks for a longer wait than this is left alone for the rest of the run (seconds).
LONGEST_WAIT = 120.0
# All waits of one run together that a host may ask for before it is left alone for the rest of it (seconds).
MOST_HELD = 300.0
# So many policies in a row at one host that failed in passing ways, all attempts of each, end the asking: it is down.
MOST_FAILURES = 6
# robots.txt may ask for more rest than we are set to, up to this (seconds).
LONGEST_CRAWL_DELAY = 60.0


class Timing(Struct, frozen=True):
    """Where time and chance come from. `now` is for the record, `monotonic` (seconds) for measuring."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class _Host(Struct):
    turns: asyncio.Semaphore
    next_at: float = 0.0
    rest: float = 0.0
    closed_until: float = 0.0
    held: float = 0.0
    failures: int = 0


class Pacer:
    """Knows for every host when it may be asked again."""

    def __init__(self, *, delay: float, at_once: int, timing: Timing) -> None:
        self._delay = delay
        self._at_once = at_once
        self._timing = timing
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn and hold it. The rest is counted from the end of what is done in it."""
        self.refuse_closed(host)
        state = self._host(host)
        async with state.turns:
            start = max(self._timing.monotonic(), state.next_at)
            if self._at_once > 1:
                state.next_at = start + state.rest
            wait = start - self._timing.monotonic()
            if wait > 0:
                await self._timing.sleep(wait)
            try:
                yield
            finally:
                rest = state.rest * (1 + JITTER * self._timing.chance())
                state.next_at = max(state.next_at, self._timing.monotonic() + rest)

    def ready_at(self, host: str) -> float:
        """When the host's next turn is, on the monotonic clock."""
        return self._host(host).next_at

    def hold(self, host: str, seconds: float) -> None:
        """The host asked to be left alone so long."""
        state = self._host(host)
        until = self._timing.monotonic() + seconds
        state.next_at = max(state.next_at, until)
        state.held += seconds
        if seconds > LONGEST_WAIT:
            state.closed_until = max(state.closed_until, until)
        elif state.held > MOST_HELD:
            state.closed_until = math.inf

    def note_outcome(self, host: str, *, has_failed: bool) -> None:
        """A policy of the host is done with; `has_failed` in a way that may pass, at every attempt."""
        if self.closed_for(host):
            return  # nobody was asked
        state = self._host(host)
        state.failures = state.failures + 1 if has_failed else 0
        if state.failures >= MOST_FAILURES:
            state.closed_until = math.inf

    def slow_down(self, host: str, rest: float) -> None:
        """The host's robots.txt asks for so many seconds between requests."""
        state = self._host(host)
        state.rest = max(state.rest, min(rest, LONGEST_CRAWL_DELAY))

    def closed_for(self, host: str) -> float:
        """How many seconds more a host that asked for a long wait is left alone; 0 for none."""
        return max(0.0, self._host(host).closed_until - self._timing.monotonic())

    def refuse_closed(self, host: str) -> None:
        """Raise TransientError for a host that asked to be left alone for longer than this run waits."""
        wait = self.closed_for(host)
        if math.isinf(wait):
            raise TransientError(f"{host} failed again and again and is left alone for the rest of this run")
        if wait:
            raise TransientError(f"{host} asked to be left alone for another {wait:.0f} s", retry_after=wait)

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(asyncio.Semaphore(self._at_once), rest=self._delay)
        return self._hosts[host]
