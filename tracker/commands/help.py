"""`tracker help [COMMAND...]`: a command -> its help."""

from __future__ import annotations

import click

from tracker.commands.speaking import say
from tracker.errors import UsageError


@click.command()
@click.argument("names", nargs=-1, metavar="[COMMAND...]")
@click.pass_context
def command(context: click.Context, names: tuple[str, ...]) -> None:
    """Show the help of a command, or the list of all.

    \b
    Examples:
      tracker help log
      tracker help subscriptions test
    """
    place = context.parent
    assert place is not None, "help is a command of a group"
    for name in names:
        group = place.command
        found = group.get_command(place, name) if isinstance(group, click.Group) else None
        if found is None:
            raise UsageError(f'"{place.command_path}" has no command "{name}"', hint=f"`{place.command_path} --help`")
        place = click.Context(found, info_name=name, parent=place)
    say(place.get_help())
