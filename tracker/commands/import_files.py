"""`tracker import files`: files captured by hand -> observations, each dated by a person or by its name."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.capture.importers.files import read_files
from tracker.commands.clock import parse_day, read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.imported import finish_import, handle_import
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.track.engine import choose_pool
from tracker.track.recording import record_captures


@click.command("files")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--as", "policy", required=True, metavar="POLICY", type=PolicyIdType(), help="The policy they are captures of."
)
@click.option("--at", metavar="DATE", help="When they were captured. [an ISO date in each file's name]")
@json_option
@place_options
def import_files(*, paths: tuple[Path, ...], policy: str, at: str | None, as_json: bool, place: Place) -> None:
    """Import files captured by hand: HTML, PDF, Markdown or plain text.

    \b
    Examples:
      tracker import files terms-2022-05-01.html terms-2023-05-01.html --as acme/terms
      tracker import files terms.pdf --as acme/terms --at 2021-11-30
    """
    captures = read_files(paths, parse_day(at))
    config = read_config(place)
    with open_record(place) as archive, choose_pool(config) as pool:
        added = record_captures(archive, policy, captures, now=read_clock())
        finish_import(archive, policy, added, handle_import(archive, config, policy, pool=pool), as_json=as_json)
