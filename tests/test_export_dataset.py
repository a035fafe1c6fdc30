"""Data sets: typed, described to the last column, the same in every form, made again at the cost of what changed."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from calls import Call
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.archive.tables import TABLES
from tracker.cli import main
from tracker.export.columns import COLUMNS, TITLES
from tracker.export.dataset import PACKAGE, export_dataset
from tracker.export.tablefiles import FORMATS
from tracker.model import Outcome
from tracker.track.derive import derive_policy

DOCS = Path(__file__).parents[1] / "docs" / "exports.md"
PARCELS, FERRIES = "parcels/terms", "ferries/terms"
FORMULA = FIRST.replace("We pay up to", "=HYPERLINK(1) pays up to")


def look(archive: Archive, policy: str, text: str, days: int) -> None:
    archive.policies.ensure(policy, at=START)
    moment = START + timedelta(days=days)
    archive.observations.record(
        policy, observed_at=moment, recorded_at=moment, outcome=Outcome.FETCHED, captures=[capture(text, days)]
    )
    derive_policy(archive, policy, now=moment)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        for days, text in enumerate((FIRST, FIRST, SHORTER, SHORTER, TRAINED, TRAINED)):
            look(archive, PARCELS, text, days)
        for days, text in enumerate((FORMULA, INSURED, INSURED)):
            look(archive, FERRIES, text, days)
        yield archive


def export(archive: Archive, folder: Path, **how: Any) -> dict[str, int]:
    return export_dataset(archive, folder, (FERRIES, PARCELS), **how).rows


def read_parquet(folder: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def test_tables_queries_and_descriptions_are_of_the_same_columns(archive: Archive, tmp_path: Path) -> None:
    assert [*TABLES, "sentences"] == list(COLUMNS) == list(TITLES)
    for table in TABLES:
        row = next(archive.tables.rows(table, PARCELS))
        assert list(row.keys()) == [column.name for column in COLUMNS[table]], table
    counts = export(archive, tmp_path / "data")
    package = json.loads((tmp_path / "data" / PACKAGE).read_text("utf-8"))
    for resource in package["resources"]:
        schema = pyarrow.parquet.read_schema(tmp_path / "data" / resource["path"])
        fields = resource["schema"]["fields"]
        assert schema.names == [field["name"] for field in fields]
        assert all(field["description"] and field["source"] for field in fields)
        assert resource["rows"] == counts[resource["name"]] > 0


def test_values_have_the_types_they_are_said_to_have(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "data")
    kinds = {"string": str, "integer": int, "boolean": bool, "datetime": datetime}
    for table, columns in COLUMNS.items():
        for row in read_parquet(tmp_path / "data", table):
            for column in columns:
                value = row[column.name]
                assert value is None or column.type == "date" or type(value) is kinds[column.type], column
    (first, *_) = read_parquet(tmp_path / "data", "looks")
    assert first["observed_at"] == START.astimezone(UTC) and first["bytes"] == len(FORMULA.encode())


def test_spans_of_clauses_and_sentences_say_since_when_and_until(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "data")
    spans = [row for row in read_parquet(tmp_path / "data", "sentences") if row["policy"] == PARCELS]
    claims = {row["sentence"]: (row["since"], row["until"]) for row in spans if "Claims reach us" in row["sentence"]}
    old, new = sorted(claims.values())
    assert old == (START, START + timedelta(days=2)) and new == (START + timedelta(days=2), None)
    clauses = [row for row in read_parquet(tmp_path / "data", "clauses") if row["policy"] == PARCELS]
    assert [row["number"] for row in clauses if "30 days" in row["text"]] == ["2"]
    changes = [row for row in read_parquet(tmp_path / "data", "changes") if row["policy"] == PARCELS]
    assert [(row["told"], row["significance"], row["old_version"], row["new_version"]) for row in changes][:1] == [
        (True, "substantive", 1, 2)
    ]


def test_csv_and_json_lines_hold_what_parquet_holds(archive: Archive, tmp_path: Path) -> None:
    for form in FORMATS:
        export(archive, tmp_path / form, form=form)
    for table in COLUMNS:
        rows = read_parquet(tmp_path / "parquet", table)
        lines = (tmp_path / "jsonl" / f"{table}.jsonl").read_text("utf-8").splitlines()
        with (tmp_path / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            cells = list(csv.DictReader(file))
        assert len(lines) == len(cells) == len(rows)
        for row, line, cell in zip(rows, map(json.loads, lines), cells, strict=True):
            assert list(row) == list(line) == list(cell)
            assert row["policy"] == line["policy"] == cell["policy"]
            assert {name for name, value in row.items() if value is None} == {
                name for name, value in line.items() if value is None
            }


def test_what_a_spreadsheet_would_run_is_defused_and_stays_so_when_taken_over(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for is_incremental in (False, True):
        export(archive, folder, form="csv", is_incremental=is_incremental)
        text = (folder / "sentences.csv").read_text("utf-8")
        assert "'=HYPERLINK(1)" in text and "''=HYPERLINK" not in text
        for file in folder.glob("*.csv"):
            with file.open(encoding="utf-8", newline="") as opened:
                cells = [cell for row in csv.reader(opened) for cell in row]
            assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == [], file.name


@pytest.mark.parametrize("form", FORMATS)
def test_exporting_again_reads_what_changed_and_gives_the_same_as_from_nothing(
    archive: Archive, tmp_path: Path, form: str
) -> None:
    export(archive, tmp_path / "data", form=form)
    look(archive, PARCELS, INSURED, 8)
    look(archive, PARCELS, INSURED, 9)
    again = export_dataset(archive, tmp_path / "data", (FERRIES, PARCELS), form=form, is_incremental=True)
    assert again.kept == 1
    anew = export_dataset(archive, tmp_path / "anew", (FERRIES, PARCELS), form=form)
    assert (anew.kept, again.rows) == (0, anew.rows)
    for table in COLUMNS:
        name = f"{table}.{FORMATS[form].ending}"
        if form == "parquet":
            assert read_parquet(tmp_path / "data", table) == read_parquet(tmp_path / "anew", table)
        else:
            assert (tmp_path / "data" / name).read_bytes() == (tmp_path / "anew" / name).read_bytes()


def test_since_a_day_leaves_out_what_was_over_by_then(archive: Archive, tmp_path: Path) -> None:
    all_rows = export(archive, tmp_path / "all")
    since = START + timedelta(days=3, hours=1)
    rows = export(archive, tmp_path / "late", since=since)
    assert rows["looks"] == 2 < all_rows["looks"] and rows["policies"] == 2
    assert all(row["observed_at"] > since for row in read_parquet(tmp_path / "late", "looks"))
    assert all(row["until"] is None or row["until"] > since for row in read_parquet(tmp_path / "late", "sentences"))


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(tmp_path / "t.db") as archive:
        look(archive, PARCELS, FIRST, 0)
    (tmp_path / "data").write_text("no folder")
    call = Call(tmp_path, capsys)
    call("export", "dataset", str(tmp_path / "data" / "in"), "--database", str(tmp_path / "t.db"), status=1)
    assert "cannot write" in call.err and call.err.count("\n") == 1
    call(
        "export",
        "dataset",
        str(tmp_path / "out"),
        "--policies",
        "none/such",
        "--database",
        str(tmp_path / "t.db"),
        status=2,
    )
    assert 'no policy "none/such"' in call.err


def test_a_record_of_nothing_gives_empty_tables(tmp_path: Path) -> None:
    with open_archive(tmp_path / "t.db") as archive:
        assert set(export_dataset(archive, tmp_path / "data", ()).rows.values()) == {0}
    assert read_parquet(tmp_path / "data", "changes") == []


@pytest.mark.slow
def test_the_examples_of_the_documentation_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--folder", str(tmp_path / "tour")])
    capsys.readouterr()
    call = Call(tmp_path, capsys)
    call("export", "dataset", str(tmp_path / "data"), "--config", str(tmp_path / "tour" / "config.toml"))
    examples = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(examples) == 2
    said = [
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        for code in examples
    ]
    assert "('wrencall', datetime.datetime(" in said[0] and "machine learning" in said[0]
    assert "wrencall/terms-of-service" in said[1]
