"""Lines of marked spans -> a person's terminal, with colour and progress; into a pipe, plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, Protocol, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tracker.commands.options import NO_PAGER
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
    if sys.stdout.isatty() or wants_color():
        _write_lines(lines, sys.stdout)
    else:
        click.echo(paint_text(lines), nl=False)


def page_lines(lines: Iterable[Line]) -> None:
    """Print to stdout; on a terminal through $PAGER (less), which ends at once where all fits the screen.

    As git does: no pager where PAGER is empty or "cat" or `--no-pager` is given, and LESS is FRX unless it is set.
    """
    if not wants_pager():
        print_lines(lines)
        return
    os.environ.setdefault("LESS", "FRX")
    with click.get_pager_file(color=wants_color()) as pager:
        _write_lines(lines, pager)


class _Screen(Console):
    """A terminal of any kind, in the colours that every one has, so that a reader's own palette holds."""

    def __init__(self, stream: TextIO, *, has_color: bool) -> None:
        colors: Literal["standard"] | None = "standard" if has_color else None
        super().__init__(file=stream, highlight=False, force_terminal=has_color, color_system=colors)

    def on_broken_pipe(self) -> None:
        """The reader has enough: rich would leave with status 1, and the command line knows better."""
        raise BrokenPipeError


def _write_lines(lines: Iterable[Line], stream: TextIO) -> None:
    is_terminal, has_color = sys.stdout.isatty(), wants_color()
    console = _Screen(stream, has_color=has_color)
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


PATCH_STYLES = (("---", "bold"), ("+++", "bold"), ("@@", "cyan"), ("-", "red"), ("+", "green"))
"""How a line of a patch begins -> its style, the first that fits."""


def page_patch(patch: Iterable[str]) -> None:
    """Print the lines of a patch as `page_lines` does; nothing is wrapped, since programs read it."""
    if not (sys.stdout.isatty() or wants_color()):
        click.echo("".join(patch), nl=False)
        return
    lines = map(color_patch, patch) if wants_color() else patch
    if not wants_pager():
        click.echo("".join(lines), nl=False)
        return
    os.environ.setdefault("LESS", "FRX")
    with click.get_pager_file(color=wants_color()) as pager:
        pager.writelines(lines)


def color_patch(line: str) -> str:
    """A line of a patch in the colours that readers of patches know."""
    style = next((style for start, style in PATCH_STYLES if line.startswith(start)), None)
    if style is None:
        return line
    return click.style(line[:-1], bold=True) + "\n" if style == "bold" else click.style(line[:-1], fg=style) + "\n"


def wants_pager() -> bool:
    """Whether a person looks on who may want to turn pages."""
    context = click.get_current_context(silent=True)
    is_refused = context is not None and context.meta.get(NO_PAGER, False)
    return sys.stdout.isatty() and not is_refused and os.environ.get("PAGER") not in ("", "cat")


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
