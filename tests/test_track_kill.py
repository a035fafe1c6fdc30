"""Killed at any moment, the record is as it was believed before, and the next run comes to what it would have."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

import pytest
from parcels import FIRST, INSURED, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.model import Source
from tracker.track.derive import derive_policy, rebuild_policy
from tracker.track.recording import record_captures

pytestmark = pytest.mark.slow

POLICY = "parcels/terms"
RECORDED = Source("ota-versions", "https://git.example/versions.git#Harbour Parcels/Terms.md")
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tracker.track"])


def make_history() -> list[str]:
    amounts = range(80, 106)
    return [(FIRST, TRAINED, INSURED)[amount // 9 % 3].replace("80 euros", f"{amount} euros") for amount in amounts]


def work(path: Path) -> None:
    """Import a history, derive it, and derive it again: all that writes many rows."""
    captures = [
        capture(text, 2 * number, key=f"c{number}", source=RECORDED) for number, text in enumerate(make_history())
    ]
    with open_archive(path) as archive:
        record_captures(archive, POLICY, captures, now=START)
        derive_policy(archive, POLICY, now=START)
        rebuild_policy(archive, POLICY, now=START)


def story(archive: Archive) -> list[object]:
    versions = [(one.ordinal, one.text_hash, one.reading) for one in archive.versions.of(POLICY)]
    return [*versions, *((one.id, one.judgement, one.comparison.changes) for one in archive.change_sets.of(POLICY))]


def kill_after(seconds: float, path: Path) -> bool:
    """Start the work in a process and kill it without warning; whether it was still at work."""
    process = FORK.Process(target=work, args=(path,))
    process.start()
    process.join(seconds)
    was_alive = process.is_alive()
    process.kill()
    process.join()
    return was_alive


def test_a_run_that_is_killed_again_and_again_comes_to_the_same(tmp_path: Path) -> None:
    began = time.perf_counter()
    work(tmp_path / "whole.db")
    lasted = time.perf_counter() - began
    path, chance, killed = tmp_path / "killed.db", random.Random(5), 0
    for _ in range(8):
        killed += kill_after(0.05 + chance.random() * lasted, path)
        if path.exists():
            with open_archive(path) as archive:
                assert archive.find_damage() == ()
                check_is_whole(archive)
    assert killed >= 2
    work(path)
    with open_archive(path) as archive, open_archive(tmp_path / "whole.db") as whole:
        assert story(archive) == story(whole)
        assert len(archive.observations.of(POLICY)) == len(make_history())
        assert archive._store.row("SELECT count(*) AS n FROM derivation")["n"] == 1


def test_two_runs_at_once_come_to_the_same(tmp_path: Path) -> None:
    work(tmp_path / "whole.db")
    path = tmp_path / "shared.db"
    processes = [FORK.Process(target=work, args=(path,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    with open_archive(path) as archive, open_archive(tmp_path / "whole.db") as whole:
        assert len(archive.observations.of(POLICY)) == len(make_history())
        assert story(archive) == story(whole)
        assert archive.find_damage() == ()


def check_is_whole(archive: Archive) -> None:
    """What is current is all of a belief or none of it: every step has its texts, one text stands."""
    derivation = archive.derivations.current(POLICY) if archive.policies.has(POLICY) else None
    if derivation is None:
        return
    assert archive.versions.latest(POLICY).ordinal >= 1
    for change_set in archive.change_sets.of(POLICY):
        assert change_set.comparison.changes
        assert all(section.clause for change in change_set.comparison.changes for section in change.old + change.new)


@pytest.fixture(autouse=True)
def _forkserver_is_up() -> None:
    """The first process pays for the imports; the kills are to hit the work."""
    process = FORK.Process(target=time.sleep, args=(0,))
    process.start()
    process.join()
