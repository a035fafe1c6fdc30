"""How looks were asked for <-> rows: in which language, as the second half of which look, and what the server asked.

Beside the observations and not part of their chain: it says nothing of the document, only of how to ask for it next.
"""

from __future__ import annotations

from datetime import datetime

from tracker.archive.moments import read_moment, write_moment, write_moment_or_none
from tracker.archive.store import Store

ASKING_SCHEMA = """
-- `again_of` is the look of plain HTTP that gave no document, for which a browser was asked at once: the two are one.
-- Until `retry_at` the server wants to be left alone (Retry-After).
create table asking (
  seq integer primary key references observation(seq), accept_language text, retry_at text,
  again_of integer references observation(seq)
) strict;
create index asking_again_of on asking(again_of) where again_of is not null;
create index asking_retry_at on asking(retry_at) where retry_at is not null;
"""

RECENT = 500
"""Observations among which those of the last seconds are looked for."""


class Asking:
    """The `asking` table. Tests: test_check.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(
        self,
        seq: int,
        *,
        accept_language: str | None,
        retry_at: datetime | None = None,
        again_of: int | None = None,
    ) -> None:
        """How the look of an observation was asked for. Call it in the transaction that records the observation."""
        self._store.run(
            "insert into asking (seq, accept_language, retry_at, again_of) values (?, ?, ?, ?)",
            [seq, accept_language, write_moment_or_none(retry_at), again_of],
        )

    def last_language(self, policy: str) -> str | None:
        """The Accept-Language of the last live look that brought a page; None where none is known."""
        row = self._store.row(
            "select accept_language from asking join observation using (seq)"
            " where policy = ? and outcome <> 'error' order by observed_at desc, seq desc limit 1",
            [policy],
        )
        return None if row is None else row["accept_language"]

    def held(self, now: datetime) -> dict[str, datetime]:
        """The policies whose servers want to be left alone, each until when; only what their last look was told."""
        rows = self._store.rows(
            "select policy, retry_at from asking join observation using (seq) where retry_at > ? and seq ="
            " (select max(seq) from observation last where last.policy = observation.policy)",
            [write_moment(now)],
        )
        return {row["policy"]: read_moment(row["retry_at"]) for row in rows}

    def just_asked(self, since: datetime) -> dict[str, datetime]:
        """The policies looked at after a moment, each when: among the newest `RECENT` observations."""
        rows = self._store.rows(
            "select policy, max(observed_at) as observed_at from (select * from observation order by seq desc limit ?)"
            " where observed_at > ? group by policy",
            [RECENT, write_moment(since)],
        )
        return {row["policy"]: read_moment(row["observed_at"]) for row in rows}
