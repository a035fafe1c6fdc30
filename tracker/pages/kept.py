"""Pages over many policies, painted once for each state of what they rest on: those that most readers open first.

A look that changed nothing comes every few seconds where thousands of policies are watched, a change every few hours.
What a page says of looks is part of its state; all else rests on what is believed, and that has a word of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from tracker.ask.health import ask_health
from tracker.ask.record import OpenRecord
from tracker.pages.addresses import Address, PageKind
from tracker.pages.news import list_healthy

KINDS: Final[frozenset[PageKind]] = frozenset(
    ("home", "news", "policies", "service", "tag", "topic", "fact", "clusters"),
)
MOST_BYTES = 32_000_000
"""Of all pages that are kept together: three hundred long ones."""


def state_page(record: OpenRecord, address: Address) -> Hashable | None:
    """What is different whenever a page of one of `KINDS` is; None for other pages. Raises NotFoundError.

    The configuration is not part of it: who keeps pages forgets them when it is another.
    """
    if address.kind not in KINDS:
        return None
    archive = record.archive
    listed = list_healthy(record, address)
    return archive.tallies.belief(), archive.tallies.last_decisions(), ask_health(record, listed)


@dataclass(frozen=True)
class _Kept:
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
