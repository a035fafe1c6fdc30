"""Distinct texts of a policy <-> rows: readings with their clause ids, and where in time each was seen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from tracker.archive.derivations import Derivation
from tracker.archive.moments import read_moment, read_moment_or_none, write_moment
from tracker.archive.passages import clean_text
from tracker.archive.rulings import write_said
from tracker.archive.sections import Sections
from tracker.archive.store import Store
from tracker.errors import NotFoundError
from tracker.model import Fact, Reading, StatedDate, Version

_VERSION = """
SELECT version.*, derivation.policy FROM version JOIN derivation ON derivation.id = version.derivation
"""
_BELIEVED = f"{_VERSION} WHERE derivation.policy = ? AND derivation.is_current AND version.ordinal IS NOT NULL"


class Versions:
    """The `version` table. Tests: test_archive_derived.py.

    What people ask for comes from the current derivation. A version is a text that was believed; texts that were
    seen and never believed have no ordinal and are found by `readings` only.
    """

    def __init__(self, store: Store, sections: Sections) -> None:
        self._store = store
        self._sections = sections

    # --- what people ask for ---

    def of(self, policy: str) -> tuple[Version, ...]:
        """Every version, oldest first. Reads every text: for a list of dates `dates` is enough."""
        rows = self._store.rows(f"{_BELIEVED} ORDER BY version.ordinal", [policy])
        return tuple(self._read(row) for row in rows)

    def dates(self, policy: str) -> tuple[tuple[int, datetime, datetime], ...]:
        """(ordinal, first seen, last seen) of every version, oldest first, without reading the texts."""
        rows = self._store.rows(f"{_BELIEVED} ORDER BY version.ordinal", [policy])
        return tuple((r["ordinal"], read_moment(r["first_seen_at"]), read_moment(r["last_seen_at"])) for r in rows)

    def numbered(self, policy: str, ordinal: int) -> Version:
        """Version number `ordinal` (from 1). Raises NotFoundError that says how many there are."""
        row = self._store.row(f"{_BELIEVED} AND version.ordinal = ?", [policy, ordinal])
        if row is None:
            count = len(self.dates(policy))
            raise NotFoundError(f'"{policy}" has no version {ordinal}', hint=f"it has {count or 'none yet'}")
        return self._read(row)

    def believed_ids(self, derivation: Derivation) -> frozenset[int]:
        """The texts of a derivation that are versions: believed at some time."""
        sql = "SELECT id FROM version WHERE derivation = ? AND ordinal IS NOT NULL"
        return frozenset(row["id"] for row in self._store.rows(sql, [derivation.id]))

    def first(self, policy: str) -> Version:
        """The first text believed. Raises NotFoundError where nothing was believed yet."""
        row = self._store.row(f"{_BELIEVED} ORDER BY version.ordinal LIMIT 1", [policy])
        return self.latest(policy) if row is None else self._read(row)

    def with_hash(self, policy: str, text_hash: str) -> Version:
        """The version with this text. Raises NotFoundError."""
        row = self._store.row(f"{_BELIEVED} AND version.text_hash = ?", [policy, text_hash])
        if row is None:
            raise NotFoundError(f'no version of "{policy}" has the text {text_hash[:12]}')
        return self._read(row)

    def latest(self, policy: str) -> Version:
        """The text that stands now. Raises NotFoundError where nothing was believed yet."""
        row = self._store.row(f"{_BELIEVED} AND version.is_latest", [policy])
        if row is None:
            raise NotFoundError(f'nothing of "{policy}" has been read yet', hint="tracker check, or tracker import")
        return self._read(row)

    def language(self, policy: str) -> str | None:
        """The language of the text that stands now, without reading it; None where it is not known."""
        row = self._store.row(f"{_BELIEVED} AND version.is_latest", [policy])
        return None if row is None else row["language"]

    def standing_languages(self, policies: Collection[str] | None = None) -> dict[str, str | None]:
        """Every policy of which a text stands, of all or of some, and its language."""
        among = "" if policies is None else " AND derivation.policy IN (SELECT value FROM json_each(?))"
        rows = self._store.rows(
            "SELECT derivation.policy, version.language FROM derivation JOIN version"  # noqa: S608 - constants alone
            f" ON version.derivation = derivation.id AND version.is_latest WHERE derivation.is_current{among}",
            [] if policies is None else [json.dumps(list(policies))],
        )
        return {row["policy"]: row["language"] for row in rows}

    def last_seen(self, policies: Collection[str]) -> dict[str, datetime]:
        """When the text that stands was seen last, of each of some policies that has one."""
        rows = self._store.rows(
            "SELECT derivation.policy, version.last_seen_at FROM derivation JOIN version"
            " ON version.derivation = derivation.id AND version.is_latest"
            " WHERE derivation.is_current AND derivation.policy IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(policies))],
        )
        return {row["policy"]: read_moment(row["last_seen_at"]) for row in rows}

    def at(self, policy: str, moment: datetime) -> Version:
        """The text that stood at a moment: the new side of the last step believed by then, else the first text.

        Raises NotFoundError where the moment lies before the first observation.
        """
        row = self._store.row(
            "SELECT comparison.new_version AS version FROM change_set"
            " JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current"
            " JOIN comparison ON comparison.id = change_set.comparison"
            " JOIN version ON version.id = comparison.new_version AND version.ordinal IS NOT NULL"
            " WHERE change_set.policy = ? AND change_set.observed_at <= ? AND change_set.advances"
            " ORDER BY change_set.observed_at DESC, change_set.new_seq DESC LIMIT 1",
            [policy, write_moment(moment)],
        )
        if row is not None:
            return self.get(row["version"])
        first = self._store.row(f"{_BELIEVED} ORDER BY version.ordinal LIMIT 1", [policy])
        if first is None:
            return self.latest(policy)
        if read_moment(first["first_seen_at"]) > moment:
            day = read_moment(first["first_seen_at"]).strftime("%Y-%m-%d %H:%M")
            message = f'"{policy}" was not observed at {moment:%Y-%m-%d %H:%M}'
            raise NotFoundError(message, hint=f"the first observation is of {day} UTC")
        return self._read(first)

    def get(self, version: int) -> Version:
        row = self._store.row(f"{_VERSION} WHERE version.id = ?", [version])
        if row is None:
            raise NotFoundError(f"no version {version}")
        return self._read(row)

    def first_look(self, version: int) -> int:
        """The number of the first look that showed a text. Raises NotFoundError."""
        row = self._store.row(
            "SELECT seq FROM seen JOIN observation USING (seq) WHERE version = ? ORDER BY observed_at, seq LIMIT 1",
            [version],
        )
        if row is None:
            raise NotFoundError(f"no look shows version {version}")
        return int(row["seq"])

    def seen_at(self, policy: str, seq: int) -> tuple[int, int | None, str] | None:
        """The row, ordinal and text hash of what a look showed, believed or not; None where it gave no text."""
        row = self._store.row(
            "SELECT version.id, ordinal, text_hash FROM seen"
            " JOIN derivation ON derivation.id = seen.derivation AND is_current"
            " JOIN version ON version.id = seen.version WHERE policy = ? AND seq = ?",
            [policy, seq],
        )
        return None if row is None else (row["id"], row["ordinal"], row["text_hash"])

    # --- what deriving needs ---

    def add(
        self,
        derivation: Derivation,
        text_hash: str,
        reading: Reading,
        facts: Sequence[Fact] = (),
        topics: Sequence[tuple[str, int]] = (),
    ) -> int:
        """Keep a text under its hash, with what it rules and speaks of: (topic, ordinal); its row. A text that is there
        already is left as it is."""
        sql = "SELECT id FROM version WHERE derivation = ? AND text_hash = ?"
        known = self._store.row(sql, [derivation.id, text_hash])
        if known is not None:
            return int(known["id"])
        dates = [[stated.kind, stated.on.isoformat(), stated.phrase] for stated in reading.dates]
        title = None if reading.title is None else clean_text(reading.title)
        version = self._store.insert(
            "INSERT INTO version (derivation, text_hash, media_type, title, language, dates) VALUES (?, ?, ?, ?, ?, ?)",
            [derivation.id, text_hash, reading.media_type, title, reading.language, json.dumps(dates)],
        )
        said = write_said(len(reading.sections), facts, topics)
        self._sections.add(derivation.id, version, reading.sections, said)
        return version

    def ids(self, derivation: Derivation) -> Mapping[str, int]:
        """Every text of a derivation, believed or not: text hash -> row."""
        rows = self._store.rows("SELECT id, text_hash FROM version WHERE derivation = ?", [derivation.id])
        return {row["text_hash"]: row["id"] for row in rows}

    def pages(self, derivation: Derivation) -> Mapping[str, str]:
        """The hash of what the page held that the standing text was read of last, where it is known -> the text's."""
        sql = "SELECT page_hash, text_hash FROM version WHERE derivation = ? AND is_latest AND page_hash IS NOT NULL"
        return {row["page_hash"]: row["text_hash"] for row in self._store.rows(sql, [derivation.id])}

    def note_page(self, version: int, page_hash: str) -> None:
        """Note what the page held that a text was read of."""
        self._store.run("UPDATE version SET page_hash = ? WHERE id = ?", [page_hash, version])

    def languages(self, derivation: Derivation) -> Mapping[str, str | None]:
        """The language of every text of a derivation: text hash -> language."""
        rows = self._store.rows("SELECT text_hash, language FROM version WHERE derivation = ?", [derivation.id])
        return {row["text_hash"]: row["language"] for row in rows}

    def reading(self, version: int) -> Reading:
        """The text alone, with its clause ids."""
        row = self._store.row(f"{_VERSION} WHERE version.id = ?", [version])
        if row is None:
            raise NotFoundError(f"no version {version}")
        return self._read_reading(row)

    def chained(self, derivation: Derivation) -> frozenset[str]:
        """The hashes of the texts whose sections have clause ids."""
        rows = self._store.rows("SELECT text_hash FROM version WHERE derivation = ? AND is_chained", [derivation.id])
        return frozenset(row["text_hash"] for row in rows)

    def set_clauses(self, derivation: Derivation, clauses: Mapping[int, Sequence[str]]) -> None:
        """Say which clause each section of these texts is, by their rows, in document order."""
        self._sections.set_clauses(derivation.id, clauses)

    def place(self, derivation: Derivation, rows: Iterable[tuple[int, datetime, datetime]], latest: int | None) -> None:
        """Say which texts are versions, in order: (row, first seen, last seen); `latest` stands now."""
        clear = "UPDATE version SET ordinal = NULL, is_latest = 0 WHERE derivation = ?"
        self._store.run(clear, [derivation.id])
        self._store.many(
            "UPDATE version SET ordinal = ?, first_seen_at = ?, last_seen_at = ?, is_latest = ? WHERE id = ?",
            [
                (ordinal, write_moment(first), write_moment(last), int(version == latest), version)
                for ordinal, (version, first, last) in enumerate(rows, start=1)
            ],
        )

    def standing(self, derivation: Derivation) -> tuple[int, str] | None:
        """The row and text hash of the text that stands now, None before anything was believed."""
        sql = "SELECT id, text_hash FROM version WHERE derivation = ? AND is_latest"
        row = self._store.row(sql, [derivation.id])
        return None if row is None else (row["id"], row["text_hash"])

    def touch(self, version: int, last_seen_at: datetime) -> None:
        """The text was seen again."""
        sql = "UPDATE version SET last_seen_at = max(last_seen_at, ?) WHERE id = ?"
        self._store.run(sql, [write_moment(last_seen_at), version])

    def _read(self, row: sqlite3.Row) -> Version:
        first, last = read_moment_or_none(row["first_seen_at"]), read_moment_or_none(row["last_seen_at"])
        if first is None or last is None:
            raise NotFoundError(f"version {row['id']} was never believed")
        return Version(row["id"], row["policy"], row["ordinal"], row["text_hash"], first, last, self._read_reading(row))

    def _read_reading(self, row: sqlite3.Row) -> Reading:
        return Reading(
            media_type=row["media_type"],
            title=row["title"],
            language=row["language"],
            sections=self._sections.of(row["id"]),
            dates=read_dates(row["dates"]),
        )


def read_dates(text: str) -> tuple[StatedDate, ...]:
    return tuple(StatedDate(kind, date.fromisoformat(on), phrase) for kind, on, phrase in json.loads(text))
