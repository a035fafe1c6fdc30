"""Answers across policies -> JSON objects, as `contract.py` writes those of one policy."""

from __future__ import annotations

from tracker.model import (
    Adopted,
    Cluster,
    FactSpan,
    News,
    RuledFact,
    SharedNews,
    SharedWords,
    Signed,
    SinceAgreed,
    Spread,
    TopicChange,
    TopicSpan,
    Twin,
)
from tracker.publish.contract import compared_version, comparison_record, write_date, write_time
from tracker.publish.record import Record


def fact_record(answer: RuledFact) -> Record:
    """`tracker facts`: one object for each policy and kind."""
    return {
        "schema": "tracker.facts/1",
        "policy": answer.policy,
        "kind": answer.kind,
        "name": answer.name,
        "known": answer.is_known,
        "said": bool(answer.values),
        "values": [span_record(span) for span in answer.values],
        "earlier": [span_record(span) for span in answer.earlier],
    }


def span_record(span: FactSpan) -> Record:
    """A value with the words it rests on, its clause, and from when to when it held."""
    return {
        "value": span.value,
        "quote": span.quote,
        "clause": span.clause,
        "path": span.path,
        "heading": span.heading,
        "from": write_time(span.from_at),
        "to": write_time(span.to_at),
        "from_start": span.is_from_start,
    }


def topic_clause_record(span: TopicSpan) -> Record:
    """`tracker topic`: one clause that speaks of it."""
    return {
        "schema": "tracker.topic-clause/1",
        "topic": span.topic,
        "policy": span.policy,
        "clause": span.clause,
        "path": span.path,
        "heading": span.heading,
        "text": span.text,
        "from": write_time(span.from_at),
        "to": write_time(span.to_at),
        "from_start": span.is_from_start,
    }


def topic_change_record(topic: str, change: TopicChange) -> Record:
    """`tracker topic`: one told change that touches it."""
    return {
        "schema": "tracker.topic-change/1",
        "topic": topic,
        "policy": change.policy,
        "change_set": change.change_set,
        "observed_at": write_time(change.observed_at),
        "clause": change.clause,
        "path": change.path,
        "heading": change.heading,
        "deleted": list(change.deleted),
        "inserted": list(change.inserted),
    }


def since_record(since: SinceAgreed) -> Record:
    """`tracker since`: the net effect of all changes after a moment."""
    return {
        "schema": "tracker.since/1",
        "policy": since.policy,
        "since": write_time(since.moment),
        "watched_then": since.is_watched_then,
        "steps": since.steps,
        "old": compared_version(since.old),
        "new": compared_version(since.new),
        **comparison_record(since.comparison),
    }


def signed_record(signed: Signed) -> Record:
    """`tracker signed`: when a person agreed to a policy."""
    return {
        "schema": "tracker.signed/1",
        "policy": signed.policy,
        "on": write_date(signed.on),
        "by": signed.by,
        "at": write_time(signed.at),
        "note": signed.note,
    }


def cluster_record(cluster: Cluster) -> Record:
    """`tracker like POLICY CHANGE_SET`: a sentence that came to, or went from, other policies too."""
    return {
        "schema": "tracker.cluster/1",
        "cluster": cluster.id,
        "side": cluster.side,
        "sentence": cluster.sentence,
        "policies": list(cluster.policies),
        "twins": [twin_record(twin) for twin in cluster.twins],
    }


def elsewhere_record(spread: Spread | None) -> Record | None:
    """How far the most widespread sentence of a change set went; None where nobody else has any of it."""
    if spread is None:
        return None
    return {
        "cluster": spread.id,
        "side": spread.side,
        "sentence": spread.sentence,
        "policies": spread.policies,
        "first": write_time(spread.first_at),
        "last": write_time(spread.last_at),
        "exact": spread.is_exact,
        "one_service": spread.is_one_service,
        "named": [_adopted_record(one) for one in spread.named],
    }


def _adopted_record(adopted: Adopted | News) -> Record:
    return {
        "policy": adopted.policy,
        "change_set": adopted.change_set,
        "observed_at": write_time(adopted.observed_at),
    }


def shared_record(shared: SharedWords) -> Record:
    """What several items of one list changed alike: the sentence, and their places in the list."""
    return {
        "cluster": shared.id,
        "side": shared.side,
        "sentence": shared.sentence,
        "items": list(shared.members),
    }


def shared_news_record(shared: SharedNews) -> Record:
    """What several policies changed alike: the sentence, and who did it when."""
    return {
        "cluster": shared.id,
        "side": shared.side,
        "sentence": shared.sentence,
        "changes": [_adopted_record(one) for one in shared.news],
    }


def twin_record(twin: Twin) -> Record:
    """`tracker like POLICY CLAUSE`: a place in another policy that says the same or nearly the same."""
    return {
        "schema": "tracker.twin/1",
        "policy": twin.policy,
        "change_set": twin.change_set,
        "observed_at": write_time(twin.observed_at),
        "clause": twin.clause,
        "path": twin.path,
        "heading": twin.heading,
        "text": twin.text,
        "share": twin.share,
    }
