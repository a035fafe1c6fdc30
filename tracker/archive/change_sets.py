"""Change sets <-> rows: steps of the record from one text to the next, with what was believed of them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from tracker.archive.comparisons import Comparisons
from tracker.archive.decisions import Decisions
from tracker.archive.derivations import Derivation
from tracker.archive.moments import read_moment, read_moment_or_none, write_moment, write_moment_or_none
from tracker.archive.renames import Renames
from tracker.archive.store import Store
from tracker.archive.versions import read_dates
from tracker.errors import NotFoundError
from tracker.model import LIVE, ChangeSet, Comparison, HeldBecause, Judgement, SitePart, Source

_CHANGE_SET = """
SELECT change_set.*, old.text_hash AS old_hash, new.text_hash AS new_hash,
       old.dates AS dates_before, new.dates AS dates_after FROM change_set
JOIN derivation ON derivation.id = change_set.derivation
JOIN comparison ON comparison.id = change_set.comparison
JOIN version old ON old.id = comparison.old_version
JOIN version new ON new.id = comparison.new_version
"""
_CURRENT = f"{_CHANGE_SET} WHERE derivation.is_current AND change_set.policy = ?"
_SILENT = """
SELECT DISTINCT told.new_seq FROM told
JOIN observation_part part ON part.seq = told.new_seq
JOIN snapshot ON snapshot.id = part.snapshot
JOIN source ON source.id = snapshot.source AND source.kind IN (SELECT value FROM json_each(:live))
WHERE told.policy = :policy AND NOT told.is_alerted
"""
STEP_ORDER = "ORDER BY change_set.observed_at, change_set.new_seq, change_set.old_seq"
_STEPS = """
SELECT change_set.rowid FROM change_set
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
WHERE change_set.policy IN (SELECT value FROM json_each(:policies))
"""
# The same of what was told from a moment on, led by it, however much was told before.
_LATE = """
FROM told CROSS JOIN change_set ON change_set.policy = told.policy AND change_set.new_seq = told.new_seq
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current
WHERE told.at >= :told_from
"""
_LATE_STEPS = f"SELECT change_set.rowid {_LATE} AND +change_set.policy IN (SELECT value FROM json_each(:policies))"  # noqa: S608
_NEWEST = (
    "ORDER BY change_set.observed_at DESC, change_set.new_seq DESC, change_set.old_seq DESC, change_set.rowid DESC"
)
# The newest step that is either, read off the end of the index by policy and time: without the "+" SQLite would sort
# all steps of the derivation.
_UNTOLD = """
SELECT held_because FROM change_set
WHERE +derivation = :derivation AND policy = :policy AND confirmed_at IS NOT NULL
    AND (held_because IS NULL OR held_because IN ('flapping', 'volatile', 'language-switch'))
ORDER BY observed_at DESC, new_seq DESC LIMIT 1
"""
_IS_TOLD = "AND change_set.confirmed_at IS NOT NULL AND change_set.held_because IS NULL"
_TOUCHES = """
AND EXISTS (SELECT 1 FROM change WHERE change.comparison = change_set.comparison {conditions})
"""
_OF_TOPIC = (
    "AND EXISTS (SELECT 1 FROM json_each(change.reasons) WHERE value IN (SELECT value FROM json_each(:reasons)))"
)
_OF_CLAUSE = """
AND EXISTS (SELECT 1 FROM change_section JOIN section ON section.id = change_section.section
    WHERE change_section.change = change.id AND section.clause IN (SELECT value FROM json_each(:clauses)))
"""


def name_change_set(policy: str, old_seq: int, new_seq: int, again: int = 0) -> str:
    """The id of a step: 12 hexadecimal digits, the same in every derivation that has the step.

    `again` counts further steps between the same two observations (a switch of language, then what changed in it).
    """
    covered = f"{policy}\n{old_seq}\n{new_seq}" + (f"\n{again}" if again else "")
    return hashlib.sha256(covered.encode()).hexdigest()[:12]


class ChangeSets:
    """The `change_set` table. Tests: test_archive_derived.py."""

    def __init__(self, store: Store, comparisons: Comparisons, decisions: Decisions) -> None:
        self._store = store
        self._comparisons = comparisons
        self._decisions = decisions
        self._renames = Renames(store)

    def of(self, policy: str, *, since: datetime | None = None) -> Iterator[ChangeSet]:
        """Every step of a policy, oldest first, told or not; with `since` only those observed after it."""
        after = "" if since is None else "AND change_set.observed_at > ?"
        parameters = [policy] if since is None else [policy, write_moment(since)]
        return self._read_all(policy, self._store.rows(f"{_CURRENT} {after} {STEP_ORDER}", parameters))

    def newest_told(self, policy: str, *, most: int) -> Iterator[ChangeSet]:
        """The newest so many steps of a policy that were told, oldest first."""
        rows = self._store.rows(f"{_CURRENT} {_IS_TOLD} {_NEWEST} LIMIT ?", [policy, most])
        return self._read_all(policy, rows[::-1])

    def advancing(self, policy: str) -> Iterator[ChangeSet]:
        """The steps by which the believed text went on, oldest first: those that made the text of today."""
        return self._read_all(policy, self._store.rows(f"{_CURRENT} AND change_set.advances {STEP_ORDER}", [policy]))

    def judgements(self, policy: str) -> tuple[Judgement, ...]:
        """What was believed of every step, oldest first, without reading what changed."""
        return tuple(self.index(policy).values())

    def index(self, policy: str) -> dict[str, Judgement]:
        """What was believed of every step by its id, oldest first, without reading what changed."""
        rows = self._store.rows(f"{_CURRENT} {STEP_ORDER}", [policy])
        return {row["id"]: read_judgement(row) for row in rows}

    def find_steps(
        self,
        policies: Sequence[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        is_told: bool = False,
        reasons: Collection[str] = (),
        clauses: Collection[str] = (),
        leave_out: Collection[str] = (),
        told_from: datetime | None = None,
        most: int | None = None,
    ) -> tuple[int, ...]:
        """The rows of the steps of these policies, newest first, without reading what changed; `read` reads one.

        Only what was first seen after `since` and not after `until`; with `is_told` what was told; with `reasons` or
        `clauses` (ids) what holds a change that has one of each; none whose id is to be left out, and only what was
        told from `told_from` on, however much was told before; at most so many.
        """
        conditions = [_IS_TOLD] if is_told else []
        conditions += ["AND change_set.observed_at > :since"] if since else []
        conditions += ["AND change_set.observed_at <= :until"] if until else []
        conditions += ["AND change_set.id NOT IN (SELECT value FROM json_each(:leave_out))"] if leave_out else []
        wanted = (_OF_TOPIC if reasons else "") + (_OF_CLAUSE if clauses else "")
        conditions += [_TOUCHES.format(conditions=wanted)] if wanted else []
        parameters = {
            "policies": json.dumps(list(policies)),
            "since": write_moment(since) if since else None,
            "until": write_moment(until) if until else None,
            "reasons": json.dumps(list(reasons), ensure_ascii=False),
            "clauses": json.dumps(list(clauses)),
            "told_from": write_moment(told_from) if told_from else None,
            "leave_out": json.dumps(list(leave_out)),
            "most": -1 if most is None else most,
        }
        steps = _LATE_STEPS if told_from else _STEPS
        rows = self._store.rows(f"{steps} {' '.join(conditions)} {_NEWEST} LIMIT :most", parameters)
        return tuple(row["rowid"] for row in rows)

    def told_from(self, moment: datetime) -> frozenset[str]:
        """The ids of the steps that were told from a moment on."""
        rows = self._store.rows(f"SELECT change_set.id {_LATE}", {"told_from": write_moment(moment)})
        return frozenset(row["id"] for row in rows)

    def read(self, steps: Sequence[int]) -> Iterator[ChangeSet]:
        """These rows as change sets, in the order given, each read when it is asked for."""
        for step in steps:
            row = self._store.row(f"{_CHANGE_SET} WHERE change_set.rowid = ?", [step])
            if row is not None:
                yield from self._read_all(row["policy"], [row])

    def find(self, beginning: str) -> tuple[tuple[str, str], ...]:
        """The (policy, id) of all steps whose id begins so, of whatever policy."""
        rows = self._store.rows(
            "SELECT change_set.policy, change_set.id FROM change_set"
            " JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current"
            " WHERE substr(change_set.id, 1, ?) = ? ORDER BY change_set.observed_at",
            [len(beginning), beginning],
        )
        return tuple((row["policy"], row["id"]) for row in rows)

    def get(self, policy: str, change_set: str) -> ChangeSet:
        """A step by its id or by the beginning of it. Raises NotFoundError."""
        pattern = "".join(c for c in change_set if c.isalnum()) + "%"
        rows = self._store.rows(f"{_CURRENT} AND change_set.id LIKE ? {STEP_ORDER}", [policy, pattern])
        if len(rows) != 1 or not change_set:
            message = f'no change set "{change_set}" of "{policy}"'
            names = tuple(row["id"] for row in rows[:5])
            hint = f"it could be {', '.join(names)}" if names else "tracker log --all shows their ids"
            raise NotFoundError(message, candidates=names, hint=hint)
        return next(self._read_all(policy, rows))

    def last(self, policy: str) -> ChangeSet | None:
        """The newest step, told or not."""
        rows = self._store.rows(f"{_CURRENT} {STEP_ORDER}", [policy])[-1:]
        return next(self._read_all(policy, rows), None)

    # --- what deriving needs ---

    def judged(self, derivation: Derivation) -> dict[str, Judgement]:
        """What was believed of every step of a derivation by its id, oldest first, without reading what changed."""
        rows = self._store.rows(f"{_CHANGE_SET} WHERE change_set.derivation = ? {STEP_ORDER}", [derivation.id])
        return {row["id"]: read_judgement(row) for row in rows}

    def has_untold(self, derivation: Derivation) -> bool:
        """Whether belief went on in silence (believe/lasting.py: SILENT) after the newest step that was told."""
        row = self._store.row(_UNTOLD, {"derivation": derivation.id, "policy": derivation.policy})
        return row is not None and row["held_because"] is not None

    def replace(self, derivation: Derivation, steps: Sequence[tuple[Judgement, int]]) -> None:
        """Put these steps, each with the row of its comparison, in place of all that the derivation had."""
        self._store.run("DELETE FROM change_set WHERE derivation = ?", [derivation.id])
        times: Counter[tuple[int, int]] = Counter()
        counts: Counter[str | None] = Counter()
        first_name = self._renames.first_name(derivation.policy)
        rows = []
        for judged, comparison in steps:
            place = (judged.old_seq, judged.new_seq)
            name = name_change_set(first_name, *place, again=times[place])
            times[place] += 1
            is_believed = int(judged.is_believed)
            counts[judged.held_because.value if judged.held_because else None] += 1
            rows.append((derivation.id, name, derivation.policy, comparison, is_believed, *judgement_row(judged)))
        self._store.many(
            "INSERT INTO change_set (derivation, id, policy, comparison, advances, old_seq, new_seq, previous_at,"
            " observed_at, confirmed_at, held_because, reason, reverts_to, site_part)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        counted = json.dumps(list(counts.items()))
        self._store.run("UPDATE derivation SET steps = ? WHERE id = ?", [counted, derivation.id])

    def _read_all(self, policy: str, rows: list[sqlite3.Row]) -> Iterator[ChangeSet]:
        """Comparisons that many steps share are read once."""
        read: dict[int, Comparison] = {}
        notes, silent = self._decisions.notes(policy), self._list_silent(policy)
        for row in rows:
            key = row["comparison"]
            if key not in read:
                read[key] = self._comparisons.get(key)
            dates_after, judged = read_dates(row["dates_after"]), read_judgement(row)
            yield ChangeSet(
                id=row["id"],
                policy=policy,
                judgement=judged,
                comparison=judged.site_part.apply(read[key]) if judged.site_part else read[key],
                effective_on=next((stated.on for stated in dates_after if stated.kind == "effective"), None),
                is_told=judged.is_told,
                is_alerted=judged.is_told and judged.new_seq not in silent,
                notes=notes.get(row["id"], ()),
                dates_before=read_dates(row["dates_before"]),
                dates_after=dates_after,
                source=self._find_source(judged.new_seq),
            )

    def _find_source(self, seq: int) -> Source | None:
        row = self._store.row(
            "SELECT kind, locator FROM observation_part JOIN snapshot ON snapshot.id = observation_part.snapshot"
            " JOIN source ON source.id = snapshot.source WHERE seq = ? ORDER BY observation_part.part LIMIT 1",
            [seq],
        )
        return None if row is None else Source(row["kind"], row["locator"])

    def _list_silent(self, policy: str) -> frozenset[int]:
        """The live looks whose news was let pass without any alert: it came to light when the record was read anew, or
        no subscription asked for it."""
        rows = self._store.rows(_SILENT, {"policy": policy, "live": json.dumps(sorted(LIVE))})
        return frozenset(row["new_seq"] for row in rows)


def judgement_row(judged: Judgement) -> tuple[object, ...]:
    return (
        *(judged.old_seq, judged.new_seq, write_moment(judged.previous_at), write_moment(judged.observed_at)),
        write_moment_or_none(judged.confirmed_at),
        *(judged.held_because.value if judged.held_because else None, judged.reason),
        write_moment_or_none(judged.reverts_to),
        write_site_part(judged.site_part),
    )


def read_judgement(row: sqlite3.Row) -> Judgement:
    return Judgement(
        old_hash=row["old_hash"],
        new_hash=row["new_hash"],
        old_seq=row["old_seq"],
        new_seq=row["new_seq"],
        previous_at=read_moment(row["previous_at"]),
        observed_at=read_moment(row["observed_at"]),
        confirmed_at=read_moment_or_none(row["confirmed_at"]),
        held_because=HeldBecause(row["held_because"]) if row["held_because"] else None,
        reason=row["reason"],
        reverts_to=read_moment_or_none(row["reverts_to"]),
        is_believed=bool(row["advances"]),
        site_part=read_site_part(row["site_part"]),
    )


def write_site_part(site_part: SitePart | None) -> str | None:
    if site_part is None:
        return None
    return json.dumps({"reasons": list(site_part.reasons.items()), "summary": site_part.summary}, ensure_ascii=False)


def read_site_part(text: str | None) -> SitePart | None:
    if text is None:
        return None
    said = json.loads(text)
    return SitePart({index: tuple(reasons) for index, reasons in said["reasons"]}, said["summary"])
