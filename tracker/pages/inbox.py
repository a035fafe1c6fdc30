"""What was told and nobody has settled -> the page of it, for who is signed in; and the page to sign in."""

from __future__ import annotations

from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.ask.review import ask_inbox
from tracker.model import InboxItem, ReviewState
from tracker.pages.addresses import Address
from tracker.pages.news import NewsView, view_news
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.publish.listings import inbox_record
from tracker.values import Struct

SHOWN = 100

STATE_WORDS = {
    ReviewState.OPEN: "not yet reviewed",
    ReviewState.REVIEWED: "reviewed",
    ReviewState.NOT_RELEVANT: "not relevant",
    ReviewState.NEEDS_ACTION: "needs action",
}


class ItemView(Struct, frozen=True):
    """A change set and how far people are with it."""

    news: NewsView
    state: str
    assignee: str | None
    by: str | None
    at: datetime | None


class InboxView(Struct, frozen=True):
    """The filter, and what it lets through; `is_cut` where there is more."""

    items: tuple[ItemView, ...]
    with_settled: bool
    assignee: str | None
    is_cut: bool


class SignInView(Struct, frozen=True):
    trouble: str | None
    next: str


def view_item(item: InboxItem) -> ItemView:
    mark = item.mark
    return ItemView(
        view_news(item.news),
        STATE_WORDS[item.state],
        mark.assignee if mark else None,
        mark.by if mark else None,
        mark.at if mark else None,
    )


def make_inbox(record: OpenRecord, *, with_settled: bool = False, assignee: str | None = None) -> WebPage:
    """The newest change sets that were told and not settled; also those that are, or one person's, where asked."""
    items = ask_inbox(record, is_settled=with_settled, assignee=assignee, most=SHOWN + 1)
    view = InboxView(tuple(map(view_item, items[:SHOWN])), with_settled, assignee, len(items) > SHOWN)
    return WebPage(
        *(Address("home"), "inbox.html.j2", view, "Review", "What was told and nobody has settled yet."),
        write_record=lambda: {"schema": "tracker.page.inbox/1", "items": [inbox_record(one) for one in items]},
        crumbs=(Crumb(SITE_NAME, ""),),
    )


def make_sign_in(trouble: str | None, next_path: str) -> WebPage:
    """The page to sign in, with what went wrong the last time."""
    return WebPage(
        *(Address("home"), "sign-in.html.j2", SignInView(trouble, next_path), "Sign in", "For who reviews changes."),
        write_record=lambda: {"schema": "tracker.page.sign-in/1"},
        crumbs=(Crumb(SITE_NAME, ""),),
    )
