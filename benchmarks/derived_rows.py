"""What facts, topics and shared sentences cost beside the rest of a rebuild, in CPU time of one process.

    python benchmarks/derived_rows.py REPOSITORY 'Service/Terms.md' [...]

The repository is one in Open Terms Archive layout. The documents are imported into one database in a temporary folder,
then each is rebuilt as `tracker rebuild` does it without workers; what is spent in the functions that find and write
those rows is counted apart. A look at a page that stayed as it was must call none of them.
"""

from __future__ import annotations

import argparse
import functools
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from tracker.across import comparing
from tracker.across.facts import read_clause
from tracker.archive import Archive, open_archive
from tracker.archive.sentences import Sentences
from tracker.capture.importers.git import read_captures
from tracker.capture.importers.ota import list_documents
from tracker.model import Capture, Source
from tracker.track import ruling, settling, texts, unread
from tracker.track.derive import derive_policy, rebuild_policy
from tracker.track.recording import record_captures

COUNTED = (
    *((comparing, "read_facts"), (unread, "find_said"), (settling, "write_rulings")),
    *((texts, "mark_changes"), (Sentences, "keep"), (Sentences, "adopt")),
)
"""Where the functions are looked up that find and write what is asked across policies."""


class Meter:
    """Seconds of CPU time spent in each counted function."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def count(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[name] += time.process_time() - started

        return timed


def measure(meter: Meter, work: Callable[[], object]) -> float:
    """Seconds of CPU time of some work, what the meter counts in it apart."""
    started = time.process_time()
    patches = [mock.patch.object(where, name, meter.count(name, getattr(where, name))) for where, name in COUNTED]
    for patch in patches:
        patch.start()
    try:
        work()
    finally:
        for patch in patches:
            patch.stop()
    return time.process_time() - started


def look_again(archive: Archive, policy: str, last: Capture, now: datetime) -> Callable[[], object]:
    """A look at what stood last, as a check records it."""
    source = Source("http", "https://example.org/terms")
    seen = Capture(source, now, last.body, media_type=last.media_type, charset=last.charset, status=200)
    record_captures(archive, policy, [seen], now=now)
    return lambda: derive_policy(archive, policy, now=now)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("repository", type=Path)
    ask.add_argument("paths", nargs="+")
    asked = ask.parse_args()
    now, last = datetime.now(UTC), dict[str, Capture]()
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder) / "t.db") as archive:
        for path in asked.paths:
            (document,) = list_documents(asked.repository, path)
            captures = list(read_captures(document, frozenset()))
            last[document.policy] = captures[-1]
            record_captures(archive, document.policy, captures, now=now)
            derive_policy(archive, document.policy, now=now)
        rebuilding, looking = Meter(), Meter()
        policies = archive.policies.ids()
        for kept in (read_clause, ruling._find_topics):
            kept.cache_clear()
        whole = sum(measure(rebuilding, lambda one=one: rebuild_policy(archive, one, now=now)) for one in policies)
        for place, policy in enumerate(policies):  # the first look settles that our own reading goes on
            look_again(archive, policy, last[policy], now + timedelta(hours=place))()
        later = {policy: now + timedelta(days=1, hours=place) for place, policy in enumerate(policies)}
        again = [look_again(archive, policy, last[policy], later[policy]) for policy in policies]
        unchanged = sum(measure(looking, work) for work in again)
    part = sum(rebuilding.seconds.values())
    print(f"rebuild {whole:.2f} s, of it derived rows {part:.2f} s ({part / whole:.0%})")
    for name, seconds in rebuilding.seconds.most_common():
        print(f"  {name:16} {seconds:6.2f} s")
    spent = sum(looking.seconds.values())
    print(f"unchanged looks {unchanged:.3f} s, of it derived rows {spent:.3f} s in {len(looking.seconds)} functions")


if __name__ == "__main__":
    main()
