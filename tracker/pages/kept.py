"""Pages over many policies and searches, made once for each state of what they rest on: what readers ask for first.

A look that changed nothing comes every few seconds where thousands of policies are watched, a change every few hours.
What a page says of looks is part of its state; all else rests on what is believed, and that has a word of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from tracker.ask.health import ask_health
from tracker.ask.record import OpenRecord
from tracker.ask.search import ask_search
from tracker.model import SearchHit, SearchSide
from tracker.pages.addresses import Address, PageKind
from tracker.pages.news import list_healthy
from tracker.values import Struct, replace

KINDS: Final[frozenset[PageKind]] = frozenset(
    ("home", "news", "policies", "service", "tag", "topic", "fact", "clusters"),
)
MOST_BYTES = 32_000_000
"""Of all pages that are kept together: three hundred long ones."""


MOST_SEARCHES = 300
"""Answers that are kept: some 50 kB each."""


def state_page(record: OpenRecord, address: Address) -> Hashable | None:
    """What is different whenever a page of one of `KINDS` is; None for other pages. Raises NotFoundError.

    The configuration is not part of it: who keeps pages forgets them when it is another.
    """
    if address.kind not in KINDS:
        return None
    return _state_belief(record), ask_health(record, list_healthy(record, address))


def _state_belief(record: OpenRecord) -> Hashable:
    tallies = record.archive.tallies
    return tallies.belief(), tallies.last_decisions()


class _Kept(Struct, frozen=True):
    state: Hashable
    watched: object
    body: bytes


class KeptPages:
    """The newest painted pages of many threads. Tests: test_pages_kept.py."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._room = most_bytes
        self._lock = Lock()

    def paint(self, record: OpenRecord, key: Hashable, state: Hashable, paint: Callable[[], bytes]) -> bytes:
        """The page under a key as it was painted for this state and configuration, else painted now and kept."""
        kept = self._kept.get(key)
        if kept is not None and kept.state == state and kept.watched is record.watched:
            return kept.body
        body = paint()
        with self._lock:
            self._drop(key)
            self._kept[key] = _Kept(state, record.watched, body)
            self._room -= len(body)
            while self._room < 0:
                self._drop(next(iter(self._kept)))
        return body

    def _drop(self, key: Hashable) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._room += len(old.body)


class KeptHits:
    """The answers to the newest searches: the full-text index is written with the belief, and with nothing else."""

    def __init__(self, most: int = MOST_SEARCHES) -> None:
        self._kept: OrderedDict[Hashable, tuple[Hashable, tuple[SearchHit, ...]]] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def ask(self, record: OpenRecord, query: str, sides: tuple[SearchSide, ...], limit: int) -> tuple[SearchHit, ...]:
        """What `ask_search` answers. Raises UsageError for a query that is none."""
        key, state = (query, sides, limit), _state_belief(record)
        known, hits = self._kept.get(key, (None, ()))
        if known == state:
            return _see_again(record, hits)
        hits = ask_search(record.archive, query, sides=sides, limit=limit)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (state, hits)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return hits


def _see_again(record: OpenRecord, hits: tuple[SearchHit, ...]) -> tuple[SearchHit, ...]:
    """The same hits; what stands was seen again by every look since."""
    standing = {hit.policy for hit in hits if hit.side == "now"}
    seen = record.archive.versions.last_seen(standing) if standing else {}
    return tuple(replace(hit, observed_at=seen[hit.policy]) if hit.side == "now" else hit for hit in hits)
