"""The newest changes -> the wording that went round several policies, each once, with everybody who has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.ask.shared import ask_shared
from tracker.model import News, SharedNews
from tracker.pages.addresses import Address
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.publish.across_contract import shared_news_record

LOOKED_AT = 200
"""Told change sets among which wording is compared: some months of a few hundred policies."""
NAMED = 60


@dataclass(frozen=True)
class AdopterView:
    """Who has it, and the change that brought it or took it away."""

    name: str
    href: str
    observed_at: datetime


@dataclass(frozen=True)
class SharedView:
    """A sentence and its policies; `more` of them are only counted."""

    id: str
    is_new: bool
    sentence: str
    policies: int
    adopters: tuple[AdopterView, ...]
    more: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class SharedPageView:
    """Everything on the page; `count` change sets were compared."""

    shared: tuple[SharedView, ...]
    count: int


def view_shared(shared: SharedNews) -> SharedView:
    """One wording with who has it, the first first, each policy once."""
    first: dict[str, News] = {}
    for one in sorted(shared.news, key=lambda one: one.observed_at):
        first.setdefault(one.policy, one)
    adopters = tuple(
        AdopterView(one.name, Address("change", one.policy, one.change_set).path, one.observed_at)
        for one in first.values()
    )
    times = [one.observed_at for one in adopters]
    return SharedView(
        *(shared.id, shared.side == "inserted", shared.sentence, len(adopters), adopters[:NAMED]),
        *(max(0, len(adopters) - NAMED), times[0], times[-1]),
    )


def make_shared(record: OpenRecord, address: Address) -> WebPage:
    """The page of wording that went round."""
    shared, count = ask_shared(record, most=LOOKED_AT)
    view = SharedPageView(tuple(map(view_shared, shared)), count)
    return WebPage(
        *(address, "shared.html.j2", view, "The same words in several policies"),
        description=f"{len(shared)} sentences came to, or went from, several policies lately.",
        write_record=lambda: {
            "schema": "tracker.page.clusters/1",
            "clusters": [shared_news_record(one) for one in shared],
        },
        crumbs=(Crumb(SITE_NAME, ""),),
    )
