"""A topic -> who says what on it now, and what changed on it when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tracker.ask.news import name_news
from tracker.ask.record import OpenRecord
from tracker.compare.weigh.topics import TOPIC_NAMES, find_topics
from tracker.errors import NotFoundError
from tracker.model import TopicClause, TopicPage
from tracker.names import make_slug

LOOKED_THROUGH = 50
"""Policies whose texts are looked through for one page: about 5,000 clauses."""

NEWS_SHOWN = 30


def list_topic_slugs() -> dict[str, str]:
    """Every topic as an address and a subscription write it ("ai-training") -> its name."""
    return {make_slug(name): name for name in TOPIC_NAMES}


def ask_topic(record: OpenRecord, slug: str, *, page: int = 1) -> TopicPage:
    """The clauses that speak of a topic in the texts that stand, of `LOOKED_THROUGH` policies a page, and the newest
    changes on it. Raises NotFoundError for a topic that does not exist."""
    name = list_topic_slugs().get(slug)
    if name is None:
        raise NotFoundError(f'no topic "{slug}"', candidates=tuple(list_topic_slugs()))
    policies = tuple(record.policies)
    chosen = policies[(page - 1) * LOOKED_THROUGH : page * LOOKED_THROUGH]
    news = record.archive.overviews.topic_news(name, most=NEWS_SHOWN) if page == 1 else ()
    clauses = tuple(_find_clauses(record, chosen, name))
    return TopicPage(name, clauses, name_news(record, news), len(chosen), len(policies))


def _find_clauses(record: OpenRecord, policies: Sequence[str], topic: str) -> Iterator[TopicClause]:
    for policy in policies:
        if not record.archive.versions.dates(policy):
            continue
        reading = record.archive.versions.latest(policy).reading
        for section in reading.sections:
            if topic in _hear_topics(f"{section.heading or ''}\n{section.text}", reading.language):
                yield TopicClause(policy, record.name_policy(policy), reading.language, section)


@lru_cache(maxsize=20_000)
def _hear_topics(text: str, language: str | None) -> tuple[str, ...]:
    """A text is heard once for all topics."""
    return find_topics(text, language)
