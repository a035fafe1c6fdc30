"""`tracker import`: recorded history elsewhere -> observations here, derived in silence. One file a kind of source."""

from __future__ import annotations

import click

from tracker.commands.import_declarations import import_declarations
from tracker.commands.import_files import import_files
from tracker.commands.import_git import import_git, import_ota
from tracker.commands.import_warc import import_warc
from tracker.commands.import_wayback import import_wayback


@click.group()
def command() -> None:
    """Take in recorded history. It is read and compared like everything else, and alerts nobody."""


for one in (import_git, import_ota, import_files, import_warc, import_wayback, import_declarations):
    command.add_command(one)
