"""The file itself: opened, migrated, backed up, and explained in one line where it is not what it should be."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from parcels import FIRST, START, capture

from tracker.archive import open_archive
from tracker.archive.migrations import MIGRATIONS, SCHEMA, split_statements
from tracker.archive.schema import APPLICATION_ID
from tracker.archive.sites import _SIBLINGS
from tracker.archive.timetable import _DATES
from tracker.cli import main
from tracker.errors import ArchiveError
from tracker.model import Outcome
from tracker.schedule.lock import hold_lock
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

POLICY = "parcels/terms"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / "t.db"
    with open_archive(path) as archive:
        record_captures(archive, POLICY, [capture(FIRST, key="1")], now=START)
    return path


def explain(path: Path, **options) -> str:
    with pytest.raises(ArchiveError) as caught:
        open_archive(path, **options).close()
    return str(caught.value)


def test_the_schema_is_numbered_by_its_migrations(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        taken = [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY rowid")]
    connection.close()
    assert taken == [step.__name__ for step in MIGRATIONS]


SCHEMAS = Path(__file__).parent / "cases" / "schemas"


def list_tables(path: Path) -> dict[str, str]:
    """What the file is made of, by name; line breaks and blanks do not count."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: " ".join(sql.split()) for name, sql in rows}


def test_every_released_schema_is_at_hand() -> None:
    """Write tests/cases/schemas/N.sql when N steps are released: what the file was made of, with a look in it."""
    assert sorted(int(path.stem) for path in SCHEMAS.glob("*.sql")) == list(range(1, SCHEMA + 1))


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_a_database_of_an_old_schema_becomes_one_of_today(schema: int, path: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    connection = sqlite3.connect(old)
    for statement in split_statements((SCHEMAS / f"{schema}.sql").read_text("utf-8")):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema}")
    connection.commit()
    connection.close()
    with open_archive(old) as archive:
        assert [policy.id for policy in archive.policies.all()] == ["parcels/terms"]
        derive_policy(archive, "parcels/terms", now=START)
        assert archive.versions.latest("parcels/terms").reading.sections
    assert list_tables(old) == list_tables(path)


def test_announced_dates_are_found_without_reading_through_all_versions(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {_DATES}")]
    assert any("version USING INDEX version_latest" in step for step in plan), plan


def test_the_pages_of_a_site_are_found_without_reading_through_all_sources(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {_SIBLINGS}", {"policy": "a/terms"})]
    assert [step for step in plan if step.startswith("SCAN")] == [], plan


def test_every_table_is_strict_and_keeps_its_references(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        ours = [(name, sql) for name, sql in rows if "_search" not in name and not name.startswith(("sqlite_", "_"))]
        assert [name for name, sql in ours if "strict" not in sql.lower()] == []
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_views_answer_in_any_browser(path: Path) -> None:
    connection = sqlite3.connect(path)
    for view in ("standing_texts", "told_changes", "clauses", "clause_spans", "sentences"):
        assert connection.execute(f"SELECT * FROM {view}").fetchall() == []
    connection.close()


def test_reading_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    assert "no database at" in explain(tmp_path / "none.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes and no database at all, " * 40)
    assert "is not a database" in explain(path)
    assert path.read_text().startswith("these are notes")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE invoice (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    assert "is a database of another program" in explain(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    assert f"has schema {SCHEMA + 1}, this tracker knows {SCHEMA}" in explain(path)
    assert "upgrade" in explain(path, read_only=True)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "is a folder, not a database" in explain(tmp_path)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "cannot make the folder" in explain(tmp_path / "file" / "t.db")


def open_when_told(path: Path, start: object, answers: object) -> None:
    start.wait()
    try:
        open_archive(path).close()
        answers.put("opened")
    except ArchiveError as error:
        answers.put(str(error))


def test_many_may_make_the_same_database_at_once(tmp_path: Path) -> None:
    """SQLite does not wait for a lock where it switches to WAL: one in twenty was told that it is locked."""
    forks = multiprocessing.get_context("fork")
    for round_ in range(12):
        start, answers = forks.Event(), forks.Queue()
        path = tmp_path / f"{round_}.db"
        processes = [forks.Process(target=open_when_told, args=(path, start, answers)) for _ in range(5)]
        for process in processes:
            process.start()
        start.set()
        assert [answers.get(timeout=30) for _ in processes] == ["opened"] * 5
        for process in processes:
            process.join()


def test_a_locked_database(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        open_archive(path, busy_timeout=0.05) as archive,
        pytest.raises(ArchiveError, match="locked by another process"),
    ):
        archive.policies.ensure("parcels/privacy", at=START)
    with open_archive(path, read_only=True) as archive:
        assert archive.policies.ids() == (POLICY,)  # readers never wait for a writer
    other.execute("ROLLBACK")
    other.close()


def test_a_read_only_archive_takes_nothing(path: Path) -> None:
    with open_archive(path, read_only=True) as archive, pytest.raises(ArchiveError, match="is read-only"):
        archive.policies.ensure("parcels/privacy", at=START)


def test_a_damaged_database(path: Path) -> None:
    with open_archive(path) as archive:
        archive._store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    assert "is damaged" in explain(path) or "damaged" in damage_met_later(path)


def damage_met_later(path: Path) -> str:
    with open_archive(path) as archive, pytest.raises(ArchiveError) as caught:
        archive.policies.all()
        archive.observations.of(POLICY)
    return str(caught.value)


def test_a_full_disk_loses_nothing(path: Path) -> None:
    """The disk is as full as SQLite lets us make it: no page may be added to the file."""
    with open_archive(path) as archive:
        pages = archive._store.row("PRAGMA page_count")[0]
        archive._store.run(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ArchiveError, match="the disk is full"):
            record_captures(archive, POLICY, [capture(os.urandom(10**6), 1, key="2")], now=START)
        assert len(archive.observations.of(POLICY)) == 1
        assert archive.find_damage() == ()


def test_a_backup_is_whole_while_others_write(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    target.write_text("an older backup")
    with open_archive(path) as archive, open_archive(path) as other:
        other.observations.record(POLICY, observed_at=START, outcome=Outcome.ERROR, recorded_at=START, error="refused")
        archive.backup(target)
    with open_archive(target, read_only=True) as copy:
        assert len(copy.observations.of(POLICY)) == 2
        assert copy.snapshots.get(1).body == FIRST.encode()
        assert copy.find_damage() == ()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["backup.db", "deep"]


def test_a_backup_that_fails_leaves_the_old_one(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "backup.db"
    with open_archive(path) as archive, pytest.raises(ArchiveError, match="cannot be opened"):
        archive.backup(target)


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    with open_archive(path) as archive:
        with pytest.raises(RuntimeError), archive.write():
            archive.policies.ensure("parcels/privacy", at=START)
            with pytest.raises(KeyError), archive.write():
                archive.policies.ensure("parcels/cookies", at=START)
                raise KeyError
            assert archive.policies.ids() == ("parcels/privacy", POLICY)
            raise RuntimeError
        assert archive.policies.ids() == (POLICY,)


# --- who may read it, and damage --------------------------------------------------------------------------------


def run_status(database: Path, *options: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    config = database.with_suffix(".toml")
    config.write_text("")
    with pytest.raises(SystemExit) as left:
        main(["status", *options, "--database", str(database), "--config", str(config)])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def test_the_database_and_what_lies_beside_it_are_for_its_owner(path: Path, tmp_path: Path) -> None:
    with open_archive(path) as archive, hold_lock(path, "run"):
        archive.policies.ensure("parcels/privacy", at=START)
        archive.backup(tmp_path / "backup.db")
        files = [*path.parent.glob("t.db*"), tmp_path / "backup.db"]
        assert {"t.db", "t.db-wal", "t.db-shm", "t.db.run.lock", "backup.db"} == {file.name for file in files}
        assert {file.name: oct(file.stat().st_mode & 0o777) for file in files if file.stat().st_mode & 0o077} == {}


def test_a_database_open_to_others_stays_so_and_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_archive(path).close()
    path.chmod(0o644)
    open_archive(path).close()
    assert path.stat().st_mode & 0o777 == 0o644
    status, _, said = run_status(path, "--verify", capsys=capsys)
    assert status == 0 and f"chmod go= {path}" in said


def test_verify_says_what_it_verified(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(path) as archive:
        looks, head = archive.observations.head()
    status, said, trouble = run_status(path, "--verify", capsys=capsys)
    assert (status, looks, trouble) == (0, 1, "")
    assert f"quick check and the chain of 1 looks (head {head[:12]}…): no damage" in " ".join(said.split())


@pytest.mark.parametrize("command", [["status", "--verify"], ["list"], ["log", POLICY], ["show", POLICY]])
def test_a_damaged_page_is_told_in_one_line(path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(path) as archive:
        archive._store.run("VACUUM")
        (root,) = archive._store.row("SELECT rootpage FROM sqlite_master WHERE name = 'policy'")
        (size,) = archive._store.row("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * size)
    config = path.with_suffix(".toml")
    config.write_text("")
    with pytest.raises(SystemExit) as left:
        main([*command, "--database", str(path), "--config", str(config)])
    said = capsys.readouterr().err.strip()
    assert left.value.code == 1 and "damaged" in said and "restore a backup" in said and "Traceback" not in said
