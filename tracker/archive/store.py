"""An SQLite connection -> short statements and transactions whose every failure is an ArchiveError."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import ArchiveError

if TYPE_CHECKING:
    from sqlite_utils import Database

Parameters = Sequence[object] | Mapping[str, object]

# SQLite's primary result codes (https://www.sqlite.org/rescode.html) -> what to tell a person.
FAILURES = {
    sqlite3.SQLITE_BUSY: ("is locked by another process", "try again when it has finished"),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "try again when it has finished"),
    sqlite3.SQLITE_READONLY: ("is read-only", "check the permissions of the file and of its folder"),
    sqlite3.SQLITE_PERM: ("may not be opened", "check the permissions of the file and of its folder"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that the folder exists and may be written"),
    sqlite3.SQLITE_FULL: ("could not grow: the disk is full", "free some space and run again; nothing was lost"),
    sqlite3.SQLITE_IOERR: ("could not be read or written", "check the disk; nothing recorded before was lost"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "restore a backup, or recover with: sqlite3 FILE .recover"),
    sqlite3.SQLITE_NOTADB: ("is not a database", "name another file with --database"),
}


def explain_failure(error: sqlite3.Error, path: Path) -> ArchiveError | None:
    """What to tell a person of a failure of the file; None for a bug of ours (bad SQL, a broken constraint)."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in FAILURES:
        return None
    what, hint = FAILURES[code & 0xFF]
    return ArchiveError(f"the database {path} {what}", hint=hint)


_OUTER = ("BEGIN IMMEDIATE", "COMMIT")
_INNER = ("SAVEPOINT part", "RELEASE part")  # of savepoints of one name the innermost is meant


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Inside, a failure of the file at `path` becomes an ArchiveError; bugs stay as they are."""
    try:
        yield
    except sqlite3.Error as error:
        failure = explain_failure(error, path)
        if failure is None:
            raise
        raise failure from error


class Store:
    """One connection to one file. Statements outside `write()` commit by themselves."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self.connection = connection

    @cached_property
    def database(self) -> Database:
        """The connection as sqlite-utils has it, for migrations: who changes no schema never waits for it to be loaded
        (with it comes pandas, where that is installed: half a second)."""
        sqlite_utils = import_module("sqlite_utils")
        database: Database = sqlite_utils.Database(self.connection, execute_plugins=False)
        return database

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        with explained(self.path):
            return self.connection.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with explained(self.path):
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        with explained(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[sqlite3.Row]:
        """The rows one by one, however many there are; nothing may be written while they are read."""
        with explained(self.path):
            yield from self.connection.execute(sql, parameters)

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row, None where there is none."""
        with explained(self.path):
            found: sqlite3.Row | None = self.connection.execute(sql, parameters).fetchone()
        return found

    def insert(self, sql: str, parameters: Parameters = ()) -> int:
        """Run an INSERT; the row's integer key."""
        key = self.run(sql, parameters).lastrowid
        assert key is not None
        return key

    @contextmanager
    def read(self) -> Iterator[None]:
        """One moment for all that is asked inside."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.connection.rollback()

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction, all or nothing; inside another one a savepoint.

        It takes the write lock at once: a transaction that reads first and writes later would fail, not wait,
        when another process wrote in between.
        """
        with explained(self.path):
            is_inner = self.connection.in_transaction
            begin, end = _INNER if is_inner else _OUTER
            self.connection.execute(begin)
            try:
                yield
                self.connection.execute(end)
            except BaseException:
                self._undo(is_inner=is_inner)
                raise

    def _undo(self, *, is_inner: bool) -> None:
        if not is_inner:
            self.connection.rollback()
        elif self.connection.in_transaction:  # a full disk has undone the whole of it already
            self.connection.execute("ROLLBACK TO part")
            self.connection.execute("RELEASE part")
