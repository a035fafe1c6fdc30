"""Words -> the places where they stand, stood first, came in or went out, over all policies."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tracker.archive.moments import read_moment, write_moment
from tracker.archive.places import CHANGE_PLACE, CHANGE_SECTIONS, HOLDERS, STANDS_IN
from tracker.archive.queries import (
    Query,
    Term,
    has_literals,
    is_run_together,
    list_terms,
    read_query,
    write_condition,
    write_match,
)
from tracker.archive.redlines import RUN_END
from tracker.archive.sections import Sections
from tracker.archive.store import Store
from tracker.model import SearchHit, SearchSide, Twin
from tracker.values import Struct

# The SQL of a side: where it stands, and what of it is matched.
_STANDS = f"""
SELECT derivation.policy, {{date}} AS observed_at, section.path, section.heading, section.clause, NULL AS change_set,
       version.id AS version, section.id AS section, NULL AS ordinal, {{excerpt}} AS excerpt, {{rank}} AS rank
FROM {{source}} JOIN section ON section.id = {{key}}
{HOLDERS} AND {{which}}
JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
WHERE ({{match}}) {{bounds}}
"""  # noqa: S608 - constants alone
_CHANGED = f"""
SELECT change_set.policy, change_set.observed_at,{CHANGE_PLACE},
       NULL AS version, NULL AS section, change_set.id AS change_set, {{excerpt}} AS excerpt, {{rank}} AS rank
FROM {{source}} JOIN change ON change.id = {{key}}
JOIN change_set ON change_set.rowid = (
    SELECT one.rowid FROM change_set one WHERE one.comparison = change.comparison
    AND (one.advances OR one.held_because = 'unconfirmed') ORDER BY one.observed_at, one.new_seq LIMIT 1)
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current{CHANGE_SECTIONS}
WHERE ({{match}}) {{bounds}}
"""  # noqa: S608 - constants alone
_NAMED_TEXTS = "FROM section_text WHERE id IN (SELECT value FROM json_each(?))"
_ORDINALS = f"""
SELECT json_extract(hit.value, '$[0]') AS version, found.id AS section, (
    SELECT count(*) FROM version JOIN section ON {STANDS_IN}
    WHERE version.id = json_extract(hit.value, '$[0]') AND section.place < found.place) AS ordinal
FROM json_each(?) hit JOIN section found ON found.id = json_extract(hit.value, '$[1]')
"""  # noqa: S608 - constants alone
_DATES = {"now": "version.last_seen_at", "first": "version.first_seen_at"}
_COLUMNS = {"inserted": 0, "deleted": 1}
_EXCERPT_CHANGED = "snippet(change_search, {}, '[', ']', ' … ', 24)"
# The words of the body, their beginning where only the heading was found: the heading is the name of the hit already.
_EXCERPT_STANDING = """coalesce(nullif(snippet(section_search, 1, '[', ']', ' … ', 24), ''),
       snippet(section_search, 0, '[', ']', ' … ', 24))"""
_HAS_REASON = "EXISTS (SELECT 1 FROM json_each(change.reasons) WHERE value IN (SELECT value FROM json_each(?)))"
_WHICH = {"now": "version.is_latest", "first": "version.ordinal = 1"}


class Search:
    """The full-text indexes. Tests: test_archive_search.py."""

    def __init__(self, store: Store, sections: Sections) -> None:
        self._store = store
        self._sections = sections

    def find(
        self,
        query: str,
        *,
        sides: Sequence[SearchSide] = ("now",),
        policy: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        reasons: Collection[str] = (),
        limit: int = 100,
    ) -> tuple[SearchHit, ...]:
        """Hits of all sides, at most `limit` of each, by time for changes, by rank for standing text.

        `archive/queries.py` says what a query may be. `since` and `until` bound when a hit was first seen, the one
        left out and the other not; `reasons` are those a change must have one of. Raises UsageError for a query that
        is none.
        """
        hits: list[SearchHit] = []
        for side in sides:
            bounds = _Bounds(policy, since, until, tuple(reasons))
            sql, parameters = build_search(side, read_query(query), bounds)
            order = "observed_at, rank" if side in ("inserted", "deleted") else "rank, policy"
            rows = self._store.rows(f"{sql} ORDER BY {order} LIMIT ?", [*parameters, limit])
            ordinals = self._list_ordinals(rows)
            hits.extend(read_hit(row, side, ordinals) for row in rows)
        return tuple(hits)

    def find_standing(self, words: Sequence[str], *, most: int) -> tuple[Twin, ...]:
        """The standing sections that hold most of some words, whole, by rank: what may say the same. `share` is 0."""
        rows = self._store.rows(
            "SELECT derivation.policy, version.last_seen_at, version.id AS version, section.id AS section,"  # noqa: S608
            " section.clause, section.heading, coalesce(section.path, section.number) AS path, passage.text"
            " FROM section_search JOIN section ON section.id = section_search.rowid"
            f" {HOLDERS} AND version.is_latest"
            " JOIN derivation ON derivation.id = version.derivation AND derivation.is_current"
            " JOIN passage ON passage.id = section.passage"
            " WHERE section_search MATCH ? ORDER BY section_search.rank LIMIT ?",
            [" OR ".join(write_match(Term(word)) for word in words), most],
        )
        ordinals = self._list_ordinals(rows)
        return tuple(
            Twin(
                *(row["policy"], None, read_moment(row["last_seen_at"]), row["text"], 0.0),
                **{key: row[key] for key in ("clause", "path", "heading")},
                ordinal=ordinals[row["version"], row["section"]],
            )
            for row in rows
        )

    def _list_ordinals(self, hits: Sequence[sqlite3.Row]) -> Mapping[tuple[int, int], int]:
        """Where the sections of hits stand in their texts: (text, section) -> ordinal."""
        asked = json.dumps([(hit["version"], hit["section"]) for hit in hits if hit["version"] is not None])
        rows = self._store.rows(_ORDINALS, [asked])
        return {(row["version"], row["section"]): row["ordinal"] for row in rows}

    def count(
        self,
        query: str,
        *,
        sides: Sequence[SearchSide] = ("now",),
        policy: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        reasons: Collection[str] = (),
    ) -> tuple[tuple[SearchSide, str, int], ...]:
        """How many hits each side has in each policy that has any, most first: (side, policy, how many)."""
        counts: list[tuple[SearchSide, str, int]] = []
        for side in sides:
            bounds = _Bounds(policy, since, until, tuple(reasons))
            sql, parameters = build_search(side, read_query(query), bounds)
            rows = self._store.rows(
                f"SELECT policy, count(*) AS hits FROM ({sql}) GROUP BY policy ORDER BY hits DESC, policy",  # noqa: S608
                parameters,
            )
            counts.extend((side, row["policy"], row["hits"]) for row in rows)
        return tuple(counts)

    def index_versions(self, derivation: int, wanted: Collection[int]) -> None:
        """Let the index hold the sections of exactly these versions of a derivation."""
        rows = self._store.rows(
            "SELECT section.id FROM version JOIN section ON section.sheet = version.id AND is_indexed"
            " WHERE version.derivation = ?",
            [derivation],
        )
        indexed = {row["id"] for row in rows}
        standing = {row["id"] for version in wanted for row in self._sections.rows(version)}
        gone, come = json.dumps(sorted(indexed - standing)), json.dumps(sorted(standing - indexed))
        self._store.run(
            "INSERT INTO section_search (section_search, rowid, heading, text)"
            f" SELECT 'delete', id, heading, text {_NAMED_TEXTS}",
            [gone],
        )
        self._store.run(
            f"INSERT INTO section_search (rowid, heading, text) SELECT id, heading, text {_NAMED_TEXTS}",
            [come],
        )
        for is_indexed, keys in ((0, gone), (1, come)):
            sql = "UPDATE section SET is_indexed = ? WHERE id IN (SELECT value FROM json_each(?))"
            self._store.run(sql, [is_indexed, keys])

    def forget_derivation(self, derivation: int) -> None:
        """Take all of a derivation out of the indexes; must be done before its rows go."""
        self.index_versions(derivation, ())
        self._store.run(
            "INSERT INTO change_search (change_search, rowid, inserted, deleted)"
            " SELECT 'delete', change.id, inserted, deleted FROM change"
            " JOIN comparison ON comparison.id = change.comparison WHERE comparison.derivation = ?",
            [derivation],
        )


class _Bounds(Struct, frozen=True):
    """What a hit must have beside the words."""

    policy: str | None
    since: datetime | None
    until: datetime | None
    reasons: tuple[str, ...]

    def write(self, observed_at: str, *, is_change: bool) -> tuple[str, list[str]]:
        """As conditions on the rows of a side, each with one parameter."""
        reasons = json.dumps(self.reasons, ensure_ascii=False) if self.reasons else None
        wanted = [
            ("derivation.policy = ?", self.policy),
            (f"{observed_at} > ?", self.since and write_moment(self.since)),
            (f"{observed_at} <= ?", self.until and write_moment(self.until)),
            (_HAS_REASON if is_change else "0 AND ?", reasons),  # what stands was not sorted by topics
        ]
        held = [(condition, value) for condition, value in wanted if value]
        return "".join(f" AND {condition}" for condition, _ in held), [value for _, value in held]


def build_search(side: SearchSide, query: Query, bounds: _Bounds) -> tuple[str, list[str]]:
    """The SQL of one side with its parameters, without an order."""
    is_change = side in ("inserted", "deleted")
    template, index = (_CHANGED, "change_search") if is_change else (_STANDS, "section_search")
    if is_run_together(query):
        column = f"change.{side}" if is_change else "passage.text"
        standing = ("passage", "section.id AND section.passage = passage.id")
        source, key = ("(SELECT 1)", "change.id") if is_change else standing
        match, asked = write_condition(query, column)
        excerpt = f"substr({column}, max(1, instr(lower({column}), lower(?)) - 40), 120)"
        parameters, rank = [next(list_terms(query)).text, *asked], "0"
    else:
        match, parameters = _write_index_match(query, index, side if is_change else None)
        source, key, rank = index, f"{index}.rowid", f"{index}.rank"
        excerpt = _EXCERPT_CHANGED.format(_COLUMNS[side]) if is_change else _EXCERPT_STANDING
    date = "change_set.observed_at" if is_change else _DATES[side]
    bound, given = bounds.write(date, is_change=is_change)
    names = {"source": source, "key": key, "match": match, "excerpt": excerpt, "rank": rank, "bounds": bound}
    if not is_change:
        names |= {"date": date, "which": _WHICH[side]}
    return template.format(**names), [*parameters, *given]


def _write_index_match(query: Query, index: str, side: str | None) -> tuple[str, list[str]]:
    """The condition on a full-text index; signs that the index leaves out are looked for in what it finds."""
    scope = f"{{{side}}} : " if side else ""
    match, parameters = f"{index} MATCH ?", [f"{scope}({write_match(query)})"]
    if has_literals(query):
        column = f"{index}.{side}" if side else f"(coalesce({index}.heading, '') || ' ' || {index}.text)"
        asked = f"{index}.rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)"  # noqa: S608 - constants alone
        condition, given = write_condition(query, column, asked, scope)
        match, parameters = f"{match} AND ({condition})", [*parameters, *given]
    return match, parameters


def read_hit(row: sqlite3.Row, side: SearchSide, ordinals: Mapping[tuple[int, int], int]) -> SearchHit:
    """A hit; `ordinals` says where those in standing texts stand."""
    return SearchHit(
        policy=row["policy"],
        side=side,
        observed_at=read_moment(row["observed_at"]),
        path=row["path"],
        heading=row["heading"],
        clause=row["clause"],
        excerpt=" ".join(row["excerpt"].replace(RUN_END, " … ").split()).removesuffix(" …"),
        change_set=row["change_set"],
        ordinal=row["ordinal"] if row["version"] is None else ordinals[row["version"], row["section"]],
    )
