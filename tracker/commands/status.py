"""`tracker status`: the database and the configuration -> how the record stands, policy by policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import click

from tracker.archive import Archive
from tracker.archive.timetable import LookState
from tracker.believe.flapping import RegularState, find_regular_states
from tracker.commands.gaps import find_gaps, tell_gaps
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record, read_config, tell_now
from tracker.commands.states import state_records, tell_states
from tracker.commands.terminal import print_lines
from tracker.config import Config
from tracker.errors import ArchiveError
from tracker.model import AlertState, Gap
from tracker.publish.contract import Record, dump_record, gap_record, write_time
from tracker.publish.lines import count_words
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_moment
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
        policies = list_standings(archive, config, tell_now())
    if as_json:
        for record in (database, *(record for record, _ in policies)):
            click.echo(dump_record(record))
    else:
        print_lines([*tell_database(database), *(line for standing in policies for line in tell_policy(*standing))])
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


def list_standings(archive: Archive, config: Config, now: datetime) -> list[tuple[Record, list[str]]]:
    """Every policy's record, and what a person should look into."""
    states = archive.timetable.look_states(now)
    looks = next_looks(now, read_rhythms(config), states)
    standings = []
    for policy in archive.policies.ids():
        gaps, regular = find_unknown(archive, policy)
        record = {
            **policy_record(archive, policy, states.get(policy, LookState()), dead_after=config.tracker.dead_after),
            "next_look_at": write_time(looks[policy].due_at) if policy in looks else None,
            "is_overdue": policy in looks and looks[policy].due_at < now - OVERDUE_AFTER,
            "gaps": [gap_record(gap) for gap in gaps],
            "regular_states": state_records(regular),
        }
        standings.append((record, list(tell_troubles(record, gaps, regular))))
    return standings


def find_unknown(archive: Archive, policy: str) -> tuple[tuple[Gap, ...], tuple[RegularState, ...]]:
    """When a policy was not observed, and between which texts it alternates: its looks are read once for both."""
    derivation = archive.derivations.current(policy)
    if derivation is None:
        return (), ()
    looks = archive.derivations.looks(derivation)
    gaps = find_gaps(looks, believed=archive.versions.believed_ids(derivation))
    return tuple(gaps), find_regular_states([look.sighting for look in looks])


def policy_record(archive: Archive, policy: str, state: LookState, *, dead_after: int) -> Record:
    """What is known of a policy itself."""
    derivation = archive.derivations.current(policy)
    judgements = archive.change_sets.judgements(policy)
    held = [judged.held_because.value for judged in judgements if judged.held_because]
    failing = archive.timetable.last_failures(policy)
    return {
        "schema": "tracker.status.policy/1",
        "policy": policy,
        "versions": len(archive.versions.dates(policy)),
        "told": len(judgements) - len(held),
        "held": {reason: held.count(reason) for reason in dict.fromkeys(held)},
        "last_look_at": write_time(state.last_at),
        "is_dead": state.failures >= dead_after,
        "failures": state.failures,
        "trouble": failing.error if failing and not failing.is_over else None,
        "is_up_to_date": derivation is None or derivation.ruleset == RULESET,
    }


def tell_database(record: Record) -> list[Line]:
    alerts = ", ".join(f"{count} {state}" for state, count in record["alerts"].items() if count)
    facts = [f"{record['bytes'] / 1e6:.1f} MB", f"rules {record['ruleset']}", f"alerts: {alerts or 'none'}"]
    facts += [f"channel {name} is down" for name in record["channels_down"]]
    return [Line((Span(record["database"], Role.TITLE), Span(f"  {' · '.join(facts)}", Role.QUIET)))]


def tell_policy(record: Record, troubles: Sequence[str]) -> list[Line]:
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
    return [*lines, *(Line((Span(trouble),), 1) for trouble in troubles)]


def tell_troubles(record: Record, gaps: Sequence[Gap], regular: Sequence[RegularState]) -> Iterator[str]:
    """Failures, dead or not, what alternates, and what is not known."""
    if record["failures"]:
        looks = count_words(record["failures"], "look")
        dead = "dead: " if record["is_dead"] else ""
        yield f"{dead}the last {looks} gave nothing to believe: {record['trouble']}"
    if told := tell_states(regular):
        yield told
    yield from tell_gaps(gaps)
