"""`tracker show POLICY [CLAUSE]`: a policy -> its text, or one clause of it, as it stands or stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from tracker.believe.flapping import RegularState
from tracker.commands.clauses import find_sections
from tracker.commands.gaps import find_gap, list_gaps, tell_gap, tell_gaps
from tracker.commands.moments import parse_moment
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record
from tracker.commands.states import list_states, state_records, tell_states
from tracker.commands.terminal import print_lines
from tracker.model import Gap, Version
from tracker.publish.contract import dump_record, show_record
from tracker.publish.outlines import tell_places, tell_text
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_day, tell_seen


@click.command()
@click.argument("policy")
@click.argument("clause", required=False)
@click.option("--at", "at", metavar="DATE", help="As it stood at the end of this day, or at this time.")
@click.option("--outline", "as_outline", is_flag=True, help="Only numbers, headings and first words.")
@json_option
@place_options
def command(*, policy: str, clause: str | None, at: str | None, as_outline: bool, as_json: bool, place: Place) -> None:
    """Print a policy or one clause. CLAUSE is a number, a heading in quotes, or a clause id.

    \b
    Examples:
      tracker show zoom/terms-of-service --outline
      tracker show zoom/terms-of-service 10.4
      tracker show zoom/terms-of-service "Customer License Grant" --at 2023-07-28
    """
    moment = parse_moment(at) if at else None
    with open_record(place, read_only=True) as archive:
        archive.policies.get(policy)
        version = archive.versions.at(policy, moment) if moment else archive.versions.latest(policy)
        gaps = list_gaps(archive, policy)
        states = list_states(archive, policy)
    sections = find_sections(version, clause) if clause else version.reading.sections
    if as_json:
        record = show_record(version, sections=sections, gaps=gaps, at=moment)
        click.echo(dump_record({**record, "regular_states": state_records(states)}))
    else:
        told = tell_places(sections) if as_outline else tell_text(sections)
        print_lines((*tell_version(version, gaps, states, at=moment), Line(), *told))


def tell_version(
    version: Version, gaps: Sequence[Gap], states: Sequence[RegularState], *, at: datetime | None
) -> tuple[Line, ...]:
    """Which version this is, when it was seen, what it says of its own dates, and what is not known: at the moment
    asked about, else lately."""
    reading = version.reading
    facts = [f"version {version.ordinal}", tell_seen(version.first_seen_at, version.last_seen_at)]
    facts += [f"{stated.kind} {tell_day(stated.on)}" for stated in reading.dates]
    gap = find_gap(gaps, at) if at else None
    unknown = [f"{tell_gap(gap)}. This is what was seen before."] if gap else [] if at else tell_gaps(gaps)
    return (
        Line((Span(reading.title or version.policy, Role.TITLE), Span(f"  {version.policy}", Role.QUIET))),
        Line((Span(" · ".join(facts), Role.QUIET),)),
        *(Line((Span(told, Role.QUIET),)) for told in unknown),
        *(Line((Span(told, Role.QUIET),)) for told in [tell_states(states)] if told),
    )
