"""`tracker refuse POLICY [CHANGE_SET]`: a text or change -> taken as not true by a person."""

from __future__ import annotations

import click

from tracker.commands.decide import decide
from tracker.commands.options import Place, json_option, place_options


@click.command()
@click.argument("policy")
@click.argument("change_set", required=False)
@click.option("--by", metavar="NAME", help="Who decides. [your user name]")
@click.option("--note", default="", metavar="TEXT", help="Why.")
@json_option
@place_options
def command(*, policy: str, change_set: str | None, by: str | None, note: str, as_json: bool, place: Place) -> None:
    """Take a text or change as not true: it is never told, and no version is made of it.

    Without CHANGE_SET the newest that is held. `tracker log --all` shows what is held and why.

    \b
    Examples:
      tracker refuse zoom/terms-of-service
      tracker refuse zoom/terms-of-service 4f1c20ab93d7 --by Dana --note "Seen in my own browser."
    """
    decide("refuse", policy, change_set, by=by, note=note, as_json=as_json, place=place)
