"""Lines of marked spans -> a person's terminal, with colour and progress; into a pipe, plain text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tracker.publish.render import clean_text, paint_text, part_words
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


def print_lines(lines: Iterable[Line]) -> None:
    """Print to stdout: painted and wrapped on a terminal, `[-deleted-]{+inserted+}` elsewhere."""
    if not sys.stdout.isatty():
        click.echo(paint_text(lines), nl=False)
        return
    console = Console(highlight=False)
    for line in lines:
        text = Text()
        for span in part_words(line.spans):
            shown = clean_text(span.text).replace("\n", " ")
            core = shown.strip(" ")
            head, tail = shown.split(core, 1) if core else (shown, "")
            text.append(head).append(core, STYLES[span.role]).append(tail)
        console.print(Padding(text, (0, 0, 0, INDENT * line.depth), expand=False))


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
