"""What `tracker feeds write` costs on a large record, and again with nothing new: processor time of its process.

    python benchmarks/large_record.py FILE
    python benchmarks/write_feeds.py FILE [--policies 2000]

FILE is a record of `large_record.py`; it is only read. The feeds are the usual ones: everything, each service and
policy, and every topic, in three formats.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from start_up import TRACKER, measure


def write_config(path: Path, database: Path, most: int) -> int:
    """Feeds of so many policies of a record; how many there are."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        policies = [row[0] for row in connection.execute("SELECT id FROM policy ORDER BY id LIMIT ?", [most])]
    chosen = ", ".join(f'"{policy}"' for policy in policies)
    path.write_text(f"[feeds]\npolicies = [{chosen}]\n", "utf-8")
    return len(policies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--policies", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = write_config(folder / "config.toml", options.file, options.policies)
        place = ("--config", str(folder / "config.toml"), "--database", str(options.file))
        command = (*TRACKER, "feeds", "write", str(folder / "out"), *place)
        for which in ("from nothing", "again, nothing new"):
            print(f"{count} policies, {which}: {measure(command):.1f} s", flush=True)


if __name__ == "__main__":
    main()
