"""A large record -> what its daily work costs: planning looks, home page, status, search, matching of subscriptions.

    python benchmarks/scale_record.py FILE [--subscriptions 100]

FILE is a record of `large_record.py`; a configuration that watches all its policies is made up. Each row is the median
of three runs, processor milliseconds, in a fresh opening of the record: nothing is remembered from the run before.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tracker.archive import Archive, open_archive
from tracker.ask.record import OpenRecord
from tracker.ask.search import SearchBounds, ask_search
from tracker.ask.status import ask_status
from tracker.config import Config, load_config
from tracker.model import WatchedPolicy
from tracker.pages.addresses import Address
from tracker.pages.news import make_home
from tracker.schedule.due import due_policies, next_looks, read_rhythms
from tracker.track.telling import plan_alerts

CHANNEL = '[channel.desk]\nkind = "command"\ncommand = ["true"]\n'
DAY = timedelta(days=1)


def write_config(path: Path, policies: tuple[str, ...], subscriptions: int) -> Path:
    """All policies, and readers of whom each hears of one service in a hundred, or of one topic."""
    tables = [
        f'[[policy]]\nid = "{one}"\nfetch = "https://{one.partition("/")[0]}.example/terms"\n' for one in policies
    ]
    for number in range(subscriptions):
        asked = f'policies = ["*{number}-s*/terms"]' if number % 2 else 'topics = ["arbitration"]'
        tables.append(
            f'[[subscription]]\nname = "reader {number}"\nchannels = ["desk"]\n{asked}\nwhen = "daily 8:00"\n'
        )
    path.write_text("".join([CHANNEL, *tables]), "utf-8")
    return path


def measure(name: str, do: Callable[[], object], *, per: int = 1) -> None:
    runs = []
    for _ in range(3):
        begun = time.process_time()
        do()
        runs.append(1000 * (time.process_time() - begun) / per)
    print(f"{name}: {statistics.median(runs):,.1f} ms", flush=True)


def measure_record(path: Path, config: Config, now: datetime) -> None:
    rhythms = read_rhythms(config)
    watched = {one.id: WatchedPolicy(one.id, one.name, one.addresses) for one in config.policies}

    def opened(ask: Callable[[Archive], object]) -> Callable[[], object]:
        def run() -> object:
            with open_archive(path, read_only=True) as archive:
                return ask(archive)

        return run

    measure("read_rhythms", lambda: read_rhythms(config))
    measure(
        "check --due, all due: the plan",
        opened(lambda archive: due_policies(now + DAY, rhythms, archive.timetable.look_states(now + DAY))),
    )
    measure("look_states alone", opened(lambda archive: archive.timetable.look_states(now)))
    measure("next_looks alone, nothing known", lambda: next_looks(now, rhythms, {}))
    measure("announced dates (once a round)", opened(lambda archive: archive.timetable.announced_dates()))
    measure("status", opened(lambda archive: ask_status(archive, now=now, dead_after=4, next_looks={})))
    measure("home page", opened(lambda archive: make_home(OpenRecord(archive, now, watched), Address("home"))))
    for words in ("arbitration", '"binding arbitration"', "ireland gift"):
        ask = partial(ask_search, query=words, sides=("now",), bounds=SearchBounds(), limit=101)
        measure(f"search {words}, first 100", opened(ask))
    policy = config.policies[len(config.policies) // 2].id
    measure("siblings of one policy", opened(lambda archive: archive.sites.siblings(policy)))
    with open_archive(path, read_only=True) as archive:
        chosen = [one for name in list(archive.policies.ids())[:40] for one in list(archive.change_sets.of(name))[-1:]]
        named = f"matching {len(config.subscriptions)} subscriptions, a change set"
        measure(
            named, lambda: [list(plan_alerts(archive, one, config=config, now=now)) for one in chosen], per=len(chosen)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--subscriptions", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with open_archive(asked.file, read_only=True) as archive:
            policies = archive.policies.ids()
            latest = archive.observations.last(policies[0])
        print(f"{len(policies)} policies, {asked.file.stat().st_size / 1e6:,.0f} MB")
        path = write_config(Path(folder) / "config.toml", policies, asked.subscriptions)
        measure("config.toml", lambda: load_config(path))
        now = latest.observed_at if latest else datetime.now(UTC)
        measure_record(asked.file, load_config(path), now)


if __name__ == "__main__":
    main()
