"""A topic -> who says what on it, since when, and what changed on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from tracker.archive import Archive
from tracker.ask.news import name_news
from tracker.ask.policies import choose_policies
from tracker.ask.record import OpenRecord
from tracker.compare.weigh.topics import name_all
from tracker.errors import NotFoundError
from tracker.model import TopicAnswer, TopicPage
from tracker.names import make_slug

PART = 50
"""Policies on one page of a topic."""
NEWS_SHOWN = 30


def ask_topic(archive: Archive, topic: str, policies: Sequence[str] = (), *, at: datetime) -> TopicAnswer:
    """The clauses that speak of a topic at a moment, policy by policy, and the told changes on it until then.

    `topic` by its name or as a subscription writes it; `policies` may be globs or services, none means all. Raises
    NotFoundError for a topic or policy nobody knows, with the nearest.
    """
    name = find_topic(archive, topic)
    chosen = choose_policies(archive, policies)
    clauses = archive.rulings.topics(chosen, name, at=at)
    return TopicAnswer(name, clauses, archive.rulings.topic_changes(chosen, name, at=at))


def ask_topic_page(record: OpenRecord, topic: str, *, page: int = 1) -> TopicPage:
    """What `ask_topic` tells of now, of `PART` policies a page, with the newest change sets on it on the first.

    Raises NotFoundError for a topic nobody knows.
    """
    archive = record.archive
    name = find_topic(archive, topic)
    speakers = archive.rulings.speakers(name)
    chosen = speakers[(page - 1) * PART : page * PART]
    news = archive.overviews.topic_news(name, most=NEWS_SHOWN) if page == 1 else ()
    names = record.name_policies(chosen)
    return TopicPage(name, archive.rulings.topics(chosen, name), names, name_news(record, news), len(speakers))


def list_topic_slugs(archive: Archive) -> dict[str, str]:
    """Every topic as an address and a subscription write it ("ai-training") -> its name; those that people added, too,
    as far as any text was read with them."""
    return {make_slug(name): name for name in name_all(archive.topic_sets.own())}


def find_topic(archive: Archive, topic: str) -> str:
    """The name of a topic that is written in any way: "ai-training" is "AI training". Raises NotFoundError."""
    known = list_topic_slugs(archive)
    slug = make_slug(topic)
    if slug in known:
        return known[slug]
    near = get_close_matches(slug, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"topics are {', '.join(known)}"
    raise NotFoundError(f'no topic "{topic}"', candidates=tuple(near or known), hint=hint)
