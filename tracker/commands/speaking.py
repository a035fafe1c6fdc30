"""Words and records -> a person's terminal or a pipe: the one place where commands print, and nothing prints raw.

Names of files and headings of pages are hostile: a terminal obeys "\\x1b]0;…\\a". Everything that is said is cleaned;
JSON and CSV for a terminal have what it obeys escaped, for a pipe they stay as programs read them.
"""

from __future__ import annotations

import sys
from contextvars import ContextVar

import click

from tracker.errors import TrackerError
from tracker.publish.hostile import clean_text, escape_json
from tracker.publish.record import Record, dump_record, error_record

JSON_ASKED: ContextVar[bool] = ContextVar("JSON_ASKED", default=False)
"""Whether the command line has --json: then troubles are JSON, too, even one that keeps it from being understood."""


def say(text: str) -> None:
    """Print to stdout what a terminal cannot obey."""
    click.echo(clean_text(text))


def complain(trouble: object) -> None:
    """Print one trouble as one line on stderr: "tracker: …", where JSON was asked for an object with kind and message.

    What is no TrackerError goes on all the same: its kind is "warning".
    """
    if not JSON_ASKED.get():
        click.echo(f"tracker: {' '.join(clean_text(str(trouble)).splitlines())}", err=True)
        return
    said = error_record(trouble) if isinstance(trouble, TrackerError) else {"kind": "warning", "message": str(trouble)}
    line = dump_record({"schema": "tracker.error/1", "error": said})
    click.echo(escape_json(line) if sys.stderr.isatty() else line, err=True)


def ask(question: str) -> str:
    """Ask the person at the terminal; what they type, without an answer nothing."""
    answer: str = click.prompt(clean_text(question), default="", show_default=False)
    return answer


def confirm(question: str) -> bool:
    """Ask a person on stderr; only "y" is yes. Raises click.Abort where nobody answers."""
    return click.confirm(clean_text(question), err=True)


def print_record(record: Record) -> None:
    """Print one JSON object on a line of stdout."""
    line = dump_record(record)
    click.echo(escape_json(line) if sys.stdout.isatty() else line)


def print_text(text: str) -> None:
    """Print text of many lines, each ended, to stdout."""
    click.echo(clean_text(text), nl=False)


def print_answer(record: Record, text: str, *, as_json: bool) -> None:
    """Print the record or the text, as was asked for."""
    if as_json:
        print_record(record)
    else:
        say(text)


def print_sheet(rows: str) -> None:
    """Print CSV to stdout, byte for byte into a pipe."""
    click.echo(clean_text(rows) if sys.stdout.isatty() else rows, nl=False)


def ask_password() -> str:
    """A password that a person types twice and nobody sees."""
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
