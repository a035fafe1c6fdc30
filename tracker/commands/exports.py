"""`tracker export`: what is recorded -> files that others keep and open. One file a kind of export."""

from __future__ import annotations

import click

from tracker.commands import export_warc


@click.group()
def command() -> None:
    """Write what is recorded as files."""


command.add_command(export_warc.command)
