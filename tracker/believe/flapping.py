"""The record so far -> which texts and sentences are known to come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from tracker.believe.sentences import list_all_passages, list_passages
from tracker.model import Change, Comparison, Sighting

_ALTERNATES: Final = 2  # returns to a text make it one of the page's regular states
_RECENT: Final = 6


@dataclass
class KnownStates:
    """Texts and sentences seen so far, learned only from steps up to now."""

    _first_seen: dict[str, datetime] = field(default_factory=dict)
    _entered: Counter[str] = field(default_factory=Counter)
    _excursions: Counter[str] = field(default_factory=Counter)
    _came: Counter[str] = field(default_factory=Counter)
    _went: Counter[str] = field(default_factory=Counter)

    def enter(self, text_hash: str, at: datetime) -> None:
        """A text was believed (again) from `at` on."""
        self._entered[text_hash] += 1
        # Re-inserting keeps the dictionary in order of the latest entry, which `recent` walks backwards.
        self._first_seen[text_hash] = self._first_seen.pop(text_hash, at)

    def count_excursion(self, text_hash: str) -> None:
        """A text was seen and gone at the next look."""
        self._excursions[text_hash] += 1

    def first_seen(self, text_hash: str) -> datetime | None:
        """When a text was first believed, None for a new one."""
        return self._first_seen.get(text_hash)

    def recent(self) -> Iterator[str]:
        """The latest believed texts, newest first."""
        return islice(reversed(self._first_seen), _RECENT)

    def is_flapper(self, text_hash: str) -> bool:
        """Whether a text has come back or blinked often enough to be a regular state of the page."""
        return self._entered[text_hash] >= _ALTERNATES or self._excursions[text_hash] >= _ALTERNATES

    def learn(self, comparison: Comparison) -> None:
        """Remember the sentences that came and went in a believed step."""
        passages = list_all_passages(comparison)
        self._came.update(passages.came)
        self._went.update(passages.went)

    def knows_all(self, comparison: Comparison) -> bool:
        """Whether every sentence of substance that comes now came and went before, and so for what goes."""
        passages = list_passages(comparison)
        return any(passages) and all(self._came[one] and self._went[one] for side in passages for one in side)


@dataclass(frozen=True)
class RegularState:
    """A text the page keeps coming back to: in how many separate spells it was seen, from when to when."""

    text_hash: str
    spells: int
    looks: int
    first_at: datetime
    last_at: datetime


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


def share_persisting(forth: Comparison, onward: Comparison) -> float:
    """How much of what a candidate changed still stands in a later text, 0 to 1, weighed by words.

    `forth` compares the believed text with the candidate, `onward` the believed text with the later one: a run
    persists when the later comparison holds it too, whole or as part of a longer run of the same kind.
    """
    came, went = _all_runs(onward.changes)
    total = standing = 0
    for change in forth.changes:
        for runs, later in ((change.inserted, came), (change.deleted, went)):
            for run in map(_fold, runs):
                weight = len(run.split())
                total += weight
                standing += weight * (run in later or any(run in longer for longer in later if len(longer) > len(run)))
    return standing / total if total else 1.0


def count_changed(comparison: Comparison) -> int:
    """How many words went or came between two texts."""
    return sum(len(run.split()) for change in comparison.changes for run in change.deleted + change.inserted)


def _all_runs(changes: tuple[Change, ...]) -> tuple[set[str], set[str]]:
    return (
        {_fold(run) for change in changes for run in change.inserted},
        {_fold(run) for change in changes for run in change.deleted},
    )


def _fold(run: str) -> str:
    return " ".join(run.casefold().split())
