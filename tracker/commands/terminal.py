"""Lines of marked spans -> a person's terminal, with colour and progress; into a pipe, plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tracker.publish.render import clean_text, mark_span, paint_spans, paint_text, part_words
from tracker.publish.spans import Line, Role

STYLES = {
    Role.PLAIN: "",
    Role.TITLE: "bold cyan",
    Role.LABEL: "bold",
    Role.DELETED: "red strike",
    Role.INSERTED: "green underline",
    Role.QUIET: "dim",
}
INDENT = 2
NARROWEST = 20
"""Columns that text keeps however deep it stands and however narrow the terminal is."""


def print_lines(lines: Iterable[Line]) -> None:
    """Print to stdout: wrapped on a terminal; what went and came is painted where there is colour, and stands as
    `[-deleted-]{+inserted+}` where there is none."""
    is_terminal, has_color = sys.stdout.isatty(), wants_color()
    if not (is_terminal or has_color):
        click.echo(paint_text(lines), nl=False)
        return
    # The colours that every terminal has, so that a reader's own palette holds.
    console = Console(highlight=False, force_terminal=has_color, color_system="standard" if has_color else None)
    for line in lines:
        text = color_line(line) if has_color else Text(paint_spans(line.spans, mark_span))
        indent = INDENT * line.depth
        # A pager or a file behind the pipe has a width of its own.
        rows = text.wrap(console, max(console.width - indent, NARROWEST)) if is_terminal else [text]
        for row in rows:
            row.rstrip()
            row.pad_left(indent if row.plain else 0)
            console.print(row, soft_wrap=True)


def wants_color() -> bool:
    """What `--color` says; without it NO_COLOR, FORCE_COLOR and TERM=dumb, in this order, else whether a person
    looks on (no-color.org, force-color.org)."""
    context = click.get_current_context(silent=True)
    if context is not None and context.color is not None:
        return context.color
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def color_line(line: Line) -> Text:
    """A line with its colours, harmless; blanks at the ends of a span stand outside its colour."""
    text = Text()
    for span in part_words(line.spans):
        shown = clean_text(span.text).replace("\n", " ")
        core = shown.strip(" ")
        head, tail = shown.split(core, 1) if core else (shown, "")
        text.append(head).append(core, STYLES[span.role]).append(tail)
    return text


class Advance(Protocol):
    """Called as work goes on, with how much is done and how much there is in all."""

    def __call__(self, done: int, total: int) -> None: ...


@contextmanager
def progress_bar(title: str) -> Iterator[Advance]:
    """A bar on stderr while long work goes on; nothing at all where stderr is no terminal."""
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        # On one terminal, what is printed meanwhile goes above the bar; a piped stdout must stay what it is.
        redirect_stdout=sys.stdout.isatty(),
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(clean_text(title), total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
