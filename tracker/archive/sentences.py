"""Sentences that changes put in or took out <-> rows by which the same words are found in other policies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.archive.moments import read_moment
from tracker.archive.redlines import read_runs
from tracker.archive.store import Store

SENTENCE_SCHEMA = """
-- A sentence of a change of substance, by the hash of its words and by bands of its MinHash (across/alike.py).
-- `place` is its place among the sentences of that side of the change.
CREATE TABLE moved_sentence (
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('inserted', 'deleted')),
    place INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    PRIMARY KEY (change, side, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_sentence_exact ON moved_sentence(exact);
CREATE TABLE sentence_band (
    band INTEGER NOT NULL,
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (band, change, side, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX sentence_band_change ON sentence_band(change);
"""

_FOUND = """
SELECT DISTINCT change_set.policy, change_set.id, change_set.observed_at, found.change, found.place, change.inserted,
       change.deleted, coalesce(new.path, new.number, old.path, old.number) AS path,
       coalesce(new.heading, old.heading) AS heading, coalesce(new.clause, old.clause) AS clause
FROM ({found}) found JOIN change ON change.id = found.change
JOIN change_set ON change_set.comparison = change.comparison AND change_set.confirmed_at IS NOT NULL
    AND change_set.held_because IS NULL
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
LEFT JOIN change_section new_side ON new_side.change = change.id AND new_side.side = 'new' AND new_side.position = 0
LEFT JOIN section new ON new.id = new_side.section
LEFT JOIN change_section old_side ON old_side.change = change.id AND old_side.side = 'old' AND old_side.position = 0
LEFT JOIN section old ON old.id = old_side.section
ORDER BY change_set.observed_at, change_set.policy, found.change, found.place
"""
_EXACT = "SELECT change, place FROM moved_sentence WHERE exact = ? AND side = ?"
_BAND = "SELECT change, place FROM sentence_band WHERE band = ? AND side = ?"


SentenceMarks = Mapping[str, Collection[tuple[int, Collection[int]]]]
"""The sentences of one change by side ("inserted", "deleted"): (exact, bands) each, in order."""


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A place where a sentence may have come in or gone out: in which change, and all runs of that side of it."""

    policy: str
    change_set: str
    observed_at: datetime
    path: str | None
    heading: str | None
    clause: str | None
    place: int
    runs: tuple[str, ...]


class Sentences:
    """The `moved_sentence` and `sentence_band` tables. Tests: test_like.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, change: int, side: str, marks: Iterable[tuple[int, Collection[int]]]) -> None:
        """Note the sentences of one side of a change: (exact, bands) each, in order."""
        marks = list(marks)
        self._store.many(
            "INSERT OR REPLACE INTO moved_sentence (change, side, place, exact) VALUES (?, ?, ?, ?)",
            [(change, side, place, exact) for place, (exact, _) in enumerate(marks)],
        )
        self._store.many(
            "INSERT OR REPLACE INTO sentence_band (band, change, side, place) VALUES (?, ?, ?, ?)",
            [(band, change, side, place) for place, (_, bands) in enumerate(marks) for band in bands],
        )

    def find(self, side: str, exact: int, bands: Collection[int]) -> tuple[FoundSentence, ...]:
        """Where sentences with these marks came in ("inserted") or went out in told changes, by time."""
        found = " UNION ".join([_EXACT, *[_BAND] * len(bands)])
        parameters = [parameter for key in (exact, *bands) for parameter in (key, side)]
        rows = self._store.rows(_FOUND.format(found=found), parameters)
        return tuple(
            FoundSentence(
                *(row["policy"], row["id"], read_moment(row["observed_at"]), row["path"], row["heading"]),
                *(row["clause"], row["place"], read_runs(row[side])),
            )
            for row in rows
        )
