"""Alerts of one subscription -> its feed, as files; there, empty, before the first of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tracker.config import FeedChannel
from tracker.model import Alert
from tracker.names import fold, make_slug, settle_names
from tracker.publish.feedfold import Fold, FoldableEntry, fold_entries, read_told_record
from tracker.publish.feeds import FORMATS, Feed, FeedEntry, make_tag, name_authority, write_feed
from tracker.publish.letters import message_body

ALERTS_KEPT = 2
"""Times the entries of a feed: several alerts may be one entry."""


def publish_alert(
    alert: Alert,
    *,
    earlier: Sequence[Alert],
    settings: FeedChannel,
    folder: Path,
    beside: Sequence[str] = (),
    fold: Fold = lambda _: (),
) -> None:
    """Put an alert on top of its subscription's feed. Doing it twice leaves one entry. Raises DeliveryError.

    `beside` are the names of all subscriptions, in the order of the configuration: no two share a file. `fold` says
    which policies changed the same words: they are one entry.
    """
    authority = name_authority(settings.site)
    alerts = [alert, *(one for one in earlier if one.receipt_key != alert.receipt_key)][
        : ALERTS_KEPT * settings.entries
    ]
    alerts.sort(key=lambda one: one.created_at, reverse=True)
    place = folder / settings.folder
    is_cut = len(alerts) == ALERTS_KEPT * settings.entries
    entries = fold_entries([_alert_entry(one, authority) for one in alerts], fold, is_cut=is_cut)[: settings.entries]
    feed = _make_feed(alert.subscription, entries, settings=settings, place=place, beside=beside)
    write_feed(feed, place, formats=settings.formats, site=settings.site)


def start_feed(
    subscription: str, *, settings: FeedChannel, folder: Path, beside: Sequence[str], started_at: datetime
) -> None:
    """Write a subscription's feed without entries where no file of it lies yet, so that people can subscribe before
    there is news. `started_at` is the first look. Raises DeliveryError."""
    place = folder / settings.folder
    feed = _make_feed(subscription, (), settings=settings, place=place, beside=beside, started_at=started_at)
    missing = [name for name in settings.formats if not (place / f"{feed.path}{FORMATS[name]}").exists()]
    write_feed(feed, place, formats=missing, site=settings.site)


def _make_feed(
    subscription: str,
    entries: tuple[FeedEntry, ...],
    *,
    settings: FeedChannel,
    place: Path,
    beside: Sequence[str],
    started_at: datetime | None = None,
) -> Feed:
    slug = name_file(subscription, beside, place)
    feed_id = make_tag(name_authority(settings.site), "subscription", slug)
    return Feed(slug, feed_id, f"{settings.title}: {subscription}", entries, started_at=started_at)


def name_file(subscription: str, beside: Sequence[str], folder: Path) -> str:
    """What a subscription's feed is called: its name's slug, with a suffix where one named before it has that.

    Earlier releases wrote Latin letters and digits alone ("caf-terms" of "Café terms"): a feed that lies in the folder
    under such a name stays there, so that no reader loses it, unless two subscriptions were one file.
    """
    names = list(dict.fromkeys([*beside, subscription]))
    slugs = settle_names([(name, make_slug(name)) for name in names])
    former = _former_slug(subscription)
    is_alone = all(_former_slug(name) != former for name in names if name != subscription)
    is_free = all(fold(slug) != former for name, slug in slugs.items() if name != subscription)
    if is_alone and is_free and any((folder / f"{former}{suffix}").is_file() for suffix in FORMATS.values()):
        return former
    return slugs[subscription]


def _former_slug(subscription: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", subscription.lower()).strip("-") or "subscription"


def _alert_entry(alert: Alert, authority: str) -> FoldableEntry:
    message = alert.message
    record = json.loads(message.record)
    entry = FeedEntry(
        id=make_tag(authority, "alert", alert.receipt_key),
        title=message.subject,
        summary=message.summary,
        html=message_body(message.html),
        link=message.page or message.link,
        published_at=message.occurred_at,
        updated_at=alert.created_at,
    )
    return FoldableEntry(entry, str(record.get("policy_name") or message.thread), read_told_record(record))
