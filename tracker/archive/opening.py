"""A path -> an open archive: created, migrated, checked and explained where it is not what it should be."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import TracebackType

from tracker.archive.asking import Asking
from tracker.archive.back_history import BackHistory
from tracker.archive.change_sets import ChangeSets
from tracker.archive.clauses import Clauses
from tracker.archive.comparisons import Comparisons
from tracker.archive.decisions import Decisions
from tracker.archive.derivations import Derivations
from tracker.archive.follows import Follows
from tracker.archive.lives import Lives
from tracker.archive.migrations import SCHEMA, apply_migrations
from tracker.archive.observations import Observations
from tracker.archive.outbox import Outbox
from tracker.archive.overviews import Overviews
from tracker.archive.passages import Passages
from tracker.archive.policies import Policies
from tracker.archive.purges import Purges
from tracker.archive.renames import Renames
from tracker.archive.reviews import Reviews
from tracker.archive.rulings import Rulings
from tracker.archive.schema import APPLICATION_ID
from tracker.archive.search import Search
from tracker.archive.sections import Sections
from tracker.archive.sentences import Sentences
from tracker.archive.signatures import Signatures
from tracker.archive.sites import Sites
from tracker.archive.snapshots import Snapshots
from tracker.archive.stamps import Stamps
from tracker.archive.store import Store, explained
from tracker.archive.tables import Tables
from tracker.archive.tallies import Tallies
from tracker.archive.timetable import Timetable
from tracker.archive.topic_sets import TopicSets
from tracker.archive.versions import Versions
from tracker.errors import ArchiveError

BUSY_TIMEOUT = 10.0
"""Seconds to wait for another process's transaction; ours last well under one."""
WAL_PAUSE = 0.02


class Archive:
    """One open database: an attribute for each noun. Close it, or use it in a `with`. For one thread at a time; for
    more than the one that opened it where it `is_shared`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        sections = Sections(store, Passages(store))
        self.policies = Policies(store)
        self.snapshots = Snapshots(store)
        self.observations = Observations(store, self.snapshots)
        self.decisions = Decisions(store)
        self.clauses = Clauses(store, sections)
        self.search = Search(store, sections)
        self.derivations = Derivations(store, self.search)
        self.versions = Versions(store, sections)
        self.sentences = Sentences(store)
        self.comparisons = Comparisons(store, sections, self.sentences)
        self.change_sets = ChangeSets(store, self.comparisons, self.decisions)
        self.sites = Sites(store)
        self.lives = Lives(store, sections, self.comparisons, self.decisions)
        self.outbox = Outbox(store)
        self.asking = Asking(store)
        self.back_history = BackHistory(store)
        self.follows = Follows(store)
        self.stamps = Stamps(store)
        self.tables = Tables(store)
        self.tallies = Tallies(store)
        self.timetable = Timetable(store)
        self.rulings = Rulings(store, sections)
        self.topic_sets = TopicSets(store)
        self.signatures = Signatures(store)
        self.renames = Renames(store)
        self.purges = Purges(store, self.observations, self.derivations)
        self.overviews = Overviews(store)
        self.reviews = Reviews(store, self.decisions)

    @property
    def path(self) -> Path:
        return self._store.path

    def write(self) -> AbstractContextManager[None]:
        """One transaction over whatever is done inside: all of it or nothing. Nests as a savepoint."""
        return self._store.write()

    def read(self) -> AbstractContextManager[None]:
        """One moment: whatever is asked inside sees nothing that is written meanwhile, and keeps no writer waiting."""
        return self._store.read()

    def count_schemas(self) -> int:
        """A number that grows whenever the tables are altered. Raises ArchiveError."""
        row = self._store.row("PRAGMA schema_version")
        assert row is not None
        return int(row[0])

    def backup(self, target: Path) -> None:
        """Copy the whole database to `target`, consistent, while others write. Raises ArchiveError.

        The copy is made beside the target and renamed when it is complete: a backup that is cut short never stands
        where a good one stood.
        """
        partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
        try:
            make_private(partial)
            with explained(partial), closing(sqlite3.connect(partial)) as copy:
                self._store.connection.backup(copy, pages=2000, sleep=0.01)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole without a log beside it
            partial.replace(target)
        except OSError as error:
            raise ArchiveError(f"cannot write the backup {target}: {error.strerror}") from error
        finally:
            partial.unlink(missing_ok=True)

    def measure(self) -> tuple[int, int]:
        """The bytes of the file, and how many of them hold nothing any more."""
        size, pages, free = (
            int(self._store.rows(f"PRAGMA {name}")[0][0]) for name in ("page_size", "page_count", "freelist_count")
        )
        return size * pages, size * free

    def compact(self) -> None:
        """Give back the room that holds nothing any more: the file is written anew, as a whole or not at all, which
        takes as much of the disk again meanwhile. Nobody else writes until then. Raises ArchiveError."""
        self._store.run("VACUUM")
        self._store.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def find_damage(self) -> tuple[str, ...]:
        """What SQLite's own check and the hash chain of observations find wrong; nothing where all is well."""
        found = [*self.check_file()]
        try:
            broken = self.observations.find_break()
        except ArchiveError as error:  # a page that the chain needs
            return (*found, error.message)
        if broken is not None:
            found.append(f"observation {broken} is not as it was recorded")
        return tuple(found)

    def check_file(self) -> tuple[str, ...]:
        """What SQLite's own quick check finds wrong, at most five things."""
        return tuple(row[0] for row in self._store.rows("PRAGMA quick_check(5)") if row[0] != "ok")

    def name_exposed(self) -> tuple[str, ...]:
        """Files of the database that others on this machine may read or write."""
        beside = self.path.parent.glob(f"{self.path.name}*")
        return tuple(str(file) for file in sorted(beside) if file.stat().st_mode & 0o077)

    def close(self) -> None:
        self._store.connection.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_archive(
    path: Path | str,
    *,
    read_only: bool = False,
    must_exist: bool = False,
    busy_timeout: float = BUSY_TIMEOUT,
    is_shared: bool = False,
) -> Archive:
    """Open the database at `path`, making or migrating it first unless `read_only`; with `must_exist` none is made.

    Raises ArchiveError: missing (read-only, `must_exist`), locked, no rights, damaged, no database, another
    program's, newer.
    """
    path = Path(path)
    if (read_only or must_exist) and not path.exists():
        raise ArchiveError(f"no database at {path}", hint="tracker check or tracker import makes one")
    if not read_only:
        make_folder(path)
        make_private(path)
    with explained(path):
        connection = connect(path, read_only=read_only, busy_timeout=busy_timeout, is_shared=is_shared)
        with closing_on_error(connection):
            store = Store(connection, path)
            check_owner(store)
            if not read_only:
                write_ahead(connection, busy_timeout)
            if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
                migrate(store, read_only=read_only)
    return Archive(store)


def connect(path: Path, *, read_only: bool, busy_timeout: float, is_shared: bool = False) -> sqlite3.Connection:
    mode = "rwc"
    if read_only:
        mode = "ro&immutable=1" if is_frozen(path) else "ro"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_timeout,
        isolation_level=None,
        check_same_thread=not is_shared,
    )
    connection.row_factory = sqlite3.Row
    with closing_on_error(connection):
        connection.execute("PRAGMA foreign_keys = ON")
        # With WAL a commit survives the death of the process; only a power cut can lose the last ones, never the file.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -32000")
        # 16 MB of log before its pages go into the file: those that each look changes go once for many looks
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute("PRAGMA schema_version").fetchone()
    return connection


def write_ahead(connection: sqlite3.Connection, busy_timeout: float) -> None:
    """Put a database into WAL mode. SQLite does not wait here as it does elsewhere where two processes make the same
    database at once: one of them is told "locked" at once, and tries again until `busy_timeout` seconds are over."""
    until = time.monotonic() + busy_timeout
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(WAL_PAUSE)


def is_frozen(path: Path) -> bool:
    """Whether nobody here can be writing: even a reader of a WAL database needs a file beside it, but where the folder
    may not be written and no log lies there, the file may be read as it is."""
    wal = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not wal.exists()


def identify_file(path: Path) -> tuple[object, ...]:
    """What is different when another file stands at a path, or when one that is frozen was written after all."""
    try:
        found = path.stat()
    except OSError:
        return ()
    is_still = is_frozen(path)
    return found.st_dev, found.st_ino, is_still, found.st_mtime_ns if is_still else 0


def make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the folder {path.parent} for the database: {error.strerror}"
        raise ArchiveError(message) from error
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder, not a database", hint="name a file with --database")


def make_private(path: Path) -> None:
    """Make a file that only its owner may read where there is none; SQLite gives the files beside it the same mode."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except OSError:
        return  # it is there, or SQLite says why it cannot be


def check_owner(store: Store) -> None:
    """Raise ArchiveError where the file is another program's or of a newer tracker; nothing is written."""
    owner = store.connection.execute("PRAGMA application_id").fetchone()[0]
    tables = store.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and owner != APPLICATION_ID:
        hint = "name another file with --database"
        raise ArchiveError(f"{store.path} is a database of another program", hint=hint)
    version = store.connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        message = f"the database {store.path} has schema {version}, this tracker knows {SCHEMA}"
        raise ArchiveError(message, hint="it was written by a newer tracker: upgrade this one")


def migrate(store: Store, *, read_only: bool) -> None:
    if read_only:
        message = f"the database {store.path} has an older schema"
        raise ArchiveError(message, hint="run tracker check once: it brings the schema up to date")
    with store.write():  # all migrations or none, and only one process at a time
        if store.connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
            apply_migrations(store.database)
            store.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            store.connection.execute(f"PRAGMA user_version = {SCHEMA}")


@contextmanager
def closing_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise
