"""Subscriptions to clauses -> the clauses they follow, through renumbering, merges and splits. A joint: archive meets
publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.archive import Archive
from tracker.compare.follow.naming import find_clauses, name_sections
from tracker.config import Config, SubscriptionSettings
from tracker.errors import NotFoundError
from tracker.model import ChangeSet, Section
from tracker.publish.subscriptions import expand_clauses, split_clause


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
        is_passed_on = len(change.old) + len(change.new) > 2
        if is_passed_on and any(section.clause in clauses for section in change.old):
            yield from (section.clause for section in change.new if section.clause)


def _read_sections(archive: Archive, policy: str, at: datetime | None) -> Sequence[Section]:
    """The text that stood at a moment (None: that stands now); empty where nothing was read by then."""
    try:
        version = archive.versions.latest(policy) if at is None else archive.versions.at(policy, at)
    except NotFoundError:
        return ()
    return version.reading.sections
