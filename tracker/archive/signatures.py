"""Who agreed to which policy on which day <-> rows: what people said, kept by every rebuild."""

from __future__ import annotations

from datetime import date

from tracker.archive.moments import read_moment, write_moment
from tracker.archive.passages import clean_text
from tracker.archive.store import Store
from tracker.model import Signed

SIGNED_SCHEMA = """
-- The day a person agreed to a policy. A later row of the same person and policy takes the place of an earlier one.
CREATE TABLE signed (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL REFERENCES policy(id),
    signed_on TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX signed_by ON signed(by, policy, id);
"""


class Signatures:
    """The `signed` table. Tests: test_since.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, signed: Signed) -> None:
        """Write down when a person agreed."""
        self._store.run(
            "INSERT INTO signed (policy, signed_on, by, at, note) VALUES (?, ?, ?, ?, ?)",
            [
                *(signed.policy, signed.on.isoformat(), clean_text(signed.by)),
                *(write_moment(signed.at), clean_text(signed.note)),
            ],
        )

    def of(self, by: str) -> tuple[Signed, ...]:
        """What a person agreed to, by policy: the newest word on each."""
        rows = self._store.rows(
            "SELECT * FROM signed WHERE by = ?1 AND id IN (SELECT max(id) FROM signed WHERE by = ?1 GROUP BY policy)"
            " ORDER BY policy",
            [by],
        )
        return tuple(
            Signed(row["policy"], date.fromisoformat(row["signed_on"]), row["by"], read_moment(row["at"]), row["note"])
            for row in rows
        )
