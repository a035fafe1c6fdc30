"""Clause ids <-> rows: minted once, never reused; an id that a rebuild lost leads to the one that took its place."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from tracker.archive.moments import write_moment
from tracker.archive.sections import Sections
from tracker.archive.store import Store

ID_DIGITS = 8


class Clauses:
    """The `clause` and `clause_alias` tables. Tests: test_archive_derived.py, test_track_rebuild.py."""

    def __init__(self, store: Store, sections: Sections) -> None:
        self._store = store
        self._sections = sections

    def mint(self, policy: str, seeds: Sequence[str], *, at: datetime) -> list[str]:
        """A new id like "c7f3a91e" for each seed, made from it so that the same record gives the same ids."""
        minted: list[str] = []
        firsts = [_name_clause(policy, seed, 0) for seed in seeds]
        sql = "SELECT id FROM clause WHERE id IN (SELECT value FROM json_each(?))"
        taken = {row["id"] for row in self._store.rows(sql, [json.dumps(firsts)])}
        for seed, first in zip(seeds, firsts, strict=True):
            minted.append(first if first not in taken else self._name_anew(policy, seed, taken))
            taken.add(minted[-1])
        self._store.many(
            "INSERT INTO clause (id, policy, minted_at) VALUES (?, ?, ?)",
            [(clause, policy, write_moment(at)) for clause in minted],
        )
        return minted

    def _name_anew(self, policy: str, seed: str, taken: Collection[str]) -> str:
        """The first id for a seed that nobody has."""
        for attempt in range(1, 1000):
            clause = _name_clause(policy, seed, attempt)
            is_known = self._store.row("SELECT 1 FROM clause WHERE id = ?", [clause]) is not None
            if clause not in taken and not is_known:
                return clause
        raise AssertionError("a thousand clause ids in a row were taken")

    def of(self, policy: str) -> tuple[str, ...]:
        """Every id ever minted for a policy, in order of minting."""
        sql = "SELECT id FROM clause WHERE policy = ? ORDER BY minted_at, rowid"
        return tuple(row["id"] for row in self._store.rows(sql, [policy]))

    def occurrences(self, derivation: int) -> dict[tuple[int, int], list[tuple[int, str]]]:
        """Where each section of a derivation was seen: (version, ordinal) -> [(seq, what was there), ...].

        What was there is said twice, as the hash of the text and as label with heading: a better ruleset may cut the
        text otherwise, and a clause is still known by its place. The first three sightings in order of recording
        stand for all: they stay the same when older history comes in.
        """
        seqs: dict[int, list[int]] = {}
        sql = "SELECT version, seq FROM seen WHERE derivation = ? AND version IS NOT NULL ORDER BY seq"
        for row in self._store.rows(sql, [derivation]):
            seqs.setdefault(row["version"], []).append(row["seq"])
        found: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for version, ordinal, row in self._list_places(derivation):
            label = f"{row['path'] or ''} {row['heading'] or ''}"
            keys = [row["hash"], label] if label != " " else [row["hash"]]
            found[version, ordinal] = [(seq, key) for seq in seqs.get(version, [])[:3] for key in keys]
        return found

    def standing(self, derivation: int) -> dict[tuple[int, int], str]:
        """Which clause each section of a derivation is: (version, ordinal) -> id."""
        places = self._list_places(derivation)
        return {(version, ordinal): row["clause"] for version, ordinal, row in places if row["clause"]}

    def _list_places(self, derivation: int) -> Iterator[tuple[int, int, sqlite3.Row]]:
        """Every section of every text of a derivation: (version, ordinal, row)."""
        columns = "path, heading, clause, (SELECT hex(hash) FROM passage WHERE passage.id = section.passage) AS hash"
        for text in self._store.rows("SELECT id FROM version WHERE derivation = ? ORDER BY id", [derivation]):
            for ordinal, row in enumerate(self._sections.rows(text["id"], columns)):
                yield text["id"], ordinal, row

    def add_aliases(self, aliases: Mapping[str, str]) -> None:
        """Let lost ids (keys) lead to the ids that took their place."""
        sql = "INSERT OR REPLACE INTO clause_alias (old, id) VALUES (?, ?)"
        self._store.many(sql, [(old, new) for old, new in aliases.items() if old != new])

    def aliases(self, policy: str) -> tuple[str, ...]:
        """The ids of a policy that lead to others."""
        sql = "SELECT old FROM clause_alias JOIN clause ON clause.id = clause_alias.old WHERE policy = ? ORDER BY old"
        return tuple(row["old"] for row in self._store.rows(sql, [policy]))

    def resolve(self, clause: str) -> str:
        """The id that stands for a clause now: itself, or the end of its aliases."""
        seen = {clause}
        while True:
            row = self._store.row("SELECT id FROM clause_alias WHERE old = ?", [clause])
            if row is None or row["id"] in seen:
                return clause
            clause = row["id"]
            seen.add(clause)


def _name_clause(policy: str, seed: str, attempt: int) -> str:
    digest = hashlib.sha256(f"{policy}\n{seed}\n{attempt}".encode("utf-8", "replace")).hexdigest()
    return f"c{digest[:ID_DIGITS]}"
