"""Change sets -> the feeds of the site: the same entries, under the same ids, as `tracker feeds write` gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.ask.news import ask_changes, ask_news
from tracker.ask.record import OpenRecord
from tracker.ask.shared import fold_told
from tracker.model import ChangeSet, Section
from tracker.names import shorten_path
from tracker.pages.addresses import Address
from tracker.pages.page import Shelf
from tracker.publish.cards import PolicyCard
from tracker.publish.feeds import Feed, make_tag, name_authority
from tracker.publish.feedshelf import FeedShelf, name_clause_feed, name_policy_feed
from tracker.publish.messages import write_message
from tracker.values import replace

ENTRIES = 50
KEPT = 2 * ENTRIES
"""Change sets that are read: several may be one entry."""
TITLE = "Policy changes"


def make_news_feed(
    record: OpenRecord, address: Address, base: str | None, *, policies: Sequence[str] | None = None
) -> Feed:
    """What was told of all policies, or of those of a service or tag."""
    news = ask_news(record, policies=policies, most=KEPT).news
    key = f"{address.kind}/{address.name}" if address.name else "all"
    title = f"{TITLE}: {address.name}" if address.name else TITLE
    shelf = FeedShelf(ENTRIES, base, record.archive.observations.say_head, fold_told)
    shelf.open("all", title, started_at=_start(record))
    fill_shelf(shelf, record, ask_changes(record.archive, [(one.policy, one.change_set) for one in reversed(news)]))
    (feed,) = shelf.feeds()
    return replace(place_feed(feed, address, base), id=make_tag(name_authority(base), key))


def make_policy_feeds(record: OpenRecord, policy: str, base: str | None) -> dict[str, Feed]:
    """The feeds of a policy and of every clause that changed lately, by their keys ("clause/zoom/terms/c1")."""
    news = ask_news(record, policies=[policy], most=ENTRIES).news
    told = ask_changes(record.archive, [(policy, one.change_set) for one in reversed(news)])
    shelf = FeedShelf(ENTRIES, base, record.archive.observations.say_head, fold_told)
    name, started_at = record.name_policy(policy), _start(record, policy)
    shelf.open(name_policy_feed(policy), f"{TITLE}: {name}", started_at=started_at)
    for section in _list_changed(told):
        if section.clause:
            key, title = name_clause_feed(policy, section.clause), f"{TITLE}: {name}, {section.label}"
            shelf.open(key, title, started_at=started_at)
    fill_shelf(shelf, record, told)
    return {feed.path: feed for feed in shelf.feeds()}


def _start(record: OpenRecord, policy: str | None = None) -> datetime:
    """When a policy, or anything at all, was first looked at: what an empty feed was last changed by."""
    return record.archive.observations.started_at(policy) or record.now


def _list_changed(told: Sequence[ChangeSet]) -> Iterator[Section]:
    """The sections of both sides, the newest names first: a feed is called what its clause is called last."""
    for change_set in reversed(told):
        for change in change_set.comparison.changes:
            yield from (*change.new, *change.old)


def find_feed(
    record: OpenRecord, address: Address, base: str | None, shelf: Shelf | None = None, *, label: str = ""
) -> Feed:
    """The feed of a policy or of one of its clauses, from the shelf of `make_policy_feeds` where one is at hand."""
    is_clause = address.kind == "clause"
    key = name_clause_feed(address.policy, address.name) if is_clause else name_policy_feed(address.policy)
    title = f"{TITLE}: {record.name_policy(address.policy)}{f', {label}' if label else ''}"
    started_at = _start(record, address.policy)
    empty = Feed(key, make_tag(name_authority(base), key), title, (), started_at=started_at)
    found = make_policy_feeds(record, address.policy, base) if shelf is None else shelf
    return replace(place_feed(found.get(shorten_path(key), empty), address, base), title=title)


def fill_shelf(shelf: FeedShelf, record: OpenRecord, told: Sequence[ChangeSet]) -> None:
    """Put change sets, oldest first, into every feed that is open."""
    for change_set in told:
        card = make_card(record, change_set.policy, shelf.site)
        shelf.add(
            change_set,
            card.name,
            lambda one, matched, card=card: write_message(  # type: ignore[misc]
                one, card, matched=matched, with_record=False
            ),
        )


def make_card(record: OpenRecord, policy: str, base: str | None) -> PolicyCard:
    """What readers of a feed are told of a policy: its name, its source, and its pages where it is known where the
    site stands."""
    watched = record.watched.get(policy)
    source = watched.addresses[0] if watched and watched.addresses else None
    return PolicyCard(policy, record.name_policy(policy), source, base)


def place_feed(feed: Feed, address: Address, base: str | None) -> Feed:
    """The feed at the place its page has on the site."""
    return replace(
        feed, path=address.file("atom").removesuffix(".atom"), home=f"{base}{address.path}" if base else feed.home
    )
