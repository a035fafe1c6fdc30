"""What `tracker feeds write` costs on a large record, and again with nothing new: processor time of its process.

    python benchmarks/large_record.py FILE
    python benchmarks/write_feeds.py FILE [--policies 2000]

FILE is a record of `large_record.py`; it is only read. The feeds are the usual ones: everything, each service and
policy, and every topic, in three formats.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from large_record import list_policies
from start_up import TRACKER, measure


def write_config(path: Path, policies: Sequence[str]) -> None:
    """Feeds of some policies of a record."""
    chosen = ", ".join(f'"{policy}"' for policy in policies)
    path.write_text(f"[feeds]\npolicies = [{chosen}]\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--policies", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        policies = list_policies(options.file)[: options.policies]
        write_config(folder / "config.toml", policies)
        place = ("--config", str(folder / "config.toml"), "--database", str(options.file))
        command = (*TRACKER, "feeds", "write", str(folder / "out"), *place)
        for which in ("from nothing", "again, nothing new"):
            print(f"{len(policies)} policies, {which}: {measure(command):.1f} s", flush=True)


if __name__ == "__main__":
    main()
