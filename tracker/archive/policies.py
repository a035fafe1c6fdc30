"""Policies and their reading settings <-> rows. Settings are facts: each change is a row, the newest holds."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Mapping
from datetime import datetime

from tracker.archive.moments import read_moment, write_moment
from tracker.archive.store import Store
from tracker.errors import NotFoundError, UsageError
from tracker.model import ReadingSettings, TrackedPolicy
from tracker.names import ID_EXAMPLE, is_policy_id
from tracker.values import Struct


class RecordedSettings(Struct, frozen=True):
    """How a policy was read from a moment on, and the row that says so."""

    row: int
    from_at: datetime
    settings: ReadingSettings


class Policies:
    """The `policy` and `setting` tables. Tests: test_archive.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ensure(self, policy: str, name: str | None = None, *, at: datetime) -> None:
        """Know a policy from now on; one that is known keeps its name unless another is given.

        Raises UsageError for a new policy whose id is none (`tracker.names`); what an older tracker took stays.
        """
        if not is_policy_id(policy) and not self.has(policy):
            raise UsageError(f"{policy!r} is no id of a policy", hint=f"ids are service/document, such as {ID_EXAMPLE}")
        with self._store.write():
            self._store.run(
                "INSERT OR IGNORE INTO policy (id, name, added_at) VALUES (?, ?, ?)",
                [policy, name or policy, write_moment(at)],
            )
            if name is not None:
                self._store.run("UPDATE policy SET name = ? WHERE id = ? AND name <> ?", [name, policy, name])

    def all(self) -> tuple[TrackedPolicy, ...]:
        """Every policy of the database, by id."""
        rows = self._store.rows("SELECT id, name, added_at FROM policy ORDER BY id")
        return tuple(TrackedPolicy(row["id"], row["name"], read_moment(row["added_at"])) for row in rows)

    def ids(self) -> tuple[str, ...]:
        return tuple(row["id"] for row in self._store.rows("SELECT id FROM policy ORDER BY id"))

    def names(self, policies: Collection[str]) -> dict[str, str]:
        """The recorded names of those among some policies that are known."""
        sql = "SELECT id, name FROM policy WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        return {row["id"]: row["name"] for row in self._store.rows(sql, [json.dumps(list(policies))])}

    def get(self, policy: str) -> TrackedPolicy:
        """Raises NotFoundError with near misses."""
        row = self._store.row("SELECT id, name, added_at FROM policy WHERE id = ?", [policy])
        if row is None:
            raise unknown_policy(policy, self.ids())
        return TrackedPolicy(row["id"], row["name"], read_moment(row["added_at"]))

    def has(self, policy: str) -> bool:
        return self._store.row("SELECT 1 FROM policy WHERE id = ?", [policy]) is not None

    def settings(self, policy: str) -> ReadingSettings | None:
        """How the policy is read now; None where nobody has said so yet."""
        row = self._store.row("SELECT json FROM setting WHERE policy = ? ORDER BY id DESC LIMIT 1", [policy])
        return None if row is None else read_settings(row["json"])

    def has_settings(self, policy: str) -> bool:
        """Whether anybody has said yet how the policy is read."""
        return self._store.row("SELECT 1 FROM setting WHERE policy = ? LIMIT 1", [policy]) is not None

    def setting(self, row: int) -> ReadingSettings:
        """The settings of one row, such as those a derivation was read under. Raises NotFoundError."""
        found = self._store.row("SELECT json FROM setting WHERE id = ?", [row])
        if found is None:
            raise NotFoundError(f"no setting {row}")
        return read_settings(found["json"])

    def settings_until(self, policy: str, row: int) -> tuple[RecordedSettings, ...]:
        """How the policy was read over time, oldest first, up to one row of its settings."""
        sql = "SELECT id, from_at, json FROM setting WHERE policy = ? AND id <= ? ORDER BY id"
        return tuple(
            RecordedSettings(one["id"], read_moment(one["from_at"]), read_settings(one["json"]))
            for one in self._store.rows(sql, [policy, row])
        )

    def set_settings(self, policy: str, settings: ReadingSettings, *, at: datetime) -> int:
        """Record how a policy is read; the row's id. Settings equal to the newest ones add no row."""
        text = write_settings(settings)
        row = self._store.row("SELECT id, json FROM setting WHERE policy = ? ORDER BY id DESC LIMIT 1", [policy])
        if row is not None and row["json"] == text:
            return int(row["id"])
        return self._store.insert(
            "INSERT INTO setting (policy, from_at, json) VALUES (?, ?, ?)", [policy, write_moment(at), text]
        )

    def list_recorded(self, wanted: Mapping[str, tuple[str | None, ReadingSettings]]) -> frozenset[str]:
        """Of policies with a name (None: whatever it is) and settings those for which `ensure` and `set_settings` would
        find nothing to write."""
        sql = (
            "SELECT policy.id, policy.name, setting.json FROM policy JOIN setting ON setting.id ="
            " (SELECT max(id) FROM setting WHERE policy = policy.id)"
            " WHERE policy.id IN (SELECT value FROM json_each(?))"
        )
        rows = self._store.rows(sql, [json.dumps(list(wanted))])
        known = {row["id"]: (row["name"], row["json"]) for row in rows}
        return frozenset(
            policy
            for policy, (name, settings) in wanted.items()
            if policy in known and known[policy] == (name or known[policy][0], write_settings(settings))
        )

    def settings_of_look(self, seq: int) -> ReadingSettings:
        """How a look is read: with the settings of its time, or newer ones that found the document in it. Raises
        NotFoundError for a look that is not read.
        """
        row = self._store.row(
            "SELECT setting.json FROM seen JOIN derivation ON derivation.id = seen.derivation AND is_current"
            " JOIN setting ON setting.id = coalesce(seen.setting, derivation.setting) WHERE seen.seq = ?",
            [seq],
        )
        if row is None:
            raise NotFoundError(f"look {seq} is not read")
        return read_settings(row["json"])


def unknown_policy(policy: str, known: tuple[str, ...]) -> NotFoundError:
    """The error for a policy nobody knows, with up to five near misses."""
    near = difflib.get_close_matches(policy, known, n=5, cutoff=0.5)
    near += [name for name in known if policy and policy in name and name not in near][: 5 - len(near)]
    hint = f"did you mean {', '.join(near)}?" if near else "tracker list shows what is known"
    return NotFoundError(f'no policy "{policy}"', candidates=tuple(near), hint=hint)


def write_settings(settings: ReadingSettings) -> str:
    said: dict[str, object] = {"select": list(settings.select), "remove": list(settings.remove)}
    said |= {"language": settings.language, "fragment": settings.fragment}
    return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, sort_keys=True)


def read_settings(text: str) -> ReadingSettings:
    said = json.loads(text)
    return ReadingSettings(
        select=tuple(said.get("select", ())),
        remove=tuple(said.get("remove", ())),
        language=said.get("language"),
        fragment=said.get("fragment"),
    )
