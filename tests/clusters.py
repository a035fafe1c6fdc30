"""A Dask cluster on loopback for tests: scheduler and workers as processes, mutual TLS, an authority of our own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from tracker.track.cluster import ClusterSettings

ROOT = Path(__file__).parents[1]
TESTS = Path(__file__).parent
DASK = (sys.executable, "-m", "dask")
QUIET = {
    "DASK_LOGGING__DISTRIBUTED": "error",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s",
}

needs_cluster = pytest.mark.skipif(
    find_spec("distributed") is None or shutil.which("openssl") is None,
    reason="the extra `cluster` (Dask distributed) or openssl is not installed",
)


def find_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Machines:
    """The processes of a cluster; `certificates` is the folder with what each side shows, `failures`
    how many workers may die under a task before it is given up."""

    folder: Path
    certificates: Path
    failures: int = 1
    port: int = field(default_factory=find_port)
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tls://127.0.0.1:{self.port}"

    def settings(self, workers: int = 1) -> ClusterSettings:
        files = [self.certificates / name for name in ("authority.pem", "tracker.pem", "tracker.key")]
        return ClusterSettings(self.address, workers, *files)

    def show(self, name: str) -> list[str]:
        """The words that let a process show its certificate."""
        files = {"ca-file": "authority.pem", "cert": f"{name}.pem", "key": f"{name}.key"}
        return [word for key, file in files.items() for word in (f"--tls-{key}", str(self.certificates / file))]

    def start_scheduler(self) -> None:
        words = ["scheduler", "--host", self.address, "--no-dashboard", *self.show("scheduler")]
        self.scheduler = self._start(words)
        end = time.monotonic() + 30
        while time.monotonic() < end and self.scheduler.poll() is None:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the scheduler did not start")

    def start_worker(self, *, memory: str = "0", package: Path = ROOT) -> subprocess.Popen[bytes]:
        """A worker whose `tracker` is that of a folder. With a limit of memory it is watched, and started anew."""
        watched = "--nanny" if memory != "0" else "--no-nanny"
        words = ["worker", self.address, "--nthreads", "1", "--memory-limit", memory, watched, "--no-dashboard"]
        words += ["--local-directory", str(self.folder), *self.show("worker")]
        self.workers.append(self._start(words, package=package))
        return self.workers[-1]

    def stop(self) -> None:
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            process.terminate()
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, words: list[str], *, package: Path = ROOT) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "DASK_"))}
        environment["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = str(self.failures)
        environment |= QUIET | {"PYTHONPATH": f"{package}{os.pathsep}{TESTS}"}
        with (self.folder / "cluster.log").open("ab") as log:
            return subprocess.Popen([*DASK, *words], cwd=self.folder, env=environment, stdout=log, stderr=log)


@contextmanager
def running_cluster(
    folder: Path, certificates: Path, workers: int = 2, memory: str = "0", failures: int = 1
) -> Iterator[Machines]:
    machines = Machines(folder, certificates, failures)
    try:
        machines.start_scheduler()
        for _ in range(workers):
            machines.start_worker(memory=memory)
        yield machines
    finally:
        machines.stop()


def make_certificates(folder: Path) -> Path:
    """As examples/certificates.sh makes them."""
    subprocess.run(["sh", str(ROOT / "examples" / "certificates.sh"), str(folder)], check=True)
    return folder
