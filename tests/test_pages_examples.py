"""The files in examples/ that go with pages: queries for Datasette answer, the scheduled job calls what there is."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
import yaml
from records import HOSTILE, PARCELS, write_record

from tracker.cli import tracker

EXAMPLES = Path(__file__).parents[1] / "examples"
QUERIES = json.loads((EXAMPLES / "datasette.json").read_text("utf-8"))["databases"]["tracker"]["queries"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("queries") / "t.db"
    write_record(path)
    return path


def ask(database: Path, query: str, **parameters: str) -> list[sqlite3.Row]:
    """As Datasette asks: on a connection that cannot write."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(QUERIES[query]["sql"], parameters).fetchall()


def test_there_are_five_queries_that_answer(database: Path) -> None:
    assert len(QUERIES) == 5
    assert [query for query in QUERIES if not ask(database, query, phrase="parcel")] == []


def test_queries_tell_what_the_record_does(database: Path) -> None:
    assert {row["policy"] for row in ask(database, "changes_of_the_last_month")} >= {PARCELS, HOSTILE}
    (first,) = ask(database, "first_mention", phrase="ROUTING models")
    assert (first["policy"], first["since"][:10], first["heading"]) == (PARCELS, "2024-03-05", "Your data")
    (held,) = ask(database, "held_and_why")
    assert (held["policy"], held["held_because"]) == (PARCELS, "quarantined")
    ages = {row["heading"]: row["since"][:10] for row in ask(database, "clauses_by_age") if row["policy"] == PARCELS}
    assert ages["Booking"] == "2024-03-01"


def test_the_scheduled_job_calls_commands_that_exist() -> None:
    job = yaml.safe_load((EXAMPLES / "publish-pages.yml").read_text("utf-8"))
    steps = [step["run"] for step in job["jobs"]["publish"]["steps"] if str(step.get("run", "")).startswith("tracker")]
    assert len(steps) == 2
    for step in steps:
        command: click.Command = tracker
        words = shlex.split(step)[1:]
        while isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words.pop(0))
            assert found is not None, step
            command = found
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.skipif(find_spec("datasette") is None, reason="Datasette is not installed: pip install 'datasette<1'")
@pytest.mark.parametrize("query", sorted(QUERIES))
def test_datasette_itself_runs_the_queries(query: str, database: Path) -> None:
    named = database.with_name("tracker.db")
    if not named.exists():
        shutil.copy(database, named)
    asked = [sys.executable, "-m", "datasette", str(named), "-m", str(EXAMPLES / "datasette.json"), "--get"]
    parameters = "&phrase=parcel" if ":phrase" in QUERIES[query]["sql"] else ""
    asked.append(f"/tracker/{query}.json?_shape=array{parameters}")
    done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = [dict(row) for row in ask(database, query, phrase="parcel")]
    assert json.loads(done.stdout) == told
    assert told
