"""`tracker compare OLD NEW`: two files -> what changed between them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tracker.across.comparing import compare_with_facts
from tracker.commands.comparing import Form, Side, form_options, print_comparison
from tracker.commands.configured import read_config
from tracker.commands.files import read_file
from tracker.commands.options import (
    Place,
    exit_code_option,
    pager_option,
    place_options,
    status_of_change,
    trouble_status,
)
from tracker.commands.speaking import print_record
from tracker.errors import explain_bug
from tracker.fence.bounds import read_bounds
from tracker.fence.documents import read_in_bounds
from tracker.model import Comparison, Reading, ReadingSettings, Verdict
from tracker.publish.contract import compare_record


@click.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option("--select", multiple=True, metavar="CSS", help="Read only what this selector matches.")
@click.option("--remove", multiple=True, metavar="CSS", help="Leave out what this selector matches.")
@exit_code_option
@pager_option
@form_options
@place_options
def command(
    *,
    old: Path,
    new: Path,
    select: tuple[str, ...],
    remove: tuple[str, ...],
    exit_code: bool,
    form: Form,
    place: Place,
) -> int:
    """Compare two files clause by clause: HTML, PDF, Markdown or plain text. No database.

    For two versions of a policy that is watched see `tracker diff`.

    \b
    Examples:
      tracker compare terms-2022.html terms-2023.html
      tracker compare old.md new.md --json
      tracker compare old.md new.md --unified > change.patch
      tracker compare --exit-code old.pdf new.pdf && echo "nothing changed"
    """
    settings = ReadingSettings(select=select, remove=remove)
    with trouble_status(exit_code):
        read = partial(read_in_bounds, bounds=read_bounds(read_config(place)))
        old_reading, new_reading = (read_file(path, settings, read=read) for path in (old, new))
        comparison = compare_or_refuse(old_reading, new_reading)
    if form.is_json:
        record = compare_record(old_reading, new_reading, comparison, old_file=str(old), new_file=str(new))
        print_record(record)
    else:
        print_comparison(comparison, Side(str(old), old_reading), Side(str(new), new_reading), form)
    return status_of_change(comparison.verdict is not Verdict.UNCHANGED, exit_code)


def compare_or_refuse(old: Reading, new: Reading) -> Comparison:
    """What differs. Raises ReadingError where comparing fails in a way nobody foresaw."""
    try:
        return compare_with_facts(old, new)
    except Exception as error:
        raise explain_bug(error, "the files could not be compared") from error
