"""`tracker status`: the database and the configuration -> how the record stands, policy by policy."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import UTC

import click

from tracker.ask.status import ask_status
from tracker.commands.clock import read_clock
from tracker.commands.columns import Column, TableRow, format_rows
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.speaking import complain, print_record
from tracker.commands.terminal import page_lines
from tracker.errors import ArchiveError
from tracker.model import PolicyStatus, RecordStatus
from tracker.publish.contract import policy_status_record, status_record
from tracker.publish.lines import count_words, describe_language
from tracker.publish.spans import Line, Role, Span
from tracker.publish.unknown import describe_gaps, describe_states
from tracker.publish.unmatched import describe_unmatched
from tracker.schedule.due import next_looks, read_rhythms
from tracker.track.unmatched import find_unmatched


@click.command()
@click.option("--verify", is_flag=True, help="Check the file (SQLite's quick check) and the chain of looks for damage.")
@pager_option
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
    config, now = read_config(place), read_clock()
    with open_record(place, read_only=True) as archive:
        states = archive.timetable.look_states(now)
        looks = next_looks(now, read_rhythms(config), states)
        status = ask_status(
            archive,
            now=now,
            states=states,
            dead_after=config.tracker.dead_after,
            unmatched=find_unmatched(archive, config),
            paused=frozenset(policy.id for policy in config.policies if policy.paused),
            next_looks={policy: look.due_at for policy, look in looks.items()},
            verify=verify,
            own=config.own_topics,
        )
    if as_json:
        for record in (status_record(status), *map(policy_status_record, status.policies)):
            print_record(record)
    else:
        page_lines(
            [*format_database(status), Line(), *format_rows(COLUMNS, [make_row(one) for one in status.policies])]
        )
    for found in status.damage:
        complain(ArchiveError(found, hint="restore a backup"))
    if status.exposed:
        files = " ".join(shlex.quote(file) for file in status.exposed)
        complain(f"others on this machine may read the database: chmod go= {files}")
    return int(bool(status.damage))


def format_database(status: RecordStatus) -> list[Line]:
    alerts = ", ".join(f"{count} {state}" for state, count in status.alerts if count)
    facts = [f"{status.size / 1e6:.1f} MB", f"rules {status.ruleset}", f"alerts: {alerts or 'none'}"]
    facts += [f"channel {name} is down" for name in status.channels_down]
    lines = [Line((Span(status.path, Role.TITLE), Span(f"  {' · '.join(facts)}", Role.QUIET)))]
    for one in status.unmatched:
        lines.append(Line((Span(f'subscription "{one.subscription}": {describe_unmatched(one)}'),), 1))
    if status.chain:
        looks, head = status.chain
        outcome = "damaged" if status.damage else "no damage"
        checked = f"verified: SQLite's quick check and the chain of {looks:,} looks (head {head[:12]}…): {outcome}"
        lines.append(Line((Span(checked),), 1))
    return lines


COLUMNS = (
    Column("POLICY"),
    Column("VERSIONS", is_figure=True),
    Column("TOLD", is_figure=True),
    Column("HELD", is_figure=True),
    Column("LAST LOOK"),
    Column("NEXT LOOK"),
)


def make_row(policy: PolicyStatus) -> TableRow:
    """The figures of a policy; under them why things are held, and what is wrong."""
    held = sum(count for _, count in policy.held)
    last_look, next_look = (
        moment.astimezone(UTC).strftime(form) if moment else ""
        for moment, form in ((policy.last_look_at, "%Y-%m-%d %H:%M"), (policy.next_look_at, "%m-%d %H:%M"))
    )
    figures = (Span(str(policy.versions)), Span(str(policy.told)), Span(str(held)))
    when = (Span(last_look or "never"), Span("paused" if policy.is_paused else next_look))
    under = [f"held: {', '.join(f'{count} {reason}' for reason, count in policy.held)}"] if held else []
    under += ["overdue: is anything running?"] if policy.is_overdue else []
    under += [] if policy.is_up_to_date else ["read under older rules or topic files: tracker rebuild"]
    lines = [Line((Span(text, Role.QUIET),), 1) for text in under]
    lines += [Line((Span(trouble),), 1) for trouble in describe_troubles(policy)]
    return TableRow((Span(policy.policy, Role.TITLE), *figures, *when), tuple(lines))


def describe_troubles(policy: PolicyStatus) -> Iterator[str]:
    """Failures, dead or not, what alternates, and what is not known."""
    if policy.failures:
        looks = count_words(policy.failures, "look")
        dead = "dead: " if policy.is_dead else ""
        yield f"{dead}the last {looks} gave nothing to believe: {policy.trouble}"
    if states := describe_states(policy.regular_states):
        yield states
    yield from describe_gaps(policy.gaps)
    if policy.deaf_topics:
        topics = count_words(len(policy.deaf_topics), "topic")
        yield f"{topics} cannot be heard here: {describe_language(policy.language)}"
