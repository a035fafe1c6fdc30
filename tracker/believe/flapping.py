"""The record so far -> which texts and sentences are known to come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from tracker.believe.turnover import list_all_passages, list_passages
from tracker.model import Comparison, RegularState, Sighting
from tracker.values import Struct, field

_ALTERNATES: Final = 2  # returns to a text make it one of the page's regular states
_BLINKED: Final = 1
"""A text that was seen and gone at the next look, and comes again, goes again: 289 of 356 did in 287 recorded
histories, 24 of the 29 that stood for three to seven days."""
_REMEMBERED: Final = timedelta(days=730)  # what comes back after years is news at once, else when it lasts
_RECENT: Final = 6

Times = dict[str, tuple[int, datetime]]
"""How often something was so, and when last."""


class KnownStates(Struct):
    """Texts and sentences seen so far, learned only from steps up to now.

    What came and went long ago says nothing of what comes now: each is known for `_REMEMBERED` after it last did.
    """

    _first_seen: dict[str, datetime] = field(default_factory=dict)
    _entered: Times = field(default_factory=dict)
    _excursions: Times = field(default_factory=dict)
    _came: Times = field(default_factory=dict)
    _went: Times = field(default_factory=dict)

    def enter(self, text_hash: str, at: datetime) -> None:
        """A text was believed (again) from `at` on."""
        _note(self._entered, text_hash, at)
        # Re-inserting keeps the dictionary in order of the latest entry, which `recent` walks backwards.
        self._first_seen[text_hash] = self._first_seen.pop(text_hash, at)

    def count_excursion(self, text_hash: str, at: datetime) -> None:
        """A text was seen and gone at the next look."""
        _note(self._excursions, text_hash, at)

    def first_seen(self, text_hash: str) -> datetime | None:
        """When a text was first believed, None for a new one."""
        return self._first_seen.get(text_hash)

    def recent(self) -> Iterator[str]:
        """The latest believed texts, newest first."""
        return islice(reversed(self._first_seen), _RECENT)

    def is_flapper(self, text_hash: str, at: datetime) -> bool:
        """Whether a text has come back often enough to be a regular state of the page, or blinked before."""
        if _count(self._excursions, text_hash, at) >= _BLINKED:
            return True
        return _count(self._entered, text_hash, at) >= _ALTERNATES

    def is_regular(self, text_hash: str, at: datetime) -> bool:
        """Whether a text has come so often, for a look or for longer, that it will go again."""
        return _count(self._excursions, text_hash, at) + _count(self._entered, text_hash, at) > _ALTERNATES

    def learn(self, comparison: Comparison, at: datetime) -> None:
        """Remember the sentences that came and went in a believed step."""
        passages = list_all_passages(comparison)
        for times, sentences in ((self._came, passages.came), (self._went, passages.went)):
            for sentence in sentences:
                _note(times, sentence, at)

    def knows_all(self, comparison: Comparison, at: datetime) -> bool:
        """Whether every sentence of substance that comes now came and went before, and so for what goes."""
        passages = list_passages(comparison)
        return any(passages) and all(
            _count(self._came, one, at) and _count(self._went, one, at) for side in passages for one in side
        )


def _note(times: Times, what: str, at: datetime) -> None:
    count, _ = times.get(what, (0, at))
    times[what] = (count + 1, at)


def _count(times: Times, what: str, at: datetime) -> int:
    count, last_at = times.get(what, (0, at))
    return count if at - last_at <= _REMEMBERED else 0


def find_regular_states(sightings: Sequence[Sighting]) -> tuple[RegularState, ...]:
    """The texts seen in at least three separate spells, most looks first; none where a page just changes.

    `sightings` in order of time; failed looks and doubted texts are passed over.
    """
    spells: Counter[str] = Counter()
    seen: dict[str, list[datetime]] = {}
    last = None
    for sighting in sightings:
        if sighting.text_hash is None or sighting.screened is not None:
            continue
        spells[sighting.text_hash] += sighting.text_hash != last
        seen.setdefault(sighting.text_hash, []).append(sighting.observed_at)
        last = sighting.text_hash
    states = [
        RegularState(text, spells[text], len(looks), looks[0], looks[-1])
        for text, looks in seen.items()
        if spells[text] > _ALTERNATES
    ]
    return tuple(sorted(states, key=lambda state: (-state.looks, state.first_at)))
