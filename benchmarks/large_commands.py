"""What commands cost on a large record that have little to tell: processor time of a process of its own, the least of
so many, beside bare Python.

    python benchmarks/large_record.py FILE
    python benchmarks/large_commands.py FILE [--runs 5]

FILE is a record of `large_record.py`; it is only read. A configuration that watches all its policies, each every ten
years, is made up, and all that was ever told counts as seen.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from large_record import list_policies
from start_up import TRACKER, print_least

from tracker.commands.looked import write_looked


def write_watch_list(path: Path, database: Path) -> int:
    """All policies of a record, none of which is due; how many."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (told_at,) = connection.execute("SELECT max(at) FROM told").fetchone()
        write_looked(database, (), until=datetime.fromisoformat(told_at) + timedelta(days=2))
    policies = list_policies(database)
    tables = (f'[[policy]]\nid = "{one}"\nfetch = "https://{one.partition("/")[0]}.example/"\n' for one in policies)
    path.write_text('[tracker]\nevery = "520w"\n' + "".join(tables), "utf-8")
    return len(policies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        config = Path(folder) / "config.toml"
        count = write_watch_list(config, given.file)
        place = ("--config", str(config), "--database", str(given.file))
        print(f"{count} policies, {given.file.stat().st_size / 1e6:.0f} MB")
        commands = {
            "python -c pass": (sys.executable, "-c", "pass"),
            "log --since last, nothing new": (*TRACKER, "log", "--since", "last", *place),
            "log -n 20 --oneline": (*TRACKER, "log", "-n", "20", "--oneline", *place),
            "status": (*TRACKER, "status", *place),
            "check --due, nothing due": (*TRACKER, "check", "--due", *place),
        }
        print_least(commands, given.runs)


if __name__ == "__main__":
    main()
