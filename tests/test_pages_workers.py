"""Several processes that serve one record: one that dies is replaced, all go together, and guesses are counted once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from records import write_record

from tracker.pages.accounts import TRIES, SharedTries

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are read from /proc")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    write_record(tmp_path / "t.db")
    command = [sys.executable, "-m", "tracker", "serve", "--port", "0", "--workers", "2", "--database", "t.db"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, next(word for word in process.stdout.readline().split() if word.startswith("http"))
    process.kill()
    process.communicate()


def list_children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def wait_until(check: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not check():
        assert time.monotonic() < until
        time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


def test_a_worker_that_dies_is_replaced_and_a_signal_ends_all(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    wait_until(lambda: answers(address))
    first = list_children(process.pid)
    assert len(first) == 2
    os.kill(min(first), signal.SIGKILL)
    wait_until(lambda: len(list_children(process.pid) - first) == 1)
    assert answers(address)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0 and "another takes its place" in said
    assert not answers(address)


def test_workers_end_when_who_started_them_is_no_more(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    wait_until(lambda: answers(address))
    process.kill()
    wait_until(lambda: not answers(address))


def test_tries_are_counted_over_all_processes() -> None:
    tries = SharedTries()
    for at in range(TRIES):
        if (pid := os.fork()) == 0:
            tries.note(("name dana",), float(at))
            os._exit(0)
        os.waitpid(pid, 0)
    assert tries.wait(("name dana",), 5.0) > 0 and tries.wait(("name ann",), 5.0) == 0


def test_no_more_tries_are_kept_than_there_is_room_for() -> None:
    tries = SharedTries(room=2000)
    for number in range(200):
        tries.note((f"name {number}",), 1.0)
    for _ in range(TRIES):
        tries.note(("name dana",), 1.0)
    assert tries.wait(("name dana",), 2.0) > 0
