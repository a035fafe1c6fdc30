"""Whatever is altered in a record is found and named: a byte, a row, a time, looks that go or change places."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from calls import Call
from parcels import START
from proving import EDITIONS, POLICY, configure, make_record
from stamping import HAS_OPENSSL, TestAuthority

from tracker.archive import open_archive
from tracker.archive.bodies import hash_body
from tracker.model import Capture, Source
from tracker.track.derive import Craft, derive_policy
from tracker.track.pool import reading_pool
from tracker.track.recording import record_captures
from tracker.track.rereading import reread_texts

pytestmark = pytest.mark.skipif(not HAS_OPENSSL, reason="needs openssl")
Row = tuple[Any, ...]
FILES = Source("files", "parcels")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A record whose authority is gone: verifying asks nobody."""
    folder = tmp_path_factory.mktemp("record")
    with TestAuthority() as authority:
        results = make_record(folder / "t.db", configure(folder, authority))
    assert [(result.seq, result.error) for result in results] == [(3, None), (6, None)]
    yield folder


@pytest.fixture
def verify(
    recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Call]:
    shutil.copytree(recorded, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "t.db"))
    monkeypatch.chdir(tmp_path)
    return Call(tmp_path, capsys)


def alter(folder: Path, *statements: str) -> None:
    """Statements as somebody with the file and SQLite would run them."""
    connection = sqlite3.connect(folder / "t.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_an_untouched_record_holds_and_says_what_is_proven_of_which_looks(verify: Call) -> None:
    (report,) = verify.json("verify", "--full")
    assert report["holds"] and report["faults"] == []
    assert (report["looks"], report["bodies"], report["timestamps"]) == (8, 4, 2)
    assert report["texts"] == {"checked": 4, "known": 4}
    spans = report["proven"]
    assert [(span["from_seq"], span["to_seq"]) for span in spans] == [(1, 3), (4, 6), (7, 8)]
    first, middle, last = spans
    assert first["not_before"] is None and first["not_after"] and last["not_after"] is None
    assert middle["not_before"] <= middle["not_after"] <= last["not_before"]
    assert "CN=Invented Root" in report["roots"][0]
    said = verify("verify")
    assert "all of it holds" in said and "looks 4 to 6: recorded after" in said


def swap_looks(one: int, other: int) -> list[str]:
    """Two looks change places: numbers, parts and all."""
    moves = [(one, -1), (other, one), (-1, other)]
    return [
        f"UPDATE {table} SET seq = {new} WHERE seq = {old}"
        for old, new in moves
        for table in ("observation", "observation_part")
    ]


TAMPERING = {
    "a time of a look": (
        ["UPDATE observation SET observed_at = '2024-03-02T08:30:00.001Z' WHERE seq = 2"],
        f"look 2 of {POLICY}, seen 2 Mar 2024 08:30 UTC, is not as it was recorded",
    ),
    "a header": (['UPDATE snapshot SET headers = \'[["a","b"]]\' WHERE id = 3'], "look 3 of"),
    "the hash of a capture's bytes": (
        ["UPDATE snapshot SET body = (SELECT body FROM snapshot WHERE id = 1) WHERE id = 5"],
        "look 5 of",
    ),
    "a look taken out of the middle": (
        ["DELETE FROM observation_part WHERE seq = 4", "DELETE FROM observation WHERE seq = 4"],
        "look 4 is missing: look 5 followed another than look 3",
    ),
    "the last look": (
        ["DELETE FROM observation_part WHERE seq = 8", "DELETE FROM observation WHERE seq = 8"],
        "look 8 is missing: the record ends with look 7",
    ),
    "the last looks, and SQLite's own count, under a time-stamp": (
        [
            "DELETE FROM observation_part WHERE seq >= 6",
            "DELETE FROM observation WHERE seq >= 6",
            "UPDATE sqlite_sequence SET seq = 5 WHERE name = 'observation'",
        ],
        "over look 6: the look it stands over is missing",
    ),
    "two looks that changed places": (swap_looks(2, 7), f"look 2 of {POLICY} does not follow look 1"),
    "what two looks say": (
        [
            "UPDATE observation SET observed_at = (SELECT observed_at FROM observation other"
            " WHERE other.seq = 9 - observation.seq) WHERE seq IN (2, 7)"
        ],
        "look 2 of",
    ),
    "the time of a time-stamp": (
        ["UPDATE stamp SET stamped_at = '2020-01-01T00:00:00.000Z' WHERE seq = 3"],
        "over look 3: the token tells another time than the record",
    ),
    "a time-stamp taken away": (
        ["DELETE FROM stamp_cover WHERE seq = 4", "DELETE FROM stamp WHERE seq = 3"],
        f"look 4 of {POLICY}",
    ),
    "words of a derived text": (
        [f"UPDATE passage SET {column} = replace({column}, '80 euros', '90 euros')" for column in ("text", "blocks")],
        "is not what its bytes say",
    ),
    "a derived change": (
        ["UPDATE change SET significance = 'cosmetic' WHERE significance = 'substantive'"],
        "are not those between its two texts",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_what_was_altered_is_found_and_named_first(what: str, verify: Call) -> None:
    statements, complaint = TAMPERING[what]
    alter(verify.folder, *statements)
    verify("verify", status=1)
    assert complaint in verify.err.splitlines()[0]


def test_a_whole_record_is_read_again_by_processes_and_what_is_wrong_told_in_order(tmp_path: Path) -> None:
    """More than is read in one process: forty texts of one policy, three of another."""
    with open_archive(tmp_path / "t.db") as archive:
        for policy, count in (("acme/terms", 3), (POLICY, 40)):
            texts = [f"{EDITIONS[0]}\n\n## 9. Fee\n\nA parcel costs {number} coins.\n" for number in range(count)]
            captures = [
                Capture(
                    FILES, START + timedelta(days=day), text.encode(), "text/markdown", external_key=f"{policy} {day}"
                )
                for day, text in enumerate(texts)
            ]
            record_captures(archive, policy, captures, now=START)
            derive_policy(archive, policy, now=START)
    changed = [
        *(f"UPDATE passage SET {column} = replace({column}, ' 7 coins', ' 8 coins')" for column in ("text", "blocks")),
        "UPDATE change SET inserted = replace(inserted, '33', '34') WHERE inserted LIKE '%33%'",
    ]
    seen: list[tuple[int, int]] = []
    with open_archive(tmp_path / "t.db", read_only=True) as archive, reading_pool(2) as pool:
        again = {"is_full": True, "craft": Craft(), "executor": pool}
        checked = reread_texts(archive, **again, progress=lambda *at: seen.append(at))
        assert checked == (43, 43, ()) and seen[-1] == (84, 84)
    alter(tmp_path, *changed)
    with open_archive(tmp_path / "t.db", read_only=True) as archive, reading_pool(2) as pool:
        _, _, faults = reread_texts(archive, is_full=True, craft=Craft(), executor=pool)
        assert faults == reread_texts(archive, is_full=True, craft=Craft())[2]
    assert faults[0] == f"the text of look 11 of {POLICY} is not what its bytes say"
    assert [one.partition(" change set ")[0] for one in faults[1:]] == ["the changes of"] * (len(faults) - 1)


def test_one_altered_byte_of_a_body_is_found_and_named(verify: Call) -> None:
    connection = sqlite3.connect(verify.folder / "t.db")
    name = hash_body(EDITIONS[2].encode())
    (data,) = connection.execute("SELECT data FROM body WHERE hash = ?", [name]).fetchone()
    with connection:
        altered = data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]
        connection.execute("UPDATE body SET data = ? WHERE hash = ?", [altered, name])
    connection.close()
    verify("verify", status=1)
    assert verify.err.startswith(f"tracker: the bytes of look 3 of {POLICY} are not those that came")


def test_one_altered_byte_of_a_token_is_found_and_named(verify: Call) -> None:
    connection = sqlite3.connect(verify.folder / "t.db")
    (token,) = connection.execute("SELECT token FROM stamp WHERE seq = 3").fetchone()
    altered = token[:-5] + bytes([token[-5] ^ 1]) + token[-4:]
    with connection:
        connection.execute("UPDATE stamp SET token = ? WHERE seq = 3", [altered])
    connection.close()
    verify("verify", status=1)
    assert "over look 3: the token is not the one that came" in verify.err


def test_a_record_that_was_rewritten_whole_is_found_by_time_stamps_and_by_a_witness(
    verify: Call, tmp_path: Path
) -> None:
    seen = verify("head")
    (tmp_path / "heads.txt").write_text(seen)
    verify("verify", "--witness", "heads.txt")
    with TestAuthority() as other:
        rewritten = tmp_path / "rewritten"
        rewritten.mkdir()
        make_record(rewritten / "t.db", configure(rewritten, other), stamped=())
    shutil.move(rewritten / "t.db", tmp_path / "t.db")
    for beside in tmp_path.glob("t.db-*"):
        beside.unlink()
    verify("verify")
    verify("verify", "--witness", "heads.txt", status=1)
    assert "look 8 has another hash than the witness saw" in verify.err


def test_heads_of_a_witness_that_are_none_are_told(verify: Call) -> None:
    (verify.folder / "heads.txt").write_text("8 abc\n")
    verify("verify", "--witness", "heads.txt", status=2)
    assert "heads.txt, line 1: no head" in verify.err


def test_looks_recorded_before_there_were_time_stamps_keep_their_hashes(tmp_path: Path) -> None:
    """Literal: a change of what a hash covers would break every chain there is."""
    config = configure(tmp_path)
    make_record(tmp_path / "t.db", config, stamped=())
    with open_archive(tmp_path / "t.db") as archive:
        assert archive.observations.head() == (8, "06e4e9f766803a2f090bb841aa85af815e3206cd16a0c0599d7db70b30108866")
