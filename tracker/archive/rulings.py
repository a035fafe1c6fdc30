"""What texts rule and speak of <-> rows: of each text when it is read, and from when to when it held."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from tracker.archive.derivations import Derivation
from tracker.archive.moments import read_moment, read_moment_or_none, write_moment, write_moment_or_none
from tracker.archive.passages import clean_text
from tracker.archive.places import CHANGE_PLACE, CHANGE_SECTIONS, STANDS_IN, TOLD_STEP
from tracker.archive.redlines import read_runs
from tracker.archive.sections import Sections
from tracker.archive.store import Store
from tracker.model import Fact, FactSpan, TopicChange, TopicSpan
from tracker.values import Struct

RULING_SCHEMA = """
-- A value from the first look at a text that gives it to the first at one that does not; null: it holds. `section` is
-- where the newest text that has it gives it, `quote` the sentence there.
CREATE TABLE fact_span (
    id INTEGER PRIMARY KEY,
    derivation INTEGER NOT NULL REFERENCES derivation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    quote TEXT NOT NULL,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
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
    ordinal INTEGER NOT NULL,
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
SELECT derivation.policy, fact_span.kind, fact_span.value, fact_span.quote, section.clause,
       coalesce(nullif(section.path, ''), section.number) AS path, section.heading, fact_span.ordinal,
       fact_span.from_at, fact_span.to_at, fact_span.is_from_start
FROM derivation JOIN fact_span ON fact_span.derivation = derivation.id
JOIN section ON section.id = fact_span.section
WHERE derivation.is_current AND derivation.policy IN (SELECT value FROM json_each(:policies))
AND fact_span.kind IN (SELECT value FROM json_each(:kinds))
ORDER BY derivation.policy, fact_span.kind, fact_span.from_at, fact_span.id
"""
_TOPICS = """
SELECT derivation.policy, topic_span.*, section.path, section.number, section.heading, section.clause, passage.text,
       version.language
FROM derivation JOIN topic_span ON topic_span.derivation = derivation.id
JOIN section ON section.id = topic_span.section JOIN passage ON passage.id = section.passage
JOIN version ON version.id = section.since
WHERE derivation.is_current AND derivation.policy IN (SELECT value FROM json_each(:policies))
AND topic_span.topic = :topic AND (topic_span.to_at IS NULL OR topic_span.to_at > :at)
AND (:at IS NULL OR topic_span.from_at <= :at)
ORDER BY derivation.policy, topic_span.ordinal
"""


class FactStanding(Struct, frozen=True):
    """A (kind, value) that stood from one moment to another, and the section of the newest text that gives it: its row,
    and its ordinal there."""

    key: tuple[str, str]
    quote: str
    section: int
    ordinal: int
    from_at: datetime
    to_at: datetime | None
    is_from_start: bool


class TopicStanding(Struct, frozen=True):
    """A topic that one clause spoke of from one moment to another, and the section of the newest text where it does:
    its row, and its ordinal there."""

    topic: str
    section: int
    ordinal: int
    from_at: datetime
    to_at: datetime | None
    is_from_start: bool


class Ruling(Struct, frozen=True):
    """What one text rules, and which clause of it speaks of what, each with the row of the section that says it first:
    (kind, value) and (topic, clause)."""

    facts: Mapping[tuple[str, str], int]
    topics: Mapping[tuple[str, str], int]


class Rulings:
    """The `fact_span` and `topic_span` tables, and what sections say. Tests: test_facts.py, test_topic.py."""

    def __init__(self, store: Store, sections: Sections) -> None:
        self._store = store
        self._sections = sections

    def unread(self, derivation: Derivation) -> frozenset[int]:
        """The texts of a derivation in which an older tracker noted nothing of what they rule."""
        sql = (
            "SELECT DISTINCT version.id FROM version begun JOIN section ON section.sheet = begun.id"  # noqa: S608
            f" AND section.facts IS NULL JOIN version ON version.derivation = begun.derivation AND {STANDS_IN}"
            " WHERE begun.derivation = ?"
        )
        return frozenset(row["id"] for row in self._store.rows(sql, [derivation.id]))

    def keep(self, version: int, facts: Sequence[Fact], topics: Sequence[tuple[str, int]]) -> None:
        """Note what a text rules and speaks of, where nobody has."""
        rows = self._sections.rows(version)
        said = write_said(len(rows), facts, topics)
        self._store.many(
            "UPDATE section SET facts = ?, topics = ? WHERE id = ? AND facts IS NULL",
            [(*words, row["id"]) for words, row in zip(said, rows, strict=True)],
        )

    def of(self, derivation: Derivation, versions: Collection[int]) -> Mapping[int, Ruling]:
        """What these texts of a derivation rule and speak of, by their rows."""
        rows = self._store.rows(
            "SELECT section.id, section.sheet, since, until, facts, topics, clause FROM version"
            " JOIN section ON section.sheet = version.id AND (facts <> '[]' OR topics <> '[]')"
            " WHERE version.derivation = ? ORDER BY section.sheet, place",
            [derivation.id],
        )
        speaking = {sheet: list(some) for sheet, some in groupby(rows, key=itemgetter("sheet"))}
        texts = self._store.rows("SELECT id, sheet FROM version WHERE derivation = ?", [derivation.id])
        return {
            text["id"]: _read_ruling(text["id"], speaking.get(text["sheet"], ()))
            for text in texts
            if text["id"] in versions
        }

    def ordinals(self, version: int) -> Mapping[int, int]:
        """Where each section of a text stands in it, by its row."""
        return {row["id"]: ordinal for ordinal, row in enumerate(self._sections.rows(version))}

    def quotes(self, derivation: Derivation) -> Mapping[tuple[str, str, int], str]:
        """The sentences kept by now: (kind, value, row of the section) -> sentence."""
        rows = self._store.rows(
            "SELECT kind, value, quote, section FROM fact_span WHERE derivation = ?", [derivation.id]
        )
        return {(row["kind"], row["value"], row["section"]): row["quote"] for row in rows}

    def words(self, sections: Collection[int]) -> Mapping[int, tuple[str, str, str | None]]:
        """Heading and body of some sections, and the language of the text that each came with, by their rows."""
        rows = self._store.rows(
            "SELECT section.id, section.heading, passage.text, version.language FROM section"
            " JOIN passage ON passage.id = section.passage JOIN version ON version.id = section.since"
            " WHERE section.id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(sections))],
        )
        return {row["id"]: (row["heading"] or "", row["text"], row["language"]) for row in rows}

    def replace_facts(self, derivation: Derivation, spans: Collection[FactStanding]) -> None:
        """Say from when to when each value held."""
        self._store.run("DELETE FROM fact_span WHERE derivation = ?", [derivation.id])
        self._store.many(
            "INSERT INTO fact_span (derivation, kind, value, quote, section, ordinal, from_at, to_at, is_from_start)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(derivation.id, clean_text(span.key[0]), clean_text(span.key[1]), clean_text(span.quote)),
                    *(span.section, span.ordinal),
                    *(write_moment(span.from_at), write_moment_or_none(span.to_at), int(span.is_from_start)),
                )
                for span in spans
            ],
        )

    def replace_topics(self, derivation: Derivation, spans: Collection[TopicStanding]) -> None:
        """Say from when to when each clause spoke of each topic."""
        self._store.run("DELETE FROM topic_span WHERE derivation = ?", [derivation.id])
        self._store.many(
            "INSERT INTO topic_span (derivation, topic, section, ordinal, from_at, to_at, is_from_start)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(derivation.id, span.topic, span.section, span.ordinal),
                    *(write_moment(span.from_at), write_moment_or_none(span.to_at), int(span.is_from_start)),
                )
                for span in spans
            ],
        )

    def facts(self, policies: Sequence[str], kinds: Sequence[str]) -> tuple[FactSpan, ...]:
        """Every value of these kinds that these policies ever had, by policy, kind and time."""
        asked = {"policies": json.dumps(list(policies)), "kinds": json.dumps(list(kinds))}
        rows = self._store.rows(_FACTS, asked)
        return tuple(
            FactSpan(
                policy=policy,
                kind=kind,
                value=value,
                quote=quote,
                clause=clause,
                path=path,
                heading=heading,
                ordinal=ordinal,
                from_at=read_moment(from_at),
                to_at=read_moment_or_none(to_at),
                is_from_start=bool(is_from_start),
            )
            for policy, kind, value, quote, clause, path, heading, ordinal, from_at, to_at, is_from_start in rows
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


def write_said(
    count: int, facts: Sequence[Fact], topics: Sequence[tuple[str, int]]
) -> list[tuple[str | None, str | None]]:
    """The `facts` and `topics` of each of so many sections."""
    given: list[list[list[str]]] = [[] for _ in range(count)]
    spoken: list[list[str]] = [[] for _ in range(count)]
    for fact in facts:
        given[fact.ordinal].append([fact.kind, clean_text(fact.value)])
    for topic, ordinal in topics:
        spoken[ordinal].append(topic)
    return [(_dump(one), _dump(other)) for one, other in zip(given, spoken, strict=True)]


def _dump(rows: Sequence[object]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else "[]"


def _read_ruling(version: int, speaking: Iterable[sqlite3.Row]) -> Ruling:
    facts: dict[tuple[str, str], int] = {}
    topics: dict[tuple[str, str], int] = {}
    for row in speaking:
        if row["since"] <= version and (row["until"] is None or version < row["until"]):
            for kind, value in _load(row["facts"]):
                facts.setdefault((kind, value), row["id"])
            if row["clause"] is not None:
                topics |= {(topic, row["clause"]): row["id"] for topic in _load(row["topics"])}
    return Ruling(facts, topics)


@lru_cache(maxsize=4096)
def _load(text: str | None) -> list[Any]:
    return list(json.loads(text or "[]"))
