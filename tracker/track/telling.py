"""Change sets that are news -> alert rows, in the transaction that makes them news. A joint: archive meets publish.

Who is told, when and where is `publish`'s to say, what was told before the archive's; nothing is sent here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from tracker.archive import Archive
from tracker.archive.outbox import Waiting
from tracker.compare.summary import summarize_changes
from tracker.config import Config, SubscriptionSettings
from tracker.model import Alert, AlertState, ChangeSet, Message
from tracker.publish.cards import PolicyCard, make_card
from tracker.publish.digests import AT_ONCE, next_due_at
from tracker.publish.messages import write_message, write_notice
from tracker.publish.subjects import list_told
from tracker.publish.subscriptions import (
    asks_for_all,
    covers_policy,
    match_change_set,
    name_asked,
)
from tracker.publish.targets import list_addresses
from tracker.track.following import follow_clauses
from tracker.values import replace

Selection = tuple[int, ...] | None
"""The indexes of the changes a reader asked for; None: the whole change set."""


def tell_change_sets(archive: Archive, change_sets: Iterable[ChangeSet], *, config: Config, now: datetime) -> int:
    """Queue an alert for every reader of every confirmed change set that was not dealt with before.

    Call it inside the transaction that records the change sets. Returns how many alerts were queued.
    """
    queued = 0
    with archive.write():
        for change_set in _list_untold(archive, change_sets):
            alerts = tuple(plan_alerts(archive, change_set, config=config, now=now))
            queued += archive.outbox.enqueue(alerts)
            judged = change_set.judgement
            is_alerted = bool(alerts) or not config.subscriptions  # where nobody subscribed yet, all would have been
            archive.outbox.record_told(
                change_set.policy, old_seq=judged.old_seq, new_seq=judged.new_seq, at=now, is_alerted=is_alerted
            )
    return queued


def tell_health(archive: Archive, policy: str, *, config: Config, now: datetime) -> int:
    """Queue a notice for everyone whose subscription reaches a policy that died or recovered with its latest look.

    Dead is what failed `dead_after` times in a row; a run of failures is told once, and once more when it ends.
    Call it after each look. Returns how many alerts were queued.
    """
    failing = archive.timetable.last_failures(policy)
    if failing is None or failing.count < config.tracker.dead_after:
        return 0
    kind = "recovered" if failing.is_over else "dead"
    settings = config.find_policy(policy)
    tags = settings.tags if settings else ()
    message = write_notice(find_card(archive, config, policy), kind, since_at=failing.since_at, why=failing.error)
    news = f"{policy}\n{kind}\n{failing.first_seq}"
    return archive.outbox.enqueue(
        alert
        for subscription in config.subscriptions
        if covers_policy(subscription, policy, tags)
        for alert in address_alerts(subscription, message, news=news, config=config, now=now)
    )


def plan_alerts(archive: Archive, change_set: ChangeSet, *, config: Config, now: datetime) -> Iterator[Alert]:
    """The alerts a change set makes, whatever was told before. Messages of the same content are one object."""
    settings = config.find_policy(change_set.policy)
    tags = settings.tags if settings else ()
    messages: dict[tuple[Selection, str | None], Message] = {}
    card: PolicyCard | None = None
    for subscription in config.subscriptions:
        if not covers_policy(subscription, change_set.policy, tags):
            continue
        followed = follow_clauses(archive, subscription, change_set, now=now) if subscription.clauses else ()
        matched = match_change_set(subscription, change_set, tags=tags, followed=followed)
        if matched is None:
            continue
        selection = None if asks_for_all(subscription) else matched
        key = selection, name_asked(subscription, list_told(change_set, selection), followed=followed)
        if key not in messages:
            card = card or find_card(archive, config, change_set.policy)
            messages[key] = write_asked(change_set, card, matched=selection, asked=key[1])
        news = f"{change_set.policy}\n{change_set.judgement.new_seq}"
        yield from address_alerts(subscription, messages[key], news=news, config=config, now=now)


def write_asked(
    change_set: ChangeSet,
    card: PolicyCard,
    *,
    matched: Selection = None,
    asked: str | None = None,
    with_record: bool = True,
) -> Message:
    """What readers get who asked for the changes `matched` (None: for all) and call that `asked`."""
    summary = _summarize_matched(change_set, matched)
    return write_message(change_set, card, matched=matched, summary=summary, asked=asked, with_record=with_record)


def find_card(archive: Archive, config: Config, policy: str) -> PolicyCard:
    """What people are told of a policy, by the configuration, else by the record."""
    recorded = archive.policies.get(policy).name if archive.policies.has(policy) else None
    return make_card(config, policy, recorded_name=recorded)


def _summarize_matched(change_set: ChangeSet, matched: Selection) -> str | None:
    """What readers of some of the changes are told first: those, not the weightiest of the document."""
    if matched is None:
        return None
    comparison = change_set.comparison
    return summarize_changes(
        [comparison.changes[index] for index in matched], None, comparison.verdict, comparison.language
    )


def address_alerts(
    subscription: SubscriptionSettings, message: Message, *, news: str, config: Config, now: datetime
) -> Iterator[Alert]:
    """One alert for each address of each channel. `news` names the event by facts alone: the receipt key's core."""
    state, due_at = plan_sending(subscription, config, now)
    for channel in subscription.channels:
        for address in list_addresses(config.channels[channel]):
            key = hashlib.sha256("\n".join([subscription.name, channel, address, news]).encode()).hexdigest()[:40]
            yield Alert(
                receipt_key=key,
                subscription=subscription.name,
                channel=channel,
                address=address,
                message=message,
                created_at=now,
                due_at=due_at,
                next_at=now,
                state=state,
            )


def reschedule_alerts(archive: Archive, *, config: Config) -> int:
    """Move what waits to where the subscriptions' `when` of today would have put it; returns how many were moved."""
    with archive.write():
        moves = tuple(plan_moves(archive, config))
        for move in moves:
            archive.outbox.move(move.receipt_key, state=move.state, due_at=move.due_at)
    return len(moves)


def plan_moves(archive: Archive, config: Config) -> Iterator[Waiting]:
    """What waits at another place than the `when` of today gives it, with that place.

    An alert knows when it was raised, so its hour is found again; what today's `when` would have sent by now is due.
    """
    subscriptions = {subscription.name: subscription for subscription in config.subscriptions}
    for waiting in archive.outbox.unsent():
        subscription = subscriptions.get(waiting.subscription)
        if subscription is not None:
            state, due_at = plan_sending(subscription, config, waiting.created_at)
            if (state, due_at) != (waiting.state, waiting.due_at):
                yield replace(waiting, state=state, due_at=due_at)


def plan_sending(
    subscription: SubscriptionSettings, config: Config, raised_at: datetime
) -> tuple[AlertState, datetime]:
    """Whether an alert raised then goes out alone or waits for a digest, and when it is due."""
    timezone = subscription.timezone or config.tracker.timezone
    state = AlertState.PENDING if subscription.when == AT_ONCE else AlertState.GATHERED
    return state, next_due_at(subscription.when, timezone, raised_at)


# --- what was told ------------------------------------------------------------------------------------------


def _list_untold(archive: Archive, change_sets: Iterable[ChangeSet]) -> Iterator[ChangeSet]:
    for change_set in change_sets:
        judgement = change_set.judgement
        if judgement.is_tellable and not archive.outbox.is_told(change_set.policy, judgement.new_seq):
            yield change_set
