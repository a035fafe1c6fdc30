"""A configuration and a database -> a process that looks, tells and delivers until it is told to stop.

Two jobs turn on APScheduler's clock, each at most once at a time: looking at what is due, and delivering. What is due
is asked of the record at every turn, so a machine that slept catches up with one look, not with all it missed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from tracker.archive import Archive, open_archive
from tracker.config import Config
from tracker.errors import HeldError, TrackerError
from tracker.publish.contract import write_time
from tracker.schedule.due import due_policies, read_rhythms
from tracker.schedule.lock import hold_lock
from tracker.track.checking import check_policies
from tracker.track.engine import choose_pool
from tracker.track.sending import deliver_due, make_deliverer
from tracker.track.stamping import stamp_after_check
from tracker.track.telling import reschedule_alerts
from tracker.values import Struct, field

log = logging.getLogger(__name__)

# A second look comes minutes after the first, so a turn every few seconds is soon enough and costs one query.
TURN_SECONDS = 5
# A round of looks is bounded, so that what becomes due meanwhile (a second look) is not behind thousands of others.
LOOKS_A_ROUND = 200
# How long a stop waits for the page or mail under way; the record survives being cut off, this is politeness.
GRACE_SECONDS = 4.0


class Resident(Struct):
    """The running process. `clock` gives aware UTC times; `turn` and `grace` are seconds."""

    database: Path
    config: Config
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    turn: float = TURN_SECONDS
    grace: float = GRACE_SECONDS
    stop: threading.Event = field(default_factory=threading.Event)
    pace: dict[str, datetime] = field(default_factory=dict)
    scheduler: BackgroundScheduler = field(
        default_factory=lambda: BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(2)})
    )
    is_busy: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2))

    def run(self) -> bool:
        """Turn until `stop` is set; whether all work under way had ended when it returned."""
        scheduler = self.scheduler
        self._guard(self.reschedule)
        for job in (self.look, self.deliver):
            scheduler.add_job(
                self._guard,
                "interval",
                [job],
                id=job.__name__,
                seconds=self.turn,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        scheduler.start()
        log.info("running: policies=%d subscriptions=%d", len(self.config.policies), len(self.config.subscriptions))
        self.stop.wait()
        log.info("stopping")
        scheduler.shutdown(wait=False)
        end = time.monotonic() + self.grace
        return all(self.is_busy.acquire(timeout=max(0.0, end - time.monotonic())) for _ in range(2))

    def reschedule(self, archive: Archive) -> None:
        """Once, at the start: what waits goes where the configuration of today puts it."""
        reschedule_alerts(archive, config=self.config)

    def look(self, archive: Archive) -> None:
        """One round: look at what is due."""
        now = self.clock()
        due = due_policies(now, read_rhythms(self.config), archive.timetable.look_states(now))[:LOOKS_A_ROUND]
        if not due or self.stop.is_set():
            return
        why = {look.policy: look.why for look in due}
        policies = [policy for policy in self.config.policies if policy.id in why]
        with choose_pool(self.config) as pool:
            for checked in check_policies(archive, self.config, policies, now=self.clock, executor=pool):
                log.info(
                    "looked: policy=%s outcome=%s why=%s", checked.policy, checked.outcome, why.get(checked.policy)
                )
                if self.stop.is_set():
                    return
        self._stamp(archive)
        # What was found is not kept waiting for the next turn.
        if not self.stop.is_set():
            self.scheduler.modify_job("deliver", next_run_time=datetime.now(UTC))

    def _stamp(self, archive: Archive) -> None:
        for stamped in stamp_after_check(archive, self.config, clock=self.clock):
            if stamped.error:
                log.warning("no time-stamp: look=%d: %s", stamped.seq, stamped.error)
            else:
                log.info("time-stamped: look=%d authority=%s", stamped.seq, stamped.authority)

    def deliver(self, archive: Archive) -> None:
        """One round: send what is due."""
        deliverer = make_deliverer(
            archive,
            self.config,
            clock=self.clock,
            sleep=self.stop.wait,
            is_stopping=self.stop.is_set,
            pace=self.pace,
        )
        with hold_lock(self.database, "delivery"):
            deliver_due(archive, self.config, deliverer)

    def _guard(self, job: Callable[[Archive], None]) -> None:
        """A turn that fails is logged and the next one comes: a locked database must not end the process."""
        if self.stop.is_set():
            return
        with self.is_busy:
            try:
                with open_archive(self.database) as archive:
                    job(archive)
            except HeldError as error:
                log.info("left to another process: job=%s: %s", job.__name__, error)
            except TrackerError as error:
                log.error("turn failed: job=%s at=%s: %s", job.__name__, write_time(self.clock()), error)
