"""Sentences that changes put in or took out <-> rows by which the same words are found in other policies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from tracker.archive.moments import read_moment
from tracker.archive.places import CHANGE_PLACE, CHANGE_SECTIONS, TOLD_STEP
from tracker.archive.redlines import read_runs
from tracker.archive.store import Store
from tracker.model import ClausePlace

SENTENCE_SCHEMA = """
-- A sentence of a change of substance, by the hash of its words (across/alike.py).
-- `place` is its place among the sentences of that side of the change.
CREATE TABLE moved_sentence (
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('inserted', 'deleted')),
    place INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    PRIMARY KEY (change, side, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_sentence_exact ON moved_sentence(exact, side);
-- Which hashes of words are in which band: words that are the same are here once, however many policies have them.
CREATE TABLE sentence_band (
    band INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    PRIMARY KEY (band, exact)
) STRICT, WITHOUT ROWID;
"""

_FIRST_SEEN = f"""
WITH found AS MATERIALIZED (
    SELECT change_set.policy, change_set.id, moved_sentence.change, moved_sentence.place, moved_sentence.exact,
           min(change_set.observed_at) AS observed_at
    FROM moved_sentence JOIN change ON change.id = moved_sentence.change{TOLD_STEP}
    WHERE moved_sentence.exact IN (SELECT value FROM json_each(?)) AND moved_sentence.side = ?
    GROUP BY change_set.policy
)
SELECT found.policy, found.id, found.observed_at, found.exact, found.place,
       change.inserted, change.deleted,{CHANGE_PLACE}
FROM found JOIN change ON change.id = found.change{CHANGE_SECTIONS}
ORDER BY found.observed_at, found.policy
"""  # noqa: S608 - constants alone
_SAMPLE = f"""
SELECT change_set.policy, moved_sentence.place, change.inserted, change.deleted
FROM moved_sentence JOIN change ON change.id = moved_sentence.change{TOLD_STEP}
WHERE moved_sentence.exact = ? AND moved_sentence.side = ? LIMIT 1
"""  # noqa: S608 - constants alone
_MOVED = """
SELECT change_set.policy, change_set.id, change.inserted, change.deleted
FROM json_each(?) asked JOIN change_set ON change_set.policy = asked.value ->> 0 AND change_set.id = asked.value ->> 1
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN change ON change.comparison = change_set.comparison
WHERE change.significance = 'substantive' AND NOT change.is_ripple
ORDER BY asked.key, change.ordinal
"""
_MEET = "SELECT DISTINCT exact FROM sentence_band WHERE band IN (SELECT value FROM json_each(?)) ORDER BY exact"


Runs = tuple[tuple[str, ...], tuple[str, ...]]

SentenceMarks = Mapping[str, Collection[tuple[int, Collection[int]]]]
"""The sentences of one change by side ("inserted", "deleted"): (exact, bands) each, in order."""


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A place where a sentence came in or went out: in which change, and all runs of that side of it."""

    policy: str
    change_set: str
    observed_at: datetime
    where: ClausePlace
    exact: int
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
            "INSERT OR IGNORE INTO sentence_band (band, exact) VALUES (?, ?)",
            [(band, exact) for exact, bands in marks for band in bands],
        )

    def meet(self, bands: Collection[int]) -> tuple[int, ...]:
        """The hashes of the words that share a band, in whatever text: they may be nearly the same."""
        return tuple(row["exact"] for row in self._store.rows(_MEET, [json.dumps(list(bands))]))

    def sample(self, side: str, exact: int) -> tuple[str, tuple[str, ...], int] | None:
        """A policy with these words in a told change, all runs of that side of it, and their place among them."""
        row = self._store.row(_SAMPLE, [exact, side])
        return (row["policy"], read_runs(row[side]), row["place"]) if row else None

    def first_seen(self, side: str, exacts: Collection[int]) -> Iterator[FoundSentence]:
        """Where each policy had any of these words first, in a told change, by time."""
        runs = cache(read_runs)  # boilerplate that went round is the same in most rows
        for row in self._store.rows(_FIRST_SEEN, [json.dumps(list(exacts)), side]):
            yield FoundSentence(
                *(row["policy"], row["id"], read_moment(row["observed_at"])),
                ClausePlace(**{key: row[key] for key in ("clause", "path", "heading", "ordinal")}),
                *(row["exact"], row["place"], runs(row[side])),
            )

    def moved(self, change_sets: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Runs]]:
        """The runs that changes of substance put in and took out, by the policy and id of their change sets."""
        found: dict[tuple[str, str], list[Runs]] = {}
        for row in self._store.rows(_MOVED, [json.dumps([list(one) for one in change_sets])]):
            runs = (read_runs(row["inserted"]), read_runs(row["deleted"]))
            found.setdefault((row["policy"], row["id"]), []).append(runs)
        return found
