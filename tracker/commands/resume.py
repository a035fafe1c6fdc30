"""`tracker resume POLICY...`: policies of config.toml -> looked at again."""

from __future__ import annotations

import click

from tracker.commands.options import Place, place_options
from tracker.commands.speaking import say
from tracker.config.edit import pause_policy


@click.command()
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@place_options
def command(*, policies: tuple[str, ...], place: Place) -> None:
    """Look at paused policies again.

    What was due meanwhile is looked at once. A running `tracker run` reads config.toml when it starts.

    \b
    Examples:
      tracker resume zoom/terms-of-service
    """
    for policy in policies:
        pause_policy(place.config_path, policy, is_paused=False)
        say(f"{policy}: looked at again from now on.")
