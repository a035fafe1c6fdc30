"""How fast live pages come: many policies, readers at once, a writer beside them.

    python benchmarks/serve_pages.py [--policies 2000] [--versions 30] [--readers 4] [--requests 1500] [--keep FILE]

One policy is read and derived for real; its rows are copied, with ids of their own, for all others. The server is a
process of its own, as `tracker serve` starts it; readers are threads of this one; the writer records a look of one
policy after another the whole time.
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
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tracker.archive import Archive, open_archive
from tracker.model import Capture, Outcome, Source
from tracker.track import derive_policy, record_captures

FIRST = "first/terms"
START = datetime(2024, 1, 1, tzinfo=UTC)
RECORDED = Source("ota-versions", "https://git.example/versions.git#First/Terms.md")
STEP = 10_000_000
"""Added to the ids of a copy, times its number."""

COPIES = {
    "observation": "{n}*{s}+seq, '{p}', observed_at, recorded_at, outcome, error, prev_hash, hash",
    "snapshot": "{n}*{s}+id, '{p}', source, part, body, media_type, charset, status, final_url, headers, redirects,"
    " captured_at, external_key",
    "observation_part": "{n}*{s}+seq, part, {n}*{s}+snapshot",
    "clause": "'d{n:x}-' || id, '{p}', minted_at",
    "derivation": "{n}*{s}+id, '{p}', setting, ruleset, is_current, decided, generation",
    "version": "{n}*{s}+id, {n}*{s}+derivation, ordinal, text_hash, media_type, title, language, dates,"
    " first_seen_at, last_seen_at, is_latest, is_indexed",
    "section": "{n}*{s}+id, {n}*{s}+version, ordinal, parent, level, number, printed, path, heading, heading_links,"
    " passage, 'd{n:x}-' || clause",
    "seen": "{n}*{s}+derivation, {n}*{s}+seq, {n}*{s}+version, failure, screened, is_judged",
    "comparison": "{n}*{s}+id, {n}*{s}+derivation, {n}*{s}+old_version, {n}*{s}+new_version, verdict, event, summary,"
    " unchanged, links_changed, pairs",
    "change": "{n}*{s}+id, {n}*{s}+comparison, ordinal, kinds, significance, reasons, inserted, deleted, ops,"
    " heading_ops, moved_text, ripple_of, is_ripple",
    "change_section": "{n}*{s}+change, side, position, {n}*{s}+section",
    "change_set": "{n}*{s}+derivation, substr('{n:06x}', -6) || substr(id, 7), '{p}', {n}*{s}+comparison,"
    " {n}*{s}+old_seq, {n}*{s}+new_seq, previous_at, observed_at, confirmed_at, held_because, reason, reverts_to,"
    " advances",
    "section_search(rowid, heading, text)": "",
    "change_search(rowid, inserted, deleted)": "",
}


def write_text(version: int) -> str:
    """A document of forty clauses of about fifty words; each version changes one figure and, at times, adds one."""
    clauses = []
    for number in range(1, 41 + version // 6):
        days = 10 + number + (version if number == 1 + version % 40 else 0)
        clauses.append(
            f"## {number}. Matter {number}\n\nYou may ask us about matter {number} within {days} days. We answer in"
            f" writing, and we keep what you told us for as long as matter {number} is open and for two years after"
            " it was closed. Where the law of your country gives you more, it goes before what stands here.\n\n"
        )
    return f"# Terms of the first service\n\nThese terms govern all that we do for you here.\n\n{''.join(clauses)}"


def write_record(path: Path, policies: int, versions: int) -> None:
    with open_archive(path) as archive:
        archive.policies.ensure(FIRST, "First Terms", at=START)
        captures = [
            Capture(
                RECORDED, START + timedelta(days=7 * number), write_text(number).encode(), "text/markdown", "utf-8",
                external_key=f"c{number}",
            )
            for number in range(versions)
        ]  # fmt: skip
        record_captures(archive, FIRST, captures, now=START)
        derive_policy(archive, FIRST, now=START)
        copy_policies(archive, policies)


def copy_policies(archive: Archive, policies: int) -> None:
    """The rows of the first policy again and again, under other names and ids."""
    run = archive._store.run  # a benchmark may: no command makes two thousand histories in a minute
    run("PRAGMA foreign_keys = OFF")
    for number in range(1, policies):
        policy = f"service-{number}/terms"
        with archive.write():
            archive.policies.ensure(policy, f"Terms of service {number}", at=START)
            for table, columns in COPIES.items():
                if columns:
                    source = f"(SELECT * FROM {table} WHERE rowid < {STEP})" if table in ROWED else bounded(table)
                    run(f"INSERT INTO {table} SELECT {columns.format(n=number, s=STEP, p=policy)} FROM {source}")
            run(
                "INSERT INTO section_search (rowid, heading, text) SELECT section_text.* FROM section_text"
                f" JOIN section ON section.id = section_text.id AND section.id / {STEP} = {number}"
                " JOIN version ON version.id = section.version AND version.is_latest"
            )
            run(
                "INSERT INTO change_search (rowid, inserted, deleted) SELECT id, inserted, deleted FROM change"
                f" WHERE id / {STEP} = {number}"
            )


ROWED = ("observation", "snapshot", "derivation", "version", "section", "comparison", "change")
BOUNDS = {"observation_part": "seq", "seen": "seq", "change_section": "change", "change_set": "new_seq"}


def bounded(table: str) -> str:
    if table == "clause":
        return f"clause WHERE policy = '{FIRST}'"
    return f"{table} WHERE {BOUNDS[table]} < {STEP}"


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
                words = f"matter+{chosen.randrange(1, 40)}"
                paths.append((kind, {"policy": f"/{policy}/", "home": "/", "search": f"/search/?q={words}"}[kind]))
    return paths


def measure(path: Path, readers: int, requests: int) -> dict[str, list[float]]:
    """The seconds of each request by kind of page."""
    command = [sys.executable, "-m", "tracker", "serve", "--port", "0", "--database", str(path)]
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
            for asked in {kind: (kind, where) for kind, where in list_paths(path, 60)}.values():
                client.get(address.rstrip("/") + asked[1])  # templates are compiled once
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
    parser.add_argument("--keep", type=Path, help="where the record is made, or lies already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "t.db"
        if not path.exists():
            write_record(path, given.policies, given.versions)
        print(f"{given.policies} policies of {given.versions} versions, {path.stat().st_size / 1e6:.0f} MB")
        stop, writes = threading.Event(), list[float]()
        writer = threading.Thread(target=write_meanwhile, args=(path, stop, writes))
        writer.start()
        taken = measure(path, given.readers, given.requests)
        stop.set()
        writer.join()
    for kind, seconds in sorted(taken.items()):
        cuts = statistics.quantiles(seconds, n=20)
        print(f"{kind}: {len(seconds)} requests, p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")
    print(f"writes meanwhile: {len(writes)}, longest {max(writes) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
