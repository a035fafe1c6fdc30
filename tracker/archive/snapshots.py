"""Captures <-> rows: bytes as received, with headers, times and where they came from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

from tracker.archive.bodies import Bodies
from tracker.archive.moments import read_moment, write_moment
from tracker.archive.sites import name_site
from tracker.archive.store import Store
from tracker.errors import ArchiveError, NotFoundError
from tracker.model import BodyOrigin, Capture, Source

_SNAPSHOT = """
SELECT snapshot.*, source.kind, source.locator FROM snapshot JOIN source ON source.id = snapshot.source
"""
_FIRST_LOOK = """
SELECT observation_part.seq, policy FROM observation_part JOIN snapshot ON snapshot.id = snapshot
WHERE body = ? ORDER BY observation_part.seq LIMIT 1
"""


class Snapshots:
    """The `snapshot`, `source` and `body` tables. Tests: test_archive.py, test_bodies.py."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bodies = Bodies(store)

    def add(self, policy: str, capture: Capture) -> int:
        """Keep a capture; its id. One whose external key the policy already has is the one that is there."""
        known = self._find(policy, capture)
        if known is not None:
            return known
        columns = {
            "policy": policy,
            "source": self._add_source(capture.source),
            "part": capture.part,
            "body": self._bodies.add(capture.body, base=self._predecessor(policy, capture.part)),
            "media_type": capture.media_type,
            "charset": capture.charset,
            "status": capture.status,
            "final_url": capture.final_url,
            "headers": json.dumps(capture.headers),
            "redirects": json.dumps(capture.redirects),
            "captured_at": write_moment(capture.captured_at),
            "external_key": capture.external_key,
        }
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        return self._store.insert(
            f"INSERT INTO snapshot ({names}) VALUES ({marks})",  # noqa: S608 - names are the keys above
            list(columns.values()),
        )

    def get(self, snapshot: int, *, with_body: bool = True) -> Capture:
        """The capture with its bytes (empty without). Raises NotFoundError; ArchiveError where they are damaged."""
        row = self._store.row(f"{_SNAPSHOT} WHERE snapshot.id = ?", [snapshot])
        if row is None:
            raise NotFoundError(f"no snapshot {snapshot}")
        return read_capture(row, self._bodies.get(row["body"]) if with_body else b"")

    def origin(self, snapshot: int) -> BodyOrigin:
        """Where a capture came from and the hash of its bytes, without the bytes. Raises NotFoundError."""
        row = self._store.row(f"{_SNAPSHOT} WHERE snapshot.id = ?", [snapshot])
        if row is None:
            raise NotFoundError(f"no snapshot {snapshot}")
        address = row["final_url"] or row["locator"]
        return BodyOrigin(row["body"], address, read_moment(row["captured_at"]), row["media_type"])

    def body(self, name: str) -> bytes:
        """The bytes of a SHA-256. Raises ArchiveError where they are damaged."""
        return self._bodies.get(name)

    def verify_bodies(self) -> Iterator[tuple[int | None, str | None, str | None]]:
        """Restore every body: (look, policy, what is wrong with it or None), in the order they were kept. The look is
        the first that brought those bytes, None where no look did."""
        rows = self._store.rows("SELECT hash FROM body ORDER BY rowid")
        for row in rows:
            try:
                self._bodies.get(row["hash"])
            except ArchiveError as error:
                found = self._store.row(_FIRST_LOOK, [row["hash"]])
                yield (found["seq"], found["policy"], error.message) if found else (None, None, error.message)
            else:
                yield None, None, None

    def latest(self, policy: str, part: int = 0, *, with_body: bool = True) -> Capture | None:
        """The newest live capture of a page; None without one.

        Without its body (which is then empty) for who asks only for ETag and Last-Modified: restoring it takes a
        chain of others.
        """
        row = self._latest_row(policy, part)
        if row is None:
            return None
        return read_capture(row, self._bodies.get(row["body"]) if with_body else b"")

    def latest_id(self, policy: str, part: int = 0) -> int:
        """The id of the newest live capture of a page. Raises NotFoundError without one."""
        row = self._latest_row(policy, part)
        if row is None:
            raise NotFoundError(f'page {part} of "{policy}" was never fetched')
        return int(row["id"])

    def _latest_row(self, policy: str, part: int) -> sqlite3.Row | None:
        return self._store.row(
            f"{_SNAPSHOT} WHERE snapshot.policy = ? AND part = ? AND external_key IS NULL"
            " ORDER BY snapshot.id DESC LIMIT 1",
            [policy, part],
        )

    def known_keys(self, policy: str) -> frozenset[str]:
        """The external keys a policy has, so that an importer need not read what is there."""
        sql = "SELECT external_key FROM snapshot WHERE policy = ? AND external_key IS NOT NULL"
        return frozenset(row["external_key"] for row in self._store.rows(sql, [policy]))

    def locators(self, policy: str, kinds: Collection[str]) -> frozenset[str]:
        """Where a policy's captures of some kinds of source came from."""
        marks = ", ".join("?" for _ in kinds)
        sql = (
            "SELECT locator FROM source WHERE id IN (SELECT source FROM snapshot WHERE policy = ?)"  # noqa: S608
            f" AND kind IN ({marks})"
        )
        return frozenset(row["locator"] for row in self._store.rows(sql, [policy, *kinds]))

    def find(self, policy: str, external_key: str) -> Capture | None:
        """A capture by its external key; None where the policy has none."""
        row = self._store.row(
            f"{_SNAPSHOT} WHERE snapshot.policy = ? AND external_key = ? ORDER BY part LIMIT 1", [policy, external_key]
        )
        return None if row is None else read_capture(row, self._bodies.get(row["body"]))

    def has_source(self, kind: str, prefix: str) -> bool:
        """Whether there is any source of a kind whose locator begins so."""
        sql = "SELECT 1 FROM source WHERE kind = ? AND substr(locator, 1, ?) = ?"
        return self._store.row(sql, [kind, len(prefix), prefix]) is not None

    def holders(self, kind: str, locators: Sequence[str]) -> frozenset[str]:
        """The policies that have captures from one of some sources."""
        marks = ", ".join("?" for _ in locators)
        sql = (
            "SELECT DISTINCT policy FROM snapshot WHERE source IN"  # noqa: S608 - marks alone
            f" (SELECT id FROM source WHERE kind = ? AND locator IN ({marks}))"
        )
        return frozenset(row["policy"] for row in self._store.rows(sql, [kind, *locators]))

    def has_key(self, policy: str, external_key: str) -> bool:
        """Whether a policy has a capture by its external key."""
        sql = "SELECT 1 FROM snapshot WHERE policy = ? AND external_key = ?"
        return self._store.row(sql, [policy, external_key]) is not None

    def _find(self, policy: str, capture: Capture) -> int | None:
        if capture.external_key is None:
            return None
        sql = "SELECT id FROM snapshot WHERE policy = ? AND external_key = ? AND part = ?"
        row = self._store.row(sql, [policy, capture.external_key, capture.part])
        return None if row is None else int(row["id"])

    def _predecessor(self, policy: str, part: int) -> str | None:
        sql = "SELECT body FROM snapshot WHERE policy = ? AND part = ? ORDER BY id DESC LIMIT 1"
        row = self._store.row(sql, [policy, part])
        return None if row is None else str(row["body"])

    def _add_source(self, source: Source) -> int:
        values = [source.kind, source.locator]
        sql = "INSERT OR IGNORE INTO source (kind, locator, site) VALUES (?, ?, ?)"
        self._store.run(sql, [*values, name_site(source.locator)])
        row = self._store.row("SELECT id FROM source WHERE kind = ? AND locator = ?", values)
        assert row is not None
        return int(row["id"])


def read_capture(row: sqlite3.Row, body: bytes) -> Capture:
    return Capture(
        source=Source(row["kind"], row["locator"]),
        captured_at=read_moment(row["captured_at"]),
        body=body,
        media_type=row["media_type"],
        charset=row["charset"],
        status=row["status"],
        final_url=row["final_url"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        redirects=tuple(json.loads(row["redirects"])),
        external_key=row["external_key"],
        part=row["part"],
    )
