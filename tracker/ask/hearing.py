"""A policy -> the topics that nobody can be told of in it, since their words are not known in its language."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.compare.weigh.topics import list_deaf_topics


def find_deaf_topics(archive: Archive, policy: str) -> tuple[str, ...]:
    """The topics that cannot be heard in the text that stands now, by name: all of them where its language is not
    known, none where nothing was read yet."""
    if not archive.versions.dates(policy):
        return ()
    return list_deaf_topics(archive.versions.language(policy), archive.topic_sets.own())
