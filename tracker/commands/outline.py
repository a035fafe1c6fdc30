"""`tracker outline FILE...`: files -> their sections, one line of JSON or a printed tree each."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tracker.commands.configured import read_config
from tracker.commands.files import read_file
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_record, print_text
from tracker.commands.terminal import print_lines
from tracker.errors import ReadingError
from tracker.fence.bounds import read_bounds
from tracker.fence.documents import read_in_bounds
from tracker.model import Reading, ReadingSettings
from tracker.publish.contract import outline_error_record, outline_record
from tracker.publish.outlines import format_outline
from tracker.publish.patch import write_text


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--select", multiple=True, metavar="CSS", help="Read only what this selector matches.")
@click.option("--remove", multiple=True, metavar="CSS", help="Leave out what this selector matches.")
@click.option("--language", metavar="CODE", help="The language the document is in.")
@click.option("--text", "as_text", is_flag=True, help="The text alone, as `compare --unified` has it.")
@json_option
@place_options
def command(
    *,
    files: tuple[Path, ...],
    select: tuple[str, ...],
    remove: tuple[str, ...],
    language: str | None,
    as_text: bool,
    as_json: bool,
    place: Place,
) -> int:
    """Print the sections of FILEs: HTML, PDF, Markdown or plain text. No database.

    \b
    Examples:
      tracker outline terms.html
      tracker outline --select main --remove .related terms.html
      tracker outline *.pdf --json > outlines.jsonl
      tracker outline terms.html --text > terms.txt
      curl -s https://example.org/terms | tracker outline -

    Exit status 1 when a file could not be read; the others still come.
    """
    settings = ReadingSettings(select=select, remove=remove, language=language)
    read = partial(read_in_bounds, bounds=read_bounds(read_config(place)))
    failed = False
    for path in files:
        try:
            reading = read_file(path, settings, read=read)
        except ReadingError as error:
            failed = True
            show_error(path, error, as_json=as_json)
        else:
            show_outline(path, reading, as_text=as_text, as_json=as_json)
    return int(failed)


def show_outline(path: Path, reading: Reading, *, as_text: bool, as_json: bool) -> None:
    if as_json:
        print_record(outline_record(reading, file=str(path)))
    elif as_text:
        print_text(write_text(reading.title, reading.sections))
    else:
        print_lines(format_outline(reading, name=str(path)))


def show_error(path: Path, error: ReadingError, *, as_json: bool) -> None:
    if as_json:
        print_record(outline_error_record(error, file=str(path)))
    else:
        complain(error)
