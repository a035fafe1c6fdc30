"""What web archives hold of a policy, and what of it was taken <-> rows: a plan that survives every interruption.

No facts, and no policy needs to be known yet: the captures that were taken are observations like any others. A plan
that is lost costs requests alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from tracker.archive.moments import read_moment, write_moment
from tracker.archive.store import Store
from tracker.values import Struct

BACK_HISTORY_SCHEMA = """
-- How far an archive's index was read for an address: `resume` is what to ask on with, `listed_at` when it was read
-- to its end. `span` is what of it was asked for: "from-to".
create table back_index (
  policy text not null, archive text not null, address text not null, span text not null,
  resume text, listed_at text, primary key (policy, archive, address, span)
) strict;
-- A capture that an index lists. `state`: 'waiting', 'taken' (an observation), 'passed' (not taken, for a reason).
create table back_capture (
  policy text not null, archive text not null, stamp text not null, url text not null,
  media_type text, status integer, digest text, memento text,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'passed')), reason text,
  primary key (policy, archive, stamp, url)
) strict;
"""

State = Literal["waiting", "taken", "passed"]


class PlannedCapture(Struct, frozen=True):
    """A capture of an archive, and what became of it."""

    stamp: str
    url: str
    media_type: str | None
    status: int | None
    digest: str | None
    memento: str | None
    state: State = "waiting"
    reason: str | None = None


class IndexProgress(Struct, frozen=True):
    """How far an index was read."""

    resume: str | None = None
    listed_at: datetime | None = None


class BackHistory:
    """The `back_index` and `back_capture` tables. Tests: test_back_history.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def progress(self, policy: str, archive: str, address: str, span: str) -> IndexProgress:
        """How far an index was read for an address and a span of time."""
        row = self._store.row(
            "select resume, listed_at from back_index where policy = ? and archive = ? and address = ? and span = ?",
            [policy, archive, address, span],
        )
        if row is None:
            return IndexProgress()
        return IndexProgress(row["resume"], read_moment(row["listed_at"]) if row["listed_at"] else None)

    def note_progress(self, policy: str, archive: str, address: str, span: str, progress: IndexProgress) -> None:
        """Keep how far an index was read; in the transaction that keeps what it listed."""
        self._store.run(
            "insert or replace into back_index (policy, archive, address, span, resume, listed_at)"
            " values (?, ?, ?, ?, ?, ?)",
            [policy, archive, address, span, progress.resume, progress.listed_at and write_moment(progress.listed_at)],
        )

    def add(self, policy: str, archive: str, captures: Iterable[PlannedCapture]) -> None:
        """Plan captures; those that are planned already stay as they are."""
        rows = [
            (policy, archive, one.stamp, one.url, one.media_type, one.status, one.digest, one.memento)
            for one in captures
        ]
        self._store.many(
            "insert or ignore into back_capture (policy, archive, stamp, url, media_type, status, digest, memento)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def captures(self, policy: str, archive: str) -> Iterator[PlannedCapture]:
        """All captures that are known, in order of time."""
        rows = self._store.rows(
            "select * from back_capture where policy = ? and archive = ? order by stamp, url", [policy, archive]
        )
        return map(_read_planned, rows)

    def settle(self, policy: str, archive: str, planned: PlannedCapture, state: State, reason: str | None) -> None:
        """Note what became of a capture."""
        self._store.run(
            "update back_capture set state = ?, reason = ? where policy = ? and archive = ? and stamp = ? and url = ?",
            [state, reason, policy, archive, planned.stamp, planned.url],
        )

    def find_taken(self, policy: str, archive: str, digest: str) -> PlannedCapture | None:
        """A capture with the same content that was taken as a page."""
        row = self._store.row(
            "select * from back_capture where policy = ? and archive = ? and digest = ? and state = 'taken'"
            " and reason is null order by stamp limit 1",
            [policy, archive, digest],
        )
        return None if row is None else _read_planned(row)


def _read_planned(row: sqlite3.Row) -> PlannedCapture:
    return PlannedCapture(
        row["stamp"],
        row["url"],
        row["media_type"],
        row["status"],
        row["digest"],
        row["memento"],
        row["state"],
        row["reason"],
    )
