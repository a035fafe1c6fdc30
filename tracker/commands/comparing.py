"""What two texts differ in -> the form that `compare` and `diff` were asked for: told, as a patch, or counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

import click

from tracker.commands.terminal import page_lines, page_patch
from tracker.errors import UsageError
from tracker.model import Comparison, Reading
from tracker.publish.lines import LEADING, format_comparison
from tracker.publish.patch import write_patch, write_text
from tracker.publish.spans import Line
from tracker.publish.stat import format_stat
from tracker.values import Struct

Command = TypeVar("Command", bound=Callable[..., Any])


class Form(Struct, frozen=True):
    """How differences are shown; `is_json` only says that JSON was asked for, which the command prints itself."""

    is_full: bool
    is_unified: bool
    is_stat: bool
    is_json: bool


def form_options(command: Command) -> Command:
    """Add --full, --unified, --stat and --json; the command receives `form: Form`. Raises UsageError for two forms."""

    @wraps(command)
    def call(*args: object, full: bool, unified: bool, stat: bool, as_json: bool, **kwargs: object) -> object:
        if full + unified + stat + as_json > 1:
            raise UsageError("--full, --unified, --stat and --json exclude each other")
        return command(*args, form=Form(full, unified, stat, as_json), **kwargs)

    wrapped: Callable[..., object] = call
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line."),
        click.option("--stat", is_flag=True, help="Only how many words came and went, clause by clause."),
        click.option("--unified", is_flag=True, help="A patch of the text, which `patch` and other tools read."),
        click.option(
            "--full",
            is_flag=True,
            help="Every changed word, of a rewrite too; else the weightiest changes, the rest named.",
        ),
    ):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


class Side(Struct, frozen=True):
    """One of the two texts, and what a patch calls it."""

    name: str
    reading: Reading


def print_comparison(comparison: Comparison, old: Side, new: Side, form: Form, *, heading: Sequence[Line] = ()) -> None:
    """Print what differs, in a form for people."""
    if form.is_unified:
        texts = (write_text(side.reading.title, side.reading.sections) for side in (old, new))
        page_patch(write_patch(*texts, old_name=old.name, new_name=new.name))
    elif form.is_stat:
        page_lines((*heading, *format_stat(comparison)))
    else:
        most = None if form.is_full else LEADING
        page_lines((*heading, *format_comparison(comparison, most=most, is_indexed=True)))
