"""`tracker init`: nothing -> a commented config.toml to start from."""

from __future__ import annotations

import click

from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer
from tracker.config.edit import write_template


@click.command()
@json_option
@place_options
def command(*, as_json: bool, place: Place) -> None:
    """Write a commented config.toml to start from. An existing file is never touched.

    \b
    Examples:
      tracker init
      tracker init --config watch/config.toml
    """
    write_template(place.config_path)
    record = {"schema": "tracker.init/1", "file": str(place.config_path)}
    said = f"Wrote {place.config_path}. Next: tracker add URL, then tracker check."
    print_answer(record, said, as_json=as_json)
