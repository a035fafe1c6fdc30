"""Words -> the places where they stand, stood first, came in or went out, over all policies."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Sequence

from tracker.archive.moments import read_moment
from tracker.archive.redlines import RUN_END
from tracker.archive.store import Store
from tracker.errors import UsageError
from tracker.model import SearchHit, SearchSide, Twin
from tracker.text.scripts import HANGUL, UNSPACED

# A quoted phrase, or a word with an optional star: `"AI training" licen*`
QUERY_PART = re.compile(r'"([^"]+)"|([^\s"]+)')

# Scripts written without spaces ("利用規約"): the index holds a whole run of them as one word.
RUN_TOGETHER = re.compile(f"[{UNSPACED}{HANGUL}]")

# The SQL of a side: where it stands, and what of it is matched.
_STANDS = """
SELECT derivation.policy, {date} AS observed_at, section.path, section.heading, section.clause, NULL AS change_set,
       section.ordinal,
       {excerpt} AS excerpt, {rank} AS rank
FROM {source} JOIN section ON section.id = {key}
JOIN version ON version.id = section.version AND {which}
JOIN derivation ON derivation.id = version.derivation AND derivation.is_current
WHERE {match} {policy}
"""
_CHANGED = """
SELECT change_set.policy, change_set.observed_at, coalesce(new.path, old.path) AS path,
       coalesce(new.heading, old.heading) AS heading, coalesce(new.clause, old.clause) AS clause,
       coalesce(new.ordinal, old.ordinal) AS ordinal,
       change_set.id AS change_set, {excerpt} AS excerpt, {rank} AS rank
FROM {source} JOIN change ON change.id = {key}
JOIN change_set ON change_set.rowid = (
    SELECT one.rowid FROM change_set one WHERE one.comparison = change.comparison
    AND (one.advances OR one.held_because = 'unconfirmed') ORDER BY one.observed_at, one.new_seq LIMIT 1)
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
LEFT JOIN change_section new_side ON new_side.change = change.id AND new_side.side = 'new' AND new_side.position = 0
LEFT JOIN section new ON new.id = new_side.section
LEFT JOIN change_section old_side ON old_side.change = change.id AND old_side.side = 'old' AND old_side.position = 0
LEFT JOIN section old ON old.id = old_side.section
WHERE {match} {policy}
"""
_SECTION_ENTRY = "INSERT INTO section_search (section_search, rowid, heading, text)"
_SECTION_TEXT = """
section_text.id, section_text.heading, section_text.text
FROM section_text JOIN section ON section.id = section_text.id WHERE section.version = ?
"""
_DATES = {"now": "version.last_seen_at", "first": "version.first_seen_at"}
_WHICH = {"now": "version.is_latest", "first": "version.ordinal = 1"}


class Search:
    """The full-text indexes. Tests: test_archive_search.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(
        self, query: str, *, sides: Sequence[SearchSide] = ("now",), policy: str | None = None, limit: int = 100
    ) -> tuple[SearchHit, ...]:
        """Hits of all sides, by time for changes, by rank for standing text. Words are stemmed and all must be there;
        "..." is a phrase, `licen*` a beginning. Raises UsageError for a query without a word."""
        terms = read_query(query)
        hits: list[SearchHit] = []
        for side in sides:
            sql, parameters = build_search(side, terms)
            parameters += [] if policy is None else [policy]
            order = "observed_at, rank" if side in ("inserted", "deleted") else "rank, policy"
            sql = sql.format(policy="" if policy is None else "AND derivation.policy = ?")
            rows = self._store.rows(f"{sql} ORDER BY {order} LIMIT ?", [*parameters, limit])
            hits.extend(read_hit(row, side) for row in rows)
        return tuple(hits)

    def find_standing(self, words: Sequence[str], *, most: int) -> tuple[Twin, ...]:
        """The standing sections that hold most of some words, whole, by rank: what may say the same. `share` is 0."""
        rows = self._store.rows(
            "SELECT derivation.policy, version.last_seen_at, section.clause, section.path, section.heading,"
            " passage.text FROM section_search JOIN section ON section.id = section_search.rowid"
            " JOIN version ON version.id = section.version AND version.is_latest"
            " JOIN derivation ON derivation.id = version.derivation AND derivation.is_current"
            " JOIN passage ON passage.id = section.passage"
            " WHERE section_search MATCH ? ORDER BY section_search.rank LIMIT ?",
            [" OR ".join(map(quote_term, words)), most],
        )
        return tuple(
            Twin(
                *(row["policy"], None, read_moment(row["last_seen_at"]), row["clause"], row["path"], row["heading"]),
                *(row["text"], 0.0),
            )
            for row in rows
        )

    def index_versions(self, derivation: int, wanted: Collection[int]) -> None:
        """Let the index hold the sections of exactly these versions of a derivation."""
        sql = "SELECT id FROM version WHERE derivation = ? AND is_indexed"
        indexed = {row["id"] for row in self._store.rows(sql, [derivation])}
        for version in indexed - set(wanted):
            self._store.run(f"{_SECTION_ENTRY} SELECT 'delete', {_SECTION_TEXT}", [version])
            self._store.run("UPDATE version SET is_indexed = 0 WHERE id = ?", [version])
        for version in set(wanted) - indexed:
            self._store.run(f"INSERT INTO section_search (rowid, heading, text) SELECT {_SECTION_TEXT}", [version])
            self._store.run("UPDATE version SET is_indexed = 1 WHERE id = ?", [version])

    def forget_derivation(self, derivation: int) -> None:
        """Take all of a derivation out of the indexes; must be done before its rows go."""
        self.index_versions(derivation, ())
        self._store.run(
            "INSERT INTO change_search (change_search, rowid, inserted, deleted)"
            " SELECT 'delete', change.id, inserted, deleted FROM change"
            " JOIN comparison ON comparison.id = change.comparison WHERE comparison.derivation = ?",
            [derivation],
        )


def read_query(query: str) -> list[str]:
    """The words and phrases of a query; a beginning keeps its star. Operators of the index have no meaning here."""
    terms = [phrase.strip() or word for phrase, word in QUERY_PART.findall(query)]
    terms = [term for term in terms if any(c.isalnum() for c in term)]
    if not terms:
        raise UsageError(
            "nothing to search for", hint='give a word, or a phrase in quotes: tracker search "AI training"'
        )
    return terms


def build_search(side: SearchSide, terms: Sequence[str]) -> tuple[str, list[object]]:
    """The SQL of one side with its parameters; `{policy}` is left for the caller."""
    is_change = side in ("inserted", "deleted")
    template, index = (_CHANGED, "change_search") if is_change else (_STANDS, "section_search")
    if any(RUN_TOGETHER.search(term) for term in terms):
        column = f"change.{side}" if is_change else "passage.text"
        first = terms[0].rstrip("*")
        source, key = (
            ("(SELECT 1)", "change.id") if is_change else ("passage", "section.id AND section.passage = passage.id")
        )
        match = " AND ".join(f"instr({column}, ?)" for _ in terms)
        excerpt = f"substr({column}, max(1, instr({column}, ?) - 40), 120)"
        parameters: list[object] = [first, *(term.rstrip("*") for term in terms)]
        rank = "0"
    else:
        column_number = {"inserted": 0, "deleted": 1}.get(side, -1)
        source, key, match, rank = index, f"{index}.rowid", f"{index} MATCH ?", f"{index}.rank"
        excerpt = f"snippet({index}, {column_number}, '[', ']', ' … ', 24)"
        words = " ".join(quote_term(term) for term in terms)
        parameters = [f"{{{side}}} : ({words})" if is_change else words]
    names = {"source": source, "key": key, "match": match, "excerpt": excerpt, "rank": rank, "policy": "{policy}"}
    if not is_change:
        names |= {"date": _DATES[side], "which": _WHICH[side]}
    return template.format(**names), parameters


def quote_term(term: str) -> str:
    """A term as an FTS5 string, where nothing in it is an operator: licen* -> "licen"*"""
    word = term.rstrip("*")
    return '"' + word.replace('"', '""') + '"' + ("*" if term.endswith("*") else "")


def read_hit(row: sqlite3.Row, side: SearchSide) -> SearchHit:
    return SearchHit(
        policy=row["policy"],
        side=side,
        observed_at=read_moment(row["observed_at"]),
        path=row["path"],
        heading=row["heading"],
        clause=row["clause"],
        excerpt=" ".join(row["excerpt"].replace(RUN_END, " … ").split()).removesuffix(" …"),
        change_set=row["change_set"],
        ordinal=row["ordinal"],
    )
