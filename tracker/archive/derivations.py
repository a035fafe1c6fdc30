"""Derivations <-> rows: one reading of a policy's record under one ruleset, up to one setting; one of them is current.

A derivation is filled in short transactions and becomes current in one; a run that is killed leaves the old one
current, and the next run goes on filling the new one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from tracker.archive.moments import read_moment
from tracker.archive.search import Search
from tracker.archive.store import Store
from tracker.errors import ArchiveError
from tracker.model import ARCHIVED, LIVE, Sighting
from tracker.values import Struct


class SupersededError(ArchiveError):
    """Another process settled or dropped the derivation that this one was filling."""


class Derivation(Struct, frozen=True):
    """`setting` is the row of the newest settings it was read under, `ruleset` the number of the rules, `topics` what
    stands for the topic files that people added (`TopicSets.keep`)."""

    id: int
    policy: str
    setting: int
    ruleset: int
    is_current: bool
    topics: str = ""

    def has(self, setting: int, ruleset: int, topics: str) -> bool:
        """Whether it was made with these."""
        return (self.setting, self.ruleset, self.topics) == (setting, ruleset, topics)


class RecordedLook(Struct, frozen=True):
    """An observation as a derivation sees it.

    `bodies` are (hash, media type, charset, name) of its parts; `version` and `text_hash` what was read of them,
    `failure` why nothing was; `is_read` is False while nobody has tried, `is_judged` until belief has weighed it.
    `setting` is the row of the settings it was read with.
    """

    seq: int
    observed_at: datetime
    source_kind: str
    status: int | None
    is_unmodified: bool
    error: str | None
    bodies: tuple[tuple[str, str | None, str | None, str | None], ...]
    is_read: bool
    is_judged: bool
    version: int | None
    text_hash: str | None
    failure: str | None
    screened: str | None
    recorded_at: datetime | None = None
    setting: int = 0

    @property
    def is_trusted(self) -> bool:
        """Whether it gave a text that nothing speaks against."""
        return self.text_hash is not None and self.screened is None

    @property
    def sighting(self) -> Sighting:
        return Sighting(self.seq, self.observed_at, self.text_hash, self.screened, self.source_kind, self.setting)


RECENT_SCHEMA = """
-- All looks of the policy up to this one were weighed: what came since is found without reading those before.
ALTER TABLE derivation ADD COLUMN weighed_to INTEGER NOT NULL DEFAULT 0;
CREATE INDEX observation_order ON observation(policy, seq);
CREATE INDEX snapshot_live ON snapshot(policy, part) WHERE external_key IS NULL;
-- What the page held that the text was read of last: SHA-256 of `read/document.py`'s Gathered. Null: not known.
ALTER TABLE version ADD COLUMN page_hash TEXT;
"""

RECENT = 16
"""More looks than this at once are an import, which is weighed as a whole."""

_LOOKS = """
SELECT observation.seq, observed_at, recorded_at, observation.outcome, observation.error, part.part, snapshot.body,
       snapshot.media_type, snapshot.charset, snapshot.status, coalesce(snapshot.final_url, source.locator) AS name,
       source.kind, seen.seq AS is_read, seen.is_judged, seen.version, version.text_hash, seen.failure, seen.screened,
       coalesce(seen.setting, :setting) AS setting
FROM {observation}
LEFT JOIN observation_part part ON part.seq = observation.seq
LEFT JOIN snapshot ON snapshot.id = part.snapshot
LEFT JOIN source ON source.id = snapshot.source
LEFT JOIN seen ON seen.derivation = :id AND seen.seq = observation.seq
LEFT JOIN version ON version.id = seen.version
ORDER BY observed_at, observation.seq, part.part
"""
_ALL_LOOKS = _LOOKS.format(observation="(SELECT * FROM observation WHERE policy = :policy) observation")
_NAMED_LOOKS = _LOOKS.format(
    observation="(SELECT * FROM observation WHERE seq IN (SELECT value FROM json_each(:seqs))) observation"
)
_NEW = """
SELECT seq FROM observation
WHERE policy = :policy AND seq > (SELECT weighed_to FROM derivation WHERE id = :id) LIMIT :most
"""
# Both are read off the end of the index by time, which the "+" makes SQLite take.
_ENDS = """
SELECT weighed_to,
    (SELECT seq FROM observation WHERE policy = :policy AND +seq <= weighed_to ORDER BY observed_at DESC, seq DESC
     LIMIT 1) AS newest,
    (SELECT look.seq FROM observation look
     JOIN seen ON seen.derivation = :id AND seen.seq = look.seq AND seen.version IS NOT NULL
     WHERE look.policy = :policy AND +look.seq <= weighed_to ORDER BY look.observed_at DESC, look.seq DESC
     LIMIT 1) AS text
FROM derivation WHERE id = :id
"""
_WEIGHED = """
UPDATE derivation SET longest_silence = max(longest_silence, coalesce(
    (SELECT max(max(
         coalesce(julianday(look.observed_at) - julianday((
             SELECT max(other.observed_at) FROM observation other
             WHERE other.policy = look.policy AND other.observed_at < look.observed_at)), 0),
         coalesce(julianday((
             SELECT min(other.observed_at) FROM observation other
             WHERE other.policy = look.policy AND other.observed_at > look.observed_at)) -
             julianday(look.observed_at), 0)))
     FROM observation look WHERE look.policy = derivation.policy AND look.seq > derivation.weighed_to
     AND EXISTS (
         SELECT 1 FROM observation_part JOIN snapshot ON snapshot.id = observation_part.snapshot
         JOIN source ON source.id = snapshot.source WHERE observation_part.seq = look.seq
         AND source.kind IN (SELECT value FROM json_each(:kinds)))), 0)),
weighed_to = coalesce(
    (SELECT min(look.seq) - 1 FROM observation look
     LEFT JOIN seen ON seen.derivation = derivation.id AND seen.seq = look.seq
     WHERE look.policy = derivation.policy AND look.seq > derivation.weighed_to AND seen.is_judged IS NOT 1),
    (SELECT max(look.seq) FROM observation look WHERE look.policy = derivation.policy), 0)
WHERE id = :id
"""
# Spells of one text after another, less the texts: how often one was come back to.
_RETURNS = """
UPDATE derivation SET returns = (
    SELECT coalesce(sum(is_other) - count(DISTINCT version), 0) FROM (
        SELECT seen.version, seen.version IS NOT lag(seen.version) OVER (ORDER BY observed_at, seq) AS is_other
        FROM seen JOIN observation USING (seq)
        WHERE seen.derivation = :id AND seen.version IS NOT NULL AND seen.screened IS NULL))
WHERE id = :id
"""


class Derivations:
    """The `derivation` and `seen` tables. Tests: test_archive_derived.py, test_track.py (kill and go on)."""

    def __init__(self, store: Store, search: Search) -> None:
        self._store = store
        self._search = search

    def current(self, policy: str) -> Derivation | None:
        """The derivation people are shown; None before the first."""
        row = self._store.row("SELECT * FROM derivation WHERE policy = ? AND is_current", [policy])
        return None if row is None else read_derivation(row)

    def rulesets(self) -> Mapping[str, int]:
        """The rules under which each policy was derived."""
        rows = self._store.rows("SELECT policy, ruleset FROM derivation WHERE is_current")
        return {row["policy"]: row["ruleset"] for row in rows}

    def prepare(self, policy: str, *, setting: int, ruleset: int, topics: str = "") -> Derivation:
        """A derivation under these rules to go on filling: one that was begun before, else a new one."""
        wanted = "policy = ? AND setting = ? AND ruleset = ? AND topics = ? AND NOT is_current"
        with self._store.write():
            row = self._store.row(f"SELECT * FROM derivation WHERE {wanted}", [policy, setting, ruleset, topics])  # noqa: S608
            if row is not None:
                return read_derivation(row)
            key = self._store.insert(
                "INSERT INTO derivation (policy, setting, ruleset, topics) VALUES (?, ?, ?, ?)",
                [policy, setting, ruleset, topics],
            )
        return Derivation(key, policy, setting, ruleset, False, topics)

    def promote(self, derivation: Derivation) -> None:
        """Make it the current one and drop every other of its policy. Call inside the transaction that fills it."""
        sql = "SELECT id FROM derivation WHERE policy = ? AND id <> ?"
        for row in self._store.rows(sql, [derivation.policy, derivation.id]):
            self._drop(row["id"])
        self._store.run("UPDATE derivation SET is_current = 1 WHERE id = ?", [derivation.id])

    def generation(self, derivation: Derivation) -> int | None:
        """How often belief was written into it; None where another process has dropped it."""
        row = self._store.row("SELECT generation FROM derivation WHERE id = ?", [derivation.id])
        return None if row is None else int(row["generation"])

    def hold(self, derivation: Derivation, *, generation: int | None = None) -> None:
        """Inside a transaction: make sure that the derivation is still there, and at this generation where one is
        given. Raises SupersededError."""
        now = self.generation(derivation)
        if now is None or generation not in (None, now):
            raise SupersededError(f'"{derivation.policy}" was derived by another process', hint="run again")

    def advance(self, derivation: Derivation, *, decided: int) -> None:
        """Note that belief was written, in the light of all decisions up to `decided`."""
        sql = "UPDATE derivation SET generation = generation + 1, decided = ? WHERE id = ?"
        self._store.run(sql, [decided, derivation.id])
        self._store.run(_RETURNS, {"id": derivation.id})

    def decided(self, derivation: Derivation) -> int:
        """The last decision that its belief has weighed."""
        row = self._store.row("SELECT decided FROM derivation WHERE id = ?", [derivation.id])
        return 0 if row is None else int(row["decided"])

    def looks(self, derivation: Derivation) -> tuple[RecordedLook, ...]:
        """Every observation of the policy in order of time, with what the derivation has made of it so far."""
        rows = self._store.rows(_ALL_LOOKS, write_asked(derivation))
        return read_looks(rows)

    def recent(self, derivation: Derivation) -> tuple[RecordedLook, ...]:
        """The looks that tell whether a text was merely seen again: the last weighed one that gave a text, the newest
        weighed one, and all since. None where a look that nobody weighed is older than a weighed one, or where more
        than `RECENT` wait. However long the record is, this reads no more of it."""
        asked = write_asked(derivation) | {"most": RECENT + 1}
        new = self._store.rows(_NEW, asked)
        ends = self._store.row(_ENDS, asked)
        if ends is None or ends["text"] is None or len(new) > RECENT:
            return ()
        seqs = sorted({ends["text"], ends["newest"], *(row["seq"] for row in new)})
        looks = read_looks(self._store.rows(_NAMED_LOOKS, asked | {"seqs": json.dumps(seqs)}))
        is_new = [look.seq > ends["weighed_to"] for look in looks]
        return looks if is_new == sorted(is_new) else ()

    def add_seen(
        self,
        derivation: Derivation,
        rows: Sequence[tuple[int, int | None, str | None]],
        *,
        setting: int | None = None,
    ) -> None:
        """Note what was read: (seq, version or None, failure or None), with the settings of a row, else with those of
        the derivation."""
        self._store.many(
            "INSERT OR REPLACE INTO seen (derivation, seq, version, failure, setting) VALUES (?, ?, ?, ?, ?)",
            [(derivation.id, *row, setting) for row in rows],
        )
        if rows:
            before = min(seq for seq, *_ in rows) - 1
            sql = "UPDATE derivation SET weighed_to = ? WHERE id = ? AND weighed_to > ?"
            self._store.run(sql, [before, derivation.id, before])

    def set_screened(self, derivation: Derivation, screened: Mapping[int, str | None]) -> None:
        """Note, by seq, that belief has weighed what was read, and why it doubted (None: it did not)."""
        self._store.many(
            "UPDATE seen SET screened = ?, is_judged = 1 WHERE derivation = ? AND seq = ?",
            [(reason, derivation.id, seq) for seq, reason in screened.items()],
        )
        self._store.run(_WEIGHED, {"id": derivation.id, "kinds": json.dumps(sorted(LIVE | ARCHIVED))})

    def forget(self, policy: str) -> None:
        """Drop every derivation of a policy."""
        for row in self._store.rows("SELECT id FROM derivation WHERE policy = ?", [policy]):
            self._drop(row["id"])

    def _drop(self, derivation: int) -> None:
        """Forget a derivation, and the passages that no version of any other holds."""
        self._search.forget_derivation(derivation)
        held = self._store.rows(
            "SELECT DISTINCT passage FROM section JOIN version ON version.id = section.sheet WHERE derivation = ?",
            [derivation],
        )
        self._store.run("DELETE FROM derivation WHERE id = ?", [derivation])
        self._store.many(
            "DELETE FROM passage WHERE id = ?"
            " AND NOT EXISTS (SELECT 1 FROM section WHERE section.passage = passage.id)",
            held,
        )


def read_derivation(row: sqlite3.Row) -> Derivation:
    return Derivation(row["id"], row["policy"], row["setting"], row["ruleset"], bool(row["is_current"]), row["topics"])


def write_asked(derivation: Derivation) -> dict[str, object]:
    return {"setting": derivation.setting, "id": derivation.id, "policy": derivation.policy}


def read_looks(rows: Iterable[sqlite3.Row]) -> tuple[RecordedLook, ...]:
    """Looks from their rows, those of one look beside each other."""
    return tuple(read_look(list(parts)) for _, parts in groupby(rows, key=lambda row: row["seq"]))


def read_look(parts: Sequence[sqlite3.Row]) -> RecordedLook:
    """One look from its rows, one row a part; a failed look has one row without a body."""
    row = parts[0]
    bodies = tuple((p["body"], p["media_type"], p["charset"], p["name"]) for p in parts if p["body"] is not None)
    return RecordedLook(
        seq=row["seq"],
        observed_at=read_moment(row["observed_at"]),
        source_kind=row["kind"] or "http",
        status=row["status"],
        is_unmodified=row["outcome"] == "not-modified",
        error=row["error"],
        bodies=bodies,
        is_read=row["is_read"] is not None,
        is_judged=bool(row["is_judged"]),
        version=row["version"],
        text_hash=row["text_hash"],
        failure=row["failure"],
        screened=row["screened"],
        recorded_at=read_moment(row["recorded_at"]),
        setting=row["setting"],
    )
