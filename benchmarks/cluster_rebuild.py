"""What a rebuild costs on a cluster: reading and comparing, travelling, the scheduler, and the one who writes.

    python benchmarks/cluster_rebuild.py FILE [--policies 120] [--workers 2] [--here]

FILE is a record, of `large_record.py` or your own; a copy of it is rebuilt. First each step of the way is measured by
itself in this process, then a scheduler and workers are started on loopback, with mutual TLS, and the policies are
rebuilt by them. All seconds are processor time, of each process by itself, but for "passed". Needs the extra `cluster`
and openssl. `--here` rebuilds with processes of this machine as well.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import psutil

from tracker.archive import Archive, open_archive
from tracker.track.ahead import load_unread, work_ahead
from tracker.track.cluster import ClusterSettings, cluster_pool
from tracker.track.derive import Handling, rebuild_policy
from tracker.track.jobs import Craft, make_answers
from tracker.track.parcels import pack, unpack
from tracker.track.pool import WorkPool, reading_pool

NOW = datetime(2026, 11, 26, tzinfo=UTC)
CERTIFICATES = Path(__file__).parents[1] / "examples" / "certificates.sh"
AT_ONCE = 4
"""Policies to a parcel where the way is measured by itself."""

Result = TypeVar("Result")


class Stopwatch:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, step: str, do: Callable[[], Result]) -> Result:
        begun = time.process_time()
        result = do()
        self.seconds[step] = self.seconds.get(step, 0.0) + time.process_time() - begun
        return result


def measure_way(archive: Archive, policies: Sequence[str]) -> None:
    """Load, pack, unpack, read and compare, pack, unpack: each by itself, and what travels."""
    watch, out, back, documents = Stopwatch(), 0, 0, 0
    for place in range(0, len(policies), AT_ONCE):
        names = policies[place : place + AT_ONCE]
        load = partial(load_unread, archive, handling=Handling(), now=NOW, again=True)
        jobs = watch.time("load", lambda: list(map(load, names)))  # noqa: B023
        parts = [one.job for one in jobs if one]
        documents += sum(len(part.documents) for part in parts)
        sent = watch.time("pack", lambda: pack(parts))  # noqa: B023
        taken = watch.time("unpack", lambda: unpack(sent))  # noqa: B023
        answers = watch.time("work", lambda: make_answers(taken, craft=Craft()))  # noqa: B023
        given = watch.time("pack", lambda: pack(answers))  # noqa: B023
        watch.time("unpack", lambda: unpack(given))  # noqa: B023
        out, back = out + len(sent), back + len(given)
    each = {step: 1000 * seconds / len(policies) for step, seconds in watch.seconds.items()}
    travel = each["pack"] + each["unpack"]
    print(f"{len(policies)} policies, {documents} documents; processor time a policy:")
    print("  " + ", ".join(f"{step} {ms:.1f} ms" for step, ms in each.items()))
    print(f"  packing and unpacking: {travel / (travel + each['work']):.1%} of work and way")
    print(f"  {out / len(policies) / 1000:.1f} kB out, {back / len(policies) / 1000:.1f} kB back a policy")


def rebuild(path: Path, policies: Sequence[str], pool: WorkPool | None) -> tuple[float, float]:
    """Seconds of this process, and seconds that passed."""
    begun, passed = time.process_time(), time.perf_counter()
    with open_archive(path) as archive:
        handling = Handling(executor=pool)
        turns = [(policy, handling) for policy in policies]
        if pool is not None:
            turns = work_ahead(archive, policies, lambda _: handling, executor=pool, now=NOW, again=True)
        for policy, one in turns:
            rebuild_policy(archive, policy, now=NOW, handling=one)
    return time.process_time() - begun, time.perf_counter() - passed


@contextmanager
def running_cluster(folder: Path, workers: int) -> Iterator[tuple[ClusterSettings, list[psutil.Process]]]:
    """A scheduler and workers on loopback; their processes, the scheduler's first."""
    subprocess.run(["sh", str(CERTIFICATES), str(folder)], check=True)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        address = f"tls://127.0.0.1:{one.getsockname()[1]}"
    shown = [[f"--tls-{key}", str(folder / name)] for key, name in (("ca-file", "authority.pem"),)]
    roles = [("scheduler", ["--host", address]), *[("worker", [address, "--nthreads", "1", "--no-nanny"])] * workers]
    processes = []
    for role, words in roles:
        mine = ["--tls-cert", str(folder / f"{role}.pem"), "--tls-key", str(folder / f"{role}.key"), *shown[0]]
        command = [sys.executable, "-m", "dask", role, *words, *mine, "--no-dashboard"]
        with (folder / "log").open("ab") as log:
            processes.append(psutil.Popen(command, cwd=folder, stdout=log, stderr=log))
    try:
        files = [folder / name for name in ("authority.pem", "tracker.pem", "tracker.key")]
        yield ClusterSettings(address, workers, *files), processes
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait(10)


def measure_cluster(path: Path, policies: Sequence[str], workers: int, folder: Path) -> None:
    with running_cluster(folder, workers) as (settings, processes), cluster_pool(settings) as pool:
        pool.submit(len, "connected").result(60)
        before = [sum(process.cpu_times()[:2]) for process in processes]
        writer, passed = rebuild(path, policies, pool)
        spent = [sum(process.cpu_times()[:2]) - was for process, was in zip(processes, before, strict=True)]
    show(f"{workers} workers of a cluster", writer, passed, len(policies), workers=sum(spent[1:]), scheduler=spent[0])


def show(who: str, writer: float, passed: float, count: int, **others: float) -> None:
    each = {"writer": writer, **others}
    words = ", ".join(f"{name} {1000 * seconds / count:.1f} ms" for name, seconds in each.items())
    print(f"{who}: {passed:.1f} s passed; processor time a policy: {words}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--policies", type=int, default=120)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--here", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path, folder = Path(name) / "record.db", Path(name) / "cluster"
        shutil.copy(asked.file, path)
        with open_archive(path) as archive:
            policies = archive.policies.ids()[: asked.policies]
            measure_way(archive, policies)
        measure_cluster(path, policies, asked.workers, folder)
        if asked.here:
            with reading_pool(asked.workers) as pool:
                show(f"{asked.workers} processes here", *rebuild(path, policies, pool), len(policies))
            show("one process", *rebuild(path, policies, None), len(policies))


if __name__ == "__main__":
    main()
