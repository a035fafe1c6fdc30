"""`tracker topic TOPIC`: a topic -> who says what on it, since when, and what changed on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from tracker.ask.topic import ask_topic
from tracker.commands.clock import parse_day, read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.model import TopicAnswer, TopicChange, TopicSpan
from tracker.publish.across_contract import topic_change_record, topic_clause_record
from tracker.publish.spans import Line, Role, Span, trim_words
from tracker.publish.times import format_day

TABLE_WORDS = 14
"""Words of a clause, or of a change, in the table: enough to see what it is about."""
TEXT_WORDS = 120
LISTED_CHANGES = 20


@click.command()
@click.argument("topic")
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--at", metavar="DATE", help="As it was at the end of DATE.")
@click.option("--full", is_flag=True, help="The clauses with all their words, and every change.")
@json_option
@place_options
def command(*, topic: str, policies: tuple[str, ...], at: str | None, full: bool, as_json: bool, place: Place) -> int:
    """Tell who speaks of a topic, clause by clause, since when, and what changed on it. `tracker topics` lists them.

    Exit status 1 when nobody speaks of it.

    \b
    Examples:
      tracker topic ai-training
      tracker topic "liability cap" zoom github
      tracker topic arbitration --at 2022-01-01 --full
    """
    with open_record(place, read_only=True) as archive:
        answer = ask_topic(archive, topic, policies, at=parse_day(at) if at else read_clock())
    if as_json:
        for span in answer.clauses:
            print_record(topic_clause_record(span))
        for change in answer.changes:
            print_record(topic_change_record(answer.topic, change))
    else:
        print_lines(format_topic_answer(answer, full=full))
    return 0 if answer.clauses or answer.changes else 1


def format_topic_answer(answer: TopicAnswer, *, full: bool) -> list[Line]:
    """The clauses policy by policy, then the changes, newest first; at the end the texts where all words are asked."""
    if not answer.clauses and not answer.changes:
        return [Line((Span(f"No clause speaks of {answer.topic}.", Role.QUIET),))]
    lines: list[Line] = []
    for policy, spans in groupby(answer.clauses, key=lambda span: span.policy):
        lines.append(Line((Span(policy, Role.TITLE),)))
        for span in spans:
            lines += format_clause(span, words=TEXT_WORDS * 10 if full else TABLE_WORDS)
    shown = answer.changes if full else answer.changes[:LISTED_CHANGES]
    if shown:
        lines += [Line(), Line((Span(f"Changes on {answer.topic}", Role.TITLE),)), *map(format_topic_change, shown)]
    if more := len(answer.changes) - len(shown):
        lines.append(Line((Span(f"and {more} earlier; --full shows all", Role.QUIET),), 1))
    return lines


def format_clause(span: TopicSpan, *, words: int) -> list[Line]:
    day = format_day(span.from_at.date())
    since = f"from the first look on, {day}" if span.is_from_start else f"since {day}"
    return [
        Line((Span(span.label, Role.LABEL), Span(f"  {since}", Role.QUIET)), 1),
        Line((Span(" ".join(trim_words(span.text, words))),), 2),
    ]


def format_topic_change(change: TopicChange) -> Line:
    return Line(
        (
            Span(f"{format_day(change.observed_at.date())}  ", Role.LABEL),
            Span(change.policy, Role.TITLE),
            Span(f"  {change.label}  ", Role.PLAIN),
            Span(f"{change.change_set}  ", Role.QUIET),
            *_format_runs(change.deleted, Role.DELETED),
            Span(" ") if change.deleted and change.inserted else Span(""),
            *_format_runs(change.inserted, Role.INSERTED),
        ),
        1,
    )


def _format_runs(runs: Sequence[str], role: Role) -> list[Span]:
    """The longest run, cut to what a table holds."""
    return [Span(" ".join(trim_words(max(runs, key=len), TABLE_WORDS)), role)] if runs else []
