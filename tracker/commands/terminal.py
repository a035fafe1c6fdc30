"""Lines of marked spans -> a person's terminal, with colour and progress; into a pipe, plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO

import click

from tracker.commands.options import NO_PAGER
from tracker.compiled import compile_pattern
from tracker.publish.hostile import clean_text
from tracker.publish.render import mark_span, paint_spans, paint_text, part_words
from tracker.publish.spans import Line, Role

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# rich takes longer to load than most answers to find: it is loaded where a person looks on, and not for a pipe.

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


def _write_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Wrap and paint lines as rich does, and write them ourselves: a reader who has enough is no failure of rich's."""
    is_terminal, has_color = sys.stdout.isatty(), wants_color()
    # The colours that every terminal has, so that a reader's own palette holds.
    colors = "standard" if has_color else None
    rich = import_module("rich.console")
    console = rich.Console(highlight=False, force_terminal=has_color, color_system=colors)
    for line in lines:
        text = color_line(line) if has_color else make_text(paint_spans(line.spans, mark_span))
        indent, hang = INDENT * line.depth, INDENT * line.hang
        # A pager or a file behind the pipe has a width of its own.
        rows = wrap_text(text, console, max(console.width - indent - hang, NARROWEST)) if is_terminal else [text]
        for number, row in enumerate(rows):
            row.rstrip()
            row.pad_left(indent + (hang if number else 0) if row.plain else 0)
            with console.capture() as painted:
                console.print(row, soft_wrap=True)
            stream.write(painted.get())


def make_text(words: str = "") -> Text:
    """An empty text of rich's, or one of these words."""
    rich = import_module("rich.text")
    text: Text = rich.Text(words)
    return text


ADDRESS = compile_pattern(r"\S+://\S+")


def wrap_text(text: Text, console: Console, width: int) -> Iterable[Text]:
    """The rows of a line. An address that is longer than a row stands whole in its own: the terminal wraps it where it
    ends, and who copies it has no break in it; any other word (a paragraph of Japanese) is cut to the width."""
    is_long = any(len(found[0]) > width for found in ADDRESS.finditer(text.plain))
    return text.wrap(console, width, overflow="ignore" if is_long else "fold")


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
    text = make_text()
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
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005 - nobody looks on
        return
    rich = import_module("rich.progress")
    bar = rich.Progress(
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
        console=rich.Console(stderr=True),
        transient=True,
        # On one terminal, what is printed meanwhile goes above the bar; a piped stdout must stay what it is.
        redirect_stdout=sys.stdout.isatty(),
    )
    with bar:
        task = bar.add_task(clean_text(title), total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
