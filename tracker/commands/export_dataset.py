"""`tracker export dataset`: the record -> tables in files, for people who work with data."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.ask.policies import choose_policies
from tracker.commands.clock import parse_day
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer
from tracker.export.dataset import export_dataset


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--parquet", "form", flag_value="parquet", default=True, help="Parquet files. [the default]")
@click.option("--csv", "form", flag_value="csv", help="CSV files; what a spreadsheet would run is defused.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Files of one JSON object a line.")
@click.option(
    "--policies", multiple=True, metavar="POLICY", help="These only, by id, glob or service; repeatable. [all]"
)
@click.option(
    "--since",
    metavar="DATE",
    help='Only what was seen, or still stood, after DATE; "last": take over what did not change since the last export.',
)
@json_option
@place_options
def command(
    *, folder: Path, form: str, policies: tuple[str, ...], since: str | None, as_json: bool, place: Place
) -> None:
    """Write policies, looks, versions, sections, clauses, changes and sentences as tables, one file each, with a
    datapackage.json (Frictionless) that describes every column.

    \b
    Examples:
      tracker export dataset data
      tracker export dataset data --since last
      tracker export dataset data --csv --policies zoom --policies 'github/*' --since 2023-01-01

    docs/exports.md shows questions to it with pandas and DuckDB.
    """
    is_incremental = since == "last"
    moment = parse_day(since) if since and not is_incremental else None
    with open_record(place, read_only=True) as archive:
        chosen = choose_policies(archive, policies)
        exported = export_dataset(archive, folder, chosen, form=form, since=moment, is_incremental=is_incremental)
    record = {
        "schema": "tracker.export.dataset/1",
        "folder": str(folder),
        "format": form,
        "policies": len(chosen),
        "kept": exported.kept,
        "rows": exported.rows,
    }
    said = ", ".join(f"{count} {table}" for table, count in exported.rows.items())
    kept = f"; {exported.kept} unchanged" if exported.kept else ""
    print_answer(record, f"{folder}: {said} ({len(chosen)} policies{kept}).", as_json=as_json)
