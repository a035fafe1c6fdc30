"""What texts rule and speak of <-> rows: of each text when it is read, and from when to when it held."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.archive.derivations import Derivation
from tracker.archive.moments import read_moment, read_moment_or_none, write_moment, write_moment_or_none
from tracker.archive.passages import clean_text
from tracker.archive.places import CHANGE_PLACE, CHANGE_SECTIONS, TOLD_STEP
from tracker.archive.redlines import read_runs
from tracker.archive.store import Store
from tracker.model import Fact, FactSpan, TopicChange, TopicSpan

RULING_SCHEMA = """
-- What one text rules and speaks of, by the ordinals of its sections. `facts` is JSON: [[kind, value, ordinal], ...],
-- `topics` [[topic, ordinal], ...].
CREATE TABLE ruling (
    version INTEGER PRIMARY KEY REFERENCES version(id) ON DELETE CASCADE,
    facts TEXT NOT NULL,
    topics TEXT NOT NULL
) STRICT;

-- A value from the first look at a text that gives it to the first at one that does not; null: it holds. `section` is
-- where the newest text that has it gives it, `quote` the sentence there.
CREATE TABLE fact_span (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    quote TEXT NOT NULL,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    from_at TEXT NOT NULL,
    to_at TEXT,
    is_from_start INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_span_derivation ON fact_span(derivation, kind);
CREATE INDEX fact_span_kind ON fact_span(kind, from_at);
CREATE INDEX fact_span_section ON fact_span(section);

-- A clause that speaks of a topic, from when to when.
CREATE TABLE topic_span (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    from_at TEXT NOT NULL,
    to_at TEXT,
    is_from_start INTEGER NOT NULL
) STRICT;
CREATE INDEX topic_span_derivation ON topic_span(derivation, topic);
CREATE INDEX topic_span_topic ON topic_span(topic, from_at);
CREATE INDEX topic_span_section ON topic_span(section);
"""

TOPIC_CHANGE_SCHEMA = """
-- The topics that a change touches, as its reasons name them.
CREATE TABLE topic_change (
    topic TEXT NOT NULL,
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    PRIMARY KEY (topic, change)
) STRICT, WITHOUT ROWID;
CREATE INDEX topic_change_change ON topic_change(change);
"""

_CHANGED = f"""
SELECT change_set.policy, change_set.id, change_set.observed_at, change.inserted, change.deleted,{CHANGE_PLACE}
FROM topic_change JOIN change ON change.id = topic_change.change{TOLD_STEP}{CHANGE_SECTIONS}
WHERE topic_change.topic = :topic AND change_set.policy IN (SELECT value FROM json_each(:policies))
AND change_set.observed_at <= :at
ORDER BY change_set.observed_at DESC, change_set.policy, change.ordinal
"""  # noqa: S608 - constants alone
_FACTS = """
SELECT derivation.policy, fact_span.*, section.path, section.number, section.heading, section.clause,
       section.ordinal
FROM derivation JOIN fact_span ON fact_span.derivation = derivation.id
JOIN section ON section.id = fact_span.section
WHERE derivation.is_current AND derivation.policy IN (SELECT value FROM json_each(:policies))
AND fact_span.kind IN (SELECT value FROM json_each(:kinds))
ORDER BY derivation.policy, fact_span.kind, fact_span.from_at, fact_span.id
"""
_TOPICS = """
SELECT derivation.policy, topic_span.*, section.path, section.number, section.heading, section.clause,
       section.ordinal, passage.text, version.language
FROM derivation JOIN topic_span ON topic_span.derivation = derivation.id
JOIN section ON section.id = topic_span.section JOIN passage ON passage.id = section.passage
JOIN version ON version.id = section.version
WHERE derivation.is_current AND derivation.policy IN (SELECT value FROM json_each(:policies))
AND topic_span.topic = :topic AND (topic_span.to_at IS NULL OR topic_span.to_at > :at)
AND (:at IS NULL OR topic_span.from_at <= :at)
ORDER BY derivation.policy, section.ordinal
"""


@dataclass(frozen=True, slots=True)
class FactStanding:
    """A (kind, value) that stood from one moment to another, and the section of the newest text that gives it."""

    key: tuple[str, str]
    quote: str
    version: int
    ordinal: int
    from_at: datetime
    to_at: datetime | None
    is_from_start: bool


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """A topic that one clause spoke of from one moment to another, and the section of the newest text where it does."""

    topic: str
    version: int
    ordinal: int
    from_at: datetime
    to_at: datetime | None
    is_from_start: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one text rules and speaks of: (kind, value, ordinal) and (topic, ordinal)."""

    facts: tuple[tuple[str, str, int], ...]
    topics: tuple[tuple[str, int], ...]


class Rulings:
    """The `ruling`, `fact_span` and `topic_span` tables. Tests: test_facts.py, test_topic.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, version: int, facts: Sequence[Fact], topics: Sequence[tuple[str, int]]) -> None:
        """Note what a text rules and speaks of. Call it in the transaction that keeps the text."""
        self._store.run(
            "INSERT OR REPLACE INTO ruling (version, facts, topics) VALUES (?, ?, ?)",
            [
                version,
                _dump([[fact.kind, clean_text(fact.value), fact.ordinal] for fact in facts]),
                _dump([list(topic) for topic in topics]),
            ],
        )

    def of(self, derivation: Derivation) -> Mapping[int, Ruling]:
        """What every text of a derivation rules, by its row; a text of an older tracker has none."""
        rows = self._store.rows(
            "SELECT ruling.* FROM version JOIN ruling ON ruling.version = version.id WHERE derivation = ?",
            [derivation.id],
        )
        return {row["version"]: _read_ruling(row) for row in rows}

    def topic_clauses(self, derivation: Derivation) -> Mapping[tuple[int, int], str]:
        """The clauses of the sections that speak of any topic: (row of the text, ordinal) -> clause."""
        sql = (
            "SELECT DISTINCT section.version, section.ordinal, section.clause FROM version"
            " JOIN ruling ON ruling.version = version.id JOIN json_each(ruling.topics) topic"
            " JOIN section ON section.version = version.id AND section.ordinal = json_extract(topic.value, '$[1]')"
            " WHERE version.derivation = ? AND section.clause IS NOT NULL"
        )
        rows = self._store.rows(sql, [derivation.id])
        return {(row["version"], row["ordinal"]): row["clause"] for row in rows}

    def quotes(self, derivation: Derivation) -> Mapping[tuple[str, str, int, int], str]:
        """The sentences kept by now: (kind, value, row of the text, ordinal) -> sentence."""
        sql = (
            "SELECT kind, value, quote, section.version, section.ordinal FROM fact_span"
            " JOIN section ON section.id = fact_span.section WHERE derivation = ?"
        )
        rows = self._store.rows(sql, [derivation.id])
        return {(row["kind"], row["value"], row["version"], row["ordinal"]): row["quote"] for row in rows}

    def words(self, version: int, ordinal: int) -> tuple[str, str, str | None]:
        """Heading and body of one section, and the language of its text."""
        sql = (
            "SELECT section.heading, passage.text, version.language FROM section"
            " JOIN passage ON passage.id = section.passage JOIN version ON version.id = section.version"
            " WHERE section.version = ? AND section.ordinal = ?"
        )
        row = self._store.row(sql, [version, ordinal])
        assert row is not None, f"no section {ordinal} in version {version}"
        return row["heading"] or "", row["text"], row["language"]

    def replace_facts(self, derivation: Derivation, spans: Collection[FactStanding]) -> None:
        """Say from when to when each value held."""
        self._store.run("DELETE FROM fact_span WHERE derivation = ?", [derivation.id])
        self._store.many(
            "INSERT INTO fact_span (derivation, kind, value, quote, section, from_at, to_at, is_from_start)"
            " SELECT ?, ?, ?, ?, section.id, ?, ?, ? FROM section WHERE version = ? AND ordinal = ?",
            [
                (
                    *(derivation.id, clean_text(span.key[0]), clean_text(span.key[1]), clean_text(span.quote)),
                    *(write_moment(span.from_at), write_moment_or_none(span.to_at), int(span.is_from_start)),
                    *(span.version, span.ordinal),
                )
                for span in spans
            ],
        )

    def replace_topics(self, derivation: Derivation, spans: Collection[TopicStanding]) -> None:
        """Say from when to when each clause spoke of each topic."""
        self._store.run("DELETE FROM topic_span WHERE derivation = ?", [derivation.id])
        self._store.many(
            "INSERT INTO topic_span (derivation, topic, section, from_at, to_at, is_from_start)"
            " SELECT ?, ?, section.id, ?, ?, ? FROM section WHERE version = ? AND ordinal = ?",
            [
                (
                    *(derivation.id, span.topic, write_moment(span.from_at), write_moment_or_none(span.to_at)),
                    *(int(span.is_from_start), span.version, span.ordinal),
                )
                for span in spans
            ],
        )

    def facts(self, policies: Sequence[str], kinds: Sequence[str]) -> tuple[FactSpan, ...]:
        """Every value of these kinds that these policies ever had, by policy, kind and time."""
        asked = {"policies": json.dumps(list(policies)), "kinds": json.dumps(list(kinds))}
        return tuple(
            FactSpan(
                **{key: row[key] for key in ("policy", "kind", "value", "quote", "clause", "heading", "ordinal")},
                path=row["path"] or row["number"],
                from_at=read_moment(row["from_at"]),
                to_at=read_moment_or_none(row["to_at"]),
                is_from_start=bool(row["is_from_start"]),
            )
            for row in self._store.rows(_FACTS, asked)
        )

    def speakers(self, topic: str) -> tuple[str, ...]:
        """The policies that speak of a topic now, by id."""
        rows = self._store.rows(
            "SELECT DISTINCT derivation.policy FROM topic_span JOIN derivation ON derivation.id = topic_span.derivation"
            " AND derivation.is_current WHERE topic = ? AND to_at IS NULL ORDER BY derivation.policy",
            [topic],
        )
        return tuple(row["policy"] for row in rows)

    def topics(self, policies: Sequence[str], topic: str, *, at: datetime | None = None) -> tuple[TopicSpan, ...]:
        """The clauses of these policies that speak of a topic now, or spoke of it at a moment, by policy and place."""
        asked = {"policies": json.dumps(list(policies)), "topic": topic, "at": write_moment_or_none(at)}
        return tuple(
            TopicSpan(
                **{key: row[key] for key in ("policy", "topic", "clause", "heading", "ordinal", "text", "language")},
                path=row["path"] or row["number"],
                from_at=read_moment(row["from_at"]),
                to_at=read_moment_or_none(row["to_at"]),
                is_from_start=bool(row["is_from_start"]),
            )
            for row in self._store.rows(_TOPICS, asked)
        )

    def topic_changes(self, policies: Sequence[str], topic: str, *, at: datetime) -> tuple[TopicChange, ...]:
        """The told changes of these policies that touch a topic, until a moment, newest first."""
        asked = {"policies": json.dumps(list(policies)), "topic": topic, "at": write_moment(at)}
        return tuple(
            TopicChange(
                **{key: row[key] for key in ("policy", "clause", "path", "heading", "ordinal")},
                change_set=row["id"],
                observed_at=read_moment(row["observed_at"]),
                deleted=read_runs(row["deleted"]),
                inserted=read_runs(row["inserted"]),
            )
            for row in self._store.rows(_CHANGED, asked)
        )


def _dump(rows: list[list[str | int]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _read_ruling(row: sqlite3.Row) -> Ruling:
    facts = tuple((kind, value, ordinal) for kind, value, ordinal in json.loads(row["facts"]))
    return Ruling(facts, tuple((topic, ordinal) for topic, ordinal in json.loads(row["topics"])))
