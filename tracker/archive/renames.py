"""A policy's ids through time <-> rows: what is recorded keeps what it was called when it was recorded."""

from __future__ import annotations

from datetime import datetime

from tracker.archive.moments import write_moment
from tracker.archive.store import Store
from tracker.errors import NotFoundError, UsageError

RENAME_SCHEMA = """
-- A policy got another id. Looks up to `seq` were recorded, and hashed, under the old one.
CREATE TABLE rename (
    id INTEGER PRIMARY KEY,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;
"""


class Renames:
    """The `rename` table. Tests: test_renaming.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rename(self, old: str, new: str, *, at: datetime) -> None:
        """Let everything recorded of a policy belong to a new id. Raises NotFoundError, UsageError for a taken id."""
        if self._store.row("SELECT 1 FROM policy WHERE id = ?", [old]) is None:
            raise NotFoundError(f'no policy "{old}"')
        if self._store.row("SELECT 1 FROM policy WHERE id = ?", [new]) is not None:
            raise UsageError(f'the database has a policy "{new}" already')
        with self._store.write():
            self._store.run("PRAGMA defer_foreign_keys = ON")  # until this transaction ends
            last = self._store.row("SELECT coalesce(max(seq), 0) AS seq FROM observation")
            assert last is not None
            self._store.run(
                "INSERT INTO rename (old, new, seq, at) VALUES (?, ?, ?, ?)", [old, new, last["seq"], write_moment(at)]
            )
            self._store.run("UPDATE policy SET id = ? WHERE id = ?", [new, old])
            for table in list_tables(self._store):
                self._store.run(f"UPDATE {table} SET policy = ? WHERE policy = ?", [new, old])  # noqa: S608 - a name of our schema

    def name_at(self, policy: str, seq: int) -> str:
        """What a policy was called when look `seq` was recorded."""
        for old, new, last in self._newest_first():
            if policy == new and seq <= last:
                policy = old
        return policy

    def first_name(self, policy: str) -> str:
        """What a policy was called at first: what ids are made of, which a new name must not change."""
        return self.name_at(policy, 0)

    def _newest_first(self) -> list[tuple[str, str, int]]:
        rows = self._store.rows("SELECT old, new, seq FROM rename ORDER BY id DESC")
        return [(row["old"], row["new"], row["seq"]) for row in rows]


def list_tables(store: Store) -> tuple[str, ...]:
    """The tables of which a column says which policy a row is of."""
    rows = store.rows(
        "SELECT tables.name FROM sqlite_master tables JOIN pragma_table_info(tables.name) columns"
        " WHERE tables.type = 'table' AND columns.name = 'policy' ORDER BY tables.name"
    )
    return tuple(row["name"] for row in rows)
