"""Alerts and change sets -> which feeds there are, and their entries.

A subscription's feed channel has one feed; `tracker feeds write` has one for everything and one for each service,
policy, clause and topic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tracker.config import FeedChannel
from tracker.model import Alert, ChangeSet
from tracker.names import fold, make_slug, settle_names, shorten_path
from tracker.publish.cards import PolicyCard
from tracker.publish.contract import write_time
from tracker.publish.feeds import FORMATS, Feed, FeedEntry, make_tag, write_feed
from tracker.publish.letters import message_body
from tracker.publish.messages import write_message
from tracker.publish.subscriptions import change_topics

LOCAL_AUTHORITY = "tracker.localhost"


def publish_alert(
    alert: Alert, *, earlier: Sequence[Alert], settings: FeedChannel, folder: Path, beside: Sequence[str] = ()
) -> None:
    """Put an alert on top of its subscription's feed. Doing it twice leaves one entry. Raises DeliveryError.

    `beside` are the names of all subscriptions, in the order of the configuration: no two share a file.
    """
    authority = name_authority(settings.site)
    alerts = [alert, *(one for one in earlier if one.receipt_key != alert.receipt_key)][: settings.entries]
    alerts.sort(key=lambda one: one.created_at, reverse=True)
    place = folder / settings.folder
    slug = name_file(alert.subscription, beside, place)
    feed = Feed(
        path=slug,
        id=make_tag(authority, "subscription", slug),
        title=f"{settings.title}: {alert.subscription}",
        entries=tuple(_alert_entry(one, authority) for one in alerts),
    )
    write_feed(feed, place, formats=settings.formats, site=settings.site)


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


def _alert_entry(alert: Alert, authority: str) -> FeedEntry:
    message = alert.message
    return FeedEntry(
        id=make_tag(authority, "alert", alert.receipt_key),
        title=message.subject,
        summary=message.summary,
        html=message_body(message.html),
        link=message.page or message.link,
        published_at=message.occurred_at,
        updated_at=alert.created_at,
    )


def name_authority(site: str | None) -> str:
    """The host that tag: ids are minted under; ids stay the same as long as the feeds' address does."""
    return (urlsplit(site).hostname if site else None) or LOCAL_AUTHORITY


@dataclass
class FeedShelf:
    """Gathers told change sets into feeds, the newest `limit` of each.

    Add policy by policy, each in order of time; then `feeds` gives one feed at a time.
    """

    title: str
    limit: int
    site: str | None = None
    entries: dict[tuple[str, str], list[FeedEntry]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def add(self, change_set: ChangeSet, card: PolicyCard) -> None:
        """Put a change set into every feed it belongs to; a clause's or topic's feed has only its own changes."""
        service = change_set.policy.split("/", 1)[0]
        whole = self._entry(change_set, None, card)
        for path, title in (
            ("all", self.title),
            (f"service/{service}", f"{self.title}: {service}"),
            (f"policy/{change_set.policy}", f"{self.title}: {card.name}"),
        ):
            self._put((path, title), whole, card.link)
        for (path, title), indexes in _parts(change_set, card.name, self.title).items():
            self._put((path, title), self._entry(change_set, indexes, card), card.link)

    def feeds(self) -> Iterator[Feed]:
        """Every feed, each at a path of its own. What is no path at all (an id that an older tracker took) is left to
        `write_feed` to refuse."""
        authority = name_authority(self.site)
        files = settle_paths(path for path, _ in self.entries)
        for (path, title), entries in sorted(self.entries.items()):
            newest = sorted(entries, key=lambda entry: entry.published_at, reverse=True)[: self.limit]
            home = self.homes[path, title]
            feed_id = make_tag(authority, path)
            yield Feed(path=files[path], id=feed_id, title=title, entries=_unlike(newest), home=home)

    def _put(self, key: tuple[str, str], entry: FeedEntry, link: str | None) -> None:
        entries = self.entries[key]
        entries.append(entry)
        if len(entries) >= 4 * self.limit:
            entries.sort(key=lambda entry: entry.published_at, reverse=True)
            del entries[self.limit :]
        self.homes[key] = link if self.homes.setdefault(key, link) == link else None

    def _entry(self, change_set: ChangeSet, matched: Sequence[int] | None, card: PolicyCard) -> FeedEntry:
        message = write_message(change_set, card, matched=matched)
        judgement = change_set.judgement
        changes = change_set.comparison.changes
        topics = sorted({topic for change in changes for topic in change_topics(change)})
        seen_at = judgement.confirmed_at or judgement.observed_at
        return FeedEntry(
            id=make_tag(name_authority(self.site), change_set.policy, write_time(judgement.observed_at) or ""),
            title=message.subject,
            summary=message.summary,
            html=message_body(message.html),
            link=message.page or message.link,
            published_at=judgement.observed_at,
            updated_at=max([seen_at, *(note.at for note in change_set.notes)]),
            categories=(change_set.policy, change_set.comparison.verdict.value, *topics),
        )


def settle_paths(paths: Iterable[str]) -> dict[str, str]:
    """Where each feed stands: its own path, with a suffix where the file system would take another's for the same.

    Of two that differ in case the one in lower case keeps its place.
    """
    ordered = sorted(set(paths), key=lambda path: (path != fold(path), path))
    return settle_names([(path, shorten_path(path)) for path in ordered])


def _parts(change_set: ChangeSet, name: str, title: str) -> dict[tuple[str, str], list[int]]:
    """The clause and topic feeds a change set belongs to, with the indexes of their changes; ripples make no news."""
    parts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, change in enumerate(change_set.comparison.changes):
        if change.is_ripple:
            continue
        for clause in dict.fromkeys(section.clause for section in change.old + change.new if section.clause):
            parts[f"clause/{change_set.policy}/{clause}", f"{title}: {name}, clause {clause}"].append(index)
        for topic in change_topics(change):
            parts[f"topic/{topic}", f"{title}: {topic.replace('-', ' ')}"].append(index)
    return parts


def _unlike(entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Two steps of one policy in one second (real histories have them) must not share an id."""
    counts: dict[str, int] = defaultdict(int)
    numbered = []
    for entry in reversed(entries):
        counts[entry.id] += 1
        number = counts[entry.id]
        numbered.append(entry if number == 1 else FeedEntry(**{**vars(entry), "id": f"{entry.id}.{number}"}))
    return tuple(reversed(numbered))
