"""Subscriptions, the policies that are watched and what is recorded -> what matches nothing now. A joint: archive meets
publish.

A misspelt subscription is silent, like one to which nothing happened; so what reaches nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from tracker.archive import Archive
from tracker.config import Config, SubscriptionSettings
from tracker.model import Unmatched
from tracker.publish.subscriptions import covers_policy, split_clause
from tracker.track.following import read_followed

_NEAR: Final = 0.55  # of difflib's ratio, as for keys of the configuration


def find_unmatched(archive: Archive, config: Config) -> tuple[Unmatched, ...]:
    """What each subscription names and nothing answers to: globs, tags, and clauses of policies that were read."""
    return tuple(one for subscription in config.subscriptions for one in _check(archive, config, subscription))


def _check(archive: Archive, config: Config, subscription: SubscriptionSettings) -> Iterator[Unmatched]:
    policies = [policy.id for policy in config.policies]
    services = sorted({policy.split("/", 1)[0] for policy in policies})
    tags = sorted({tag for policy in config.policies for tag in policy.tags})
    found = [
        *_find_idle_globs(subscription, "policies", policies, near=[*(f"{one}/*" for one in services), *policies]),
        *_find_idle_globs(subscription, "services", services, near=services),
        *(
            Unmatched(subscription.name, "tags", tag, _nearest(tag, tags))
            for tag in subscription.tags
            if tag not in tags
        ),
        *_find_idle_clauses(archive, subscription, policies),
    ]
    yield from found
    if not found and not any(covers_policy(subscription, policy.id, policy.tags) for policy in config.policies):
        yield Unmatched(subscription.name)


def _find_idle_globs(
    subscription: SubscriptionSettings, key: str, names: Collection[str], *, near: Sequence[str]
) -> Iterator[Unmatched]:
    patterns: tuple[str, ...] = getattr(subscription, key)
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            yield Unmatched(subscription.name, key, pattern, _nearest(pattern, near))


def _find_idle_clauses(
    archive: Archive, subscription: SubscriptionSettings, policies: Sequence[str]
) -> Iterator[Unmatched]:
    """Clauses of policies nobody watches, and those that no clause of a read text bears or ever bore."""
    for text in subscription.clauses:
        policy, query = split_clause(text)
        near = None
        if policy in policies:
            if not archive.versions.dates(policy) or archive.follows.of(subscription.name, policy, query):
                continue
            if read_followed(archive, subscription, text):
                continue
            sections = archive.versions.latest(policy).reading.sections
            names = [name for section in sections for name in (section.heading, section.path, section.number) if name]
            heading = _nearest(query, names)
            near = f"{policy} {heading}" if heading else None
        elif meant := _nearest(policy, policies):
            near = f"{meant} {query}"
        yield Unmatched(subscription.name, "clauses", text, near)


def _nearest(name: str, known: Sequence[str]) -> str | None:
    folded = {one.casefold(): one for one in reversed(known)}
    return next((folded[one] for one in get_close_matches(name.casefold(), folded, n=1, cutoff=_NEAR)), None)
