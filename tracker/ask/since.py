"""A moment and a policy -> its net effect on whoever agreed then: what is new, gone, changed, and which facts."""

from __future__ import annotations

from datetime import datetime

from tracker.across.comparing import compare_with_facts
from tracker.across.leading import describe_fact_change
from tracker.archive import Archive
from tracker.ask.policies import choose_policy
from tracker.model import SinceAgreed


def ask_since(archive: Archive, policy: str, moment: datetime) -> SinceAgreed:
    """What differs between the text that stood at a moment and the one that stands, whatever came between.

    Before the first look the first text seen is taken (`is_watched_then` False). Raises NotFoundError for a policy that
    nobody knows, or of which nothing was read yet.
    """
    policy = choose_policy(archive, policy)
    first = archive.versions.first(policy)
    is_watched_then = first.first_seen_at <= moment
    old = archive.versions.at(policy, moment) if is_watched_then else first
    new = archive.versions.latest(policy)
    steps = [
        judged for judged in archive.change_sets.judgements(policy) if judged.is_told and judged.observed_at > moment
    ]
    comparison = compare_with_facts(old.reading, new.reading, archive.topic_sets.own())
    return SinceAgreed(policy, moment, old, new, comparison, len(steps), is_watched_then)


def describe_facts(since: SinceAgreed) -> tuple[str, ...]:
    """The facts that differ, old and new: "liability cap: 12 months of fees → $100"."""
    return tuple(map(describe_fact_change, since.comparison.facts))
