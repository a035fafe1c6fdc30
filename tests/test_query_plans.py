"""Every reading command: no statement reads through a table that grows, and none is asked once for each policy.

Statements are listened to, with their values, on every connection that sqlite3 makes.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from calls import Call
from parcels import FIRST, SHORTER, START, TRAINED, capture

from tracker.archive import open_archive
from tracker.model import Source
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

POLICY = "p0/terms"
GROWING = frozenset(
    {
        *("body", "snapshot", "observation", "observation_part", "seen", "version", "section", "clause", "passage"),
        *("comparison", "change", "change_section", "change_set", "topic_change"),
        *("fact_span", "topic_span", "moved_sentence", "sentence_band", "adoption"),
    }
)


def write_database(path: Path, policies: int, rounds: int) -> None:
    """So many policies that went through three texts again and again, each time with another sentence."""
    with open_archive(path) as archive:
        for number in range(policies):
            policy = f"p{number}/terms"
            source = Source("ota-versions", f"https://git.example/versions.git#{number}.md")
            archive.policies.ensure(policy, at=START)
            texts = [
                f"{text}\n## 5. Round\n\nRound {turn}.\n"
                for turn in range(rounds)
                for text in (FIRST, SHORTER, TRAINED)
            ]
            captures = [capture(text, 9 * at, key=f"{number}.{at}", source=source) for at, text in enumerate(texts)]
            record_captures(archive, policy, captures, now=START)
            derive_policy(archive, policy, now=START + timedelta(days=9 * len(texts)))


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small one, and one with three times the policies."""
    small, large = (tmp_path_factory.mktemp("plans") / "tracker.db" for _ in range(2))
    write_database(small, 2, 2)
    write_database(large, 6, 2)
    return small, large


BOUNDED = {"SCAN version USING INDEX version_latest": "", "SCAN observation": "order by seq desc limit 500)"}
"""Steps that go through a row a policy, or no further than so many rows, and what else their statements say then."""

COMMANDS = {
    "status": ("status",),
    "list": ("list",),
    "news": ("log", "-n", "2", "--oneline"),
    "log of one": ("log", POLICY, "-n", "2"),
    "log of a topic": ("log", "-n", "2", "--topic", "ai-training"),
    "show": ("show", POLICY),
    "show a version": ("show", POLICY, "2"),
    "show a moment": ("show", POLICY, "--at", "2024-04-01"),
    "diff": ("diff", POLICY),
    "history": ("history", POLICY, "2"),
    "blame": ("blame", POLICY, "2"),
    "search": ("search", "parcel", "--limit", "2"),
    "facts": ("facts", POLICY),
    "first": ("first", "train our routing models"),
    "since": ("since", "2024-03-20", POLICY),
    "topic": ("topic", "ai-training"),
    "like": ("like", POLICY, "2"),
    "due": ("check", "--due"),
}
"""What is asked, and is answered with as much however large the record is, or with a line a policy."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement from now on."""
    statements: list[str] = []
    connect = sqlite3.connect

    def listen(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", listen)
    return statements


def run(call: Call, heard: list[str], database: Path, command: tuple[str, ...]) -> list[str]:
    """What a command asks the database."""
    heard.clear()
    call(*command, "--database", str(database))
    return [one for one in heard if re.match(r"\s*(SELECT|WITH)\b", one, re.IGNORECASE)]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(
        f'[[policy]]\nid = "{POLICY}"\nfetch = "http://127.0.0.1:9/"\ncron = "0 0 30 2 *"\n'
    )
    return Call(tmp_path, capsys)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_reads_through_no_table_that_grows(
    name: str, call: Call, heard: list[str], databases: tuple[Path, Path]
) -> None:
    statements = run(call, heard, databases[0], COMMANDS[name])
    assert statements
    with closing(sqlite3.connect(databases[0])) as connection:
        scans = {
            f"{step[3]}: {' '.join(one.split())[:300]}"
            for one in set(statements)
            for step in connection.execute(f"EXPLAIN QUERY PLAN {one}")
            if is_scan(step[3]) and BOUNDED.get(step[3], "none") not in one
        }
    assert scans == set()


def is_scan(step: str) -> bool:
    """Whether a step of a plan goes through all rows of a table that grows, in the table or in a whole index."""
    found = re.match(r"SCAN (\w+)(.*)", step)
    return bool(found) and found[1] in GROWING and "VIRTUAL" not in found[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_asks_no_more_of_more_policies(
    name: str, call: Call, heard: list[str], databases: tuple[Path, Path]
) -> None:
    counts = [len(run(call, heard, database, COMMANDS[name])) for database in databases]
    assert counts[0] == counts[1]
