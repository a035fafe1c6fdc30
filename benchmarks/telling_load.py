"""Load of telling: change sets x subscriptions matched, queued and delivered to receivers on loopback.

    python benchmarks/telling_load.py [CHANGE_SETS] [SUBSCRIPTIONS]

Prints the time and the resident memory after each tenth of the work: memory must stay flat.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from telling import Hook, Inbox, make_change, make_change_set, serve_hook, serve_mail

from tracker.archive import Archive, open_archive
from tracker.config import Config, parse_config
from tracker.model import ChangeSet
from tracker.publish.deliver import Deliverer
from tracker.track.sending import deliver_due, make_deliverer
from tracker.track.telling import tell_change_sets

SERVICES = 50
TOPICS = ("AI training", "arbitration", "liability cap", "price")
START = datetime(2026, 1, 1, tzinfo=UTC)


class Forgetful(list):  # type: ignore[type-arg]
    """Counts what comes and keeps none of it, so that the receivers' memory is not taken for ours."""

    count = 0

    def append(self, _item: object) -> None:
        self.count += 1


def write_config(port: int, hook: str, subscriptions: int) -> Config:
    lines = [
        f'[channel.desk]\nkind = "email"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"',
        'from = "watch@example.org"\nto = ["ana@example.org"]',
        f'[channel.hook]\nkind = "webhook"\nurl = "{hook}"',
    ]
    for number in range(subscriptions):
        wanted = (
            f'policies = ["s{number % SERVICES}/*"]',
            f'policies = ["s{number % SERVICES}/*", "s{(number + 1) % SERVICES}/*"]\nwords = ["sell", "share*"]',
            f'services = ["s{number % SERVICES}"]\ntopics = ["{TOPICS[number % 4].lower().replace(" ", "-")}"]',
            f'headings = ["clause {number % 40}"]',
        )[number % 4]
        channel = ("desk", "hook")[number % 2]
        lines.append(f'[[subscription]]\nname = "sub{number}"\nchannels = ["{channel}"]\n{wanted}')
    return parse_config("\n".join(lines), path=Path("config.toml"))


def make_load(count: int) -> Iterator[ChangeSet]:
    return (
        make_change_set(
            *(
                make_change(
                    f"We may show clip {n} to your friends. " * 20,
                    f"We may sell clip {n} to our partners. " * 20,
                    heading=f"Clause {(n + k) % 40}",
                    clause=f"c{n}-{k}",
                    reasons=(f"topic: {TOPICS[(n + k) % 4]}", "obligation: may -> must"),
                )
                for k in range(6)
            ),
            policy=f"s{n % SERVICES}/terms",
            seq=n + 1,
            at=START + timedelta(hours=n),
        )
        for n in range(count)
    )


def tell_memory() -> str:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return f"{int(line.split()[1]) / 1024:.0f} MB"
    return "unknown"


def queue_all(archive: Archive, config: Config, count: int) -> int:
    queued, started = 0, time.perf_counter()
    for n, change_set in enumerate(make_load(count), start=1):
        queued += tell_change_sets(archive, [change_set], config=config, now=datetime.now(UTC))
        if n % max(1, count // 10) == 0:
            print(f"matched {n} change sets, queued {queued}: {time.perf_counter() - started:.1f} s, {tell_memory()}")
    return queued


def deliver_all(archive: Archive, deliverer: Deliverer, queued: int) -> None:
    started, sent = time.perf_counter(), 0
    tally = deliver_due(archive, deliverer)
    sent += tally.sent
    spent = time.perf_counter() - started
    print(f"delivered {sent} of {queued}: {spent:.1f} s, {sent / spent:.0f} a second, {tell_memory()}")


def main(change_sets: int = 1000, subscriptions: int = 200) -> None:
    inbox, hook = Inbox(mails=Forgetful(), recipients=Forgetful()), Hook(requests=Forgetful())
    with tempfile.TemporaryDirectory() as folder, serve_mail(inbox), serve_hook(hook):
        config = write_config(inbox.port, hook.url, subscriptions)
        print(f"{change_sets} change sets x {subscriptions} subscriptions; {tell_memory()} to begin with")
        with open_archive(Path(folder) / "t.db") as archive:
            queued = queue_all(archive, config, change_sets)
            size = (Path(folder) / "t.db").stat().st_size / 1e6
            print(f"database {size:.0f} MB")
            shown = [0]

            def show(_seconds: float = 0) -> bool:
                shown[0] += 1
                if shown[0] % max(1, queued // 5) == 0:
                    print(f"  sending {shown[0]}: {tell_memory()}")
                return False

            deliverer = make_deliverer(
                archive, config, clock=lambda: datetime.now(UTC), sleep=time.sleep, is_stopping=show
            )
            deliver_all(archive, deliverer, queued)
        print(f"received: {inbox.mails.count} mails, {hook.requests.count} posts")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
