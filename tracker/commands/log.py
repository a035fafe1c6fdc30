"""`tracker log [POLICY...]`: recorded change sets -> what was told, and with --all what was held and why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from tracker.ask.change_sets import find_named_change_sets
from tracker.ask.log import ask_log
from tracker.ask.narrowing import Narrowing, ask_narrowing
from tracker.ask.policies import ask_names
from tracker.ask.spread import SpreadFinder
from tracker.commands.clock import parse_day
from tracker.commands.database import open_record
from tracker.commands.looked import Looked, read_looked, write_looked
from tracker.commands.options import Place, full_option, json_option, pager_option, place_options
from tracker.commands.speaking import print_record, print_sheet
from tracker.commands.terminal import page_lines
from tracker.errors import UsageError
from tracker.model import ChangeSet, Spread
from tracker.names import name_for_people
from tracker.publish.across_contract import elsewhere_record
from tracker.publish.cards import PolicyCard
from tracker.publish.clusters import format_elsewhere
from tracker.publish.contract import log_record
from tracker.publish.lines import LEADING, format_change_set, format_matched
from tracker.publish.sheet import SHEET_COLUMNS, sheet_rows, write_rows
from tracker.publish.spans import Line, Role, Span
from tracker.publish.subjects import write_subject

SHOWN_WORDS = 120
"""Words shown of one change: enough for a long clause's edits; `--full` shows all."""

NOTHING = "Nothing was told. `tracker log --all` shows what was held back."


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY|CHANGE_SET]...")
@click.option(
    "--all/--told",
    "show_all",
    default=None,
    help="With what was held back, and why; or without it. [--told; for --json --all]",
)
@click.option("--since", metavar="DATE|last", help="Only what came after DATE, or since you last looked.")
@click.option("--until", metavar="DATE", help="Only what came until the end of DATE.")
@click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Only changes of this topic: ai-training.")
@click.option("--clause", "clauses", multiple=True, metavar="CLAUSE", help="Only changes of this clause: 10.4.")
@click.option("-n", "most", type=click.IntRange(min=1), metavar="N", help="Only the N newest.")
@click.option("--oneline", is_flag=True, help="One line each: day, policy, id and the weightiest change.")
@click.option("--reverse", is_flag=True, help="Turn the order round: oldest first on a terminal, newest elsewhere.")
@click.option("--csv", "as_csv", is_flag=True, help="A spreadsheet: one row a change.")
@full_option
@pager_option
@json_option
@place_options
def command(
    *,
    policies: tuple[str, ...],
    show_all: bool | None,
    since: str | None,
    until: str | None,
    topics: tuple[str, ...],
    clauses: tuple[str, ...],
    most: int | None,
    oneline: bool,
    reverse: bool,
    as_csv: bool,
    full: bool,
    as_json: bool,
    place: Place,
) -> None:
    """Tell what changed: what was told, and with --all what was held back, too.

    POLICY is an id, a glob or a service; CHANGE_SET an id as it is printed, or the beginning of one. Text comes newest
    first on a terminal, all else oldest first. JSON has what was held as well, which its readers rely on, unless --told
    leaves it out. --topic and --clause choose change sets: text and CSV show their changes that were asked for, JSON
    all. `tracker history` follows one clause through its numbers and merges, `tracker diff` compares any two versions.

    \b
    Examples:
      tracker log --since last
      tracker log zoom --oneline -n 20
      tracker log 'zoom/*' --since 2023-01-01 --until 2023-12-31
      tracker log --topic ai-training --topic arbitration
      tracker log zoom/terms-of-service --clause 10.4 --all
      tracker log 3f2a9c --full
      tracker log --csv > changes.csv
    """
    refuse_together(as_csv=as_csv, as_json=as_json, oneline=oneline, full=full)
    with open_record(place, read_only=True) as archive:
        named = find_named_change_sets(archive, policies)
        narrowing = Narrowing() if named else ask_narrowing(archive, policies, topics=topics, clauses=clauses)
        looked = read_looked(place.database_path) if since == "last" else Looked()
        told_at = archive.outbox.last_told_at()  # first: what comes meanwhile is new next time
        change_sets = named or ask_log(
            archive,
            policies,
            since=parse_day(since) if since and since != "last" else None,
            until=parse_day(until),
            most=most,
            newest_first=(sys.stdout.isatty() and not (as_csv or as_json)) is not reverse,
            is_told=not (as_json if show_all is None else show_all),
            leave_out=looked.ids,
            told_from=looked.told_from,
            narrowing=narrowing,
        )
        find_spread = SpreadFinder.of(archive).find
        if as_json:
            print_records(change_sets, find_spread)
        elif as_csv:
            print_sheet(write_rows(write_log_rows(change_sets, narrowing, make_cards(ask_names(archive)))))
        else:
            told_at = None if since not in (None, "last") or any((policies, topics, clauses, until, most)) else told_at
            draw = partial(format_log, change_sets, narrowing, find_spread, full=full, oneline=oneline)
            show_once(place.database_path, draw, told_at, archive.change_sets.told_from)


def print_records(change_sets: Iterable[ChangeSet], find_spread: Callable[[ChangeSet], Spread | None]) -> None:
    """Change sets as JSON, an object a line."""
    for change_set in change_sets:
        print_record(log_record(change_set) | {"elsewhere": elsewhere_record(find_spread(change_set))})


def show_once(
    database: Path,
    draw: Callable[[list[str]], Iterable[Line]],
    told_at: datetime | None,
    find_late: Callable[[datetime], Collection[str]],
) -> None:
    """Show lines and note for `--since last` what they told: with `told_at`, and where nobody left the pager before the
    end, all that was told up to then. `draw` fills the list it is given with the ids of what was shown, `find_late`
    gives those of what was told from a moment on."""
    shown: list[str] = []
    ended: list[bool] = []
    page_lines(note_end(draw(shown), ended))
    told_from = Looked(until=told_at if ended else None).told_from
    if told_from is None:
        write_looked(database, shown)
    else:
        write_looked(database, shown, until=told_at, list_recent=partial(find_late, told_from))


def note_end(lines: Iterable[Line], ended: list[bool]) -> Iterator[Line]:
    """The lines; `ended` holds something once all were taken: whoever leaves a pager early has not seen the rest."""
    yield from lines
    ended.append(True)


def refuse_together(*, as_csv: bool, as_json: bool, oneline: bool, full: bool) -> None:
    """Raise UsageError for forms that exclude each other."""
    if as_csv and as_json:
        raise UsageError("--csv and --json exclude each other")
    if oneline and (as_csv or as_json or full):
        raise UsageError("--oneline and --csv, --json or --full exclude each other")


def make_cards(names: Mapping[str, tuple[str, str | None]]) -> dict[str, PolicyCard]:
    """What people are told of each policy, by its id, of its recorded name and address."""
    return {policy: PolicyCard(policy, name_for_people(policy, name), link) for policy, (name, link) in names.items()}


def write_log_rows(
    change_sets: Iterable[ChangeSet], narrowing: Narrowing, cards: Mapping[str, PolicyCard]
) -> Iterator[tuple[str, ...]]:
    """The head of the table, then a row for each change that is asked for."""
    yield SHEET_COLUMNS
    for change_set in change_sets:
        matched = narrowing.find_changes(change_set.comparison)
        rows = sheet_rows(change_set, cards[change_set.policy])
        yield from rows if matched is None else [rows[index] for index in matched]


def format_log(
    change_sets: Iterable[ChangeSet],
    narrowing: Narrowing,
    find_spread: Callable[[ChangeSet], Spread | None],
    shown: list[str],
    *,
    full: bool,
    oneline: bool,
) -> Iterator[Line]:
    """The change sets one by one, or that there are none. What was told is added to `shown`, for `--since last`;
    `find_spread` says which of its sentences came to others too."""
    is_empty = True
    for change_set in change_sets:
        is_empty = False
        limit, most = (None, None) if full else (SHOWN_WORDS, LEADING)
        matched = narrowing.find_changes(change_set.comparison)
        if oneline:
            yield format_in_one_line(change_set, matched)
        elif matched is None:
            yield from format_change_set(change_set, limit=limit, most=most, is_indexed=True)
        else:
            yield from format_matched(change_set, matched, limit=limit)
        if not oneline:
            yield from (*format_elsewhere(find_spread(change_set), change_set), Line())
        if change_set.is_told:
            shown.append(change_set.id)
    if is_empty:
        yield Line((Span(NOTHING, Role.QUIET),))


def format_in_one_line(change_set: ChangeSet, matched: tuple[int, ...] | None = None) -> Line:
    """The day of the look that saw it, as `--since` reads it, policy, id, and the weightiest change by name: of those
    that are asked for."""
    judged = change_set.judgement
    held = f"  (held: {judged.held_because.value})" if judged.held_because else ""
    return Line(
        (
            Span(f"{judged.observed_at:%Y-%m-%d}  "),
            Span(change_set.policy, Role.TITLE),
            Span(f"  {change_set.id}", Role.QUIET),
            Span(f"  {write_subject(change_set, matched)}"),
            Span(held, Role.QUIET),
        ),
        hang=1,
    )
