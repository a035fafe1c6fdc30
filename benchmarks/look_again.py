"""One more look at a page that stayed as it was -> what it costs, by how many looks there were before.

    python benchmarks/look_again.py [--looks 13 1000 8000] [--times 40]

Everything between two pages of a check but the network: what to ask for, the look as a fact, what it means, whether its
health is worth a word. CPU time, the median; a growing database is no reason for a look to cost more.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from large_record import write_texts

from tracker.archive import Archive, open_archive
from tracker.config import Config, PolicySettings, load_config
from tracker.model import Capture, Outcome, PastLook, Source
from tracker.track.checking import make_request
from tracker.track.derive import derive_policy
from tracker.track.recording import record_looks
from tracker.track.telling import tell_health

POLICY = "harbour/terms"
START = datetime(2015, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(hours=12)
EDITED_EVERY = 700
"""Looks between two texts: a year, at two looks a day."""


def write_looks(count: int) -> Iterator[PastLook]:
    """So many looks, of which every other was answered with "not modified" and the rest with the same bytes."""
    texts = [text.encode() for text in write_texts(1, count // EDITED_EVERY + 1)]
    for number in range(count):
        at = START + number * BETWEEN
        if number % EDITED_EVERY and number % 2:
            yield PastLook(at, (), is_unmodified=True)
        else:
            yield PastLook(at, (make_capture(texts[number // EDITED_EVERY], at),))


def make_capture(body: bytes, at: datetime) -> Capture:
    return Capture(Source("http", "https://harbour.example/terms"), at, body, "text/markdown", "utf-8", status=200)


def take_look(archive: Archive, config: Config, policy: PolicySettings, at: datetime, body: bytes | None) -> float:
    """CPU milliseconds of one look: with the body again, or without one (304)."""
    began = time.process_time()
    make_request(archive, config, policy, now=at)
    with archive.write():
        captures = [archive.snapshots.latest_id(POLICY, 0) if body is None else make_capture(body, at)]
        outcome = Outcome.NOT_MODIFIED if body is None else Outcome.FETCHED
        seen = archive.observations.record(POLICY, observed_at=at, outcome=outcome, recorded_at=at, captures=captures)
        archive.asking.note(seen.seq, accept_language=config.fetch.accept_language)
    derived = derive_policy(archive, POLICY, now=at)
    tell_health(archive, POLICY, config=config, now=at)
    assert derived.outcome in ("unchanged", "not-modified"), derived
    return (time.process_time() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--looks", type=int, nargs="+", default=[13, 1000, 8000])
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    for looks in given.looks:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tracker.toml"
            path.write_text(f'[[policy]]\nid = "{POLICY}"\nfetch = "https://harbour.example/terms"\n', "utf-8")
            config = load_config(path)
            with open_archive(Path(folder) / "record.db") as archive:
                past = list(write_looks(looks))
                record_looks(archive, POLICY, past, now=START)
                at = past[-1].observed_at
                derive_policy(archive, POLICY, now=at)
                body = next(look.captures[0].body for look in reversed(past) if look.captures)
                for what, sent in (("not modified", None), ("same bytes", body)):
                    taken = []
                    for _ in range(given.times):
                        at += BETWEEN
                        taken.append(take_look(archive, config, config.policies[0], at, sent))
                    print(f"{looks:6} looks before, {what:12}  {statistics.median(taken):7.2f} ms")


if __name__ == "__main__":
    main()
