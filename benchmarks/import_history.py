"""How long a recorded history takes to import, again and with nothing new, and how small it is kept beside git.

    python benchmarks/import_history.py REPOSITORY 'Service/Terms.md' [...]

The repository is one in Open Terms Archive layout. Each document goes into a database of its own in a temporary
folder, as `tracker import ota` does it: facts first, then reading and comparing on all cores. Seconds are wall time; a
write is one observation with its body compressed, restored and compared. The pack is what `git gc --aggressive` makes
of the same versions of the document alone.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tracker.archive import open_archive
from tracker.capture.importers.git import GitDocument, read_captures
from tracker.capture.importers.ota import list_documents
from tracker.track.derive import Handling, derive_policy
from tracker.track.pool import reading_pool
from tracker.track.recording import record_captures


def import_document(file: Path, document: GitDocument) -> tuple[int, float, float]:
    """Observations that were new, and the seconds of recording and of deriving."""
    now = datetime.now(UTC)
    with open_archive(file) as archive:
        begun = time.perf_counter()
        known = archive.snapshots.known_keys(document.policy)
        added = record_captures(archive, document.policy, read_captures(document, known), now=now)
        recorded = time.perf_counter()
        with reading_pool() as pool:
            derive_policy(archive, document.policy, now=now, handling=Handling(executor=pool))
        return added, recorded - begun, time.perf_counter() - recorded


def weigh_bodies(file: Path) -> tuple[float, float]:
    """Megabytes of distinct bodies as received and as kept."""
    connection = sqlite3.connect(file)
    try:
        raw, kept = connection.execute("SELECT sum(size), sum(length(data)) FROM body").fetchone()
    finally:
        connection.close()
    return raw / 1e6, kept / 1e6


def weigh_pack(bodies: Iterable[bytes]) -> int:
    """The bytes of a git pack that holds these versions of one file, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-C", folder]
        subprocess.run([*git, "init", "-q", "--bare"], check=True)
        with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
            assert importing.stdin is not None
            for number, body in enumerate(bodies):
                head = f"commit refs/heads/main\ncommitter a <a@example.org> {number} +0000\ndata 0\n"
                importing.stdin.write(f"{head}M 100644 inline page\ndata {len(body)}\n".encode() + body + b"\n")
        subprocess.run([*git, "gc", "-q", "--aggressive", "--prune=now"], check=True)
        return sum(pack.stat().st_size for pack in Path(folder, "objects", "pack").glob("*.pack"))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("repository", type=Path)
    ask.add_argument("paths", nargs="+")
    asked = ask.parse_args()
    for path in asked.paths:
        (document,) = list_documents(asked.repository, path)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "history.db"
            added, recording, deriving = import_document(file, document)
            again = sum(import_document(file, document)[1:])
            raw, kept = weigh_bodies(file)
            size = file.stat().st_size
        pack = weigh_pack(capture.body for capture in read_captures(document, frozenset()))
        print(f"{path}: {added} looks, recorded in {recording:.1f} s, derived in {deriving:.1f} s, again {again:.1f} s")
        write = 1000 * recording / max(1, added)
        print(f"  {raw:.1f} MB kept in {kept:.2f} MB: {raw / kept:.1f}x; {write:.1f} ms a write")
        print(f"  the file {size / 1e6:.2f} MB, a git pack {pack / 1e6:.3f} MB: {size / pack:.1f}x")


if __name__ == "__main__":
    main()
