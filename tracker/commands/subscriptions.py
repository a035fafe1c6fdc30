"""`tracker subscriptions`: who is told of what -> a list; the last real change -> a sample sent to one subscription."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack

import click

from tracker.archive import Archive
from tracker.ask.hearing import find_deaf_topics
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_record, say
from tracker.commands.terminal import print_lines
from tracker.config import Config, SubscriptionSettings
from tracker.errors import DeliveryError, NotFoundError
from tracker.model import Alert, Unmatched
from tracker.publish.contract import unmatched_record, write_time
from tracker.publish.digests import next_due_at
from tracker.publish.lines import describe_language
from tracker.publish.record import Record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.subscriptions import covers_policy, pick_topics, split_clause
from tracker.publish.unmatched import describe_unmatched
from tracker.track.following import bind_clauses, read_followed
from tracker.track.sampling import is_specimen, make_samples, send_sample
from tracker.track.sending import make_deliverer
from tracker.track.unmatched import find_unmatched


@click.group()
def command() -> None:
    """List who is told of what, and try it out."""


@command.command("list")
@json_option
@place_options
def list_all(*, as_json: bool, place: Place) -> None:
    """List the subscriptions, with what the clauses they name are now, and when they are told next.

    \b
    Examples:
      tracker subscriptions list
    """
    config = read_config(place)
    with open_record(place) as archive:
        unmatched = find_unmatched(archive, config)
        records = [subscription_record(archive, config, one, unmatched) for one in config.subscriptions]
    for record in records:
        if as_json:
            print_record(record)
        else:
            print_lines(format_subscription(record, unmatched))
    if not records and not as_json:
        say("No subscriptions: add a [[subscription]] to the configuration.")


@command.command("test")
@click.argument("name")
@json_option
@place_options
def test(*, name: str, as_json: bool, place: Place) -> int:
    """Send a sample to every address of a subscription: the last real change it would have told, as it would be sent.

    Where there is none, a specimen. It is marked "[sample]", is no alert, and a feed channel writes it to a feed of
    its own (`sample/` in the channel's folder), never into the one that people read.

    \b
    Examples:
      tracker subscriptions test ai-training
    """
    config = read_config(place)
    subscription = find_subscription(config, name)
    with open_record(place) as archive, ExitStack() as stack:
        bind_clauses(archive, config=config, now=read_clock())
        samples = make_samples(archive, config, subscription, now=read_clock())
        deliverer = make_deliverer(archive, config, clock=read_clock, sleep=time.sleep)
        failures = 0
        for sample in samples:
            error = None
            try:
                done = send_sample(sample, config, deliverer, stack)
            except DeliveryError as trouble:
                done = f"not sent to {sample.channel} {sample.address}".rstrip()
                error, failures = str(trouble), failures + 1
            show_sample(sample, done, error, as_json=as_json)
    return int(failures > 0)


def find_subscription(config: Config, name: str) -> SubscriptionSettings:
    """The subscription of a name. Raises NotFoundError with the names there are."""
    for subscription in config.subscriptions:
        if subscription.name == name:
            return subscription
    names = tuple(subscription.name for subscription in config.subscriptions)
    hint = f"there are {', '.join(names)}" if names else "the configuration has none"
    raise NotFoundError(f'no subscription "{name}"', candidates=names, hint=hint)


def show_sample(sample: Alert, done: str, error: str | None, *, as_json: bool) -> None:
    if as_json:
        fields: Record = {"channel": sample.channel, "address": sample.address, "subject": sample.message.subject}
        print_record({"schema": "tracker.sample/1", **fields, "is_specimen": is_specimen(sample), "error": error})
        return
    print_lines([Line((Span(f"{done}: {error or sample.message.subject}"),))])


def subscription_record(
    archive: Archive, config: Config, subscription: SubscriptionSettings, unmatched: Sequence[Unmatched]
) -> Record:
    """`tracker subscriptions list --json`: one subscription, its clauses resolved."""
    reach = [policy.id for policy in config.policies if covers_policy(subscription, policy.id, policy.tags)]
    timezone = subscription.timezone or config.tracker.timezone
    recorded = archive.policies.ids() if subscription.topics else ()
    deaf = [
        {"topic": topic, "policy": policy, "language": archive.versions.language(policy)}
        for policy in reach
        if policy in recorded
        for topic in pick_topics(subscription, find_deaf_topics(archive, policy))
    ]
    return {
        "schema": "tracker.subscription/1",
        "name": subscription.name,
        "channels": list(subscription.channels),
        "policies": reach,
        "clauses": [
            {"query": text, "now": [section.label for section in read_followed(archive, subscription, text)]}
            for text in subscription.clauses
        ],
        "headings": list(subscription.headings),
        "topics": list(subscription.topics),
        "facts": list(subscription.facts),
        "deaf": deaf,
        "unmatched": [unmatched_record(one) for one in unmatched if one.subscription == subscription.name],
        "words": list(subscription.words),
        "least": subscription.least,
        "when": subscription.when,
        "timezone": timezone,
        "signed_by": subscription.signed_by,
        "next_at": write_time(next_due_at(subscription.when, timezone, read_clock())),
    }


def format_subscription(record: Record, unmatched: Sequence[Unmatched]) -> list[Line]:
    lines = [
        Line((Span(record["name"], Role.LABEL), Span(f"  {record['when']} → {', '.join(record['channels'])}"))),
        Line((Span(f"{record['least']} changes of {', '.join(record['policies']) or 'no policy'}", Role.QUIET),), 1),
    ]
    for clause in record["clauses"]:
        policy, query = split_clause(clause["query"])
        now = ", ".join(clause["now"]) or "not there now"
        lines.append(Line((Span(f"{policy} {query}: {now}", Role.QUIET),), 1))
    for key in ("headings", "topics", "facts", "words"):
        if record[key]:
            lines.append(Line((Span(f"{key}: {', '.join(record[key])}", Role.QUIET),), 1))
    if record["signed_by"]:
        lines.append(Line((Span(f"against what {record['signed_by']} signed", Role.QUIET),), 1))
    for idle in unmatched:
        if idle.subscription == record["name"]:
            lines.append(Line((Span(describe_unmatched(idle)),), 1))
    for one in record["deaf"]:
        why = describe_language(one["language"])
        lines.append(Line((Span(f"{one['topic']} cannot be heard in {one['policy']}: {why}"),), 1))
    return lines
