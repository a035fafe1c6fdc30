"""What commands cost that do little: processor time of a process of its own, the least of so many, beside bare Python.

    python benchmarks/start_up.py [--runs 9]

The record is the one of `tracker demo`, made anew in a temporary folder; the two files are those of `FILES`. The least
and not the mean: whatever else the machine does adds to it, and nothing takes away.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

TRACKER = (sys.executable, "-m", "tracker")
TERMS = """# Terms of hire

Last updated: {day}

## 1. Hire

You must be at least 18 years old to hire a bicycle. A hire lasts 24 hours.

## 2. Fees

You pay 12 euros a day. We may change the fees with {notice} days' notice by e-mail.

## 3. Liability

Our total liability is limited to the fees you paid in the last 12 months.

## 4. Disputes

Disputes are settled by {court}.
"""
FILES = {
    "old.md": TERMS.format(day="3 March 2025", notice=30, court="the courts of Utrecht"),
    "new.md": TERMS.format(day="1 June 2025", notice=14, court="binding arbitration"),
}


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Processor seconds, user and system, of one run with its children; what it prints is thrown away."""
    files = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    pid = os.posix_spawn(command[0], command, environment or os.environ, file_actions=files)
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime


def print_least(commands: Mapping[str, Sequence[str]], runs: int) -> None:
    """A line for each command. They take turns, so that a busy moment of the machine is no one's alone."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            taken[name].append(measure(command))
    for name, seconds in taken.items():
        print(f"{name:40} {1000 * min(seconds[1:]):7.0f} ms")  # the first writes what Python compiles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run((*TRACKER, "demo", "--folder", str(folder / "demo")), check=True, stdout=subprocess.DEVNULL)
        for file, text in FILES.items():
            (folder / file).write_text(text, "utf-8")
        record = ("--database", str(folder / "demo" / "snapshots" / "tracker.db"))
        files = (str(folder / file) for file in FILES)
        commands = {
            "python -c pass": (sys.executable, "-c", "pass"),
            "tracker --help": (*TRACKER, "--help"),
            "tracker log, a small record": (*TRACKER, "log", *record),
            "tracker show, a small record": (*TRACKER, "show", "wrencall/terms-of-service", *record),
            "tracker compare, two small files": (*TRACKER, "compare", *files),
        }
        print_least(commands, runs)


if __name__ == "__main__":
    main()
