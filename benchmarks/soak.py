"""Thousands of policies checked round after round, kill -9 in between: what was lost, how hosts rested, memory.

    .venv/bin/python benchmarks/soak.py                                       # two minutes
    .venv/bin/python benchmarks/soak.py --policies 2000 --hosts 100 --rounds 8 --kills 6

`tracker check` runs as a user runs it, in a process of its own, against soak_site.py on loopback (127.1.x.y). The
server decides by the round what each page shows: editions that change, 304s, variants that alternate, walls with
status 200, error pages. A round that is killed is begun again. In the end the record is held against the server's own
log. Exit status 1 where anything was lost, told twice, damaged, or asked for too soon.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from soak_site import Shown, find_edition, list_rests, name_host, name_kind, serve_site

from tracker.archive import Archive, open_archive
from tracker.model import AlertState

MEMORY_MAY_GROW = 1.15
"""Peak memory of the second half of the rounds over that of the first half."""


@dataclass(frozen=True)
class Round:
    """One run of `tracker check`: killed or not, seconds, peak memory in MB, and how many policies had each outcome."""

    turn: int
    is_killed: bool
    seconds: float
    memory: float
    outcomes: Counter[str] = field(default_factory=Counter)


def main() -> int:
    options = read_options()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        write_config(folder, options)
        with running_site(options.port, options.hosts) as (turn, report):
            rounds = list(run_rounds(folder, options, turn, chance))
            report.send("stop")
            log: list[Shown] = report.recv()
        with open_archive(folder / "snapshots" / "tracker.db", read_only=True) as archive:
            troubles = [*find_losses(archive, log, rounds), *archive.find_damage()]
            told = sum(archive.outbox.count_states().values())
    rests = sorted(list_rests(log))
    print(f"server: {len(log)} answers, shortest rest of a host {rests[0]:.3f} s (asked for: {options.delay} s)")
    print(f"record: {told} alerts")
    if rests[0] < options.delay:
        troubles.append(f"a host rested for {rests[0]:.3f} s only")
    whole = [one for one in rounds if not one.is_killed]
    half = len(whole) // 2
    early, late = (max((one.memory for one in rounds), default=0.0) for rounds in (whole[:half], whole[half:]))
    if early and late > MEMORY_MAY_GROW * early:
        troubles.append(f"memory grew from {early:.0f} to {late:.0f} MB")
    for trouble in troubles[:20]:
        print(f"TROUBLE: {trouble}")
    print(f"{len(troubles)} troubles" if troubles else "nothing lost, nothing told twice, chain whole, spacing kept")
    return int(bool(troubles))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policies", type=int, default=300)
    parser.add_argument("--hosts", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=8, help="rounds that are let finish")
    parser.add_argument(
        "--kills", type=int, default=6, help="rounds that are killed at a random moment and begun again"
    )
    parser.add_argument("--delay", type=float, default=0.1, help="seconds of rest per host")
    parser.add_argument("--port", type=int, default=18090)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def write_config(folder: Path, options: argparse.Namespace) -> None:
    head = '[fetch]\nallow_private_addresses = ["127.0.0.0/8"]\nbrowser = false\nretries = 1\nretry_delay = "0.2s"\n'
    head += f'per_host_delay = "{options.delay}s"\n'
    head += '[channel.nobody]\nkind = "webhook"\nurl = "http://127.0.0.1:9/"\n'
    head += '[[subscription]]\nname = "all"\nchannels = ["nobody"]\npolicies = ["*"]\n'
    tables = (
        f'[[policy]]\nid = "{name_policy(number)}"\n'
        f'fetch = "http://{name_host(number % options.hosts)}:{options.port}/{number}"\n'
        for number in range(options.policies)
    )
    (folder / "config.toml").write_text(head + "".join(tables))


def name_policy(number: int) -> str:
    return f"{name_kind(number)}/plan-{number}"


@contextmanager
def running_site(port: int, hosts: int) -> Iterator[tuple[Synchronized[int], Connection]]:
    """The server in a process of its own: the round it is in, and the pipe that stops it and brings its log."""
    turn: Synchronized[int] = multiprocessing.Value(ctypes.c_int, 0)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve_site, args=(port, hosts, turn, theirs), daemon=True)
    server.start()
    try:
        ours.recv()
        yield turn, ours
    finally:
        server.join(timeout=5)
        server.kill()


def run_rounds(
    folder: Path, options: argparse.Namespace, turn: Synchronized[int], chance: random.Random
) -> Iterator[Round]:
    """Rounds in order, the killed ones before the whole one of the same number."""
    kills = Counter(chance.randrange(options.rounds) for _ in range(options.kills))
    last = 2.0
    for number in range(options.rounds):
        turn.value = number
        for after in [chance.uniform(0.5, last + 0.5) for _ in range(kills[number])] + [None]:
            done = run_check(folder, number, after)
            last = last if done.is_killed else done.seconds
            what = "killed" if done.is_killed else ", ".join(f"{n} {word}" for word, n in done.outcomes.most_common())
            print(f"round {number}: {done.seconds:.1f} s, peak {done.memory:.0f} MB: {what}", flush=True)
            yield done


def run_check(folder: Path, turn: int, kill_after: float | None) -> Round:
    """`tracker check` once, killed after so many seconds where that comes before its end."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tracker", "check", "--json", "--config", str(folder / "config.toml")]
    with (folder / "said.jsonl").open("w+") as said, (folder / "noise.txt").open("w+") as noise:
        process = subprocess.Popen(command, stdout=said, stderr=noise)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if kill_after is not None and time.monotonic() - began > kill_after:
                os.kill(process.pid, signal.SIGKILL)  # not process.kill, which may reap what is waited for here
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        is_killed = process.returncode < 0
        if process.returncode not in (0, 1) and not is_killed:
            noise.seek(0)
            raise SystemExit(f"tracker check failed: {noise.read()[-2000:]}")
        said.seek(0)
        outcomes = Counter(json.loads(line)["outcome"] for line in said if line.endswith("}\n"))
    return Round(turn, is_killed, time.monotonic() - began, usage.ru_maxrss / 1024, outcomes)


def find_losses(archive: Archive, log: list[Shown], rounds: list[Round]) -> Iterator[str]:
    """Where the record knows less, or told more or less, than what the server showed in rounds that were let finish."""
    killed = {one.turn for one in rounds if one.is_killed}
    shown: dict[int, list[Shown]] = defaultdict(list)
    for one in log:
        if one.policy >= 0 and one.turn not in killed:
            shown[one.policy].append(one)
    pending = archive.outbox.find(AlertState.PENDING, limit=1_000_000)
    alerts = Counter(alert.message.thread for alert in pending if '"tracker.log/' in alert.message.record)
    for number, answers in sorted(shown.items()):
        policy, told = name_policy(number), count_told(archive, name_policy(number))
        looks = len(archive.observations.of(policy))
        if looks < len({one.turn for one in answers}):
            yield f"{policy}: {len(answers)} answers, {looks} observations"
        seen = Counter(one.edition for one in answers if one.edition is not None)
        twice = {edition for edition, times in seen.items() if times > 1}
        held = list_editions(archive, policy)
        if twice - set(held):
            yield f"{policy}: shown editions {sorted(twice)}, recorded {held}"
        if alerts[policy] != told:
            yield f"{policy}: {alerts[policy]} alerts for {told} told changes"
        if len(held) != len(set(held)) and name_kind(number) != "alternating":
            yield f"{policy}: editions recorded more than once: {held}"
        if told < len(twice) - 1:
            yield f"{policy}: {len(twice)} editions, {told} changes told"


def list_editions(archive: Archive, policy: str) -> list[int]:
    """The editions of a policy's versions, oldest first."""
    editions = []
    for version in archive.versions.of(policy):
        text = " ".join(block.text for section in version.reading.sections for block in section.blocks)
        edition = find_edition(text)
        if edition is not None:
            editions.append(edition)
    return editions


def count_told(archive: Archive, policy: str) -> int:
    judged = archive.change_sets.judgements(policy)
    return sum(one.held_because is None for one in judged)


if __name__ == "__main__":
    raise SystemExit(main())
