"""A policy -> gone from the database; of its looks stays what their hashes cover, so that the chain holds."""

from __future__ import annotations

from datetime import datetime

from tracker.archive.derivations import Derivations
from tracker.archive.moments import write_moment
from tracker.archive.observations import Observations
from tracker.archive.renames import list_tables
from tracker.archive.store import Store
from tracker.errors import UsageError

PURGE_SCHEMA = """
-- A look of which everything was deleted but what its hash covers: when and where it was, and hashes of what came.
CREATE TABLE purged_look (
    seq INTEGER PRIMARY KEY,
    named TEXT NOT NULL,                         -- what the policy was called
    observed_at TEXT NOT NULL,
    covered TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
"""

_ORPHANS = (
    "DELETE FROM source WHERE id NOT IN (SELECT source FROM snapshot)",
    # Bodies are compressed against others: what another policy's rests on stays.
    "DELETE FROM body WHERE hash NOT IN (SELECT body FROM snapshot)"
    " AND hash NOT IN (SELECT base FROM body WHERE base IS NOT NULL)",
    "DELETE FROM sentence_band WHERE exact NOT IN (SELECT exact FROM moved_sentence)",
)


class Purges:
    """The `purged_look` table. Tests: test_renaming.py."""

    def __init__(self, store: Store, observations: Observations, derivations: Derivations) -> None:
        self._store = store
        self._observations = observations
        self._derivations = derivations

    def purge(self, policy: str, *, at: datetime) -> None:
        """Delete everything recorded of a policy; alerts stay as they were raised. SQLite writes over what it frees.

        Raises UsageError where an authority stamped one of its looks: what is proven of all looks before rests on it.
        """
        with self._store.write():
            self._refuse_stamped(policy)
            self._store.run("PRAGMA secure_delete = ON")
            self._store.run("PRAGMA defer_foreign_keys = ON")  # until this transaction ends
            self._derivations.forget(policy)
            links = [next(self._observations.links(look.seq, look.seq)) for look in self._observations.of(policy)]
            self._store.many(
                "INSERT INTO purged_look (seq, named, observed_at, covered, prev_hash, hash, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(one.seq, policy, write_moment(one.observed_at)),
                        *(one.covered, one.prev_hash, one.hash),
                        write_moment(at),
                    )
                    for one in links
                ],
            )
            for table in list_tables(self._store):
                self._store.run(f"DELETE FROM {table} WHERE policy = ?", [policy])  # noqa: S608 - a name of our schema
            self._store.run("DELETE FROM policy WHERE id = ?", [policy])
            for parent in ("observation", "clause"):
                self._delete_orphans(parent)
            for statement in _ORPHANS:
                while self._store.run(statement).rowcount:
                    pass

    def _refuse_stamped(self, policy: str) -> None:
        stamped = self._store.row(
            "SELECT seq FROM observation WHERE policy = ?"
            " AND seq IN (SELECT seq FROM stamp UNION SELECT seq FROM stamp_cover) ORDER BY seq LIMIT 1",
            [policy],
        )
        if stamped is not None:
            message = f"look {stamped['seq']} of {policy} was time-stamped"
            raise UsageError(f"{message}: what is proven of all looks before it rests on it, and nothing was deleted")

    def _delete_orphans(self, parent: str) -> None:
        """Delete the rows that point to a row of `parent` which is no longer there."""
        keys = self._store.rows(
            'SELECT child.name AS child, key."from" AS source, key."to" AS target FROM sqlite_master child'
            " JOIN pragma_foreign_key_list(child.name) key WHERE child.type = 'table' AND key.\"table\" = ?",
            [parent],
        )
        for key in keys:
            self._store.run(
                f"DELETE FROM {key['child']} WHERE {key['source']} IS NOT NULL"  # noqa: S608 - names of our schema
                f" AND {key['source']} NOT IN (SELECT {key['target']} FROM {parent})"
            )
