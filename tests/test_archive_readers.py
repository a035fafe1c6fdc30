"""Archives that are lent again and again: one moment each, never an old file, a writer never kept waiting."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.archive import Archive, open_archive
from tracker.archive.readers import KEPT, Readers
from tracker.errors import ArchiveError, NotFoundError

AT = datetime(2023, 4, 1, tzinfo=UTC)


def add(path: Path, policy: str) -> None:
    with open_archive(path, busy_timeout=0) as archive:
        archive.policies.ensure(policy, at=AT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    add(tmp_path / "t.db", "one/terms")
    return tmp_path / "t.db"


def test_sees_one_moment_and_keeps_no_writer_waiting(path: Path) -> None:
    readers = Readers(path)
    with readers.lend() as archive:
        assert archive.policies.ids() == ("one/terms",)
        add(path, "two/terms")
        assert archive.policies.ids() == ("one/terms",)
    with readers.lend() as again:
        assert again is archive
        assert again.policies.ids() == ("one/terms", "two/terms")
    readers.close()


def test_another_file_at_the_path_is_noticed(path: Path, tmp_path: Path) -> None:
    readers = Readers(path)
    with readers.lend() as old:
        assert old.policies.ids() == ("one/terms",)
    add(tmp_path / "other.db", "other/terms")
    for beside in ("-wal", "-shm"):
        path.with_name(f"{path.name}{beside}").unlink(missing_ok=True)
    (tmp_path / "other.db").replace(path)
    with readers.lend() as new:
        assert new is not old and new.policies.ids() == ("other/terms",)
    readers.close()


def test_a_file_that_went_is_missed(path: Path) -> None:
    readers = Readers(path)
    with readers.lend():
        pass
    path.unlink()
    with pytest.raises(ArchiveError, match="no database"), readers.lend():
        pass


def test_a_newer_schema_is_noticed(path: Path) -> None:
    readers = Readers(path)
    with readers.lend():
        pass
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE later (id INTEGER); PRAGMA user_version = 999;")
    connection.close()
    with pytest.raises(ArchiveError, match="schema 999"), readers.lend():
        pass


def test_an_error_of_who_asks_closes_nothing(path: Path) -> None:
    readers = Readers(path)
    with pytest.raises(NotFoundError), readers.lend() as archive:
        archive.policies.get("nobody/terms")
    with readers.lend() as again:
        assert again is archive
    readers.close()


def test_each_thread_has_its_own(path: Path) -> None:
    readers = Readers(path)

    def read(_: int) -> tuple[str, ...]:
        with readers.lend() as archive:
            return archive.policies.ids()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(200))) == {("one/terms",)}
    lent: list[Archive] = []
    with readers.lend() as first, readers.lend() as second:
        lent += [first, second]
    assert lent[0] is not lent[1]
    assert len(readers._idle) <= KEPT
    readers.close()
