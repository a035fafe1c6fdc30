"""What people decided <-> rows: notes on change sets, doubtful texts accepted or refused; kept by every rebuild."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

from tracker.archive.moments import read_moment, write_moment
from tracker.archive.passages import clean_text
from tracker.archive.store import Store
from tracker.model import Note

_STANDING = "(SELECT * FROM decision WHERE id NOT IN (SELECT decision FROM withdrawal))"

DecisionKind = Literal["note", "accept", "refuse"]


class Decisions:
    """The `decision` table. Tests: test_archive_derived.py.

    A decision is remembered by the id that was shown and by the observations it spoke of. Where a better ruleset
    makes other steps of the same record, a note stays with the step in which its observation now lies.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_note(
        self, policy: str, change_set: str, *, old_seq: int, seq: int, by: str, at: datetime, text: str
    ) -> Note:
        """Write what a person says of a change set between two observations."""
        self._add(policy, "note", change_set=change_set, old_seq=old_seq, seq=seq, by=by, at=at, note=text)
        return Note(change_set, by, at, text)

    def accept(self, policy: str, *, seq: int, by: str, at: datetime, note: str = "") -> None:
        """A person vouches for what observation `seq` saw: it is no longer doubted or held."""
        self._add(policy, "accept", change_set=None, old_seq=None, seq=seq, by=by, at=at, note=note)

    def refuse(self, policy: str, *, seq: int, by: str, at: datetime, note: str = "") -> None:
        """A person says that what observation `seq` saw is not the document."""
        self._add(policy, "refuse", change_set=None, old_seq=None, seq=seq, by=by, at=at, note=note)

    def accepted(self, policy: str) -> frozenset[int]:
        """The observations a person vouched for and did not refuse later."""
        return self._decided(policy, "accept")

    def refused(self, policy: str) -> frozenset[int]:
        return self._decided(policy, "refuse")

    def find(self, policy: str, kind: DecisionKind, seq: int | None = None) -> tuple[int, int] | None:
        """The newest acceptance or refusal that stands, of one observation where it is given: (its id, the
        observation)."""
        sql = (
            f"SELECT id, seq FROM {_STANDING} WHERE policy = ? AND kind = ?"  # noqa: S608 - a constant
            " AND seq = coalesce(?, seq) ORDER BY id DESC LIMIT 1"
        )
        row = self._store.row(sql, [policy, kind, seq])
        return None if row is None else (row["id"], row["seq"])

    def withdraw(self, decision: int, *, by: str, at: datetime, note: str = "") -> None:
        """A person takes a decision back; both stay on record."""
        self._store.run(
            "INSERT INTO withdrawal (decision, by, at, note) VALUES (?, ?, ?, ?)",
            [decision, clean_text(by), write_moment(at), clean_text(note)],
        )

    def last(self, policy: str) -> int:
        """A number that grows with every acceptance, refusal and withdrawal; 0 where there is none."""
        sql = (
            "SELECT coalesce(max(decision.id), 0) + count(withdrawal.decision) AS last FROM decision"
            " LEFT JOIN withdrawal ON withdrawal.decision = decision.id WHERE policy = ? AND kind <> 'note'"
        )
        row = self._store.row(sql, [policy])
        return 0 if row is None else int(row["last"])

    def notes(self, policy: str) -> dict[str, tuple[Note, ...]]:
        """The notes on every change set of the current derivation, oldest first."""
        found: dict[str, tuple[Note, ...]] = {}
        sql = "SELECT * FROM decision WHERE policy = ? AND kind = 'note' ORDER BY id"
        for row in self._store.rows(sql, [policy]):
            change_set = self.place(policy, row)
            found[change_set] = (*found.get(change_set, ()), read_note(row, change_set))
        return found

    def place(self, policy: str, note: sqlite3.Row) -> str:
        """The change set that a row with `change_set`, `old_seq` and `seq` belongs to now: the one it was made on, else
        the step into which its text fell."""
        rows = self._store.rows(
            "SELECT change_set.id FROM change_set JOIN derivation ON derivation.id = derivation AND is_current"
            " WHERE change_set.policy = :policy"
            " ORDER BY change_set.id = :id DESC, abs(new_seq - :seq) + abs(old_seq - :old_seq) LIMIT 1",
            {"policy": policy, "id": note["change_set"], "seq": note["seq"], "old_seq": note["old_seq"]},
        )
        return str(rows[0]["id"] if rows else note["change_set"])

    def _decided(self, policy: str, kind: DecisionKind) -> frozenset[int]:
        sql = f"SELECT seq, kind FROM {_STANDING} WHERE policy = ? AND kind <> 'note' ORDER BY id"  # noqa: S608
        last = {row["seq"]: row["kind"] for row in self._store.rows(sql, [policy])}
        return frozenset(seq for seq, decided in last.items() if decided == kind)

    def _add(
        self,
        policy: str,
        kind: DecisionKind,
        *,
        change_set: str | None,
        old_seq: int | None,
        seq: int,
        by: str,
        at: datetime,
        note: str,
    ) -> None:
        self._store.run(
            "INSERT INTO decision (policy, kind, change_set, old_seq, seq, by, at, note)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [policy, kind, change_set, old_seq, seq, clean_text(by), write_moment(at), clean_text(note)],
        )


def read_note(row: sqlite3.Row, change_set: str) -> Note:
    return Note(change_set, row["by"], read_moment(row["at"]), row["note"])
