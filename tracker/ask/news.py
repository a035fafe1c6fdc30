"""Some policies or all -> what was told of them, newest first, by its head; no text is read."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive import Archive
from tracker.ask.record import OpenRecord
from tracker.model import ChangeSet, News, NewsList
from tracker.values import replace


def ask_news(record: OpenRecord, *, policies: Sequence[str] | None = None, most: int = 20, skip: int = 0) -> NewsList:
    """The `most` newest told change sets after the first `skip`, and how many there are in all."""
    overviews = record.archive.overviews
    news = overviews.news(most=most, skip=skip, policies=policies)
    return NewsList(name_news(record, news), overviews.count_news(policies))


def ask_steps(record: OpenRecord, policy: str) -> tuple[News, ...]:
    """The heads of every change set of a policy, told or not, newest first. Raises NotFoundError."""
    record.archive.policies.get(policy)
    return name_news(record, tuple(reversed(record.archive.overviews.steps(policy))))


def name_news(record: OpenRecord, news: Sequence[News]) -> tuple[News, ...]:
    """The same, each with the name that the configuration gives its policy."""
    return tuple(replace(one, name=record.name_recorded(one.policy, one.name)) for one in news)


def ask_changes(archive: Archive, wanted: Sequence[tuple[str, str]]) -> tuple[ChangeSet, ...]:
    """Change sets by policy and id, in that order. Raises NotFoundError."""
    return tuple(archive.change_sets.get(policy, change_set) for policy, change_set in wanted)
