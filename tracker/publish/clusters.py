"""Clusters -> words: to how many other policies a sentence came, or from how many it went, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.model import ChangeSet, Cluster, SharedWords, Spread
from tracker.publish.spans import Line, Role, Span
from tracker.publish.subjects import shorten_text
from tracker.publish.times import format_day

SHOWN = 200
"""Letters of the sentence that went round."""

NAMED = 3
"""Policies named before the rest is counted."""


def describe_cluster(cluster: Cluster) -> str:
    """ "the same sentence came to 11 other policies between 3 Mar and 9 Apr 2026: acme/terms, …"."""
    policies = cluster.policies
    is_exact = all(twin.share == 1 for twin in cluster.twins)
    times = [twin.observed_at for twin in cluster.twins]
    told = _describe(cluster.side, len(policies), is_exact=is_exact, first_at=min(times), last_at=max(times))
    return f"{told}: {join_some(policies, NAMED)}"


def describe_spread(spread: Spread) -> str:
    """The same of the furthest sentence of a change set, without the names."""
    return _describe(
        *(spread.side, spread.policies),
        is_exact=spread.is_exact,
        first_at=spread.first_at,
        last_at=spread.last_at,
        of=" of this service" if spread.is_one_service else "",
    )


def _name_adopters(spread: Spread) -> str:
    """ "acme/terms, boats/terms and 9 more"."""
    return join_some([one.policy for one in spread.named], NAMED, spread.policies)


def _describe(side: str, policies: int, *, is_exact: bool, first_at: datetime, last_at: datetime, of: str = "") -> str:
    which = "the same sentence" if is_exact else "the same sentence, or nearly,"
    verb = "came to" if side == "inserted" else "went from"
    count = "another policy" if policies == 1 else f"{policies} other policies"
    first, last = format_day(first_at.date()), format_day(last_at.date())
    when = f"on {first}" if first == last else f"between {first} and {last}"
    return f"{which} {verb} {count}{of} {when}"


def join_some(names: Sequence[str], most: int, count: int | None = None) -> str:
    """ "acme/terms, boats/terms and 9 more", of so many in all."""
    more = (len(names) if count is None else count) - min(most, len(names))
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def format_elsewhere(spread: Spread | None, change_set: ChangeSet) -> list[Line]:
    """The most widespread of the sentences that others adopted or dropped too, and how to see all."""
    if spread is None:
        return []
    told = f"{describe_spread(spread)}: {_name_adopters(spread)}; tracker like {change_set.policy} {change_set.id}"
    return [Line((Span(told, Role.QUIET),), 1)]


def describe_shared(shared: SharedWords, policies: int) -> str:
    """ "The same words came to 12 policies: “You and we agree …”."."""
    verb = "came to" if shared.side == "inserted" else "went from"
    return f"The same words {verb} {policies} policies: “{shorten_text(shared.sentence, SHOWN)}”"
