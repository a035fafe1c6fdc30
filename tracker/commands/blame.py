"""`tracker blame POLICY [CLAUSE]`: the text that stands -> since when each sentence has stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from tracker.commands.clauses import find_sections
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record
from tracker.commands.terminal import print_lines
from tracker.commands.timeline import read_timeline
from tracker.compare.follow.blame import SentenceAge, blame_sentences
from tracker.publish.contract import blame_record, dump_record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_day


@click.command()
@click.argument("policy")
@click.argument("clause", required=False)
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
        archive.policies.get(policy)
        timeline, change_sets = read_timeline(archive, policy)
        sections = find_sections(archive.versions.latest(policy), clause) if clause else None
    wanted = frozenset(section.clause for section in sections if section.clause) if sections is not None else None
    brought = {change_set.judgement.observed_at: change_set.id for change_set in change_sets}
    ages = blame_sentences(timeline, wanted)
    if as_json:
        for age in ages:
            change_set = brought.get(age.since_at)
            record = blame_record(age.section, sentence=age.sentence, since=age.since_at, change_set=change_set)
            click.echo(dump_record(record))
    else:
        print_lines(tell_ages(ages, first_at=timeline[0].from_at))


def tell_ages(ages: Iterable[SentenceAge], *, first_at: datetime) -> Iterator[Line]:
    """A line for each sentence: its day first; "≤" where it stood at the first look already."""
    place = None
    for age in ages:
        if age.section.ordinal != place:
            place = age.section.ordinal
            yield Line((Span(age.section.label, Role.LABEL),))
        mark = "≤ " if age.since_at == first_at else "  "
        yield Line((Span(f"{mark}{tell_day(age.since_at):>11}  ", Role.QUIET), Span(age.sentence)), 1)
