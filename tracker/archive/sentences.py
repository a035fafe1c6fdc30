"""Sentences that changes put in or took out <-> rows by which the same words are found in other policies."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Final

from tracker.archive.derivations import Derivation
from tracker.archive.moments import read_moment
from tracker.archive.places import CHANGE_PLACE, CHANGE_SECTIONS
from tracker.archive.redlines import read_runs
from tracker.archive.store import Store
from tracker.model import Adopted, ClausePlace
from tracker.values import Struct

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
-- Where each policy put some words in, or took them out, first: of its told steps alone, so that who else has them is
-- read and counted off one index. Written with the belief.
CREATE TABLE adoption (
    exact INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('inserted', 'deleted')),
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    observed_at TEXT NOT NULL,
    change_set TEXT NOT NULL,
    change INTEGER NOT NULL,                     -- goes with its derivation
    place INTEGER NOT NULL,
    PRIMARY KEY (exact, side, derivation)
) STRICT, WITHOUT ROWID;
CREATE INDEX adoption_derivation ON adoption(derivation);
-- Which hashes of words are in which band: words that are the same are here once, however many policies have them.
CREATE TABLE sentence_band (
    band INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    PRIMARY KEY (band, exact)
) STRICT, WITHOUT ROWID;
"""

ADOPTIONS: Final = """
INSERT INTO adoption (exact, side, derivation, observed_at, change_set, change, place)
SELECT exact, side, change_set.derivation, min(observed_at), change_set.id, moved_sentence.change, place
FROM change_set JOIN change ON change.comparison = change_set.comparison
JOIN moved_sentence ON moved_sentence.change = change.id
WHERE change_set.derivation = ? AND confirmed_at IS NOT NULL AND held_because IS NULL
GROUP BY exact, side
"""
"""What `adoption` has of one derivation."""

_CURRENT = "JOIN derivation ON derivation.id = adoption.derivation AND derivation.is_current"
_AMONG = "adoption.exact IN (SELECT value FROM json_each(?)) AND adoption.side = ?"
_FIRST_SEEN = f"""
WITH found AS MATERIALIZED (
    SELECT derivation.policy, adoption.*, min(adoption.observed_at) AS first_at FROM adoption {_CURRENT}
    WHERE {_AMONG} GROUP BY derivation.policy
)
SELECT found.policy, found.change_set, found.first_at, found.exact, found.place, change.{{side}} AS runs,{CHANGE_PLACE}
FROM found JOIN change ON change.id = found.change{CHANGE_SECTIONS}
ORDER BY found.first_at, found.policy
"""  # noqa: S608 - constants alone
_SPREAD = f"""
SELECT derivation.policy, adoption.change_set, adoption.exact, min(adoption.observed_at) AS first_at
FROM adoption {_CURRENT} WHERE {_AMONG} GROUP BY derivation.policy ORDER BY first_at, derivation.policy
"""  # noqa: S608 - constants alone
_COUNTS = f"""
SELECT exact, count(*) AS count FROM adoption {_CURRENT} WHERE {_AMONG} GROUP BY exact
"""  # noqa: S608 - constants alone
_OF_MANY = """
SELECT count(*) > 1 AS many FROM (
    SELECT 1 FROM derivation WHERE is_current
    AND EXISTS (SELECT 1 FROM adoption WHERE adoption.derivation = derivation.id) LIMIT 2
)
"""
_SPREAD_STATES = f"""
WITH shared AS MATERIALIZED (
    SELECT exact, side, count(*) AS n FROM adoption {_CURRENT} GROUP BY exact, side HAVING n > 1
)
SELECT derivation.policy, sum((n >= 2) + (n >= 4) + (n >= 8) + (n >= 16) + (n >= 32) + (n >= 64) + (n >= 256)
    + (n >= 1024) + (n >= 4096)) AS state
FROM shared JOIN adoption ON adoption.exact = shared.exact AND adoption.side = shared.side {_CURRENT}
GROUP BY derivation.policy
"""  # noqa: S608 - constants alone
_SAMPLE = f"""
SELECT derivation.policy, adoption.place, change.{{side}} AS runs FROM adoption {_CURRENT}
JOIN change ON change.id = adoption.change WHERE adoption.exact = ? AND adoption.side = ? LIMIT 1
"""  # noqa: S608 - constants alone
_ADOPTED = """
SELECT adoption.side, adoption.exact FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN change ON change.comparison = change_set.comparison
JOIN moved_sentence ON moved_sentence.change = change.id
JOIN adoption ON adoption.exact = moved_sentence.exact AND adoption.side = moved_sentence.side
    AND adoption.derivation = change_set.derivation
WHERE change_set.policy = ? AND change_set.id = ?
"""
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


class Adopters(Struct, frozen=True):
    """Everybody who had some words: how many, the first of them with the hash of what they had, the last two, whether
    all are of one service. Boilerplate has thousands, of whom nobody is named but these."""

    count: int
    first: tuple[tuple[Adopted, int], ...]
    last: tuple[Adopted, ...]
    is_one_service: bool


class FoundSentence(Struct, frozen=True):
    """A place where a sentence came in or went out: in which change, and all runs of that side of it."""

    policy: str
    change_set: str
    observed_at: datetime
    where: ClausePlace
    exact: int
    place: int
    runs: tuple[str, ...]


class Sentences:
    """The `moved_sentence`, `adoption` and `sentence_band` tables. Tests: test_like.py."""

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

    def adopt(self, derivation: Derivation) -> None:
        """Say where the policy had each wording first. Call it in the transaction that writes the belief."""
        self._store.run("DELETE FROM adoption WHERE derivation = ?", [derivation.id])
        self._store.run(ADOPTIONS, [derivation.id])

    def sample(self, side: str, exact: int) -> tuple[str, tuple[str, ...], int] | None:
        """A policy with these words in a told change, all runs of that side of it, and their place among them."""
        row = self._store.row(_SAMPLE.format(side=side), [exact, side])
        return (row["policy"], read_runs(row["runs"]), row["place"]) if row else None

    def of(self, policy: str, change_set: str) -> dict[str, frozenset[int]]:
        """The hashes of the words that a told step put in and took out, by side."""
        found: dict[str, set[int]] = {}
        for row in self._store.rows(_ADOPTED, [policy, change_set]):
            found.setdefault(row["side"], set()).add(row["exact"])
        return {side: frozenset(exacts) for side, exacts in found.items()}

    def are_of_many(self) -> bool:
        """Whether more than one policy has told sentences."""
        row = self._store.row(_OF_MANY, [])
        return row is not None and bool(row["many"])

    def count(self, side: str, exacts: Collection[int]) -> dict[int, int]:
        """How many policies had each of these words in a told change."""
        rows = self._store.rows(_COUNTS, [json.dumps(list(exacts)), side])
        return {row["exact"]: row["count"] for row in rows}

    def adopters(self, side: str, exacts: Collection[int], *, first: int) -> Adopters:
        """Which policies had any of these words in a told change: how many, and the first and the last of them."""
        rows = self._store.rows(_SPREAD, [json.dumps(list(exacts)), side])
        return Adopters(
            count=len(rows),
            first=tuple((_read_adopted(row), row["exact"]) for row in rows[:first]),
            last=tuple(_read_adopted(row) for row in rows[-2:]),
            is_one_service=len({row["policy"].partition("/")[0] for row in rows}) == 1,
        )

    def spread_states(self) -> dict[str, int]:
        """For each policy whose words others have, a number that grows when about twice as many have them."""
        return {row["policy"]: row["state"] for row in self._store.rows(_SPREAD_STATES)}

    def first_seen(self, side: str, exacts: Collection[int]) -> Iterator[FoundSentence]:
        """The same with the place and all runs of that side of the change."""
        runs = cache(read_runs)  # boilerplate that went round is the same in most rows
        for row in self._store.rows(_FIRST_SEEN.format(side=side), [json.dumps(list(exacts)), side]):
            yield FoundSentence(
                *(row["policy"], row["change_set"], read_moment(row["first_at"])),
                ClausePlace(**{key: row[key] for key in ("clause", "path", "heading", "ordinal")}),
                *(row["exact"], row["place"], runs(row["runs"])),
            )

    def moved(self, change_sets: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Runs]]:
        """The runs that changes of substance put in and took out, by the policy and id of their change sets."""
        found: dict[tuple[str, str], list[Runs]] = {}
        for row in self._store.rows(_MOVED, [json.dumps([list(one) for one in change_sets])]):
            runs = (read_runs(row["inserted"]), read_runs(row["deleted"]))
            found.setdefault((row["policy"], row["id"]), []).append(runs)
        return found


def _read_adopted(row: sqlite3.Row) -> Adopted:
    return Adopted(row["policy"], row["change_set"], read_moment(row["first_at"]))
