"""Clusters -> words: to how many other policies a sentence came, or from how many it went, and when."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Cluster, SharedWords
from tracker.publish.subjects import shorten_text
from tracker.publish.times import format_day

SHOWN = 200
"""Letters of the sentence that went round."""

NAMED = 3
"""Policies named before the rest is counted."""


def describe_cluster(cluster: Cluster) -> str:
    """ "the same sentence came to 11 other policies between 3 Mar and 9 Apr 2026: acme/terms, …"."""
    policies = cluster.policies
    which = "the same sentence" if all(twin.share == 1 for twin in cluster.twins) else "the same sentence, or nearly,"
    verb = "came to" if cluster.side == "inserted" else "went from"
    count = "another policy" if len(policies) == 1 else f"{len(policies)} other policies"
    days = sorted({twin.observed_at.date() for twin in cluster.twins})
    when = f"on {format_day(days[0])}"
    if len(days) > 1:
        when = f"between {format_day(days[0])} and {format_day(days[-1])}"
    return f"{which} {verb} {count} {when}: {join_some(policies, NAMED)}"


def join_some(names: Sequence[str], most: int) -> str:
    """ "acme/terms, boats/terms and 9 more"."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def describe_widest(clusters: Sequence[Cluster]) -> str | None:
    """The most widespread of some clusters in words; None where there is none."""
    return describe_cluster(clusters[0]) if clusters else None


def describe_shared(shared: SharedWords, policies: int) -> str:
    """ "The same words came to 12 policies: “You and we agree …”."."""
    verb = "came to" if shared.side == "inserted" else "went from"
    return f"The same words {verb} {policies} policies: “{shorten_text(shared.sentence, SHOWN)}”"
