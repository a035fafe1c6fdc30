"""Alerts of a digest -> what they tell a person who agreed to the policies on some day: the net effect. A joint."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive import Archive
from tracker.ask.since import ask_since
from tracker.compare.summary import summarize_changes
from tracker.config import Config, SubscriptionSettings
from tracker.model import Alert, Message, Signed, SinceAgreed
from tracker.publish.agreed import write_agreed
from tracker.publish.subscriptions import asks_for_all, match_changes
from tracker.track.following import read_bound
from tracker.track.telling import find_card


def retell_since_signed(archive: Archive, config: Config, members: Sequence[Alert]) -> tuple[Message, ...]:
    """The messages of a digest's members. Where its subscription names a person (`signed_by`), those of each policy
    that the person signed are one: what differs from the text of that day, as far as it is asked for."""
    named = members[0].subscription
    subscription = next((one for one in config.subscriptions if one.name == named), None)
    person = subscription.signed_by if subscription else None
    if subscription is None or person is None:
        return tuple(member.message for member in members)
    signed = {one.policy: one for one in archive.signatures.of(person)}
    told: dict[str, Message] = {}
    for place, member in enumerate(members):
        policy = member.message.thread
        if policy not in signed:
            told[f"{policy}\n{place}"] = member.message
        elif policy not in told:
            told[policy] = _write_since(archive, config, subscription, signed[policy])
    return tuple(told.values())


def _write_since(archive: Archive, config: Config, subscription: SubscriptionSettings, signed: Signed) -> Message:
    since = ask_since(archive, signed.policy, signed.moment)
    matched = _match(archive, subscription, since)
    comparison = since.comparison
    summary = comparison.summary
    if matched:
        asked = [comparison.changes[index] for index in matched]
        summary = summarize_changes(asked, None, comparison.verdict, comparison.language)
    card = find_card(archive, config, signed.policy)
    return write_agreed(since, signed, card, matched=matched, summary=summary)


def _match(archive: Archive, subscription: SubscriptionSettings, since: SinceAgreed) -> tuple[int, ...] | None:
    """The indexes of what differs and is asked for; None where whole documents are."""
    if asks_for_all(subscription):
        return None
    followed = read_bound(archive, subscription, since.policy) if subscription.clauses else ()
    return match_changes(subscription, since.comparison, followed=followed)
