"""The rows of one clause -> where it stood and how it changed, without reading the texts it stood in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime

from tracker.archive.change_sets import STEP_ORDER
from tracker.archive.comparisons import Comparisons
from tracker.archive.decisions import Decisions
from tracker.archive.moments import read_moment
from tracker.archive.places import HOLDERS, STANDS_IN
from tracker.archive.sections import SECTION_COLUMNS, Sections, list_parents, read_section
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
_NAMES = f"""
SELECT section.id, section.clause, section.number, section.path, section.heading,
       substr(passage.text, 1, :opening) AS opening, max(one.key) AS latest
FROM json_each(:versions) one
JOIN version ON version.id = one.value JOIN section ON {STANDS_IN} AND section.clause IS NOT NULL
JOIN passage ON passage.id = section.passage
GROUP BY section.clause, section.number, section.path, section.heading, section.passage
"""  # noqa: S608 - constants alone
_PLACES = f"""
SELECT version.id AS version, {SECTION_COLUMNS}
FROM section {HOLDERS}
JOIN passage ON passage.id = section.passage
WHERE section.clause = :clause AND version.id IN (SELECT value FROM json_each(:versions))
ORDER BY version.id, section.place
"""  # noqa: S608 - constants alone
_BODIES = f"""
SELECT version.id AS version, section.passage FROM section {HOLDERS}
WHERE section.clause = :clause AND version.id IN (SELECT value FROM json_each(:versions))
ORDER BY version.id, section.place
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


_HOLDING = f"""
SELECT DISTINCT version.id FROM section {HOLDERS}
WHERE section.clause IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - constants alone


class Lives:
    """Reads the `section` and `change_section` tables by clause. Tests: test_ask_history.py."""

    def __init__(self, store: Store, sections: Sections, comparisons: Comparisons, decisions: Decisions) -> None:
        self._store = store
        self._sections = sections
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
        ordinals = {
            at: {one["id"]: ordinal for ordinal, one in enumerate(self._sections.rows(versions[at]))}
            for at in {row["latest"] for row in rows}
        }
        placed = [(row, ordinals[row["latest"]][row["id"]]) for row in rows]
        return tuple(
            ClauseName(
                *(row["clause"], row["number"], row["path"], row["heading"], row["opening"]),
                stands=row["latest"] == newest,
                ordinal=ordinal,
            )
            for row, ordinal in sorted(placed, key=lambda one: (-one[0]["latest"], one[1]))
        )

    def sections(self, clause: str, versions: tuple[int, ...]) -> Mapping[int, Section]:
        """What one clause was in each of these texts that has it, by the text's row."""
        rows = self._store.rows(_PLACES, {"clause": clause, "versions": json.dumps(versions)})
        return {row["version"]: self._place(row) for row in rows}

    def _place(self, row: sqlite3.Row) -> Section:
        standing = self._sections.rows(row["version"], "section.id, level, up")
        ordinal = next(at for at, one in enumerate(standing) if one["id"] == row["section"])
        return read_section(row, ordinal, list_parents((one["level"], one["up"]) for one in standing)[ordinal])

    def expand(self, clauses: Collection[str]) -> frozenset[str]:
        """These clauses, and all that stood under one of them in any text."""
        found = set(clauses)
        for text in self._store.rows(_HOLDING, [json.dumps(list(clauses))]):
            under: set[int] = set()
            rows = self._sections.rows(text["id"], "clause, level, up")
            parents = list_parents((row["level"], row["up"]) for row in rows)
            for ordinal, (row, parent) in enumerate(zip(rows, parents, strict=True)):
                if row["clause"] in clauses or parent in under:
                    under.add(ordinal)
                    found.add(row["clause"])
        return frozenset(found - {None})

    def passages(self, versions: tuple[int, ...]) -> Mapping[int, tuple[int, ...]]:
        """The rows of the bodies that each of these texts holds; texts of one policy share most of them."""
        held = {version: self._sections.rows(version, "passage") for version in set(versions)}
        return {version: tuple(row["passage"] for row in rows) for version, rows in held.items()}

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
        rows = self._store.rows(_BODIES, {"clause": clause, "versions": versions})
        believed = {row["version"]: row["passage"] for row in rows}
        found = []
        for row in self._store.rows(_ASIDES, {"clause": clause, "policy": policy}):
            observed_at = read_moment(row["observed_at"])
            stood = next((version for at, version in reversed(standings) if at <= observed_at), None)
            found.append(Aside(observed_at, is_away=row["passage"] != believed.get(stood)))
        return tuple(found)
