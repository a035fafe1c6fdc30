"""What is written as an Open Terms Archive repository and imported back is the same history of the same texts."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from calls import Call
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.cli import main
from tracker.export.markdown import write_markdown
from tracker.model import Outcome
from tracker.read.document import read_document
from tracker.text.identity import hash_reading
from tracker.track.derive import derive_policy

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))


def look(archive: Archive, policy: str, text: str, days: float) -> None:
    archive.policies.ensure(policy, at=START)
    moment = START + timedelta(days=days)
    archive.observations.record(
        policy, observed_at=moment, recorded_at=moment, outcome=Outcome.FETCHED, captures=[capture(text, days)]
    )


def list_texts(path: Path, policy: str) -> list[tuple[str, str]]:
    """(day first seen, hash) of every text that was believed."""
    with open_archive(path) as archive:
        return [(f"{one.first_seen_at:%Y-%m-%d %H:%M:%S}", one.text_hash) for one in archive.versions.of(policy)]


def test_two_policies_come_back_as_they_were_in_order_of_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_archive(tmp_path / "t.db") as archive:
        for days, text in enumerate((FIRST, FIRST, SHORTER, SHORTER, TRAINED, TRAINED)):
            look(archive, "parcels/terms-of-service", text, days)
        for days, text in enumerate((TRAINED, INSURED, INSURED)):
            look(archive, "ferries/terms", text, days + 0.5)
        for policy in archive.policies.ids():
            derive_policy(archive, policy, now=START + timedelta(days=9))
    call = Call(tmp_path, capsys)
    (record,) = call.json("export", "ota", str(tmp_path / "versions"), "--database", str(tmp_path / "t.db"))
    assert (record["commits"], record["differing"]) == (5, [])
    command = ["git", "-C", str(tmp_path / "versions"), "log", "--reverse", "--format=%aI %s", "--name-only"]
    log = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    assert log[0] == "2024-03-01T08:30:00+00:00 First record of Parcels Terms of service"
    assert [line for line in log if line.endswith(".md")].count("Ferries/Terms.md") == 2
    assert [line[:19] for line in log if " " in line[19:] and line[4] == "-"] == sorted(
        line[:19] for line in log if " " in line[19:] and line[4] == "-"
    )
    call("import", "ota", str(tmp_path / "versions"), "--database", str(tmp_path / "back.db"))
    for policy in ("parcels/terms-of-service", "ferries/terms"):
        assert list_texts(tmp_path / "back.db", policy) == list_texts(tmp_path / "t.db", policy)


def test_pages_come_back_as_the_same_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--folder", str(tmp_path / "tour")])
    capsys.readouterr()
    call = Call(tmp_path, capsys)
    config = str(tmp_path / "tour" / "config.toml")
    (record,) = call.json("export", "ota", str(tmp_path / "versions"), "--config", config)
    assert (record["commits"], record["differing"]) == (3, [])
    call("import", "ota", str(tmp_path / "versions"), "--database", str(tmp_path / "back.db"))
    policy = "wrencall/terms-of-service"
    told = list_texts(tmp_path / "tour" / "snapshots" / "tracker.db", policy)
    assert [text for _, text in list_texts(tmp_path / "back.db", policy)] == [text for _, text in told]


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_markdown_is_read_back_as_the_same_text(file: Path) -> None:
    for edition in file.read_text("utf-8").partition("\n=== labels ===\n")[0].split("\n=== new ===\n"):
        reading = read_document(edition.encode(), name="edition.md")
        again = read_document(write_markdown(reading).encode(), name="again.md")
        assert hash_reading(again) == hash_reading(reading)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(tmp_path / "t.db") as archive:
        look(archive, "parcels/terms", FIRST, 0)
    call = Call(tmp_path, capsys)
    call("export", "ota", str(tmp_path), "--database", str(tmp_path / "t.db"), status=2)
    assert "is not empty" in call.err and call.err.count("\n") == 1
