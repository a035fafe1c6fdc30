"""`tracker list`: the configuration and the database -> every policy that either knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from tracker.archive.timetable import LookState
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record, read_config, tell_now
from tracker.commands.terminal import print_lines
from tracker.config import Config
from tracker.publish.contract import Record, dump_record, write_time
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_moment


@click.command()
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
    records = list_policies(config, place)
    for record in records:
        if as_json:
            click.echo(dump_record(record))
    if not as_json:
        print_lines(tell_policies(records))


def list_policies(config: Config, place: Place) -> list[Record]:
    """One record a policy, the configured ones first and in their order."""
    recorded: dict[str, Record] = {}
    if place.database_path.exists():
        with open_record(place, read_only=True) as archive:
            states = archive.timetable.look_states(tell_now())
            for tracked in archive.policies.all():
                dates = archive.versions.dates(tracked.id)
                state = states.get(tracked.id, LookState())
                recorded[tracked.id] = policy_record(tracked.id, tracked.name, len(dates), state)
    watched = {}
    for policy in config.policies:
        record = recorded.pop(policy.id, None) or policy_record(policy.id, policy.label, 0, LookState())
        seen = {"name": policy.label, "fetch": list(policy.addresses), "tags": list(policy.tags), "is_watched": True}
        watched[policy.id] = record | seen
    return [*watched.values(), *recorded.values()]


def policy_record(policy: str, name: str, versions: int, state: LookState) -> Record:
    return {
        "schema": "tracker.list/1",
        "policy": policy,
        "name": name,
        "fetch": [],
        "tags": [],
        "is_watched": False,
        "versions": versions,
        "last_look_at": write_time(state.last_at),
        "failures": state.failures,
    }


def tell_policies(records: Iterable[Record]) -> list[Line]:
    lines = []
    for record in records:
        facts = [f"{record['versions']} versions" if record["versions"] else "not read yet"]
        facts.append(tell_last_look(record["last_look_at"]))
        if record["failures"]:
            facts.append(f"{record['failures']} looks in a row failed")
        facts += record["fetch"] if record["is_watched"] else ["not in the configuration"]
        lines.append(Line((Span(record["policy"], Role.TITLE), Span(f"  {record['name']}"))))
        lines.append(Line((Span(" · ".join(facts), Role.QUIET),), 1))
    return lines or [Line((Span("No policies yet. Start with `tracker add URL`.", Role.QUIET),))]


def tell_last_look(written: str | None) -> str:
    return f"last look {tell_moment(datetime.fromisoformat(written))}" if written else "never looked at"
