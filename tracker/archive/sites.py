"""The pages of one site in the record: which policies belong together, and which lines stood on a page at some time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from tracker.archive.moments import write_moment
from tracker.archive.places import STANDS_IN
from tracker.archive.store import Store
from tracker.text.canon import canon_key
from tracker.text.sites import read_site

SITE_SCHEMA = """
-- What the record lays to the site in a step, JSON: {"reasons": [[index of the change, [reason, ...]], ...], "summary"}
ALTER TABLE change_set ADD COLUMN site_part TEXT;
-- Which policies come from a source.
CREATE INDEX snapshot_source ON snapshot(source, policy);
-- What the sources of one site have in common; null for a file, which stands for itself alone.
ALTER TABLE source ADD COLUMN site TEXT;
CREATE INDEX source_site ON source(site) WHERE site IS NOT NULL;
"""

_SIBLINGS = """
SELECT DISTINCT snapshot.policy FROM snapshot JOIN source ON source.id = snapshot.source
WHERE source.site IN (
    SELECT site FROM source WHERE id IN (SELECT DISTINCT source FROM snapshot WHERE policy = :policy)
    AND site IS NOT NULL
) AND snapshot.policy <> :policy
ORDER BY snapshot.policy
"""

_SEEN = """
SELECT seen.version FROM seen
JOIN derivation ON derivation.id = seen.derivation AND derivation.is_current
JOIN observation ON observation.seq = seen.seq
WHERE derivation.policy = :policy AND seen.version IS NOT NULL
"""


class Sites:
    """Reads `source`, `snapshot` and `seen`; writes nothing. Tests: test_site_evidence.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def siblings(self, policy: str) -> tuple[str, ...]:
        """The other policies whose captures come from the same site, or from the same folder of a repository."""
        return tuple(row["policy"] for row in self._store.rows(_SIBLINGS, {"policy": policy}))

    def texts_between(self, policy: str, since: datetime, until: datetime) -> tuple[int, ...]:
        """The texts of a policy that were seen from one moment to another, doubted or not, and the one before those."""
        within = f"{_SEEN} AND observed_at > :since AND observed_at <= :until"
        before = f"{_SEEN} AND observed_at <= :since ORDER BY observed_at DESC, seen.seq DESC LIMIT 1"
        span = {"policy": policy, "since": write_moment(since), "until": write_moment(until)}
        versions = {row["version"]: None for sql in (before, within) for row in self._store.rows(sql, span)}
        return tuple(versions)

    def lines(self, version: int) -> frozenset[str]:
        """The keys of the headings and lines of a text."""
        return frozenset(self._list_keys(version))

    def _list_keys(self, version: int) -> Iterator[str]:
        rows = self._store.rows(
            f"SELECT heading, passage.text FROM version JOIN section ON {STANDS_IN}"  # noqa: S608 - constants alone
            " JOIN passage ON passage.id = section.passage WHERE version.id = ?",
            [version],
        )
        for row in rows:
            if row["heading"]:
                yield canon_key(row["heading"])
            yield from (canon_key(line) for line in row["text"].split("\n") if line.strip())


def keep_sites(connection: sqlite3.Connection) -> None:
    """Name the site of every source that is there already."""
    sources = connection.execute("SELECT id, locator FROM source").fetchall()
    named = [(name_site(locator), key) for key, locator in sources]
    connection.executemany("UPDATE source SET site = ? WHERE id = ?", named)


def name_site(locator: str) -> str | None:
    """What the sources of one site have in common.

    Of "https://www.boats.example/terms" that is "boats.example". Of "…/versions#Boats/Terms.md" it is the repository
    with the folder, which holds the documents of one service. A file stands for itself alone.
    """
    repository, hash_sign, path = locator.rpartition("#")
    folder, slash, _ = path.rpartition("/")
    if hash_sign and slash and path.endswith((".md", ".html", ".pdf")):
        return f"{repository}#{folder}"
    return read_site(locator)
