"""The outbox and the configuration -> what is due, sent. A joint: archive meets publish's channels."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from tracker.archive import Archive
from tracker.ask.shared import fold_told
from tracker.config import Config, FeedChannel
from tracker.errors import DeliveryError
from tracker.model import Alert, AlertState
from tracker.publish.channels import Surroundings, open_carrier
from tracker.publish.deliver import Deliverer, Tally
from tracker.publish.feedfiles import start_feed
from tracker.track.agreeing import retell_since_signed
from tracker.track.gathering import gather_digest
from tracker.track.telling import plan_moves
from tracker.values import replace

log = logging.getLogger(__name__)


def make_deliverer(
    archive: Archive,
    config: Config,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], object],
    is_stopping: Callable[[], bool] = lambda: False,
    pace: dict[str, datetime] | None = None,
) -> Deliverer:
    """A deliverer over an open archive. Handing the same `pace` to the next one keeps channels to their limits."""

    def recent(subscription: str, channel: str, limit: int) -> Sequence[Alert]:
        return archive.outbox.recently_sent(subscription, channel, limit=limit)

    surroundings = Surroundings(
        clock=lambda: clock().timestamp(),
        folder=config.path.parent if config.path else Path(),
        recent=recent,
        subscriptions=tuple(subscription.name for subscription in config.subscriptions),
        fold=fold_told,
    )
    return Deliverer(
        archive.outbox,
        partial(open_carrier, channels=config.channels, surroundings=surroundings),
        clock=clock,
        sleep=sleep,
        is_stopping=is_stopping,
        ready_at={} if pace is None else pace,
    )


def deliver_due(archive: Archive, config: Config, deliverer: Deliverer) -> Tally:
    """Bundle the digests whose hour has come, then send all that is due; feeds are there before their first news."""
    bundled = bundle_digests(archive, config, now=deliverer.clock())
    tally = deliverer.deliver()
    start_feeds(archive, config, tally)
    if bundled or tally.sent or tally.failed or tally.postponed:
        log.info("delivered: sent=%d failed=%d postponed=%d", tally.sent, tally.failed, tally.postponed)
    return tally


def bundle_digests(archive: Archive, config: Config, *, now: datetime) -> int:
    """Put every digest whose hour has come in the queue, in place of the alerts it gathers; returns how many."""
    count = 0
    for members in archive.outbox.due_digests(now):
        archive.outbox.bundle(_gather(archive, config, members, now), members)
        count += 1
    return count


def _gather(archive: Archive, config: Config, members: Sequence[Alert], now: datetime) -> Alert:
    return gather_digest(members, now=now, messages=retell_since_signed(archive, config, members))


def preview_alerts(archive: Archive, config: Config, *, now: datetime) -> Iterator[Alert]:
    """What would be sent if nothing more came in: alerts as they wait, digests as they would be made; nothing is
    written. What is due first comes first."""
    alone: list[Alert] = []
    gathered: dict[tuple[str, str, str], list[Alert]] = {}
    moves = {move.receipt_key: move for move in plan_moves(archive, config)}
    for alert in archive.outbox.find(AlertState.PENDING, AlertState.GATHERED, limit=-1):
        move = moves.get(alert.receipt_key)
        planned = replace(alert, state=move.state, due_at=move.due_at) if move else alert
        if planned.state is AlertState.GATHERED:
            gathered.setdefault((alert.subscription, alert.channel, alert.address), []).append(planned)
        else:
            alone.append(planned)
    digests = [_gather(archive, config, members, now) for members in gathered.values()]
    yield from sorted((*alone, *digests), key=lambda alert: alert.due_at)


def start_feeds(archive: Archive, config: Config, tally: Tally) -> None:
    """Write the feeds of subscriptions that were told nothing yet, once anything was looked at."""
    started_at = archive.observations.started_at()
    if started_at is None:
        return
    names = tuple(subscription.name for subscription in config.subscriptions)
    folder = config.path.parent if config.path else Path()
    for subscription in config.subscriptions:
        for channel in subscription.channels:
            settings = config.channels[channel]
            if not isinstance(settings, FeedChannel):
                continue
            try:
                start_feed(subscription.name, settings=settings, folder=folder, beside=names, started_at=started_at)
            except DeliveryError as error:
                tally.errors[str(error)] = None
                log.warning("feed not started: channel=%s: %s", channel, error)
