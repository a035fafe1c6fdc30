"""kill -9 of an import: its workers end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_import_ota import TERMS, Repository

pytestmark = pytest.mark.slow

COMMITS = 40
CLAUSES = [
    f"## {number}. Plot {number}\n\nPlot {number} is let for {number} coins a year.\n" for number in range(1, 900)
]


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def list_children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return met


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the processes are looked for in /proc")
def test_workers_end_with_the_import_that_is_killed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "versions")
    for number in range(COMMITS):
        text = "".join(CLAUSES).replace("7 coins", f"{number} coins")
        repository.commit(TERMS, text, f"2024-01-{number % 28 + 1:02d}T{number // 28:02d}:00:00Z")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    command = [sys.executable, "-m", "tracker", "import", "ota", "versions"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
    try:
        assert wait_for(lambda: any(map(is_worker, list_children(process.pid))))
        time.sleep(0.7)  # they are at work by now
        workers = list_children(process.pid)
        assert process.poll() is None and workers
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert wait_for(lambda: not any(map(is_running, workers)), 5), "workers outlived the import that started them"
