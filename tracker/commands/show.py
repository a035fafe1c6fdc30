"""`tracker show POLICY [CLAUSE]`: a policy -> its text, or one clause of it, as it stands or stood."""

from __future__ import annotations

import click

from tracker.ask.change_sets import find_change_set
from tracker.ask.gaps import find_gap
from tracker.ask.show import ask_show
from tracker.ask.spread import SpreadFinder
from tracker.commands.clock import parse_day
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.speaking import print_record, print_text
from tracker.commands.terminal import page_lines
from tracker.model import ChangeSet, ShownText, Spread
from tracker.publish.across_contract import elsewhere_record
from tracker.publish.clusters import format_elsewhere
from tracker.publish.contract import log_record, show_record
from tracker.publish.lines import format_change_set
from tracker.publish.outlines import format_places, format_text
from tracker.publish.patch import write_text
from tracker.publish.provenance import describe_end, describe_stood, describe_witness
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_day
from tracker.publish.unknown import describe_gap, describe_gaps, describe_states


@click.command()
@click.argument("policy", metavar="POLICY|CHANGE_SET")
@click.argument("clause", required=False)
@click.option("--at", "at", metavar="DATE", help="As it stood at the end of this day, or at this time.")
@click.option("--outline", "as_outline", is_flag=True, help="Only numbers, headings and first words.")
@click.option("--text", "as_text", is_flag=True, help="The text alone, as `diff --unified` has it.")
@pager_option
@json_option
@place_options
def command(
    *, policy: str, clause: str | None, at: str | None, as_outline: bool, as_text: bool, as_json: bool, place: Place
) -> None:
    """Print a policy or one clause. CLAUSE is a number, a heading in quotes, or a clause id.

    CHANGE_SET, an id as `log` prints it or the beginning of one, prints that change with all its words.

    \b
    Examples:
      tracker show zoom/terms-of-service --outline
      tracker show zoom/terms-of-service 10.4
      tracker show zoom/terms-of-service "Customer License Grant" --at 2023-07-28
      tracker show 3f2a9c
    """
    moment = parse_day(at)
    with open_record(place, read_only=True) as archive:
        if change_set := find_change_set(archive, policy):
            show_change_set(change_set, SpreadFinder.of(archive).find(change_set), as_json=as_json)
            return
        shown = ask_show(archive, policy, clause, at=moment)
    if as_json:
        print_record(show_record(shown))
    elif as_text:
        print_text(write_text(shown.version.reading.title, shown.sections))
    else:
        told = format_places(shown.sections) if as_outline else format_text(shown.sections)
        page_lines((*format_version(shown), Line(), *told))


def show_change_set(change_set: ChangeSet, spread: Spread | None, *, as_json: bool) -> None:
    """Print all that changed, and who else has it, as `log --full` does for many."""
    if as_json:
        print_record(log_record(change_set) | {"elsewhere": elsewhere_record(spread)})
    else:
        told = format_change_set(change_set, most=None, is_indexed=True)
        page_lines((*told, *format_elsewhere(spread, change_set)))


def format_version(shown: ShownText) -> tuple[Line, ...]:
    """Which version this is, how long it is known to have stood, what it says of its own dates, where it was seen, and
    what is not known: at the moment asked about, else lately."""
    version = shown.version
    facts = [f"version {version.ordinal}", describe_stood(shown.stood, version)]
    facts += [f"{stated.kind} {format_day(stated.on)}" for stated in version.reading.dates]
    told = [" · ".join(facts)]
    if shown.witness:
        told.append(describe_witness(shown.witness, version))
    gap = find_gap(shown.gaps, shown.at) if shown.at else None
    told += [] if shown.at else describe_gaps(shown.gaps)
    told += [f"{describe_gap(gap)}. This is what was seen before."] if gap else []
    if states := describe_states(shown.regular_states):
        told.append(states)
    title = version.reading.title or shown.name or version.policy
    name = [Span(f"  {version.policy}", Role.QUIET)] if title != version.policy else []
    lines = [Line((Span(title, Role.TITLE), *name)), *(Line((Span(one, Role.QUIET),)) for one in told)]
    if shown.gone:
        label, end = shown.gone.last.label, describe_end(shown.gone)
        lines.append(Line((Span(f"{label} stands here no more: {end}. This is what it said last."),)))
    return tuple(lines)
