"""A subscription -> what it would be sent, marked as a sample: its last real change, else a specimen. A joint."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from tracker.archive import Archive
from tracker.compare.weigh.topics import name_all
from tracker.config import Config, FeedChannel, SubscriptionSettings
from tracker.model import Alert, ChangeSet, Message
from tracker.names import make_slug
from tracker.publish.deliver import Deliverer
from tracker.publish.digests import AT_ONCE, make_digest
from tracker.publish.feedfiles import name_file, publish_alert
from tracker.publish.specimen import SPECIMEN, make_specimen
from tracker.publish.subjects import list_told
from tracker.publish.subscriptions import asks_for_all, covers_policy, match_change_set, name_asked, split_clause
from tracker.track.following import read_bound
from tracker.track.telling import Selection, address_alerts, find_card, write_asked
from tracker.values import replace

MARK = "[sample]"
SAMPLES = Path("sample")
"""Where a feed channel puts samples, below its folder."""


def make_samples(
    archive: Archive, config: Config, subscription: SubscriptionSettings, *, now: datetime
) -> tuple[Alert, ...]:
    """One alert for each address, as the newest told change that the subscription matches would give it; the outbox
    does not know them. A digest where digests are asked for."""
    found = find_last_change(archive, config, subscription)
    if found:
        message = _write_change(archive, config, subscription, found)
    else:
        message = _write_specimen(archive, config, subscription, now)
    news = f"sample\n{message.thread}\n{now.isoformat()}"
    alerts = address_alerts(subscription, message, news=news, config=config, now=now)
    if subscription.when != AT_ONCE:
        alerts = (make_digest([alert], now=now) for alert in alerts)
    return tuple(replace(alert, message=_mark(alert.message)) for alert in alerts)


def is_specimen(sample: Alert) -> bool:
    """Whether a sample tells of a change that nobody made."""
    return f'"change_set": "{SPECIMEN}"' in sample.message.record


def send_sample(sample: Alert, config: Config, deliverer: Deliverer, stack: ExitStack) -> str:
    """Hand a sample to its channel; a feed channel gets it beside its feeds. Returns what was done with it, in words.

    Raises DeliveryError.
    """
    settings = config.channels[sample.channel]
    if not isinstance(settings, FeedChannel):
        deliverer.open_carrier(sample.channel, stack).send(sample)
        return f"sent to {sample.channel} {sample.address}".rstrip()
    aside = FeedChannel(
        name=settings.name,
        folder=settings.folder / SAMPLES,
        title=f"{MARK} {settings.title}",
        formats=settings.formats,
        entries=1,
    )
    names = tuple(subscription.name for subscription in config.subscriptions)
    folder = config.path.parent if config.path else Path()
    publish_alert(sample, earlier=(), settings=aside, folder=folder, beside=names)
    return f"written to {aside.folder / name_file(sample.subscription, names, folder / aside.folder)}"


def _mark(message: Message) -> Message:
    record = json.loads(message.record) | {"sample": True}
    return replace(message, subject=f"{MARK} {message.subject}", record=json.dumps(record))


def _write_change(
    archive: Archive, config: Config, subscription: SubscriptionSettings, found: tuple[ChangeSet, tuple[int, ...]]
) -> Message:
    change_set, matched = found
    selection: Selection = None if asks_for_all(subscription) else matched
    followed = read_bound(archive, subscription, change_set.policy)
    asked = name_asked(subscription, list_told(change_set, selection), followed=followed)
    return write_asked(change_set, find_card(archive, config, change_set.policy), matched=selection, asked=asked)


def _write_specimen(archive: Archive, config: Config, subscription: SubscriptionSettings, now: datetime) -> Message:
    reach = [policy.id for policy in config.policies if covers_policy(subscription, policy.id, policy.tags)]
    wanted = set(map(make_slug, subscription.topics))
    topics = [name for name in name_all(config.own_topics) if make_slug(name) in wanted][:1]
    change_set = make_specimen(reach[0] if reach else "specimen/document", topics=topics, now=now)
    clauses = [split_clause(text)[1] for text in subscription.clauses]
    asked = next(iter([*clauses, *topics, *(f"“{word}”" for word in subscription.words)]), None)
    return write_asked(change_set, find_card(archive, config, change_set.policy), asked=asked)


def find_last_change(
    archive: Archive, config: Config, subscription: SubscriptionSettings
) -> tuple[ChangeSet, tuple[int, ...]] | None:
    """The newest told change set that a subscription matches, with the indexes of its changes."""
    newest: tuple[ChangeSet, tuple[int, ...]] | None = None
    for tracked in archive.policies.all():
        settings = config.find_policy(tracked.id)
        tags = settings.tags if settings else ()
        if not covers_policy(subscription, tracked.id, tags):
            continue
        followed = read_bound(archive, subscription, tracked.id)
        for change_set in archive.change_sets.of(tracked.id):
            is_newer = newest is None or change_set.judgement.observed_at > newest[0].judgement.observed_at
            if not (change_set.is_told and is_newer):
                continue
            matched = match_change_set(subscription, change_set, tags=tags, followed=followed)
            if matched is not None:
                newest = (change_set, matched)
    return newest
