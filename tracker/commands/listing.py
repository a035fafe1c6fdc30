"""`tracker list`: the configuration and the database -> every policy that either knows."""

from __future__ import annotations

from collections.abc import Iterable

import click

from tracker.ask.policies import ask_policies
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.record import open_record, read_clock, read_config
from tracker.commands.speaking import print_record
from tracker.commands.terminal import page_lines
from tracker.model import PolicyOverview, WatchedPolicy
from tracker.publish.contract import overview_record
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
    watched = [WatchedPolicy(one.id, one.label, one.public_addresses, tuple(one.tags)) for one in config.policies]
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


def format_overviews(overviews: Iterable[PolicyOverview]) -> list[Line]:
    lines = []
    for one in overviews:
        facts = [f"{one.versions} versions" if one.versions else "not read yet"]
        facts.append(f"last look {format_moment(one.last_look_at)}" if one.last_look_at else "never looked at")
        if one.failures:
            facts.append(f"{one.failures} looks in a row failed")
        facts += one.addresses if one.is_watched else ["not in the configuration"]
        lines.append(Line((Span(one.policy, Role.TITLE), Span(f"  {one.name}"))))
        lines.append(Line((Span(" · ".join(facts), Role.QUIET),), 1))
    return lines or [Line((Span("No policies yet. Start with `tracker add URL`.", Role.QUIET),))]
