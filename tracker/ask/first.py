"""Words -> when each policy first had them."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.model import SearchHit

MANY = 100_000
"""More hits than any record is asked to show; the earliest of each policy are taken from them."""


def ask_first(archive: Archive, query: str) -> tuple[SearchHit, ...]:
    """The earliest sighting of the words in every policy that ever had them, earliest first: in the first text seen
    ("first") or in what a change put in ("inserted"). Raises UsageError for a query without a word."""
    hits = archive.search.find(query, sides=("first", "inserted"), limit=MANY)
    earliest: dict[str, SearchHit] = {}
    for hit in sorted(hits, key=lambda hit: hit.observed_at):
        earliest.setdefault(hit.policy, hit)
    return tuple(earliest.values())
