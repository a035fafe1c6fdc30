"""Looks at a policy <-> rows of a hash chain: append-only, in the order of recording."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.archive.moments import read_moment, read_moment_or_none, write_moment
from tracker.archive.passages import clean_text
from tracker.archive.renames import Renames
from tracker.archive.snapshots import Snapshots
from tracker.archive.store import Store
from tracker.errors import NotFoundError
from tracker.model import Capture, ChainLink, Observation, Outcome

GENESIS = "0" * 64
LINKS_AT_ONCE = 500

_OBSERVATION = """
SELECT observation.*, (SELECT json_group_array(snapshot) FROM
    (SELECT snapshot FROM observation_part WHERE observation_part.seq = observation.seq ORDER BY part)) AS snapshots
FROM observation
"""
_LINK = """
SELECT looks.*, (SELECT json_group_array(stamp) FROM
    (SELECT stamp FROM stamp_cover WHERE stamp_cover.seq = looks.seq ORDER BY stamp)) AS stamps
FROM ({looks}) AS looks
"""
_PURGED = "SELECT * FROM purged_look WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?"


class Observations:
    """The `observation` and `observation_part` tables. Tests: test_archive.py."""

    def __init__(self, store: Store, snapshots: Snapshots) -> None:
        self._store = store
        self._snapshots = snapshots
        self._renames = Renames(store)

    def record(
        self,
        policy: str,
        *,
        observed_at: datetime,
        outcome: Outcome,
        recorded_at: datetime,
        captures: Sequence[Capture | int] = (),
        error: str | None = None,
    ) -> Observation:
        """Append one look with all its parts. A part that the server did not send again (304) stands on an earlier
        snapshot, given by its id; without any, a look that is unmodified stands on those of the last one that brought
        something. All or nothing: a combined document is never recorded in pieces."""
        with self._store.write():
            snapshots = [part if isinstance(part, int) else self._snapshots.add(policy, part) for part in captures]
            if outcome is Outcome.NOT_MODIFIED and not snapshots:
                last = self.last_fetched(policy)
                if last is None:
                    raise NotFoundError(f'"{policy}" cannot be unmodified: it was never fetched')
                snapshots = list(last.snapshots)
            row = (
                policy,
                write_moment(observed_at),
                write_moment(recorded_at),
                outcome.value,
                clean_text(error) if error else None,
            )
            prev_hash = self._head_hash()
            stamps = self._list_uncovered()
            prints = [self._fingerprint(snapshot, policy) for snapshot in snapshots]
            digest = hash_link(write_link(prev_hash, row, prints, stamps))
            seq = self._store.insert(
                "INSERT INTO observation (policy, observed_at, recorded_at, outcome, error, prev_hash, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [*row, prev_hash, digest],
            )
            parts = [(seq, part, snapshot) for part, snapshot in enumerate(snapshots)]
            self._store.many("INSERT INTO observation_part (seq, part, snapshot) VALUES (?, ?, ?)", parts)
            self._store.many("INSERT INTO stamp_cover (stamp, seq) VALUES (?, ?)", [(stamp, seq) for stamp in stamps])
        return Observation(seq, policy, observed_at, outcome, error, tuple(snapshots))

    def of(self, policy: str) -> tuple[Observation, ...]:
        """All looks at a policy in order of time, then of recording."""
        rows = self._store.rows(f"{_OBSERVATION} WHERE policy = ? ORDER BY observed_at, seq", [policy])
        return tuple(read_observation(row) for row in rows)

    def get(self, seq: int) -> Observation:
        row = self._store.row(f"{_OBSERVATION} WHERE seq = ?", [seq])
        if row is None:
            raise NotFoundError(f"no observation {seq}")
        return read_observation(row)

    def started_at(self, policy: str | None = None) -> datetime | None:
        """When a policy (None: anything) was first looked at; None where it never was."""
        first = "SELECT min(observed_at) AS at FROM observation"
        row = self._store.row(f"{first} WHERE policy = ?", [policy]) if policy else self._store.row(first)
        return read_moment_or_none(row["at"]) if row else None

    def last(self, policy: str) -> Observation | None:
        """The latest look, whatever it gave; None where there was none."""
        return self._newest(policy, "")

    def last_fetched(self, policy: str) -> Observation | None:
        """The latest look that has a body, fetched then or known to be unmodified."""
        return self._newest(policy, "AND outcome <> 'error'")

    def has_moment(self, policy: str, observed_at: datetime, outcome: Outcome) -> bool:
        """Whether there was a look at that very moment that ended so."""
        sql = "SELECT 1 FROM observation WHERE policy = ? AND observed_at = ? AND outcome = ?"
        return self._store.row(sql, [policy, write_moment(observed_at), outcome.value]) is not None

    def head(self) -> tuple[int, str]:
        """How many looks there are and the hash of the last, which stands for all: to be noted down elsewhere."""
        row = self._store.row(
            "SELECT hash, (SELECT count(*) FROM observation) + (SELECT count(*) FROM purged_look) AS looks"
            " FROM (SELECT seq, hash FROM observation UNION ALL SELECT seq, hash FROM purged_look)"
            " ORDER BY seq DESC LIMIT 1"
        )
        return (0, GENESIS) if row is None else (int(row["looks"]), str(row["hash"]))

    def _head_hash(self) -> str:
        """The hash of the last look, without counting those before."""
        row = self._store.row(
            "SELECT hash FROM (SELECT * FROM (SELECT seq, hash FROM observation ORDER BY seq DESC LIMIT 1) UNION ALL"
            " SELECT * FROM (SELECT seq, hash FROM purged_look ORDER BY seq DESC LIMIT 1)) ORDER BY seq DESC LIMIT 1"
        )
        return GENESIS if row is None else str(row["hash"])

    def link_hash(self, seq: int) -> str:
        """The hash of one look in the chain. Raises NotFoundError."""
        row = self._store.row("SELECT hash FROM observation WHERE seq = ?", [seq])
        if row is None:
            raise NotFoundError(f"no observation {seq}")
        return str(row["hash"])

    def say_head(self, seq: int) -> str | None:
        """The look with a number, purged or not, as `tracker head` says the newest: its number and its hash in the
        chain, which stand for all looks up to it. None for a look that there never was."""
        row = self._store.row(
            "SELECT seq, hash FROM (SELECT seq, hash FROM observation UNION ALL SELECT seq, hash FROM purged_look)"
            " WHERE seq = ?",
            [seq],
        )
        return None if row is None else f"{row['seq']} {row['hash']}"

    def find_break(self) -> int | None:
        """Verify the hash chain: the first observation whose row, snapshots or place were tampered with, else None."""
        before = GENESIS
        for link in self.links():
            if link.prev_hash != before or not link.is_intact:
                return link.seq
            before = link.hash
        return None

    def links(self, first: int = 1, last: int | None = None) -> Iterator[ChainLink]:
        """The chain from one look to another, in the order of recording, read as it stands and one by one; of looks
        that were purged, what their hashes cover."""
        sql = _LINK.format(looks=f"{_OBSERVATION} WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?")
        until = self.head_seq() if last is None else last
        while first <= until:
            rows = self._store.rows(f"{sql} ORDER BY looks.seq", [first, until, LINKS_AT_ONCE])
            purged = self._store.rows(_PURGED, [first, until, LINKS_AT_ONCE])
            found = sorted([*map(self._read_link, rows), *map(read_purged, purged)], key=lambda link: link.seq)
            if not found:
                return
            yield from found[:LINKS_AT_ONCE]
            first = found[:LINKS_AT_ONCE][-1].seq + 1

    def head_seq(self) -> int:
        """The number of the newest look; 0 where there is none."""
        row = self._store.row(
            "SELECT max(seq) AS seq FROM (SELECT seq FROM observation UNION ALL SELECT seq FROM purged_look)"
        )
        return 0 if row is None else int(row["seq"] or 0)

    def count_recorded(self) -> int:
        """The highest number that was ever given to a look: SQLite keeps it though the look be deleted."""
        row = self._store.row("SELECT seq FROM sqlite_sequence WHERE name = 'observation'")
        return 0 if row is None else int(row["seq"])

    def _read_link(self, row: sqlite3.Row) -> ChainLink:
        policy = self._renames.name_at(row["policy"], row["seq"])  # as it was recorded, and hashed
        facts = (policy, row["observed_at"], row["recorded_at"], row["outcome"], row["error"])
        prints = [self._fingerprint(snapshot, policy) for snapshot in json.loads(row["snapshots"])]
        covered = write_link(row["prev_hash"], facts, prints, json.loads(row["stamps"]))
        observed_at = read_moment(row["observed_at"])
        return ChainLink(row["seq"], row["policy"], observed_at, covered, row["prev_hash"], row["hash"])

    def _list_uncovered(self) -> list[str]:
        """The time-stamps that came since the last look."""
        rows = self._store.rows("SELECT hash FROM stamp EXCEPT SELECT stamp FROM stamp_cover ORDER BY 1")
        return [row["hash"] for row in rows]

    def _newest(self, policy: str, condition: str) -> Observation | None:
        row = self._store.row(
            f"{_OBSERVATION} WHERE policy = ? {condition} ORDER BY observed_at DESC, seq DESC LIMIT 1", [policy]
        )
        return None if row is None else read_observation(row)

    def _fingerprint(self, snapshot: int, policy: str) -> list[object]:
        """All that is known of a snapshot of a policy that was called so, its bytes by their hash."""
        row = self._store.row(
            "SELECT kind, locator, ? AS policy, part, body, media_type, charset, status, final_url, headers,"
            " redirects, captured_at, external_key FROM snapshot JOIN source ON source.id = snapshot.source"
            " WHERE snapshot.id = ?",
            [policy, snapshot],
        )
        return [] if row is None else list(row)


def write_link(
    prev_hash: str, row: Sequence[object], fingerprints: Sequence[Sequence[object]], stamps: Sequence[str] = ()
) -> str:
    """What the hash of a look covers: the hash before, the row, its snapshots and the time-stamps that came before it,
    as JSON with no room for two readings. Without time-stamps the last list is left out."""
    covered = [prev_hash, list(row), [list(one) for one in fingerprints], *([list(stamps)] if stamps else [])]
    return json.dumps(covered, separators=(",", ":"))


def hash_link(link: str) -> str:
    """SHA-256 of a link's text."""
    return hashlib.sha256(link.encode()).hexdigest()


def read_purged(row: sqlite3.Row) -> ChainLink:
    observed_at = read_moment(row["observed_at"])
    return ChainLink(row["seq"], row["named"], observed_at, row["covered"], row["prev_hash"], row["hash"])


def read_observation(row: sqlite3.Row) -> Observation:
    return Observation(
        seq=row["seq"],
        policy=row["policy"],
        observed_at=read_moment(row["observed_at"]),
        outcome=Outcome(row["outcome"]),
        error=row["error"],
        snapshots=tuple(json.loads(row["snapshots"])),
    )
