"""`tracker facts [POLICY...]`: policies -> what their clauses rule, since when, and what they ruled before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from tracker.ask.facts import ask_facts
from tracker.commands.clock import parse_day
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_record, print_sheet
from tracker.commands.terminal import print_lines
from tracker.errors import UsageError
from tracker.model import FactSpan, RuledFact
from tracker.publish.across_contract import fact_record
from tracker.publish.sheet import FACT_COLUMNS, fact_rows, write_rows
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_day


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of fact; may be repeated.")
@click.option("--at", metavar="DATE", help="As it was at the end of DATE.")
@click.option("--changed-since", metavar="DATE", help="Only where a value came or went after DATE.")
@click.option("--csv", "as_csv", is_flag=True, help="A spreadsheet: one row a value.")
@json_option
@place_options
def command(
    *,
    policies: tuple[str, ...],
    kinds: tuple[str, ...],
    at: str | None,
    changed_since: str | None,
    as_csv: bool,
    as_json: bool,
    place: Place,
) -> None:
    """Tell what clauses rule: notice, liability, law, arbitration, licences, AI training, ages, periods.

    Each value comes with the words it rests on. Where no clause says anything, that is the answer.
    POLICY is an id, a glob or a service. `tracker kinds` lists the kinds.

    \b
    Examples:
      tracker facts zoom/terms-of-service
      tracker facts --kind liability-cap --kind governing-law
      tracker facts --changed-since 2023-01-01
      tracker facts zoom --at 2022-01-01 --csv > facts.csv
    """
    if as_csv and as_json:
        raise UsageError("--csv and --json exclude each other")
    with open_record(place, read_only=True) as archive:
        answers = ask_facts(
            archive,
            policies,
            kinds=kinds,
            at=parse_day(at),
            changed_since=parse_day(changed_since),
        )
    if as_json:
        for answer in answers:
            print_record(fact_record(answer))
    elif as_csv:
        print_sheet(write_rows([FACT_COLUMNS, *(row for answer in answers for row in fact_rows(answer))]))
    else:
        print_lines(format_facts(answers) or [Line((Span("No fact changed.", Role.QUIET),))])


def format_facts(answers: Sequence[RuledFact]) -> list[Line]:
    """Policy by policy: each kind with its values and their words; what is not said in one line behind."""
    lines: list[Line] = []
    for policy, some in groupby(answers, key=lambda answer: answer.policy):
        kept = list(some)
        lines += [*([Line()] if lines else []), Line((Span(policy, Role.TITLE),))]
        for answer in kept:
            if answer.values or answer.earlier:
                lines += format_fact(answer)
        silent = [answer.name for answer in kept if answer.is_known and not answer.values and not answer.earlier]
        unknown = [answer.name for answer in kept if not answer.is_known]
        if silent:
            lines.append(Line((Span(f"Not said: {', '.join(silent)}", Role.QUIET),), 1))
        if unknown:
            lines.append(Line((Span(f"Not known in this language: {', '.join(unknown)}", Role.QUIET),), 1))
    return lines


def format_fact(answer: RuledFact) -> list[Line]:
    now = " / ".join(dict.fromkeys(span.value for span in answer.values)) or "no longer said"
    lines = [Line((Span(f"{answer.name}: ", Role.LABEL), Span(now)), 1)]
    for span in answer.values:
        lines.append(Line((Span(f"{span.label}, {_name_span(span)}", Role.QUIET),), 2))
        lines.append(Line((Span(f"“{span.quote}”"),), 2))
    for span in answer.earlier:
        lines.append(Line((Span(f"before: {span.value}, {_name_span(span)}", Role.QUIET),), 2))
    return lines


def _name_span(span: FactSpan) -> str:
    """ "since 1 Apr 2023", "seen from the first look, 16 Aug 2021, to 7 Aug 2023"."""
    from_day = format_day(span.from_at.date())
    begun = f"from the first look on, {from_day}" if span.is_from_start else f"since {from_day}"
    if span.to_at is None:
        return begun
    return f"{begun.replace('since', 'from')} to {format_day(span.to_at.date())}"
