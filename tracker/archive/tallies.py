"""All policies at once -> what a list of them counts, in a few statements however many policies there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from tracker.archive.derivations import Derivation, read_derivation
from tracker.archive.moments import read_moment
from tracker.archive.store import Store

TALLY_SCHEMA = """
-- What a list of policies says of each, kept so that nobody has to count: how many steps were held for which reason,
-- as JSON [[reason or null, count], ...] in the order of time; how often a text was come back to; and the most days
-- between two looks that were our own or a web archive's.
ALTER TABLE derivation ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE derivation ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE derivation ADD COLUMN longest_silence REAL NOT NULL DEFAULT 0;
CREATE INDEX version_place ON version(derivation, ordinal) WHERE ordinal IS NOT NULL;
CREATE INDEX change_set_unconfirmed ON change_set(policy, observed_at) WHERE held_because = 'unconfirmed';
CREATE INDEX seen_trouble ON seen(derivation) WHERE failure IS NOT NULL OR screened IS NOT NULL;
"""

TALLY_STEPS = """
UPDATE derivation SET steps = (
    SELECT json_group_array(json_array(held_because, count)) FROM (
        SELECT held_because, count(*) AS count FROM change_set WHERE change_set.derivation = derivation.id
        GROUP BY held_because ORDER BY min(observed_at), min(new_seq)))
"""
"""Counts what was counted by nobody, in files of before."""

_VERSIONS = """
SELECT policy, (SELECT max(ordinal) FROM version WHERE derivation = derivation.id AND ordinal IS NOT NULL) AS count
FROM derivation WHERE is_current
"""
_TROUBLED = """
SELECT policy FROM derivation WHERE is_current AND EXISTS (
    SELECT 1 FROM seen INDEXED BY seen_trouble
    WHERE seen.derivation = derivation.id AND (failure IS NOT NULL OR screened IS NOT NULL))
"""
_UNWEIGHED = """
SELECT policy FROM derivation
WHERE is_current AND weighed_to < (SELECT max(seq) FROM observation WHERE observation.policy = derivation.policy)
"""
_FAILING = """
SELECT policy,
    (SELECT observed_at FROM observation WHERE policy = derivation.policy AND +seq <= weighed_to
        ORDER BY observed_at DESC, seq DESC LIMIT 1) AS good_at,
    (SELECT error FROM observation WHERE policy = derivation.policy AND seq > weighed_to
        ORDER BY observed_at, seq LIMIT 1) AS error,
    (SELECT max(observed_at) FROM observation WHERE policy = derivation.policy AND seq > weighed_to) AS failed_at,
    (SELECT min(observed_at) FROM observation WHERE policy = derivation.policy AND seq > weighed_to) AS failing_at
FROM derivation WHERE is_current AND weighed_to > 0 AND weighed_to < (
    SELECT max(seq) FROM observation WHERE observation.policy = derivation.policy)
AND NOT EXISTS (SELECT 1 FROM observation WHERE policy = derivation.policy AND seq > weighed_to
    AND (outcome <> 'error' OR error IS NULL OR error = ''))
"""
_UNEVEN = """
SELECT policy FROM derivation WHERE is_current AND (returns > 0 OR longest_silence > ?)
"""


_BELIEFS = """
SELECT policy.id, policy.name, derivation.id, derivation.generation, derivation.ruleset,
    (SELECT change_set.id FROM change_set WHERE change_set.policy = policy.id ORDER BY observed_at DESC LIMIT 1),
    (SELECT min(observed_at) FROM observation WHERE observation.policy = policy.id)
FROM policy LEFT JOIN derivation ON derivation.policy = policy.id AND derivation.is_current ORDER BY policy.id
"""
# Belief that is written raises the generation of a derivation; a policy that was purged and comes back was added later.
_BELIEF = """
SELECT count(*), max(id), sum(generation), sum(id * generation), sum(ruleset),
    (SELECT group_concat(policy.id || char(9) || name || char(9) || added_at, char(10)) FROM policy)
FROM derivation WHERE is_current
"""


class FailingNow(NamedTuple):
    """Looks that fail one after another: when the last was good, when the last of them was, and why the first
    failed."""

    good_at: datetime
    failed_at: datetime
    error: str


class Tallies:
    """Counts over all policies. Tests: test_growth.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def derivations(self) -> Mapping[str, Derivation]:
        """The derivation that people are shown of each policy."""
        rows = self._store.rows("SELECT * FROM derivation WHERE is_current")
        return {row["policy"]: read_derivation(row) for row in rows}

    def versions(self) -> Mapping[str, int]:
        """How many versions each policy has."""
        return {row["policy"]: row["count"] or 0 for row in self._store.rows(_VERSIONS)}

    def steps(self, policy: str | None = None) -> Mapping[str, Mapping[str | None, int]]:
        """How many change sets of each policy, or of one, were held for which reason (None: for none), in the order of
        time."""
        sql = "SELECT policy, steps FROM derivation WHERE is_current AND (:policy IS NULL OR policy = :policy)"
        rows = self._store.rows(sql, {"policy": policy})
        return {row["policy"]: dict(json.loads(row["steps"])) for row in rows}

    def beliefs(self) -> tuple[tuple[object, ...], ...]:
        """For each policy, by id, what is different whenever anything told of it is: its names, the belief in it, its
        newest step and its first look. Not how often it was looked at."""
        return tuple(map(tuple, self._store.rows(_BELIEFS)))

    def belief(self) -> tuple[object, ...]:
        """The same over all policies at once and much quicker: what is different whenever the belief in any of them is,
        or what any is called."""
        row = self._store.row(_BELIEF)
        return () if row is None else tuple(row)

    def last_decisions(self) -> tuple[int, int]:
        """The newest decision of all, and how many were taken back."""
        row = self._store.row("SELECT (SELECT max(id) FROM decision), (SELECT count(*) FROM withdrawal)")
        return (0, 0) if row is None else (row[0] or 0, row[1])

    def failing(self) -> Mapping[str, FailingNow]:
        """The policies of which every look since the last weighed one failed, if any came; none where the clock was set
        back in between."""
        return {
            row["policy"]: FailingNow(read_moment(row["good_at"]), read_moment(row["failed_at"]), row["error"])
            for row in self._store.rows(_FAILING)
            if row["good_at"] < row["failing_at"]
        }

    def uneven(self, *, silence: timedelta) -> frozenset[str]:
        """The policies whose looks may leave something unknown, to be looked at one by one: a look gave no trusted
        text or was not weighed, a text was come back to, or nobody looked for so long. Of all others every look was
        good, and soon after the one before."""
        return self._list_policies(" UNION ".join([_TROUBLED, _UNWEIGHED, _UNEVEN]), silence)

    def uneven_before(self, *, silence: timedelta) -> frozenset[str]:
        """The same, but for looks that were not weighed yet."""
        return self._list_policies(" UNION ".join([_TROUBLED, _UNEVEN]), silence)

    def _list_policies(self, sql: str, silence: timedelta) -> frozenset[str]:
        return frozenset(row["policy"] for row in self._store.rows(sql, [silence / timedelta(days=1)]))
