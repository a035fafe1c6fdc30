"""Queued alerts -> receipts: every channel in its own order and pace, failures waited out, nothing lost.

Knows neither how a channel sends (it is given functions) nor where the queue is kept (it is given an outbox).
Delivery is at least once: an alert leaves the queue only after its channel returned. A crash between the two sends
it again with the same receipt key, from which channels make Message-ID and Idempotency-Key.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Protocol

from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert
from tracker.values import Struct, field

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# An address that defers (a full mailbox, greylisting) for this long is given up; RFC 5321 §4.5.4.1 asks for 4-5 days.
GIVE_UP_AFTER = timedelta(days=5)

Send = Callable[[Alert], None]
"""Hands one alert over. Returns when it was taken; raises a DeliveryError when not."""


class AlertQueue(Protocol):
    """What delivering needs of the queue; `tracker.archive.outbox.Outbox` is one."""

    def due_channels(self, now: datetime) -> tuple[str, ...]: ...
    def due(self, channel: str, now: datetime, *, limit: int = 100) -> tuple[Alert, ...]: ...
    def mark_sent(self, receipt_key: str, *, at: datetime) -> None: ...
    def mark_failed(self, receipt_key: str, *, error: str) -> None: ...
    def postpone(self, receipt_key: str, *, next_at: datetime, error: str) -> None: ...
    def record_outage(self, channel: str, *, now: datetime, next_at: datetime, error: str) -> None: ...
    def end_outage(self, channel: str) -> None: ...
    def outage_attempts(self, channel: str) -> int: ...


class Carrier(Struct, frozen=True):
    """A channel made ready: how to send, and at least how many seconds apart."""

    send: Send
    spacing: float = 0.0


class Tally(Struct):
    """What one round of delivering did; `errors` are the distinct reasons, first come first."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    errors: dict[str, None] = field(default_factory=dict)


class Deliverer(Struct):
    """Sends what is due. `open_carrier` makes a channel ready (raising ConfigError for one that is not configured).

    `clock` gives aware UTC times, `sleep` waits; `is_stopping` is asked between any two sends. `ready_at` says when
    each channel may send again.
    """

    outbox: AlertQueue
    open_carrier: Callable[[str, ExitStack], Carrier]
    clock: Callable[[], datetime]
    sleep: Callable[[float], object]
    is_stopping: Callable[[], bool] = lambda: False
    ready_at: dict[str, datetime] = field(default_factory=dict)

    def deliver(self) -> Tally:
        """Send all that is due now, channels by turns, so that a slow or limited one does not hold up the others."""
        tally = Tally()
        with ExitStack() as stack:
            lines = {name: self._line(name, stack, tally) for name in self.outbox.due_channels(self.clock())}
            while lines and not self.is_stopping():
                self._take_turns(lines)
        return tally

    def _take_turns(self, lines: dict[str, Iterator[None]]) -> None:
        now = self.clock()
        ready = [name for name in lines if self.ready_at.get(name, now) <= now]
        if not ready:
            self.sleep(min((self.ready_at[name] - now).total_seconds() for name in lines))
            return
        for name in ready:
            if self.is_stopping():
                return
            if next(lines[name], self) is self:
                del lines[name]

    def _line(self, name: str, stack: ExitStack, tally: Tally) -> Iterator[None]:
        """One channel's alerts, one send a step. Ends when nothing more is due or the channel is down."""
        try:
            carrier = self.open_carrier(name, stack)
            is_first = True
            while alerts := self.outbox.due(name, self.clock()):
                blocked: set[str] = set()
                for alert in alerts:
                    if alert.address in blocked:
                        continue
                    if not self._send(carrier, alert, tally):
                        blocked.add(alert.address)
                    if is_first:  # the channel answers again
                        self.outbox.end_outage(name)
                        is_first = False
                    self.ready_at[name] = self.clock() + timedelta(seconds=carrier.spacing)
                    yield
        except ChannelDownError as error:
            self._wait_out(name, error, tally)
        except Exception as error:
            # A bug, ours or of a library behind a channel. It is shown whole, and the other channels go on.
            log.exception("channel broke: channel=%s", name)
            self._wait_out(name, ChannelDownError(f"{type(error).__name__}: {error}"), tally)

    def _send(self, carrier: Carrier, alert: Alert, tally: Tally) -> bool:
        """Whether this lane may go on: the alert was taken, or given up for good."""
        try:
            carrier.send(alert)
        except RejectedError as error:
            return self._give_up(alert, error, tally)
        except ChannelDownError:
            raise
        except DeliveryError as error:
            if self.clock() - alert.due_at > GIVE_UP_AFTER and alert.attempts:
                return self._give_up(alert, error, tally)
            wait = wait_before_retry(alert.attempts, retry_after=error.retry_after)
            self.outbox.postpone(alert.receipt_key, next_at=self.clock() + wait, error=str(error))
            tally.postponed += 1
            tally.errors[str(error)] = None
            log.warning("alert postponed: channel=%s key=%s: %s", alert.channel, alert.receipt_key, error)
            return False
        self.outbox.mark_sent(alert.receipt_key, at=self.clock())
        tally.sent += 1
        return True

    def _give_up(self, alert: Alert, error: DeliveryError, tally: Tally) -> bool:
        self.outbox.mark_failed(alert.receipt_key, error=str(error))
        tally.failed += 1
        tally.errors[str(error)] = None
        log.error("alert failed: channel=%s key=%s: %s", alert.channel, alert.receipt_key, error)
        return True

    def _wait_out(self, name: str, error: ChannelDownError, tally: Tally) -> None:
        wait = wait_before_retry(self.outbox.outage_attempts(name), retry_after=error.retry_after)
        now = self.clock()
        self.outbox.record_outage(name, now=now, next_at=now + wait, error=str(error))
        tally.postponed += 1
        tally.errors[str(error)] = None
        log.warning("channel down: channel=%s next_at=%s: %s", name, (now + wait).isoformat(), error)


def wait_before_retry(attempts: int, *, retry_after: float | None = None) -> timedelta:
    """How long to wait after `attempts` earlier failures: 30 s, 1 min, 2 min ... 1 h, less up to a fifth at random.

    The random part keeps many trackers from returning to a receiver in the same second. What the receiver asked
    for counts where it is longer, up to a day.
    """
    doubled = FIRST_WAIT * (1 << min(attempts, 10))
    wait = min(doubled, LONGEST_WAIT) * (1 - random.uniform(0, 0.2))  # noqa: S311 - not a secret
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=min(retry_after, 86_400)))
    return wait
