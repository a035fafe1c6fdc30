"""`tracker log [POLICY...]`: recorded change sets -> what was told, and with --all what was held and why."""

from __future__ import annotations

import sys
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
from tracker.publish.subjects import write_subject

SHOWN_WORDS = 120
"""Words shown of one change: enough for a long clause's edits; `--full` shows all."""


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--all", "show_all", is_flag=True, help="Also what was held back, with the reason.")
@click.option("--since", metavar="DATE|last", help="Only what came after DATE, or since you last looked.")
@click.option("--until", metavar="DATE", help="Only what came until the end of DATE.")
@click.option("-n", "most", type=click.IntRange(min=1), metavar="N", help="Only the N newest.")
@click.option("--oneline", is_flag=True, help="One line each: day, policy, id and the weightiest change.")
@click.option("--reverse", is_flag=True, help="Turn the order round: oldest first on a terminal, newest elsewhere.")
@click.option("--csv", "as_csv", is_flag=True, help="A spreadsheet: one row a change.")
@full_option
@json_option
@place_options
def command(
    *,
    policies: tuple[str, ...],
    show_all: bool,
    since: str | None,
    until: str | None,
    most: int | None,
    oneline: bool,
    reverse: bool,
    as_csv: bool,
    full: bool,
    as_json: bool,
    place: Place,
) -> None:
    """Tell what changed: what was told, and with --all what was held. JSON has everything.

    POLICY is an id, a glob or a service. Text comes newest first on a terminal, all else oldest first.

    \b
    Examples:
      tracker log zoom/terms-of-service
      tracker log --since last
      tracker log zoom --oneline -n 20
      tracker log 'zoom/*' --since 2023-01-01 --until 2023-12-31
      tracker log zoom/terms-of-service --full
      tracker log zoom/terms-of-service --all --since 2023-01-01
      tracker log zoom/terms-of-service --csv > changes.csv
    """
    if as_csv and as_json:
        raise UsageError("--csv and --json exclude each other")
    if oneline and (as_csv or as_json or full):
        raise UsageError("--oneline and --csv, --json or --full exclude each other")
    moment = parse_moment(since) if since and since != "last" else None
    looked = read_looked(place.database_path) if since == "last" else frozenset()
    with open_record(place, read_only=True) as archive:
        is_told = not (show_all or as_json)
        change_sets = ask_log(
            archive,
            policies,
            since=moment,
            until=parse_moment(until) if until else None,
            most=most,
            newest_first=(sys.stdout.isatty() and not (as_csv or as_json)) is not reverse,
            is_told=is_told,
            leave_out=looked,
        )
        if as_json:
            for change_set in change_sets:
                print_record(log_record(change_set))
        elif as_csv:
            rows = (row for change_set in change_sets for row in sheet_rows(change_set))
            print_sheet(write_rows([SHEET_COLUMNS, *rows]))
        else:
            print_log(change_sets, place, full=full, oneline=oneline)


def print_log(change_sets: Iterator[ChangeSet], place: Place, *, full: bool, oneline: bool) -> None:
    """Print and remember what was shown, for `--since last`."""
    shown: list[str] = []
    for change_set in change_sets:
        limit, most = (None, None) if full else (SHOWN_WORDS, LEADING)
        if oneline:
            print_lines([format_in_one_line(change_set)])
        else:
            print_lines((*format_change_set(change_set, limit=limit, most=most), Line()))
        if change_set.is_told:
            shown.append(change_set.id)
    if not shown:
        print_lines([Line((Span("Nothing was told. `tracker log --all` shows what was held back.", Role.QUIET),))])
    write_looked(place.database_path, shown)


def format_in_one_line(change_set: ChangeSet) -> Line:
    """The day of the look that saw it, as `--since` reads it, policy, id, and the weightiest change by name."""
    judged = change_set.judgement
    held = f"  (held: {judged.held_because.value})" if judged.held_because else ""
    return Line(
        (
            Span(f"{judged.observed_at:%Y-%m-%d}  "),
            Span(change_set.policy, Role.TITLE),
            Span(f"  {change_set.id}", Role.QUIET),
            Span(f"  {write_subject(change_set)}"),
            Span(held, Role.QUIET),
        )
    )
