"""`tracker accept POLICY [CHANGE_SET]`: a doubted text or held change -> taken as true by a person."""

from __future__ import annotations

import click

from tracker.commands.decide import Decided, decide, decide_options
from tracker.commands.options import Place, json_option, place_options


@click.command()
@decide_options
@json_option
@place_options
def command(*, policy: str, change_set: str | None, said: Decided, as_json: bool, place: Place) -> None:
    """Take a doubted text or change as true: it becomes a version, and is told if it is news.

    Shows the text and what follows from the decision, then asks. Without CHANGE_SET the newest that waits for one; what
    another text has superseded cannot be decided. `tracker log --all` shows what is held and why.

    \b
    Examples:
      tracker accept zoom/terms-of-service
      tracker accept zoom/terms-of-service 4f1c20ab93d7 --yes --by Dana --note "Seen in my own browser."
      tracker accept zoom/terms-of-service 4f1c20ab93d7 --take-back
    """
    decide("accept", policy, change_set, said, as_json=as_json, place=place)
