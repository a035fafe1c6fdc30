"""`tracker log [POLICY...]`: recorded change sets -> what was told, and with --all what was held and why."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tracker.ask.log import ask_log
from tracker.ask.moments import parse_moment
from tracker.commands.looked import read_looked, write_looked
from tracker.commands.options import Place, full_option, json_option, place_options
from tracker.commands.record import open_record
from tracker.commands.speaking import print_record, print_sheet
from tracker.commands.terminal import print_lines
from tracker.errors import UsageError
from tracker.model import ChangeSet
from tracker.publish.contract import log_record
from tracker.publish.lines import LEADING, format_change_set
from tracker.publish.sheet import SHEET_COLUMNS, sheet_rows, write_rows
from tracker.publish.spans import Line, Role, Span

SHOWN_WORDS = 120
"""Words shown of one change: enough for a long clause's edits; `--full` shows all."""


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--all", "show_all", is_flag=True, help="Also what was held back, with the reason.")
@click.option("--since", metavar="DATE|last", help="Only what came after DATE, or since you last looked.")
@click.option("--csv", "as_csv", is_flag=True, help="A spreadsheet: one row a change.")
@full_option
@json_option
@place_options
def command(
    *,
    policies: tuple[str, ...],
    show_all: bool,
    since: str | None,
    as_csv: bool,
    full: bool,
    as_json: bool,
    place: Place,
) -> None:
    """Tell what changed, oldest first: what was told, and with --all what was held. JSON has everything.

    \b
    Examples:
      tracker log zoom/terms-of-service
      tracker log --since last
      tracker log zoom/terms-of-service --full
      tracker log zoom/terms-of-service --all --since 2023-01-01
      tracker log zoom/terms-of-service --csv > changes.csv
    """
    if as_csv and as_json:
        raise UsageError("--csv and --json exclude each other")
    moment = parse_moment(since) if since and since != "last" else None
    looked = read_looked(place.database_path) if since == "last" else frozenset()
    with open_record(place, read_only=True) as archive:
        is_told = not (show_all or as_json)
        change_sets = ask_log(archive, policies, since=moment, is_told=is_told, leave_out=looked)
        if as_json:
            for change_set in change_sets:
                print_record(log_record(change_set))
        elif as_csv:
            rows = (row for change_set in change_sets for row in sheet_rows(change_set))
            print_sheet(write_rows([SHEET_COLUMNS, *rows]))
        else:
            print_log(change_sets, place, full=full)


def print_log(change_sets: Iterator[ChangeSet], place: Place, *, full: bool) -> None:
    """Print and remember what was shown, for `--since last`."""
    shown: list[str] = []
    for change_set in change_sets:
        limit, most = (None, None) if full else (SHOWN_WORDS, LEADING)
        print_lines((*format_change_set(change_set, limit=limit, most=most), Line()))
        if change_set.is_told:
            shown.append(change_set.id)
    if not shown:
        print_lines([Line((Span("Nothing was told. `tracker log --all` shows what was held back.", Role.QUIET),))])
    write_looked(place.database_path, shown)
