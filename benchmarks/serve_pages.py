"""How fast live pages come: many policies, readers at once, a writer beside them.

    python benchmarks/serve_pages.py [--policies 2000] [--versions 30] [--readers 4] [--requests 1500] [--workers 1]
        [--keep FILE]

The record is made by `large_record.py`, and a configuration names all its policies. The server is as `tracker serve`
starts it; readers are threads of this process; the writer records a look of one policy after another the whole time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
from large_record import MATTERS, write_record

from tracker.archive import open_archive
from tracker.model import Outcome


def write_meanwhile(path: Path, stop: threading.Event, counts: list[float]) -> None:
    """Looks that changed nothing, one after another; how long each took."""
    with open_archive(path) as archive:
        policies = archive.policies.ids()
        while not stop.is_set():
            started = time.perf_counter()
            now = datetime.now(UTC)
            archive.observations.record(
                random.choice(policies), observed_at=now, outcome=Outcome.ERROR, recorded_at=now, error="answered 503"
            )
            counts.append(time.perf_counter() - started)
            time.sleep(0.02)


def list_paths(path: Path, requests: int) -> list[tuple[str, str]]:
    """(kind of page, path), as readers come: mostly for what is new to them."""
    chosen = random.Random(7)
    with open_archive(path, read_only=True) as archive:
        policies = archive.policies.ids()
        paths = []
        for _ in range(requests):
            policy = chosen.choice(policies)
            kind = chosen.choice(("change", "clause", "policy", "home", "search"))
            if kind == "change":
                paths.append((kind, f"/{policy}/changes/{chosen.choice(list(archive.change_sets.index(policy)))}/"))
            elif kind == "clause":
                paths.append((kind, f"/{policy}/clauses/{chosen.choice(archive.clauses.of(policy))}/"))
            else:
                words = "+".join(chosen.choice(MATTERS).split())
                paths.append((kind, {"policy": f"/{policy}/", "home": "/", "search": f"/search/?q={words}"}[kind]))
    return paths


def write_config(config: Path, path: Path) -> None:
    """A configuration that watches every policy of the record."""
    with open_archive(path, read_only=True) as archive:
        tables = [
            f'[[policy]]\nid = "{policy}"\nfetch = "https://{number}.example/terms"\ntags = ["group-{number % 20}"]\n'
            for number, policy in enumerate(archive.policies.ids())
        ]
    config.write_text("\n".join(tables), "utf-8")


def measure(path: Path, config: Path, readers: int, requests: int, workers: int) -> dict[str, list[float]]:
    """The seconds of each request by kind of page."""
    command = [sys.executable, "-m", "tracker", "serve", "--port", "0", "--workers", str(workers)]
    command += ["--config", str(config), "--database", str(path)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
    taken: dict[str, list[float]] = {}

    def ask(asked: tuple[str, str]) -> None:
        started = time.perf_counter()
        answer = client.get(address.rstrip("/") + asked[1])
        taken.setdefault(asked[0], []).append(time.perf_counter() - started)
        assert answer.status_code == 200, (asked, answer.status_code)

    try:
        with httpx.Client(timeout=60) as client, ThreadPoolExecutor(readers) as pool:
            for _, where in list_paths(path, 60):
                client.get(address.rstrip("/") + where)  # templates are compiled once
            list(pool.map(ask, list_paths(path, requests)))
    finally:
        server.terminate()
        server.wait()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policies", type=int, default=2000)
    parser.add_argument("--versions", type=int, default=30)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--requests", type=int, default=1500)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where the record is made, or lies already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "t.db"
        if not path.exists():
            write_record(path, given.policies, given.versions)
        config = Path(folder) / "config.toml"
        write_config(config, path)
        print(f"{given.policies} policies of {given.versions} versions, {path.stat().st_size / 1e6:.0f} MB")
        stop, writes = threading.Event(), list[float]()
        writer = threading.Thread(target=write_meanwhile, args=(path, stop, writes))
        writer.start()
        taken = measure(path, config, given.readers, given.requests, given.workers)
        stop.set()
        writer.join()
    for kind, seconds in sorted(taken.items()):
        cuts = statistics.quantiles(seconds, n=20)
        print(f"{kind}: {len(seconds)} requests, p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")
    print(f"writes meanwhile: {len(writes)}, longest {max(writes) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
