"""`tracker history POLICY CLAUSE`: a clause -> its numbers, what happened to it and where it is now."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import click

from tracker.ask.history import ask_history
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import page_lines
from tracker.model import Alternation, ClauseEvent, ClauseHistory, History
from tracker.publish.contract import history_record
from tracker.publish.lines import format_change, format_note
from tracker.publish.provenance import describe_end
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_between, format_span
from tracker.publish.unknown import describe_alternation, describe_gaps


@click.command()
@click.argument("policy")
@click.argument("clause")
@click.option("--all", "show_all", is_flag=True, help="Also what was held back, with the reason.")
@pager_option
@json_option
@place_options
def command(*, policy: str, clause: str, show_all: bool, as_json: bool, place: Place) -> None:
    """Follow one clause through time. CLAUSE is a number, a heading in quotes, or a clause id.

    A number may have named several clauses: all are told, the one that holds it now first. What was held back
    (another version that comes and goes, a change seen once) is one line; --all shows it. For all that changed in a
    policy, step by step, see `tracker log`.

    \b
    Examples:
      tracker history zoom/terms-of-service 10.4
      tracker history zoom/terms-of-service "Customer License Grant"
      tracker history github/terms-of-service D.4 --json
      tracker history zoom/terms-of-service 10.4 --all
    """
    show_history(place, policy, clause, show_all=show_all, as_json=as_json)


def show_history(place: Place, policy: str, clause: str, *, show_all: bool = False, as_json: bool = False) -> None:
    """Print the life of every clause that the words name. Raises NotFoundError."""
    with open_record(place, read_only=True) as archive:
        history = ask_history(archive, policy, clause, with_held=show_all)
    if as_json:
        print_record(history_record(history))
        return
    page_lines(format_history(history))


def format_history(history: History) -> Iterator[Line]:
    """The lives one after another, and when nobody looked."""
    for life in history.clauses:
        yield from (*format_life(life), Line())
    yield from (Line((Span(told, Role.QUIET),)) for told in describe_gaps(history.gaps))


def format_life(life: ClauseHistory) -> tuple[Line, ...]:
    """Where the clause is now, the numbers it held, and every change with the two looks between which it fell."""
    lines = [
        Line((Span(life.last.heading or life.last.label, Role.TITLE), Span(f"  {life.clause}", Role.QUIET))),
        Line((Span(describe_end(life)),), 1),
    ]
    for held in life.held:
        label = held.path or held.number or "no number"
        lines.append(Line((Span(f"{label}  ", Role.LABEL), Span(format_span(held.from_at, held.to_at))), 1))
    told = [(event.step.observed_at, format_event(event)) for event in (*life.events, *life.asides)]
    if not life.asides:
        told += [(one.from_at, format_alternation(one)) for one in life.alternated]
    for _, shown in sorted(told, key=itemgetter(0)):
        lines += [Line(), *shown]
    return tuple(lines)


def format_event(event: ClauseEvent) -> tuple[Line, ...]:
    when = format_between(event.step.previous_at, event.step.observed_at)
    held = f"  held: {event.held.value}" if event.held else ""
    return (
        Line((Span(when, Role.LABEL), Span(f"  {event.step.change_set}{held}", Role.QUIET)), 1),
        *(Line(line.spans, line.depth + 1) for line in format_change(event.change)),
        *(Line(format_note(note).spans, 2) for note in event.step.notes),
    )


def format_alternation(alternation: Alternation) -> tuple[Line, ...]:
    """ "alternated with another version 23 times between 3 May 2023 and 9 Aug 2023; --all shows them"."""
    told = f"{describe_alternation(alternation)}; --all shows {'it' if alternation.times == 1 else 'them'}"
    return (Line((Span(told, Role.QUIET),), 1),)
