"""Change sets that are news -> alert rows, in the transaction that makes them news. A joint: archive meets publish.

Who is told, when and where is `publish`'s to say, what was told before the archive's; nothing is sent here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from tracker.archive import Archive
from tracker.archive.outbox import Waiting
from tracker.compare.follow.naming import find_clauses, name_sections
from tracker.compare.summary import summarize_changes
from tracker.config import Config, SubscriptionSettings
from tracker.errors import NotFoundError
from tracker.model import Alert, AlertState, ChangeSet, Kind, Message, Section
from tracker.publish.cards import PolicyCard, make_card
from tracker.publish.digests import AT_ONCE, next_due_at
from tracker.publish.messages import write_message, write_notice
from tracker.publish.subjects import list_told
from tracker.publish.subscriptions import (
    asks_for_all,
    covers_policy,
    expand_clauses,
    match_change_set,
    name_asked,
    split_clause,
)
from tracker.publish.targets import list_addresses
from tracker.track.gathering import gather_digest

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
    change_set: ChangeSet, card: PolicyCard, *, matched: Selection = None, asked: str | None = None
) -> Message:
    """What readers get who asked for the changes `matched` (None: for all) and call that `asked`."""
    summary = _summarize_matched(change_set, matched)
    return write_message(change_set, card, matched=matched, summary=summary, asked=asked)


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


def bundle_digests(archive: Archive, *, now: datetime) -> int:
    """Put every digest whose hour has come in the queue, in place of the alerts it gathers; returns how many."""
    count = 0
    for members in archive.outbox.due_digests(now):
        archive.outbox.bundle(gather_digest(members, now=now), members)
        count += 1
    return count


# --- clauses that are followed ------------------------------------------------------------------------------


def bind_clauses(archive: Archive, *, config: Config, now: datetime) -> None:
    """Bind what subscriptions call "10.4" to the clause that bears the number now, where it is not bound yet.

    Done before every round of looks, so that a number that changes hands is bound to its first holder.
    """
    for subscription in config.subscriptions:
        for text in subscription.clauses:
            policy, query = split_clause(text)
            if not archive.follows.of(subscription.name, policy, query):
                sections = _read_sections(archive, policy, None)
                _bind(archive, subscription, policy, query, sections, now=now)


def follow_clauses(
    archive: Archive, subscription: SubscriptionSettings, change_set: ChangeSet, *, now: datetime
) -> frozenset[str]:
    """The ids of the clauses a subscription follows in a change set, their parts included.

    A number not bound yet is bound to its holder in the old text, else in the new. Where a followed clause merged
    into another or split, the ones that carry its words on are followed from then on.
    """
    policy, judgement = change_set.policy, change_set.judgement
    old = _read_sections(archive, policy, judgement.previous_at)
    new = _read_sections(archive, policy, judgement.observed_at)
    followed: set[str] = set()
    for text in subscription.clauses:
        named, query = split_clause(text)
        if named != policy:
            continue
        clauses = set(archive.follows.of(subscription.name, policy, query))
        clauses |= _bind(archive, subscription, policy, query, old or new, now=now) if not clauses else set()
        clauses |= _bind(archive, subscription, policy, query, new, now=now) if not clauses else set()
        clauses = {archive.clauses.resolve(clause) for clause in clauses}
        for heir in _heirs(clauses, change_set):
            archive.follows.bind(subscription.name, policy, query, heir, at=now)
            clauses.add(heir)
        followed |= clauses
    return expand_clauses(followed, old) | expand_clauses(followed, new)


def read_bound(archive: Archive, subscription: SubscriptionSettings, policy: str) -> frozenset[str]:
    """The ids of the clauses a subscription is bound to in a policy, with what stands under them now. Binds nothing."""
    clauses = {
        archive.clauses.resolve(clause)
        for named, query in map(split_clause, subscription.clauses)
        if named == policy
        for clause in archive.follows.of(subscription.name, policy, query)
    }
    return expand_clauses(clauses, _read_sections(archive, policy, None))


def read_followed(archive: Archive, subscription: SubscriptionSettings, text: str) -> tuple[Section, ...]:
    """The sections, in the text that stands now, of the clauses that one line of a subscription follows.

    Where nothing is bound yet, what the line would be bound to.
    """
    policy, query = split_clause(text)
    sections = _read_sections(archive, policy, None)
    bound = archive.follows.of(subscription.name, policy, query) or _find_holder(archive, query, sections)
    clauses = {archive.clauses.resolve(clause) for clause in bound}
    return tuple(section for section in sections if section.clause in clauses)


def _bind(
    archive: Archive,
    subscription: SubscriptionSettings,
    policy: str,
    query: str,
    sections: Sequence[Section],
    *,
    now: datetime,
) -> set[str]:
    clauses = _find_holder(archive, query, sections)
    for clause in clauses:
        archive.follows.bind(subscription.name, policy, query, clause, at=now)
    return set(clauses)


def _find_holder(archive: Archive, query: str, sections: Sequence[Section]) -> tuple[str, ...]:
    """The clause that a query names in one text, the first where it names several ("(a)"); none where it names none."""
    return find_clauses(name_sections(sections), archive.clauses.resolve(query))[:1]


def _heirs(clauses: set[str], change_set: ChangeSet) -> Iterator[str]:
    for change in change_set.comparison.changes:
        is_passed_on = Kind.MERGED in change.kinds or Kind.SPLIT in change.kinds
        if is_passed_on and any(section.clause in clauses for section in change.old):
            yield from (section.clause for section in change.new if section.clause)


def _read_sections(archive: Archive, policy: str, at: datetime | None) -> Sequence[Section]:
    """The text that stood at a moment (None: that stands now); empty where nothing was read by then."""
    try:
        version = archive.versions.latest(policy) if at is None else archive.versions.at(policy, at)
    except NotFoundError:
        return ()
    return version.reading.sections


# --- what was told ------------------------------------------------------------------------------------------


def _list_untold(archive: Archive, change_sets: Iterable[ChangeSet]) -> Iterator[ChangeSet]:
    for change_set in change_sets:
        judgement = change_set.judgement
        if judgement.is_tellable and not archive.outbox.is_told(change_set.policy, judgement.new_seq):
            yield change_set
