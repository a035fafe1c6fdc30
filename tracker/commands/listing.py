"""`tracker list`: the configuration and the database -> every policy that either knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from tracker.ask.policies import ask_policies
from tracker.commands.clock import read_clock
from tracker.commands.columns import Column, TableRow, format_rows
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import page_lines
from tracker.model import PolicyOverview, WatchedPolicy
from tracker.publish.contract import overview_record
from tracker.publish.lines import count_words
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_moment


@click.command()
@pager_option
@json_option
@place_options
def command(*, as_json: bool, place: Place) -> None:
    """List the policies that the configuration watches or the database holds.

    \b
    Examples:
      tracker list
      tracker list --json
    """
    config = read_config(place)
    watched = [
        WatchedPolicy(one.id, one.label, one.public_addresses, tuple(one.tags), one.paused) for one in config.policies
    ]
    if place.database_path.exists():
        with open_record(place, read_only=True) as archive:
            overviews = ask_policies(archive, now=read_clock(), watched=watched)
    else:
        overviews = ask_policies(None, now=read_clock(), watched=watched)
    if as_json:
        for overview in overviews:
            print_record(overview_record(overview))
    else:
        page_lines(format_overviews(overviews))


COLUMNS = (Column("POLICY"), Column("VERSIONS", is_figure=True), Column("LAST LOOK"), Column("STATE"))


def format_overviews(overviews: Sequence[PolicyOverview]) -> Iterator[Line]:
    """A row a policy, its name and addresses under it."""
    if not overviews:
        yield Line((Span("No policies yet. Start with `tracker add URL`.", Role.QUIET),))
        return
    yield from format_rows(COLUMNS, [make_row(one) for one in overviews])


def make_row(one: PolicyOverview) -> TableRow:
    states = ["paused"] if one.is_paused else []
    states += [f"{count_words(one.failures, 'look')} failed"] if one.failures else []
    states += [] if one.is_watched else ["not watched"]
    last_look = format_moment(one.last_look_at) if one.last_look_at else "never"
    cells = (Span(one.policy, Role.TITLE), Span(str(one.versions)), Span(last_look), Span(", ".join(states)))
    named = [one.name] if one.name != one.policy else []
    return TableRow(cells, tuple(Line((Span(text, Role.QUIET),), 1) for text in (*named, *one.addresses)))
