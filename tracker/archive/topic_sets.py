"""Topics that people added <-> rows: by which words each derivation heard them, so that questions need no files."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive.store import Store
from tracker.model import OwnTopic, name_topics, read_topics, write_topics

TOPIC_SET_SCHEMA = """
-- The topic files that texts were read with, beside the topics that come with the program: names and patterns as JSON.
CREATE TABLE topic_set (
    name TEXT PRIMARY KEY,                       -- the hash of `topics`
    topics TEXT NOT NULL
) STRICT;
-- The topic files of a derivation; empty: none.
ALTER TABLE derivation ADD COLUMN topics TEXT NOT NULL DEFAULT '';
"""


class TopicSets:
    """The `topic_set` table. Tests: test_own_topics.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, own: Sequence[OwnTopic]) -> str:
        """What stands for these topics in a derivation; they are kept."""
        name = name_topics(own)
        if name and self._store.row("SELECT 1 FROM topic_set WHERE name = ?", [name]) is None:
            self._store.run("INSERT OR IGNORE INTO topic_set (name, topics) VALUES (?, ?)", [name, write_topics(own)])
        return name

    def own(self) -> tuple[OwnTopic, ...]:
        """The topics that any text was read with, by name; of one that was changed the words of the most."""
        rows = self._store.rows(
            "SELECT topic_set.topics FROM derivation JOIN topic_set ON topic_set.name = derivation.topics"
            " WHERE derivation.is_current AND derivation.topics <> ''"
            " GROUP BY topic_set.name ORDER BY count(*) DESC, topic_set.name"
        )
        found: dict[str, OwnTopic] = {}
        for row in rows:
            for topic in read_topics(row["topics"]):
                found.setdefault(topic.name, topic)
        return tuple(found[name] for name in sorted(found))
