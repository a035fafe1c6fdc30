"""`tracker export ota`: the believed texts -> a git repository in Open Terms Archive's layout."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.ask.policies import choose_policies
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_answer
from tracker.export.ota import export_ota


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--policies", multiple=True, metavar="POLICY", help="These only, by id, glob or service; repeatable. [all]"
)
@json_option
@place_options
def command(*, folder: Path, policies: tuple[str, ...], as_json: bool, place: Place) -> None:
    """Write the texts of policies as a git repository in Open Terms Archive's layout of versions: a commit for each
    text, dated by the look that first showed it, with its source and hashes.

    \b
    Examples:
      tracker export ota versions
      tracker export ota zoom-versions --policies zoom
      tracker import ota versions --database other.db
    """
    with open_record(place, read_only=True) as archive:
        exported = export_ota(archive, folder, choose_policies(archive, policies))
    record = {
        "schema": "tracker.export.ota/1",
        "folder": str(folder),
        "commits": exported.commits,
        "differing": exported.differing,
    }
    print_answer(record, f"{folder}: {exported.commits} commits.", as_json=as_json)
    if exported.differing:
        last = exported.differing[-1]
        complain(f"the Markdown of {len(exported.differing)} texts is read otherwise than they were, such as {last}")
