"""Words -> the places where they stand, came in or went out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypedDict

from tracker.archive import Archive
from tracker.archive.queries import read_query, split_phrases
from tracker.ask.policies import choose_policy
from tracker.ask.topic import find_topic
from tracker.errors import UsageError
from tracker.model import SearchHit, SearchSide
from tracker.values import Struct

OPERATORS = ("AND", "OR", "NOT", "NEAR")
CHANGED: tuple[SearchSide, ...] = ("inserted", "deleted")
"""The sides that came by a change."""


class SearchBounds(Struct, frozen=True):
    """What a hit must have beside the words: a policy, a time (after `since`, not after `until`), one of these topics
    ("ai-training")."""

    policy: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    topics: tuple[str, ...] = ()


_NO_BOUNDS: Final = SearchBounds()


class _Bounds(TypedDict):
    policy: str | None
    since: datetime | None
    until: datetime | None
    reasons: tuple[str, ...]


def ask_search(
    archive: Archive,
    query: str,
    *,
    sides: Sequence[SearchSide] = ("now",),
    bounds: SearchBounds = _NO_BOUNDS,
    limit: int = 100,
) -> tuple[SearchHit, ...]:
    """Hits of all sides, at most `limit` of each, by time for changes and by rank for standing text.

    Words are stemmed and all must be there; "..." is a phrase, `licen*` a beginning, AND, OR, NOT, NEAR and brackets
    as in `tracker/archive/queries.py`. Words of a first text never came in by a change: whoever asks when words were
    first there asks for "first" and "inserted". Raises UsageError for a query that is none, for topics of what no
    change brought, NotFoundError for a policy nobody knows.
    """
    return archive.search.find(query, sides=sides, limit=limit, **_read_bounds(archive, sides, bounds))


def bring_near(query: str, words: int) -> str:
    """The query for words and phrases within so many words of each other. Raises UsageError for one that has operators,
    which say themselves what stands near what."""
    if any(operator in query.split() for operator in OPERATORS) or not {"(", ")"}.isdisjoint(query):
        raise UsageError("--near takes words and phrases alone", hint="within a query: NEAR(a b, 5)")
    return f"NEAR({query}, {words})"


def count_hits(
    archive: Archive, query: str, *, sides: Sequence[SearchSide], bounds: SearchBounds
) -> tuple[tuple[SearchSide, str, int], ...]:
    """How many hits each side has in each policy that has any, most first. Raises as `ask_search` does."""
    return archive.search.count(query, sides=sides, **_read_bounds(archive, sides, bounds))


def find_loose_words(archive: Archive, query: str, *, sides: Sequence[SearchSide], bounds: SearchBounds) -> str | None:
    """For a query with phrases that finds nothing: its words one by one where these are found, else None."""
    words = split_phrases(read_query(query))
    if words and archive.search.find(words, sides=sides, limit=1, **_read_bounds(archive, sides, bounds)):
        return words
    return None


def _read_bounds(archive: Archive, sides: Sequence[SearchSide], bounds: SearchBounds) -> _Bounds:
    policy = None if bounds.policy is None else choose_policy(archive, bounds.policy)
    if bounds.topics and not set(sides) <= set(CHANGED):
        raise UsageError("only changes have topics", hint="--inserted and --deleted find words in changes")
    reasons = tuple(f"topic: {find_topic(archive, topic)}" for topic in bounds.topics)
    return _Bounds(policy=policy, since=bounds.since, until=bounds.until, reasons=reasons)
