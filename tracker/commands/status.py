"""`tracker status`: the database and the configuration -> how the record stands, policy by policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from tracker.archive import Archive
from tracker.archive.timetable import LookState
from tracker.commands.gaps import find_gaps
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record, read_config, tell_now
from tracker.commands.terminal import print_lines
from tracker.config import Config
from tracker.errors import ArchiveError
from tracker.model import AlertState
from tracker.publish.contract import Record, dump_record, gap_record, write_time
from tracker.publish.lines import count_words
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_moment, tell_span
from tracker.ruleset import RULESET
from tracker.schedule.due import next_looks, read_rhythms

OVERDUE_AFTER = timedelta(hours=1)
"""A look that is this late was not merely waiting for the next turn of cron: nobody is looking."""


@click.command()
@click.option("--verify", is_flag=True, help="Check the file and the chain of observations for damage.")
@json_option
@place_options
def command(*, verify: bool, as_json: bool, place: Place) -> int:
    """Tell how the record stands: last and next looks, failures, gaps, what is held, what waits to be sent.

    \b
    Examples:
      tracker status
      tracker status --verify
      tracker status --json

    One object for the database, then one a policy. Exit status 1 when --verify finds damage.
    """
    config = read_config(place)
    with open_record(place, read_only=True) as archive:
        damage = archive.find_damage() if verify else ()
        database = database_record(archive, damage)
        policies = policy_records(archive, config, tell_now())
    if as_json:
        for record in (database, *policies):
            click.echo(dump_record(record))
    else:
        print_lines([*tell_database(database), *(line for record in policies for line in tell_policy(record))])
    for found in damage:
        click.echo(f"tracker: {ArchiveError(found, hint='restore a backup')}", err=True)
    return int(bool(damage))


def database_record(archive: Archive, damage: tuple[str, ...]) -> Record:
    states = archive.outbox.count_states()
    return {
        "schema": "tracker.status/1",
        "database": str(archive.path),
        "bytes": archive.path.stat().st_size,
        "ruleset": RULESET,
        "alerts": {state.value: states.get(state, 0) for state in AlertState},
        "channels_down": [outage.channel for outage in archive.outbox.outages()],
        "damage": list(damage),
    }


def policy_records(archive: Archive, config: Config, now: datetime) -> list[Record]:
    states = archive.timetable.look_states(now)
    looks = next_looks(now, read_rhythms(config), states)
    records = []
    for policy in archive.policies.ids():
        derivation = archive.derivations.current(policy)
        gaps = find_gaps(archive.derivations.looks(derivation)) if derivation else ()
        judgements = archive.change_sets.judgements(policy)
        held = [judged.held_because.value for judged in judgements if judged.held_because]
        state = states.get(policy, LookState())
        records.append(
            {
                "schema": "tracker.status.policy/1",
                "policy": policy,
                "versions": len(archive.versions.dates(policy)),
                "told": len(judgements) - len(held),
                "held": {reason: held.count(reason) for reason in dict.fromkeys(held)},
                "last_look_at": write_time(state.last_at),
                "next_look_at": write_time(looks[policy].due_at) if policy in looks else None,
                "is_overdue": policy in looks and looks[policy].due_at < now - OVERDUE_AFTER,
                "is_dead": state.failures >= config.tracker.dead_after,
                "failures": state.failures,
                "gaps": [gap_record(gap) for gap in gaps],
                "is_up_to_date": derivation is not None and derivation.ruleset == RULESET,
            }
        )
    return records


def tell_database(record: Record) -> list[Line]:
    alerts = ", ".join(f"{count} {state}" for state, count in record["alerts"].items() if count)
    facts = [f"{record['bytes'] / 1e6:.1f} MB", f"rules {record['ruleset']}", f"alerts: {alerts or 'none'}"]
    facts += [f"channel {name} is down" for name in record["channels_down"]]
    return [Line((Span(record["database"], Role.TITLE), Span(f"  {' · '.join(facts)}", Role.QUIET)))]


def tell_policy(record: Record) -> list[Line]:
    facts = [count_words(record["versions"], "version"), f"{record['told']} told"]
    facts += [f"{count} held: {reason}" for reason, count in record["held"].items()]
    for word, key in (("last look", "last_look_at"), ("next look", "next_look_at")):
        if record[key]:
            facts.append(f"{word} {tell_moment(datetime.fromisoformat(record[key]))}")
    if record["is_overdue"]:
        facts.append("overdue: is anything running?")
    if not record["is_up_to_date"]:
        facts.append("read under older rules: tracker rebuild")
    lines = [Line((Span(record["policy"], Role.TITLE),)), Line((Span(" · ".join(facts), Role.QUIET),), 1)]
    return [*lines, *(Line((Span(trouble),), 1) for trouble in tell_troubles(record))]


def tell_troubles(record: Record) -> Iterator[str]:
    """What a person should look into: failures, dead or not, and the last gap in what is known."""
    if record["failures"]:
        looks = count_words(record["failures"], "look")
        yield f"{'dead: ' if record['is_dead'] else ''}the last {looks} gave nothing to believe"
    if record["gaps"]:
        last = record["gaps"][-1]
        span = tell_span(datetime.fromisoformat(last["from"]), datetime.fromisoformat(last["to"]))
        yield f"{count_words(len(record['gaps']), 'gap')}, the last {span}: {last['why']}"
