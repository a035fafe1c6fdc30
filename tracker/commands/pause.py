"""`tracker pause POLICY...`: policies of config.toml -> looked at no more."""

from __future__ import annotations

import click

from tracker.commands.options import Place, place_options
from tracker.commands.speaking import say
from tracker.config.edit import pause_policy


@click.command()
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@place_options
def command(*, policies: tuple[str, ...], place: Place) -> None:
    """Look at policies no more until `tracker resume`; settings and record stay.

    `tracker check POLICY` by name looks all the same. A running `tracker run` reads config.toml when it starts.

    \b
    Examples:
      tracker pause zoom/terms-of-service
    """
    for policy in policies:
        pause_policy(place.config_path, policy, is_paused=True)
        say(f"{policy}: paused; `tracker resume {policy}` looks again.")
