"""`tracker history POLICY CLAUSE`: a clause -> its numbers, what happened to it and where it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from tracker.commands.clauses import find_clause_ids
from tracker.commands.gaps import list_gaps, tell_gaps
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record
from tracker.commands.terminal import print_lines
from tracker.commands.timeline import list_steps, read_timeline
from tracker.compare.follow.history import ClauseEvent, ClauseHistory, Standing, tell_history
from tracker.model import Note, Section
from tracker.publish.contract import (
    Record,
    clause_event_record,
    clause_record,
    dump_record,
    held_record,
    history_record,
)
from tracker.publish.lines import tell_change, tell_note
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_between, tell_moment, tell_span

Notes = Mapping[str, Sequence[Note]]
"""The notes on each change set, by its id."""


@click.command()
@click.argument("policy")
@click.argument("clause")
@json_option
@place_options
def command(*, policy: str, clause: str, as_json: bool, place: Place) -> None:
    """Follow one clause through time. CLAUSE is a number, a heading in quotes, or a clause id.

    A number may have named several clauses: all are told, the one that holds it now first.

    \b
    Examples:
      tracker history zoom/terms-of-service 10.4
      tracker history zoom/terms-of-service "Customer License Grant"
      tracker history github/terms-of-service D.4 --json
    """
    show_history(place, policy, clause, as_json=as_json)


def show_history(place: Place, policy: str, clause: str, *, as_json: bool = False) -> None:
    """Print the life of every clause that the words name. Raises NotFoundError."""
    with open_record(place, read_only=True) as archive:
        archive.policies.get(policy)
        timeline, change_sets = read_timeline(archive, policy)
        named = archive.clauses.resolve(clause)
        gaps = list_gaps(archive, policy)
    steps = list_steps(change_sets)
    notes = {change_set.id: change_set.notes for change_set in change_sets}
    lives = [tell_history(timeline, steps, found) for found in find_clause_ids(timeline, named)]
    if as_json:
        records = [life_record(life, notes) for life in lives]
        click.echo(dump_record(history_record(policy, query=clause, clauses=records, gaps=gaps)))
    else:
        labels = last_labels(timeline)
        for life in lives:
            print_lines((*tell_life(life, notes, labels), Line()))
        print_lines([Line((Span(told, Role.QUIET),)) for told in tell_gaps(gaps)])


def life_record(life: ClauseHistory, notes: Notes) -> Record:
    held = [held_record(span.number, span.path, from_at=span.from_at, to_at=span.to_at) for span in life.held]
    events = [
        clause_event_record(
            event.change,
            change_set=event.step.change_set,
            previous_at=event.step.previous_at,
            observed_at=event.step.observed_at,
            notes=notes.get(event.step.change_set, ()),
        )
        for event in life.events
    ]
    return clause_record(life.last, held=held, events=events, state=life.state, into=life.into)


def last_labels(timeline: Sequence[Standing]) -> dict[str, str]:
    """What each clause was called last, by its id."""
    sections: list[Section] = [section for standing in timeline for section in standing.reading.sections]
    return {section.clause: section.label for section in sections if section.clause}


def tell_life(life: ClauseHistory, notes: Notes, labels: Mapping[str, str]) -> tuple[Line, ...]:
    """Where the clause is now, the numbers it held, and every change with the two looks between which it fell."""
    lines = [
        Line((Span(life.last.heading or life.last.label, Role.TITLE), Span(f"  {life.clause}", Role.QUIET))),
        Line((Span(tell_state(life, labels)),), 1),
    ]
    for span in life.held:
        held = span.path or span.number or "no number"
        lines.append(Line((Span(f"{held}  ", Role.LABEL), Span(tell_span(span.from_at, span.to_at))), 1))
    for event in life.events:
        lines += [Line(), *tell_event(event, notes.get(event.step.change_set, ()))]
    return tuple(lines)


def tell_state(life: ClauseHistory, labels: Mapping[str, str]) -> str:
    """ "stands now", "merged into 10.2 Permitted Uses", with the day from which that is so."""
    if life.state == "present":
        return f"stands now as {life.last.label}"
    into = " and ".join(labels.get(clause, clause) for clause in life.into)
    ended = next((span.to_at for span in reversed(life.held) if span.to_at), None)
    when = f", first missed {tell_moment(ended)}" if ended else ""
    return f"{life.state} into {into}{when}" if into else f"{life.state}{when}"


def tell_event(event: ClauseEvent, notes: Sequence[Note]) -> tuple[Line, ...]:
    when = tell_between(event.step.previous_at, event.step.observed_at)
    return (
        Line((Span(when, Role.LABEL), Span(f"  {event.step.change_set}", Role.QUIET)), 1),
        *(Line(line.spans, line.depth + 1) for line in tell_change(event.change)),
        *(Line(tell_note(note).spans, 2) for note in notes),
    )
