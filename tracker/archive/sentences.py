"""Sentences that changes put in or took out <-> rows by which the same words are found in other policies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.archive.moments import read_moment
from tracker.archive.places import CHANGE_PLACE, CHANGE_SECTIONS, TOLD_STEP
from tracker.archive.redlines import read_runs
from tracker.archive.store import Store
from tracker.model import ClausePlace

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

_FOUND = f"""
SELECT DISTINCT change_set.policy, change_set.id, change_set.observed_at, found.change, found.place, change.inserted,
       change.deleted,{CHANGE_PLACE}
FROM ({{found}}) found JOIN change ON change.id = found.change{TOLD_STEP}{CHANGE_SECTIONS}
ORDER BY change_set.observed_at, change_set.policy, found.change, found.place
"""  # noqa: S608 - constants alone
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
    where: ClausePlace
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
                *(row["policy"], row["id"], read_moment(row["observed_at"])),
                ClausePlace(**{key: row[key] for key in ("clause", "path", "heading", "ordinal")}),
                *(row["place"], read_runs(row[side])),
            )
            for row in rows
        )
