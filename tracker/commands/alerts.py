"""`tracker alerts`: the outbox -> a list; due alerts -> sent; failed ones -> queued again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

import click

from tracker.archive import Archive
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options, quiet_option
from tracker.commands.speaking import complain, print_record
from tracker.commands.terminal import print_lines
from tracker.config import Config
from tracker.errors import HeldError
from tracker.model import Alert, AlertState
from tracker.publish.contract import write_time
from tracker.publish.deliver import Tally
from tracker.publish.record import Record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_moment
from tracker.schedule.lock import hold_lock
from tracker.track.sending import deliver_due, make_deliverer, preview_alerts
from tracker.track.telling import reschedule_alerts

WAITING = (AlertState.PENDING, AlertState.GATHERED, AlertState.BUNDLED)


@click.group(invoke_without_command=True)
@click.option("--pending", is_flag=True, help="Only what waits to be sent, digests included.")
@click.option("--failed", is_flag=True, help="Only what was given up.")
@click.option("--sent", is_flag=True, help="Only what was sent.")
@click.option("--limit", default=100, show_default=True, help="At most so many, the newest.")
@json_option
@place_options
@click.pass_context
def command(
    context: click.Context, *, pending: bool, failed: bool, sent: bool, limit: int, as_json: bool, place: Place
) -> None:
    """List alerts, oldest first: to whom, about what, and how they fared.

    \b
    Examples:
      tracker alerts
      tracker alerts --failed
      tracker alerts send
      tracker alerts retry
    """
    if context.invoked_subcommand:
        return
    states = (*(WAITING if pending else ()), *_only(AlertState.FAILED, failed), *_only(AlertState.SENT, sent))
    with open_record(place, read_only=True) as archive:
        alerts = archive.outbox.find(*states, limit=limit)
        if as_json:
            for alert in alerts:
                print_record(alert_record(alert))
        else:
            print_lines(format_alerts(alerts))
            print_lines(format_outages(archive))


@command.command("preview")
@click.option("--subscription", metavar="NAME", help="Only what this subscription would get.")
@json_option
@place_options
def preview(*, subscription: str | None, as_json: bool, place: Place) -> None:
    """Show what waits as it would be sent: to whom, when, and every word. Digests are made up as if nothing more came.

    \b
    Examples:
      tracker alerts preview
      tracker alerts preview --subscription ai-training
    """
    config = read_config(place)
    with open_record(place, read_only=True) as archive:
        now = read_clock()
        alerts = list(preview_alerts(archive, config, now=now))
    wanted = [alert for alert in alerts if subscription in (None, alert.subscription)]
    for alert in wanted:
        if as_json:
            print_record(alert_record(alert) | {"text": alert.message.text, "html": alert.message.html})
        else:
            print_lines(format_preview(alert, now=now))
    if not wanted and not as_json:
        print_lines([Line((Span("Nothing waits to be sent.", Role.QUIET),))])


@command.command("send")
@click.option("--now", "is_now", is_flag=True, help="Also what waits for its hour or for another try.")
@quiet_option
@json_option
@place_options
def send(*, is_now: bool, quiet: bool, as_json: bool, place: Place) -> int:
    """Send what is due, digests included. Exit status 1 when something could not be sent.

    What waits for a digest follows the subscription's `when` of today.

    \b
    Examples:
      tracker alerts send --now
      tracker check --due --fail-on never && tracker alerts send
    """
    config = read_config(place)
    with open_record(place, must_exist=True) as archive:
        return send_due(archive, config, place, is_now=is_now, is_quiet=quiet, as_json=as_json)


@command.command("retry")
@click.argument("receipts", nargs=-1, metavar="[RECEIPT...]")
@json_option
@place_options
def retry(*, receipts: tuple[str, ...], as_json: bool, place: Place) -> int:
    """Queue failed alerts again (all, or those named by receipt key) and send them now.

    \b
    Examples:
      tracker alerts retry
      tracker alerts retry 0f3a…
    """
    config = read_config(place)
    with open_record(place, must_exist=True) as archive:
        archive.outbox.retry(now=read_clock(), receipt_keys=receipts or None)
        return send_due(archive, config, place, as_json=as_json)


def send_due(
    archive: Archive, config: Config, place: Place, *, as_json: bool, is_now: bool = False, is_quiet: bool = False
) -> int:
    """One round of delivery, unless another process delivers already: then that one does it all."""
    try:
        with hold_lock(place.database_path, "delivery"):
            reschedule_alerts(archive, config=config)
            if is_now:
                archive.outbox.hasten(read_clock())
            deliverer = make_deliverer(archive, config, clock=read_clock, sleep=time.sleep)
            tally = deliver_due(archive, config, deliverer)
    except HeldError as error:
        if not is_quiet:
            complain(f"{error}: it sends what is due")
        return 0
    has_failed = bool(tally.failed or tally.postponed or tally.errors)
    if has_failed or not is_quiet:
        show_tally(tally, as_json=as_json)
    return int(has_failed)


def show_tally(tally: Tally, *, as_json: bool) -> None:
    if as_json:
        counts: Record = {"sent": tally.sent, "failed": tally.failed, "postponed": tally.postponed}
        print_record({"schema": "tracker.delivery/1", **counts, "errors": list(tally.errors)})
        return
    lines = [Line((Span(f"{tally.sent} sent, {tally.failed} failed, {tally.postponed} put off."),))]
    lines += [Line((Span(error, Role.QUIET),), 1) for error in tally.errors]
    print_lines(lines)


def alert_record(alert: Alert) -> Record:
    """`tracker alerts --json`: one alert, without the text that was sent."""
    return {
        "schema": "tracker.alert/1",
        "receipt_key": alert.receipt_key,
        "subscription": alert.subscription,
        "channel": alert.channel,
        "address": alert.address,
        "subject": alert.message.subject,
        "state": alert.state.value,
        "created_at": write_time(alert.created_at),
        "due_at": write_time(alert.due_at),
        "next_at": write_time(alert.next_at),
        "sent_at": write_time(alert.sent_at),
        "attempts": alert.attempts,
        "error": alert.error,
        "bundle": alert.bundle,
    }


def format_preview(alert: Alert, *, now: datetime) -> list[Line]:
    """A message that waits: subject, to whom and when, then its text as mail programs without HTML show it."""
    due = "due now" if alert.due_at <= now else f"due {format_moment(alert.due_at)}"
    to = f"{alert.channel} {alert.address}".strip()
    lines = [
        Line((Span(alert.message.subject, Role.TITLE),)),
        Line((Span(f"{due}  {alert.subscription} → {to}", Role.QUIET),)),
        Line(),
    ]
    for row in alert.message.text.split("\n"):
        words = row.lstrip()
        lines.append(Line((Span(words),), 1 + (len(row) - len(words)) // 2) if words else Line())
    return lines


def format_alerts(alerts: Sequence[Alert]) -> list[Line]:
    if not alerts:
        return [Line((Span("No alerts.", Role.QUIET),))]
    lines = []
    for alert in alerts:
        to = f"{alert.channel} {alert.address}".strip()
        lines.append(Line((Span(alert.message.subject, Role.LABEL),)))
        lines.append(Line((Span(f"{_standing(alert)}  {alert.subscription} → {to}", Role.QUIET),), 1))
        if alert.error:
            lines.append(Line((Span(alert.error, Role.QUIET),), 1))
    return lines


def format_outages(archive: Archive) -> list[Line]:
    return [
        Line((Span(f"{outage.channel} down since {format_moment(outage.since_at)}: {outage.error}", Role.LABEL),))
        for outage in archive.outbox.outages()
    ]


def _standing(alert: Alert) -> str:
    if alert.state is AlertState.SENT and alert.sent_at:
        return f"sent {format_moment(alert.sent_at)}"
    if alert.state is AlertState.FAILED:
        return f"failed after {alert.attempts} tries"
    if alert.state is AlertState.GATHERED:
        return f"in the digest of {format_moment(alert.due_at)}"
    return alert.state.value


def _only(state: AlertState, is_wanted: bool) -> tuple[AlertState, ...]:
    return (state,) if is_wanted else ()
