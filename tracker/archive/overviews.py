"""Many policies at once -> what a list shows of them: heads of change sets, months, health; no text is read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.archive.change_sets import STEP_ORDER
from tracker.archive.moments import read_moment
from tracker.archive.store import Store
from tracker.model import Event, Evidence, HeldBecause, News, Outcome, Verdict

OVERVIEW_SCHEMA = """
-- What was told, over all policies: the first page that anybody opens reads its end backwards, row numbers with it.
CREATE INDEX change_set_told ON change_set(observed_at) WHERE held_because IS NULL AND confirmed_at IS NOT NULL;
"""

_TOLD = "change_set.held_because IS NULL AND change_set.confirmed_at IS NOT NULL"
_AMONG = "AND change_set.policy IN (SELECT value FROM json_each(:policies))"
_HEADS = """
SELECT change_set.policy, policy.name, change_set.id, change_set.previous_at, change_set.observed_at,
       change_set.held_because, change_set.advances, comparison.verdict, comparison.event, comparison.summary
FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN comparison ON comparison.id = change_set.comparison
JOIN policy ON policy.id = change_set.policy
"""
# All rows of the index less those of derivations that are not current, of which there are few or none: 3 ms for 58,000
# change sets, where a join of them all takes 22.
_COUNT_ALL = f"""
SELECT (SELECT count(*) FROM change_set INDEXED BY change_set_told WHERE {_TOLD}) - (
    SELECT count(*) FROM derivation CROSS JOIN change_set ON change_set.derivation = derivation.id
    WHERE NOT derivation.is_current AND {_TOLD}) AS count
"""  # noqa: S608 - constants alone
_COUNT_AMONG = f"""
SELECT count(*) AS count FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current WHERE {_TOLD} {_AMONG}
"""  # noqa: S608 - constants alone
_TOUCHED = f"""
SELECT section.clause, change_set.id, change_set.observed_at, change.kinds, change.significance, change_section.side
FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
JOIN change ON change.comparison = change_set.comparison AND NOT change.is_ripple
JOIN change_section ON change_section.change = change.id
JOIN section ON section.id = change_section.section
WHERE change_set.policy = ? AND change_set.advances {STEP_ORDER}, change.ordinal
"""  # noqa: S608 - constants alone
_EVIDENCE = """
SELECT observation.seq, observation.observed_at, observation.outcome, source.kind, source.locator, snapshot.status,
       snapshot.media_type, snapshot.body, body.size
FROM observation JOIN observation_part ON observation_part.seq = observation.seq
JOIN snapshot ON snapshot.id = observation_part.snapshot
JOIN source ON source.id = snapshot.source JOIN body ON body.hash = snapshot.body
WHERE observation.seq = ? ORDER BY observation_part.part
"""


class Overviews:
    """Reads the heads of change sets over all policies. Tests: test_pages_asking.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def news(self, *, most: int, skip: int = 0, policies: Sequence[str] | None = None) -> tuple[News, ...]:
        """What was told, newest first; only of some policies where they are named."""
        among = "" if policies is None else _AMONG
        rows = self._store.rows(
            f"{_HEADS} WHERE {_TOLD} {among} ORDER BY change_set.observed_at DESC, change_set.rowid DESC"
            " LIMIT :most OFFSET :skip",
            {"most": most, "skip": skip, "policies": json.dumps(list(policies or ()))},
        )
        return tuple(map(read_news, rows))

    def count_news(self, policies: Sequence[str] | None = None) -> int:
        """How many change sets were told."""
        row = self._store.row(_COUNT_ALL if policies is None else _COUNT_AMONG, {"policies": json.dumps(policies)})
        return 0 if row is None else int(row["count"])

    def steps(self, policy: str) -> tuple[News, ...]:
        """The heads of every change set of a policy, told or not, oldest first."""
        return tuple(map(read_news, self._store.rows(f"{_HEADS} WHERE change_set.policy = ? {STEP_ORDER}", [policy])))

    def topic_news(self, topic: str, *, most: int) -> tuple[News, ...]:
        """What was told and has a change whose reasons name a topic ("AI training"), newest first."""
        rows = self._store.rows(
            f"{_HEADS} WHERE {_TOLD} AND EXISTS (SELECT 1 FROM change WHERE change.comparison = comparison.id"  # noqa: S608
            " AND NOT change.is_ripple AND instr(change.reasons, ?)) ORDER BY change_set.observed_at DESC LIMIT ?",
            [json.dumps(f"topic: {topic}"), most],
        )
        return tuple(map(read_news, rows))

    def months(self, policies: Sequence[str], *, since: datetime) -> Mapping[str, Mapping[str, int]]:
        """How many change sets were told of each policy in each month ("2023-08") since a moment."""
        rows = self._store.rows(
            "SELECT change_set.policy, substr(change_set.observed_at, 1, 7) AS month, count(*) AS count"  # noqa: S608
            " FROM change_set JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current"
            f" WHERE {_TOLD} {_AMONG} AND change_set.observed_at >= :since GROUP BY 1, 2",
            {"policies": json.dumps(list(policies)), "since": f"{since:%Y-%m-01}"},
        )
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row["policy"], {})[row["month"]] = row["count"]
        return found

    def versions(self, policies: Sequence[str]) -> Mapping[str, int]:
        """How many versions each policy has; those without any are left out."""
        rows = self._store.rows(
            "SELECT derivation.policy, count(*) AS count FROM version"
            " JOIN derivation ON derivation.id = version.derivation AND derivation.is_current"
            " WHERE version.ordinal IS NOT NULL AND derivation.policy IN (SELECT value FROM json_each(?)) GROUP BY 1",
            [json.dumps(list(policies))],
        )
        return {row["policy"]: row["count"] for row in rows}

    def touches(self, policy: str) -> tuple[tuple[str, str, datetime, frozenset[str], bool, str], ...]:
        """Every change of every clause, oldest first, ripples left out: (clause, change set, when, kinds, whether of
        substance, side)."""
        return tuple(
            (
                row["clause"],
                row["id"],
                read_moment(row["observed_at"]),
                frozenset(row["kinds"].split()),
                row["significance"] == "substantive",
                row["side"],
            )
            for row in self._store.rows(_TOUCHED, [policy])
            if row["clause"]
        )

    def evidence(self, seq: int) -> tuple[Evidence, ...]:
        """What one look brought, page by page; nothing where it failed."""
        return tuple(
            Evidence(
                *(row["seq"], read_moment(row["observed_at"]), Outcome(row["outcome"]), row["kind"], row["locator"]),
                *(row["status"], row["media_type"], row["body"], row["size"]),
            )
            for row in self._store.rows(_EVIDENCE, [seq])
        )

    def last_look_at(self) -> datetime | None:
        """When anything was looked at last."""
        row = self._store.row("SELECT max(observed_at) AS last FROM observation WHERE seq > (SELECT max(seq) - 1000"
                              " FROM observation)")  # fmt: skip
        return None if row is None or row["last"] is None else read_moment(row["last"])

    def state(self, policy: str) -> tuple[object, ...]:
        """What is different whenever anything a page of the policy shows is: its derivation, the belief in it, the
        newest look and decision, its name."""
        row = self._store.row(
            "SELECT policy.name, derivation.id, derivation.generation, derivation.ruleset,"
            " (SELECT max(seq) FROM observation WHERE policy = policy.id) AS seq,"
            " (SELECT max(id) FROM decision WHERE policy = policy.id) AS decision"
            " FROM policy LEFT JOIN derivation ON derivation.policy = policy.id AND derivation.is_current"
            " WHERE policy.id = ?",
            [policy],
        )
        return () if row is None else tuple(row)


def read_news(row: sqlite3.Row) -> News:
    return News(
        policy=row["policy"],
        name=row["name"],
        change_set=row["id"],
        previous_at=read_moment(row["previous_at"]),
        observed_at=read_moment(row["observed_at"]),
        verdict=Verdict(row["verdict"]),
        event=Event(row["event"]) if row["event"] else None,
        summary=row["summary"],
        held_because=HeldBecause(row["held_because"]) if row["held_because"] else None,
        is_believed=bool(row["advances"]),
    )
