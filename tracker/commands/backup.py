"""`tracker backup FILE`: the database -> a copy that is consistent while others write."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer
from tracker.errors import UsageError


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@json_option
@place_options
def command(*, target: Path, as_json: bool, place: Place) -> None:
    """Copy the database to FILE while others use it. FILE is replaced only when the copy is complete.

    \b
    Examples:
      tracker backup /mnt/backup/tracker.db
      tracker backup "tracker-$(date +%F).db"
    """
    if target.exists() and place.database_path.exists() and target.samefile(place.database_path):
        raise UsageError(f"{target} is the database itself")
    with open_record(place, read_only=True) as archive:
        archive.backup(target)
    size = target.stat().st_size
    record = {"schema": "tracker.backup/1", "file": str(target), "bytes": size}
    print_answer(record, f"Copied to {target} ({size / 1e6:.1f} MB).", as_json=as_json)
