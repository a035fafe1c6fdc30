"""The rows of one clause -> where it stood and how it changed, without reading the texts it stood in."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from tracker.archive.change_sets import STEP_ORDER
from tracker.archive.comparisons import Comparisons
from tracker.archive.decisions import Decisions
from tracker.archive.moments import read_moment
from tracker.archive.passages import SECTION_COLUMNS, read_section
from tracker.archive.store import Store
from tracker.errors import NotFoundError
from tracker.model import Aside, ClauseEvent, ClauseName, HeldBecause, Section, Step

_FIRST = """
SELECT version.id, version.first_seen_at FROM version
JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
WHERE derivation.policy = ? AND version.ordinal IS NOT NULL ORDER BY version.ordinal LIMIT 1
"""
_LATER = f"""
SELECT change_set.id, comparison.new_version, change_set.observed_at FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN comparison ON comparison.id = change_set.comparison
WHERE change_set.policy = ? AND change_set.advances {STEP_ORDER}
"""  # noqa: S608 - constants alone
# Of rows that are alike the one of the latest text counts: SQLite takes the other columns from the row of the maximum.
_NAMES = """
SELECT section.clause, section.number, section.path, section.heading, substr(passage.text, 1, :opening) AS opening,
       section.ordinal, max(place.key) AS latest
FROM json_each(:versions) place
JOIN section ON section.version = place.value AND section.clause IS NOT NULL
JOIN passage ON passage.id = section.passage
GROUP BY section.clause, section.number, section.path, section.heading, section.passage
ORDER BY latest DESC, section.ordinal
"""
_PLACES = f"""
SELECT {SECTION_COLUMNS} FROM section JOIN passage ON passage.id = section.passage
WHERE section.clause = :clause AND section.version IN (SELECT value FROM json_each(:versions))
"""  # noqa: S608 - constants alone
# What is believed of a clause: steps that were told, and those that were held for nothing but their weight.
_LIFE = "(change_set.advances AND coalesce(change_set.held_because, 'cosmetic') = 'cosmetic')"
_TOUCHING = """
FROM section
JOIN change_section ON change_section.section = section.id
JOIN change ON change.id = change_section.change
JOIN change_set ON change_set.comparison = change.comparison
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
WHERE section.clause = :clause AND change_set.policy = :policy
"""
_EVENTS = f"""
SELECT DISTINCT change.id AS change, change_set.id, change_set.previous_at, change_set.observed_at, change_set.new_seq,
       change_set.old_seq, change_set.held_because, change.ordinal
{_TOUCHING} AND {_LIFE} = :is_life {STEP_ORDER}, change.ordinal
"""
_ASIDES = f"""
SELECT change_set.observed_at, max(iif(change_section.side = 'new', section.passage, NULL)) AS passage
{_TOUCHING} AND NOT {_LIFE} GROUP BY change_set.id {STEP_ORDER}
"""
_OTHERS = """
SELECT version.id FROM version JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
WHERE derivation.policy = :policy AND version.id NOT IN (SELECT value FROM json_each(:versions)) ORDER BY version.id
"""


_UNDER = """
WITH RECURSIVE under(version, ordinal, clause) AS (
    SELECT version, ordinal, clause FROM section WHERE clause IN (SELECT value FROM json_each(?))
    UNION
    SELECT section.version, section.ordinal, section.clause FROM under
    JOIN section ON section.version = under.version AND section.parent = under.ordinal
) SELECT DISTINCT clause FROM under WHERE clause IS NOT NULL
"""


class Lives:
    """Reads the `section` and `change_section` tables by clause. Tests: test_ask_history.py."""

    def __init__(self, store: Store, comparisons: Comparisons, decisions: Decisions) -> None:
        self._store = store
        self._comparisons = comparisons
        self._decisions = decisions

    def standings(self, policy: str) -> tuple[tuple[datetime, int], ...]:
        """Every text from the moment it was believed, oldest first, as its row; a text may stand several times.

        Raises NotFoundError where nothing of the policy was read yet.
        """
        first = self._store.row(_FIRST, [policy])
        if first is None:
            raise NotFoundError(f'nothing of "{policy}" has been read yet', hint="tracker check, or tracker import")
        later = self._store.rows(_LATER, [policy])
        return (
            (read_moment(first["first_seen_at"]), first["id"]),
            *((read_moment(row["observed_at"]), row["new_version"]) for row in later),
        )

    def steps(self, policy: str) -> Mapping[datetime, str]:
        """The change sets by which the believed text went on, by the moment from which the new text stood."""
        return {read_moment(row["observed_at"]): row["id"] for row in self._store.rows(_LATER, [policy])}

    def names(self, versions: tuple[int, ...], *, opening: int) -> tuple[ClauseName, ...]:
        """What every clause was called in texts in order of time, the names of the last text first; `opening`
        characters of its body among them."""
        rows = self._store.rows(_NAMES, {"versions": json.dumps(versions), "opening": opening})
        newest = len(versions) - 1
        return tuple(
            ClauseName(
                *(row["clause"], row["number"], row["path"], row["heading"], row["opening"]),
                stands=row["latest"] == newest,
                ordinal=row["ordinal"],
            )
            for row in rows
        )

    def sections(self, clause: str, versions: tuple[int, ...]) -> Mapping[int, Section]:
        """What one clause was in each of these texts that has it, by the text's row."""
        rows = self._store.rows(_PLACES, {"clause": clause, "versions": json.dumps(versions)})
        return {row["version"]: read_section(row) for row in rows}

    def expand(self, clauses: Collection[str]) -> frozenset[str]:
        """These clauses, and all that stood under one of them in any text."""
        rows = self._store.rows(_UNDER, [json.dumps(list(clauses))])
        return frozenset(row["clause"] for row in rows)

    def passages(self, versions: tuple[int, ...]) -> Mapping[int, tuple[int, ...]]:
        """The rows of the bodies that each of these texts holds; texts of one policy share most of them."""
        sql = "SELECT version, passage FROM section WHERE version IN (SELECT value FROM json_each(?)) ORDER BY version"
        held: dict[int, list[int]] = {version: [] for version in versions}
        for row in self._store.rows(sql, [json.dumps(versions)]):
            held[row["version"]].append(row["passage"])
        return {version: tuple(rows) for version, rows in held.items()}

    def bodies(self, passages: Collection[int]) -> Mapping[int, str]:
        """The words of bodies, by their rows."""
        sql = "SELECT id, text FROM passage WHERE id IN (SELECT value FROM json_each(?))"
        return {row["id"]: row["text"] for row in self._store.rows(sql, [json.dumps(sorted(passages))])}

    def others(self, policy: str, versions: tuple[int, ...]) -> tuple[int, ...]:
        """The texts that were seen besides these, believed or not, as their rows."""
        rows = self._store.rows(_OTHERS, {"policy": policy, "versions": json.dumps(versions)})
        return tuple(row["id"] for row in rows)

    def events(self, policy: str, clause: str, *, is_life: bool = True) -> tuple[ClauseEvent, ...]:
        """Every change the clause was part of, on either side: in the steps by which what is believed went on, or in
        those that were held."""
        rows = self._store.rows(_EVENTS, {"clause": clause, "policy": policy, "is_life": is_life})
        changes = self._comparisons.changes([row["change"] for row in rows])
        notes = self._decisions.notes(policy)
        return tuple(
            ClauseEvent(
                Step(
                    row["id"],
                    read_moment(row["previous_at"]),
                    read_moment(row["observed_at"]),
                    notes.get(row["id"], ()),
                ),
                changes[row["change"]],
                None if is_life else HeldBecause(row["held_because"]),
            )
            for row in rows
        )

    def asides(self, policy: str, clause: str, standings: tuple[tuple[datetime, int], ...]) -> tuple[Aside, ...]:
        """The held steps that changed the clause, in order of time, beside the texts that were believed."""
        versions = json.dumps([version for _, version in standings])
        sql = "SELECT version, passage FROM section WHERE clause = ? AND version IN (SELECT value FROM json_each(?))"
        believed = {row["version"]: row["passage"] for row in self._store.rows(sql, [clause, versions])}
        found = []
        for row in self._store.rows(_ASIDES, {"clause": clause, "policy": policy}):
            observed_at = read_moment(row["observed_at"])
            stood = next((version for at, version in reversed(standings) if at <= observed_at), None)
            found.append(Aside(observed_at, is_away=row["passage"] != believed.get(stood)))
        return tuple(found)
