"""Who follows which clause <-> rows: what "10.4" meant when a subscription first named it; a rebuild keeps it."""

from __future__ import annotations

from datetime import datetime

from tracker.archive.moments import write_moment
from tracker.archive.store import Store

FOLLOW_SCHEMA = """
-- A subscription to a clause by number or heading, bound to the clause that bore it when it was first looked up.
create table follow (
  subscription text not null, policy text not null, query text not null, clause text not null references clause(id),
  since_at text not null,
  primary key (subscription, policy, query, clause)
) strict, without rowid;
"""


class Follows:
    """The `follow` table. Tests: test_tell.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, subscription: str, policy: str, query: str) -> tuple[str, ...]:
        """The clauses bound to one query of a subscription; empty where nothing bore that number or heading yet."""
        rows = self._store.rows(
            "select clause from follow where subscription = ? and policy = ? and query = ? order by since_at, clause",
            (subscription, policy, query),
        )
        return tuple(row["clause"] for row in rows)

    def bind(self, subscription: str, policy: str, query: str, clause: str, *, at: datetime) -> None:
        """Bind a query to a clause, besides those it is bound to already."""
        self._store.run(
            "insert or ignore into follow (subscription, policy, query, clause, since_at) values (?, ?, ?, ?, ?)",
            (subscription, policy, query, clause, write_moment(at)),
        )
