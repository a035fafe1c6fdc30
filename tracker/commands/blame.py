"""`tracker blame POLICY [CLAUSE]`: the text that stands -> since when each sentence has stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from tracker.ask.blame import ask_blame
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import page_lines
from tracker.model import SentenceAge
from tracker.publish.contract import blame_record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_day


@click.command()
@click.argument("policy")
@click.argument("clause", required=False)
@pager_option
@json_option
@place_options
def command(*, policy: str, clause: str | None, as_json: bool, place: Place) -> None:
    """Tell since when each sentence has stood. CLAUSE is a number, a heading in quotes, or a clause id.

    \b
    Examples:
      tracker blame zoom/terms-of-service 10.2
      tracker blame zoom/terms-of-service --json > sentences.jsonl

    Sentences of the first text read have stood at least since then.
    """
    with open_record(place, read_only=True) as archive:
        ages = ask_blame(archive, policy, clause)
    if as_json:
        for age in ages:
            print_record(blame_record(age))
    else:
        page_lines(format_ages(ages))


def format_ages(ages: Iterable[SentenceAge]) -> Iterator[Line]:
    """A line for each sentence: its day first; "≤" where it stood at the first look already."""
    place = None
    for age in ages:
        if age.section.ordinal != place:
            place = age.section.ordinal
            yield Line((Span(age.section.label, Role.LABEL),))
        mark = "≤ " if age.is_from_start else "  "
        yield Line((Span(f"{mark}{format_day(age.since_at):>11}  ", Role.QUIET), Span(age.sentence)), 1)
