"""How often the same text is read the same: consecutive looks between which, by hand-read truth, nothing changed.

    python benchmarks/read_twice.py SNAPSHOTS.git TRUTH.jsonl [--every 1]

SNAPSHOTS.git holds recorded pages in Open Terms Archive layout. A line of the truth names a document (`path`), its
`events` (`from` and `to`) and its `bad` looks (`date`); pairs across an event and error pages are left out. Pairs
whose canonical text differs are named; nothing of their text is printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from tracker.capture.importers.git import read_captures
from tracker.capture.importers.ota import list_documents
from tracker.errors import ReadingError
from tracker.model import Capture
from tracker.read.document import read_document
from tracker.text.identity import hash_reading


def list_quiet_pairs(repository: Path, truth: dict) -> Iterator[tuple[Capture, Capture]]:
    (document,) = list_documents(repository, truth["path"])
    events = [(datetime.fromisoformat(e["from"]), datetime.fromisoformat(e["to"])) for e in truth["events"]]
    bad = {datetime.fromisoformat(look["date"]) for look in truth["bad"]}
    for old, new in pairwise(read_captures(document)):
        is_event = any(until > old.captured_at and since < new.captured_at for since, until in events)
        if not is_event and not bad & {old.captured_at, new.captured_at}:
            yield old, new


@lru_cache(maxsize=2)
def hash_page(body: bytes, media_type: str | None, charset: str | None) -> str:
    """The hash of a page's canonical text, or what is wrong with it."""
    try:
        return hash_reading(read_document(body, media_type=media_type, charset=charset))
    except ReadingError as error:
        return str(error)


def read_alike(old: Capture, new: Capture) -> bool:
    before, after = (hash_page(one.body, one.media_type, one.charset) for one in (old, new))
    return before == after


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("repository", type=Path)
    ask.add_argument("truth", type=Path)
    ask.add_argument("--every", type=int, default=1, help="take only every n-th pair of a document")
    asked = ask.parse_args()
    count = alike = 0
    for line in asked.truth.read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if truth["bundle"] != "snapshots":
            continue
        for old, new in list(list_quiet_pairs(asked.repository, truth))[:: asked.every]:
            count += 1
            if read_alike(old, new):
                alike += 1
            else:
                print(
                    f"differs: {truth['path']}, {old.captured_at:%Y-%m-%dT%H:%M} and {new.captured_at:%Y-%m-%dT%H:%M}"
                )
    print(f"{alike} of {count} pairs read the same: {alike / max(1, count):.4f}")


if __name__ == "__main__":
    main()
