"""The newest changes -> the wording that went round several policies, each once, with everybody who has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.ask.shared import ask_shared
from tracker.model import News, SharedNews
from tracker.pages.addresses import Address
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.publish.across_contract import shared_news_record
from tracker.values import Struct

LOOKED_AT = 200
"""Told change sets among which wording is compared: some months of a few hundred policies."""
NAMED = 60


class AdopterView(Struct, frozen=True):
    """Who has it, and the change that brought it or took it away."""

    name: str
    href: str
    observed_at: datetime


class SharedView(Struct, frozen=True):
    """Sentences that came to, or went from, the same policies by the same changes; `more` of these are only counted."""

    id: str
    is_new: bool
    sentences: tuple[str, ...]
    policies: int
    adopters: tuple[AdopterView, ...]
    more: int
    first_at: datetime
    last_at: datetime

    @property
    def size(self) -> int:
        return 400 + sum(len(one) + 100 for one in self.sentences) + 250 * len(self.adopters)


class SharedPageView(Struct, frozen=True):
    """Everything on the page; `count` change sets were compared."""

    shared: tuple[SharedView, ...]
    count: int
    parts: PartLinks


def view_shared(shared: Sequence[SharedNews]) -> SharedView:
    """Wordings with who has them, the same of all: the first first, each policy once."""
    first: dict[str, News] = {}
    for one in sorted(shared[0].news, key=lambda one: one.observed_at):
        first.setdefault(one.policy, one)
    adopters = tuple(
        AdopterView(one.name, Address("change", one.policy, one.change_set).path, one.observed_at)
        for one in first.values()
    )
    times = [one.observed_at for one in adopters]
    return SharedView(
        id=shared[0].id,
        is_new=shared[0].side == "inserted",
        sentences=tuple(one.sentence for one in shared),
        policies=len(adopters),
        adopters=adopters[:NAMED],
        more=max(0, len(adopters) - NAMED),
        first_at=times[0],
        last_at=times[-1],
    )


def group_shared(shared: Sequence[SharedNews]) -> tuple[tuple[SharedNews, ...], ...]:
    """Wordings that went round together, in one group: a clause that two policies adopt has many sentences."""
    groups: dict[tuple[object, ...], list[SharedNews]] = {}
    for one in shared:
        groups.setdefault((one.side, frozenset((news.policy, news.change_set) for news in one.news)), []).append(one)
    return tuple(map(tuple, groups.values()))


def make_shared(record: OpenRecord, address: Address) -> WebPage:
    """The page of wording that went round. Raises NotFoundError for a part beyond the last."""
    shared, count = record.remember("shared", lambda: ask_shared(record, most=LOOKED_AT))
    parts = split_parts(tuple(map(view_shared, group_shared(shared))), lambda one: one.size)
    view = SharedPageView(pick_part(parts, address.part), count, link_parts(address, len(parts)))
    return WebPage(
        *(address, "shared.html.j2", view, "The same words in several policies"),
        description=f"{len(shared)} sentences came to, or went from, several policies lately.",
        write_record=lambda: {
            "schema": "tracker.page.clusters/1",
            "clusters": [shared_news_record(one) for one in shared],
        },
        crumbs=(Crumb(SITE_NAME, ""),),
    )
