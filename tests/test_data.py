"""The views for people: that their names and columns are those of docs/data.md, and that they tell the demo's story."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from apart import find_programs
from sqlite_utils import Database

from tracker.archive import open_archive
from tracker.archive.schema import APPLICATION_ID
from tracker.cli import run_command

PAGE = (Path(__file__).parents[1] / "docs" / "data.md").read_text("utf-8")
POLICY = "wrencall/terms-of-service"
VIEWS = ("told_changes", "clauses", "clause_spans", "sentences", "standing_texts")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("data")
    assert run_command(["demo", "--folder", str(folder / "demo"), "--json"]) == 0
    connection = sqlite3.connect(folder / "demo" / "snapshots" / "tracker.db")
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def read(database: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, object]]:
    return [dict(row) for row in database.execute(sql, values)]


def describe(view: str) -> set[str]:
    """The columns that the page names under the heading of a view."""
    section = PAGE.split(f"## `{view}`", 1)[1].split("\n## ", 1)[0].split("\n", 1)[1]
    cells = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    return set(re.findall(r"`([a-z_]+)`", " ".join(cells) or section))


@pytest.mark.parametrize("view", VIEWS)
def test_the_columns_are_those_of_the_page(database: sqlite3.Connection, view: str) -> None:
    columns = [column[0] for column in database.execute(f"SELECT * FROM {view}").description]
    assert set(columns) == describe(view)


@pytest.fixture(scope="module")
def file(database: sqlite3.Connection) -> str:
    return str(database.execute("PRAGMA database_list").fetchone()["file"])


def test_sqlite_utils_reads_the_views(file: str) -> None:
    tables = Database(sqlite3.connect(f"file:{file}?mode=ro", uri=True))
    assert {*VIEWS} <= set(tables.view_names())
    assert all(list(tables[view].rows) for view in VIEWS)
    program = [
        sys.executable,
        "-m",
        "sqlite_utils",
        "rows",
        file,
        "told_changes",
        "--csv",
        "-c",
        "policy",
        "-c",
        "topics",
    ]
    rows = subprocess.run(program, check=True, capture_output=True, text=True).stdout.splitlines()
    assert rows[0] == "policy,topics" and f"{POLICY},AI training" in rows


@pytest.mark.slow
def test_duckdb_reads_the_views(file: str, tmp_path: Path) -> None:
    """Its reader of SQLite files is an extension that DuckDB fetches when asked; here it comes from the package index,
    with the release it was made for."""
    programs = find_programs("duckdb", "duckdb==1.5.5", "duckdb-extension-sqlite-scanner==1.5.5")
    if isinstance(programs, str):
        pytest.skip(programs)
    (example,) = re.findall(r"```python\n(import duckdb.*?)```", PAGE, re.DOTALL)
    script = tmp_path / "ask.py"
    counted = "".join(
        f"print(len(duckdb.sql(\"FROM sqlite_scan('{file}', '{view}')\").fetchall()))\n" for view in VIEWS
    )
    script.write_text(
        "import duckdb, duckdb_extension_sqlite_scanner as it\nfrom pathlib import Path\n"
        "duckdb.sql(f\"LOAD '{next(Path(it.__file__).parent.rglob('*.duckdb_extension'))}'\")\n"
        + example.replace('duckdb.sql("INSTALL sqlite; LOAD sqlite")', "").replace("snapshots/tracker.db", file)
        + counted
    )
    told = subprocess.run([str(programs / "python"), str(script)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "AI training" in told.stdout
    assert [int(line) > 0 for line in told.stdout.splitlines()[-len(VIEWS) :]] == [True] * len(VIEWS)


def test_every_example_runs(database: sqlite3.Connection) -> None:
    for example in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL):
        for statement in filter(str.strip, example.split(";")):
            database.execute(statement).fetchall()


def test_a_told_change_is_one_row_with_reasons_and_dates(database: sqlite3.Connection) -> None:
    sql = "SELECT * FROM told_changes WHERE policy = ? AND topics = 'AI training' ORDER BY observed_at"
    change = read(database, sql, POLICY)[0]
    assert (change["number"], change["heading"], change["kinds"]) == ("10.4", "Customer Licence", "edited")
    assert change["reasons"].startswith('obligation: added "will"; negation: added "not"')
    assert change["inserted"].startswith("Even so, Wrencall will not use your sound") and change["deleted"] == ""
    assert change["effective_on"] == "2026-07-07" and change["address"].startswith("http://127.0.0.1")
    assert "\x1e" not in "".join(
        str(value) for row in read(database, "SELECT * FROM told_changes") for value in row.values()
    )


def test_the_life_of_a_clause_in_spans_and_sentences(database: sqlite3.Connection) -> None:
    (licence,) = read(database, "SELECT * FROM clauses WHERE heading = 'Customer Licence'")
    assert licence["until"] is not None and licence["spans"] == 2
    spans = read(database, "SELECT * FROM clause_spans WHERE clause = ? ORDER BY since", licence["clause"])
    assert spans[0]["until"] == spans[1]["since"] and spans[1]["until"] == licence["until"]
    sentences = read(database, "SELECT * FROM sentences WHERE clause = ?", licence["clause"])
    (added,) = [one for one in sentences if str(one["sentence"]).startswith("Even so")]
    assert added["since"] == spans[1]["since"] and added["until"] == licence["until"]
    holders = read(database, "SELECT heading FROM clause_spans WHERE path = '10.4' ORDER BY since")
    assert [one["heading"] for one in holders] == ["Customer Licence", "Customer Licence", "Customer Responsibilities"]


OLD_TEXTS = """
INSERT INTO setting VALUES (7, 'parcels/terms', '2024-03-01', '{}');
INSERT INTO derivation (id, policy, setting, ruleset, is_current) VALUES (1, 'parcels/terms', 7, 1, 1);
INSERT INTO passage VALUES
    (1, 'a', '(a) You may not.
We may. We do.', '[["item","You may not.",1,"(a)"],["paragraph","We may. We do."]]'),
    (2, 'b', 'Soon.', '[["paragraph","Soon."]]'), (3, 'c', 'At once.', '[["paragraph","At once."]]');
INSERT INTO version (id, derivation, ordinal, text_hash, media_type, dates, first_seen_at, last_seen_at, is_latest,
    is_indexed) VALUES
    (1, 1, 1, 'h1', 'text/html', '[]', '2024-03-01T00:00:00.000Z', '2024-03-02T00:00:00.000Z', 0, 1),
    (2, 1, 2, 'h2', 'text/html', '[]', '2024-03-03T00:00:00.000Z', '2024-03-04T00:00:00.000Z', 1, 1);
INSERT INTO clause VALUES ('c1', 'parcels/terms', '2024-03-01'), ('c2', 'parcels/terms', '2024-03-01');
INSERT INTO section (id, version, ordinal, parent, level, heading, heading_links, passage, clause) VALUES
    (1, 1, 0, NULL, 1, 'Use', '[]', 1, 'c1'), (2, 1, 1, 0, 2, 'Pay', '[]', 2, 'c2'),
    (3, 2, 0, NULL, 1, 'Use', '[]', 1, 'c1'), (4, 2, 1, 0, 2, 'Pay', '[]', 3, 'c2');
INSERT INTO comparison VALUES (1, 1, 1, 2, 'substantive', NULL, 'edited', 1, '[]', '[[[0],[0]],[[1],[1]]]');
INSERT INTO change VALUES (1, 1, 0, 'edited', 'substantive', '[]', '', '', '[]', '[]', '[]', NULL, 0);
INSERT INTO change_section VALUES (1, 'old', 0, 2), (1, 'new', 0, 4);
INSERT INTO section_search (rowid, heading, text) SELECT * FROM section_text;
INSERT INTO observation (seq, policy, observed_at, recorded_at, outcome, prev_hash, hash)
    VALUES (2, 'parcels/terms', '2024-03-03T00:00:00.000Z', '2024-03-03T00:00:00.000Z', 'error', '', '');
INSERT INTO change_set VALUES (1, 'abc', 'parcels/terms', 1, 1, 2, '2024-03-01T00:00:00.000Z',
    '2024-03-03T00:00:00.000Z', NULL, NULL, NULL, NULL, 1);
"""


def test_an_older_database_keeps_its_texts(tmp_path: Path) -> None:
    """A file of the release before, with two versions, a change between them, and clauses in it."""
    old = tmp_path / "old.db"
    file = sqlite3.connect(old)
    file.executescript((Path(__file__).parent / "cases" / "schemas" / "4.sql").read_text("utf-8"))
    file.executescript(OLD_TEXTS)
    file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    file.execute("PRAGMA user_version = 4")
    file.commit()
    with open_archive(old) as archive:
        first, second = (archive.versions.numbered("parcels/terms", ordinal).reading.sections for ordinal in (1, 2))
        assert [(one.heading, one.parent, one.clause, one.text) for one in first] == [
            ("Use", None, "c1", "(a) You may not.\nWe may. We do."),
            ("Pay", 0, "c2", "Soon."),
        ]
        assert [(one.heading, one.parent, one.clause, one.text) for one in second] == [
            ("Use", None, "c1", "(a) You may not.\nWe may. We do."),
            ("Pay", 0, "c2", "At once."),
        ]
        assert [(hit.side, hit.ordinal) for hit in archive.search.find("once", sides=["now", "first"])] == [("now", 1)]
        (changed,) = archive.comparisons.get(1).changes
        assert (changed.old, changed.new) == (first[1:], second[1:])
    spans = file.execute("SELECT heading, text FROM clause_spans ORDER BY clause, since").fetchall()
    assert spans == [("Use", "(a) You may not.\nWe may. We do."), ("Pay", "Soon."), ("Pay", "At once.")]
    said = file.execute("SELECT sentence FROM sentences WHERE clause = 'c1' ORDER BY sentence").fetchall()
    assert said == [("(a) You may not.",), ("We do.",), ("We may.",)]
    file.close()
