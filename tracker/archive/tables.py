"""A policy -> the rows of a data set, streamed: what was looked at, read, believed and told, flat and typed.

Lists are joined by blanks, or where their parts hold blanks by "; " or " … ".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Final

from tracker.archive.moments import write_moment
from tracker.archive.places import CHANGE_SECTIONS, STANDS_IN
from tracker.archive.sections import list_parents
from tracker.archive.store import Store

_STATED = (
    "(SELECT json_extract(value, '$[1]') FROM json_each({dates}) WHERE json_extract(value, '$[0]') = '{kind}' LIMIT 1)"
)

_SPANS = f"""
WITH standing AS (
    SELECT version.id AS version, version.first_seen_at AS since, 0 AS new_seq, 0 AS old_seq
    FROM version JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
    WHERE derivation.policy = :policy AND version.ordinal = 1
    UNION ALL
    SELECT comparison.new_version, change_set.observed_at, change_set.new_seq, change_set.old_seq
    FROM change_set JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
    JOIN comparison ON comparison.id = change_set.comparison
    WHERE change_set.policy = :policy AND change_set.advances
), placed AS (
    SELECT version, since, row_number() OVER step AS place, coalesce(lead(since) OVER step, '~') AS until
    FROM standing WINDOW step AS (ORDER BY since, new_seq, old_seq)
), island AS (
    SELECT section.clause, section.number, section.path, section.heading, section.passage, placed.since, placed.until,
           placed.place - row_number() OVER (
               PARTITION BY section.clause, section.number, section.path, section.heading, section.passage
               ORDER BY placed.place) AS island
    FROM placed JOIN version ON version.id = placed.version JOIN section ON {STANDS_IN} AND section.clause IS NOT NULL
), span AS (
    SELECT clause, number, path, heading, passage, min(since) AS since, max(until) AS until
    FROM island GROUP BY clause, number, path, heading, passage, island
)
"""  # noqa: S608 - constants alone
"""When a clause bore one number and heading and said one thing, in the texts that were believed; "~", which stands
after every time, is a span that has not ended."""

TABLES: Final[dict[str, str]] = {
    "policies": """
SELECT policy.id AS policy, substr(policy.id, 1, instr(policy.id, '/') - 1) AS service, policy.name, policy.added_at,
       (SELECT min(observed_at) FROM observation WHERE observation.policy = policy.id) AS first_look_at,
       (SELECT max(observed_at) FROM observation WHERE observation.policy = policy.id) AS last_look_at,
       (SELECT count(*) FROM observation WHERE observation.policy = policy.id) AS looks,
       (SELECT count(*) FROM version JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
        WHERE derivation.policy = policy.id AND version.ordinal IS NOT NULL) AS versions,
       (SELECT ruleset FROM derivation WHERE derivation.policy = policy.id AND is_current) AS ruleset
FROM policy WHERE policy.id = :policy AND :since IS NOT NULL
""",
    "looks": """
SELECT observation.policy, observation.seq, observation.observed_at, observation.recorded_at, observation.outcome,
       observation.error, source.kind AS source, source.locator, snapshot.status, snapshot.final_url,
       snapshot.media_type, body.size AS bytes, snapshot.body AS body_sha256,
       (SELECT count(*) FROM observation_part part WHERE part.seq = observation.seq) AS pages,
       version.ordinal AS version, seen.failure, seen.screened, observation.hash AS link_sha256
FROM observation
LEFT JOIN observation_part ON observation_part.seq = observation.seq AND observation_part.part = 0
LEFT JOIN snapshot ON snapshot.id = observation_part.snapshot
LEFT JOIN source ON source.id = snapshot.source
LEFT JOIN body ON body.hash = snapshot.body
LEFT JOIN derivation ON derivation.policy = observation.policy AND derivation.is_current
LEFT JOIN seen ON seen.derivation = derivation.id AND seen.seq = observation.seq
LEFT JOIN version ON version.id = seen.version
WHERE observation.policy = :policy AND observation.observed_at > :since
ORDER BY observation.observed_at, observation.seq
""",
    "versions": f"""
SELECT derivation.policy, version.ordinal AS version, version.title, version.language, version.media_type,
       version.first_seen_at, version.last_seen_at,
       {_STATED.format(dates="version.dates", kind="effective")} AS effective_on,
       {_STATED.format(dates="version.dates", kind="updated")} AS updated_on,
       {_STATED.format(dates="version.dates", kind="announced")} AS announced_on,
       (SELECT count(*) FROM section WHERE {STANDS_IN}) AS sections,
       (SELECT sum(length(passage.text)) FROM section JOIN passage ON passage.id = section.passage
        WHERE {STANDS_IN}) AS characters,
       version.is_latest AS stands, version.text_hash
FROM version JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
WHERE derivation.policy = :policy AND version.ordinal IS NOT NULL AND version.first_seen_at > :since
ORDER BY version.ordinal
""",  # noqa: S608 - constants alone
    "sections": f"""
SELECT derivation.policy, version.ordinal AS version, NULL AS ordinal, NULL AS parent, section.level, section.number,
       section.printed, section.path, section.heading, section.clause, passage.text, section.up
FROM version JOIN derivation ON derivation.id = version.derivation
JOIN section ON {STANDS_IN} JOIN passage ON passage.id = section.passage
WHERE version.id = :version ORDER BY section.place
""",  # noqa: S608 - constants alone
    "clauses": f"""{_SPANS}
SELECT :policy AS policy, span.clause, span.number, span.path, span.heading, span.since,
       CASE WHEN span.until = '~' THEN NULL ELSE span.until END AS until, passage.text
FROM span JOIN passage ON passage.id = span.passage WHERE span.until > :since
ORDER BY span.clause, span.since, span.until
""",  # noqa: S608 - constants alone
    "changes": f"""
SELECT change_set.policy, change_set.id AS change_set, change.ordinal, change_set.previous_at, change_set.observed_at,
       change_set.confirmed_at, change_set.confirmed_at IS NOT NULL AND change_set.held_because IS NULL AS told,
       change_set.held_because, old_text.ordinal AS old_version, new_text.ordinal AS new_version,
       {_STATED.format(dates="new_text.dates", kind="effective")} AS effective_on, comparison.event,
       change.kinds, change.significance,
       (SELECT group_concat(substr(value, 8), '; ') FROM json_each(change.reasons) WHERE value LIKE 'topic: %')
           AS topics,
       (SELECT group_concat(value, '; ') FROM json_each(change.reasons) WHERE value NOT LIKE 'topic: %') AS reasons,
       change.is_ripple, coalesce(new.number, old.number) AS number, coalesce(new.path, old.path) AS path,
       coalesce(new.heading, old.heading) AS heading, coalesce(new.clause, old.clause) AS clause,
       replace(rtrim(change.deleted, char(30)), char(30), ' … ') AS deleted,
       replace(rtrim(change.inserted, char(30)), char(30), ' … ') AS inserted
FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN comparison ON comparison.id = change_set.comparison
JOIN version old_text ON old_text.id = comparison.old_version
JOIN version new_text ON new_text.id = comparison.new_version
JOIN change ON change.comparison = comparison.id{CHANGE_SECTIONS}
WHERE change_set.policy = :policy AND change_set.observed_at > :since
ORDER BY change_set.observed_at, change_set.new_seq, change_set.old_seq, change.ordinal
""",  # noqa: S608 - constants alone
}
"""The tables of a data set, and what is selected for each of a policy, after a moment; sections text by text."""

SPARE_KILOBYTES: Final = 8000
"""Of pages, and of rows to sort, while a data set is read: a quarter of what a question has."""

_TEXTS: Final = """
SELECT version.id FROM version JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
WHERE derivation.policy = :policy AND version.ordinal IS NOT NULL AND version.first_seen_at > :since
ORDER BY version.ordinal
"""


class Tables:
    """Reads whatever a data set holds. Tests: test_export_dataset.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def spare_memory(self) -> None:
        """Keep little of the file at hand from now on, and sort in files what is larger: rows are read once."""
        self._store.run(f"PRAGMA cache_size = -{SPARE_KILOBYTES}")

    def rows(
        self, table: str, policy: str, since: datetime | None = None
    ) -> Iterator[sqlite3.Row] | Iterator[Mapping[str, object]]:
        """The rows of one of `TABLES` for a policy; with `since` only what was seen, or still stood, after it."""
        asked = {"policy": policy, "since": write_moment(since) if since else ""}
        if table != "sections":
            return self._store.stream(TABLES[table], asked)
        texts = self._store.rows(_TEXTS, asked)
        return chain.from_iterable(self._list_sections(text["id"]) for text in texts)

    def _list_sections(self, version: int) -> Iterator[Mapping[str, object]]:
        rows = self._store.rows(TABLES["sections"], {"version": version})
        parents = list_parents((row["level"], row["up"]) for row in rows)
        for ordinal, (row, parent) in enumerate(zip(rows, parents, strict=True)):
            placed = {**dict(row), "ordinal": ordinal, "parent": parent}
            del placed["up"]
            yield placed

    def stamp(self, policy: str) -> str:
        """What changes whenever any row of the policy may have changed: its newest look, decision and derivation."""
        row = self._store.row(
            "SELECT (SELECT max(seq) FROM observation WHERE policy = :policy) AS seq,"
            " (SELECT max(id) FROM decision WHERE policy = :policy) AS decision, derivation.id, generation, ruleset"
            " FROM policy LEFT JOIN derivation ON derivation.policy = policy.id AND is_current"
            " WHERE policy.id = :policy",
            {"policy": policy},
        )
        return "" if row is None else " ".join(str(value) for value in row)
