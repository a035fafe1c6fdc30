"""Words and records -> a person's terminal or a pipe: the one place where commands print, and nothing prints raw.

Names of files and headings of pages are hostile: a terminal obeys "\\x1b]0;…\\a". Everything that is said is cleaned;
JSON for a terminal escapes what a terminal obeys, for a pipe it stays as programs read it.
"""

from __future__ import annotations

import sys

import click

from tracker.publish.contract import Record, dump_record
from tracker.publish.render import clean_text, escape_json


def say(text: str = "", *, end: str = "\n") -> None:
    """Print to stdout what a terminal cannot obey."""
    click.echo(clean_text(text) + end, nl=False)


def complain(message: object) -> None:
    """Print one trouble to stderr: "tracker: …"."""
    click.echo(f"tracker: {clean_text(str(message))}", err=True)


def print_record(record: Record) -> None:
    """Print one JSON object on a line of stdout."""
    line = dump_record(record)
    click.echo(escape_json(line) if sys.stdout.isatty() else line)
