"""A topic -> who says what on it now, side by side, and what changed on it when."""

from __future__ import annotations

from itertools import groupby

from tracker.ask.record import OpenRecord
from tracker.ask.topic import PART, ask_topic_page, list_topic_slugs
from tracker.errors import NotFoundError
from tracker.model import TopicPage, TopicSpan
from tracker.pages.addresses import Address
from tracker.pages.news import NewsView, link_topics, view_news
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.pages.paging import PartLinks, link_parts
from tracker.publish.listings import topic_page_record
from tracker.publish.record import Record
from tracker.publish.times import format_day
from tracker.values import Struct

SHOWN_WORDS = 80
"""Words of a clause that are shown before the rest is folded."""

PAGE_SIZE = 45_000


class SaidView(Struct, frozen=True):
    """What one clause says and since when: its beginning, and the rest, which is folded."""

    label: str
    href: str | None
    opening: str
    rest: str
    language: str | None
    since: str


class SpeakerView(Struct, frozen=True):
    """A policy that speaks of the topic. `more` clauses of it are named only, since the page would be too long."""

    name: str
    href: str
    said: tuple[SaidView, ...]
    more: tuple[tuple[str, str | None], ...] = ()


class TopicView(Struct, frozen=True):
    topic: str
    speakers: tuple[SpeakerView, ...]
    news: tuple[NewsView, ...]
    policies: int
    parts: PartLinks


class TopicsView(Struct, frozen=True):
    topics: tuple[Crumb, ...]


def view_topic(page: TopicPage, address: Address) -> TopicView:
    """The view of one page of a topic."""
    room = PAGE_SIZE
    speakers = []
    for policy, some in groupby(page.clauses, key=lambda one: one.policy):
        clauses = list(some)
        said: list[SaidView] = []
        more: list[tuple[str, str | None]] = []
        for one in clauses:
            size = len(one.text) + 300
            if room - size < 0:
                more.append((one.label, _link(one)))
                continue
            room -= size
            said.append(_say(one))
        speakers.append(SpeakerView(page.names[policy], Address("policy", policy).path, tuple(said), tuple(more)))
    pages = max(1, -(-page.policies // PART))
    return TopicView(
        page.topic,
        tuple(speakers),
        tuple(map(view_news, page.news)),
        page.policies,
        link_parts(address, pages),
    )


def _say(span: TopicSpan) -> SaidView:
    words = span.text.split(" ")
    opening, rest = " ".join(words[:SHOWN_WORDS]), " ".join(words[SHOWN_WORDS:])
    begun = "from the first look on, " if span.is_from_start else "since "
    since = f"{begun}{format_day(span.from_at.date())}"
    return SaidView(span.label, _link(span), opening, rest, span.language, since)


def _link(span: TopicSpan) -> str | None:
    return Address("clause", span.policy, span.clause).path if span.clause else None


def make_topic(record: OpenRecord, address: Address) -> WebPage:
    """The page of a topic. Raises NotFoundError."""
    found = ask_topic_page(record, address.name, page=address.part)
    if address.part > 1 and not found.names:
        raise NotFoundError(f"no page {address.part}")
    view = view_topic(found, address)
    newest = f" Newest change: {view.news[0].summary}" if view.news else ""
    return WebPage(
        *(address, "topic.html.j2", view),
        title=f"{found.topic}: who says what",
        description=f"{len(view.speakers)} policies speak of {found.topic}.{newest}",
        write_record=lambda: topic_page_record(found),
        crumbs=(Crumb(SITE_NAME, ""), Crumb("Topics", Address("topics").path)),
    )


def make_topics(record: OpenRecord, address: Address) -> WebPage:
    """The list of topics."""
    slugs = list_topic_slugs(record.archive)
    view = TopicsView(link_topics(record))

    def write() -> Record:
        return {"schema": "tracker.page.topics/1", "topics": [{"topic": s, "name": n} for s, n in slugs.items()]}

    return WebPage(
        *(address, "topics.html.j2", view, "Topics", f"{len(slugs)} topics, by what policies say on them now."),
        write_record=write,
        crumbs=(Crumb(SITE_NAME, ""),),
    )
