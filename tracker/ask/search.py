"""Words -> the places where they stand, came in or went out."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive import Archive
from tracker.model import SearchHit, SearchSide


def ask_search(
    archive: Archive, query: str, *, sides: Sequence[SearchSide] = ("now",), policy: str | None = None, limit: int = 100
) -> tuple[SearchHit, ...]:
    """Hits of all sides, at most `limit` of each, by time for changes and by rank for standing text.

    Words are stemmed and all must be there; "..." is a phrase, `licen*` a beginning. Words of a first text never came
    in by a change: whoever asks for "inserted" may want "first" as well. Raises UsageError for a query without a
    word, NotFoundError for a policy nobody knows.
    """
    if policy is not None:
        archive.policies.get(policy)
    return archive.search.find(query, sides=sides, policy=policy, limit=limit)
