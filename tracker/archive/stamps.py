"""Time-stamps over the chain's head <-> rows. Facts: what an authority signed cannot be had again.

The look that is recorded next covers them with its hash, so that it is proven to be later than they are.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from tracker.archive.moments import read_moment, write_moment
from tracker.archive.store import Store
from tracker.model import Stamp

STAMP_SCHEMA = """
-- `head` is the hash of look `seq` that was stamped, `token` the authority's whole answer (RFC 3161, DER), `hash` the
-- token's SHA-256, `certificates` what is needed to check it (PEM).
create table stamp (
  hash text primary key, seq integer not null references observation(seq), head text not null,
  authority text not null, stamped_at text not null, received_at text not null,
  token blob not null, certificates text not null
) strict;
create index stamp_seq on stamp(seq);
-- The first look whose hash covers a token: it was recorded after it.
create table stamp_cover (
  stamp text primary key references stamp(hash), seq integer not null references observation(seq)
) strict;
create index stamp_cover_seq on stamp_cover(seq);
"""

_STAMP = "SELECT stamp.*, stamp_cover.seq AS covered_by FROM stamp LEFT JOIN stamp_cover ON stamp = hash"


class Stamps:
    """The `stamp` table. Tests: test_stamps.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        *,
        seq: int,
        head: str,
        authority: str,
        stamped_at: datetime,
        received_at: datetime,
        token: bytes,
        certificates: str,
    ) -> str:
        """Keep a token; its hash. The same token is kept once."""
        name = hashlib.sha256(token).hexdigest()
        moments = (write_moment(stamped_at), write_moment(received_at))
        self._store.run(
            "INSERT OR IGNORE INTO stamp (hash, seq, head, authority, stamped_at, received_at, token, certificates)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [name, seq, head, authority, *moments, token, certificates],
        )
        return name

    def all(self) -> tuple[Stamp, ...]:
        """Every token, in the order of the looks they stand over."""
        return tuple(read_stamp(row) for row in self._store.rows(f"{_STAMP} ORDER BY stamp.seq, stamped_at, hash"))

    def of(self, seqs: Sequence[int]) -> tuple[Stamp, ...]:
        """The tokens over some looks."""
        wanted = set(seqs)
        return tuple(stamp for stamp in self.all() if stamp.seq in wanted)

    def first_after(self, seq: int) -> int | None:
        """The first look from `seq` on that a token stands over; None where there is none."""
        row = self._store.row("SELECT min(seq) AS seq FROM stamp WHERE seq >= ?", [seq])
        return None if row is None else row["seq"]

    def last_received(self, authority: str) -> tuple[int, datetime] | None:
        """Over which look the authority's newest token stands, and when it came."""
        row = self._store.row(
            "SELECT seq, received_at FROM stamp WHERE authority = ? ORDER BY received_at DESC LIMIT 1", [authority]
        )
        return None if row is None else (row["seq"], read_moment(row["received_at"]))


def read_stamp(row: sqlite3.Row) -> Stamp:
    return Stamp(
        hash=row["hash"],
        seq=row["seq"],
        head=row["head"],
        authority=row["authority"],
        stamped_at=read_moment(row["stamped_at"]),
        received_at=read_moment(row["received_at"]),
        token=row["token"],
        certificates=row["certificates"],
        covered_by=row["covered_by"],
    )
