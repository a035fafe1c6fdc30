"""Comparisons of two texts <-> rows: each pair is compared once, however often the page goes back and forth."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from tracker.archive.derivations import Derivation
from tracker.archive.passages import clean_text
from tracker.archive.redlines import read_ops, read_runs, write_ops, write_runs
from tracker.archive.sections import SECTION_COLUMNS, Sections, read_section
from tracker.archive.sentences import SentenceMarks, Sentences
from tracker.archive.store import Store
from tracker.errors import NotFoundError
from tracker.model import (
    Change,
    Comparison,
    Event,
    FactChange,
    Kind,
    LinkChange,
    MovedText,
    Section,
    Significance,
    Verdict,
    list_topics,
)

_HEADING_GLUE = "\n"
_BODY_GLUE = "\n\n"

Pair = tuple[tuple[int, ...], tuple[int, ...]]
Sides = dict[tuple[int, str], list[Section]]
"""The sections of a change: (change, "old" or "new") -> in their order there."""


class Comparisons:
    """The `comparison`, `change` and `change_section` tables. Tests: test_archive_derived.py."""

    def __init__(self, store: Store, sections: Sections, sentences: Sentences) -> None:
        self._store = store
        self._sections = sections
        self._sentences = sentences

    def find(self, old_version: int, new_version: int) -> int | None:
        """The row that compares two versions, None where nobody has compared them."""
        sql = "SELECT id FROM comparison WHERE old_version = ? AND new_version = ?"
        row = self._store.row(sql, [old_version, new_version])
        return None if row is None else int(row["id"])

    def pairs(self, derivation: Derivation) -> dict[tuple[int, int], int]:
        """Every pair of versions that was compared -> its row."""
        sql = "SELECT id, old_version, new_version FROM comparison WHERE derivation = ?"
        return {(r["old_version"], r["new_version"]): r["id"] for r in self._store.rows(sql, [derivation.id])}

    def add(
        self,
        derivation: Derivation,
        old_version: int,
        new_version: int,
        comparison: Comparison,
        marks: Sequence[SentenceMarks] = (),
    ) -> int:
        """Keep what differs between two versions whose sections are kept, and index its words; the row.

        `marks` has, for each change, by what its sentences are found in other policies.
        """
        with self._store.write():
            known = self.find(old_version, new_version)
            return self._insert(derivation, old_version, new_version, comparison, marks) if known is None else known

    def get(self, comparison: int) -> Comparison:
        """A comparison as it was made, its sections with their clause ids."""
        row = self._store.row(
            "SELECT comparison.*, version.language FROM comparison JOIN version ON version.id = new_version"
            " WHERE comparison.id = ?",
            [comparison],
        )
        if row is None:
            raise NotFoundError(f"no comparison {comparison}")
        sides = self._read_sides("change.comparison = ?", comparison)
        changes = self._store.rows("SELECT * FROM change WHERE comparison = ? ORDER BY ordinal", [comparison])
        return Comparison(
            verdict=Verdict(row["verdict"]),
            changes=tuple(self._read_change(change, row, sides) for change in changes),
            event=Event(row["event"]) if row["event"] else None,
            summary=row["summary"],
            links_changed=tuple(LinkChange(*link) for link in json.loads(row["links_changed"])),
            unchanged=row["unchanged"],
            pairs=tuple(read_pairs(row["pairs"])),
            language=row["language"],
            facts=read_facts(row["facts"]),
        )

    def changes(self, wanted: Sequence[int]) -> dict[int, Change]:
        """Single changes by their rows, without the rest of their comparisons."""
        among = "change.id IN (SELECT value FROM json_each(?))"
        keys = json.dumps(list(wanted))
        sides = self._read_sides(among, keys)
        rows = self._store.rows(
            "SELECT change.*, old_version, new_version FROM change JOIN comparison ON comparison.id = comparison"  # noqa: S608
            f" WHERE {among}",
            [keys],
        )
        return {row["id"]: self._read_change(row, row, sides) for row in rows}

    def _insert(
        self,
        derivation: Derivation,
        old_version: int,
        new_version: int,
        comparison: Comparison,
        marks: Sequence[SentenceMarks],
    ) -> int:
        links = [[link.section, link.text, link.old, link.new] for link in comparison.links_changed]
        key = self._store.insert(
            "INSERT INTO comparison (derivation, old_version, new_version, verdict, event, summary, unchanged,"
            " links_changed, pairs, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(derivation.id, old_version, new_version, comparison.verdict.value),
                comparison.event.value if comparison.event else None,
                *(clean_text(comparison.summary), comparison.unchanged),
                *(json.dumps(links), write_pairs(comparison.pairs)),
                write_facts(comparison.facts),
            ],
        )
        old, new = self._sections.rows(old_version), self._sections.rows(new_version)
        for ordinal, change in enumerate(comparison.changes):
            row = self._store.insert(
                "INSERT INTO change (comparison, ordinal, kinds, significance, reasons, inserted, deleted, ops,"
                " heading_ops, moved_text, ripple_of, is_ripple) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [key, ordinal, *change_row(change)],
            )
            for side, sentences in marks[ordinal].items() if marks else ():
                self._sentences.keep(row, side, sentences)
            topics = list_topics(change.reasons)
            self._store.many(
                "INSERT OR IGNORE INTO topic_change (topic, change) VALUES (?, ?)", [(topic, row) for topic in topics]
            )
            self._store.many(
                "INSERT INTO change_section (change, side, position, ordinal, parent, section)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (row, side, position, section.ordinal, section.parent, rows[section.ordinal]["id"])
                    for side, rows, sections in (("old", old, change.old), ("new", new, change.new))
                    for position, section in enumerate(sections)
                ],
            )
        self._store.run(
            "INSERT INTO change_search (rowid, inserted, deleted)"
            " SELECT id, inserted, deleted FROM change WHERE comparison = ?",
            [key],
        )
        return key

    def _read_sides(self, which: str, parameter: object) -> Sides:
        """The sections of the changes that a condition with one parameter chooses."""
        rows = self._store.rows(
            f"SELECT change_section.change, side, change_section.ordinal, parent, {SECTION_COLUMNS} FROM change"  # noqa: S608
            " JOIN change_section ON change_section.change = change.id"
            " JOIN section ON section.id = change_section.section JOIN passage ON passage.id = section.passage"
            f" WHERE {which} ORDER BY change.id, side, position",
            [parameter],
        )
        sides: Sides = {}
        for row in rows:
            sides.setdefault((row["change"], row["side"]), []).append(read_section(row, row["ordinal"], row["parent"]))
        return sides

    def _read_change(self, row: sqlite3.Row, comparison: sqlite3.Row, sides: Sides) -> Change:
        old, new = tuple(sides.get((row["id"], "old"), ())), tuple(sides.get((row["id"], "new"), ()))
        return Change(
            kinds=tuple(Kind(kind) for kind in row["kinds"].split()),
            old=old,
            new=new,
            ops=read_ops(row["ops"], join_bodies(old), join_bodies(new)),
            heading_ops=read_ops(row["heading_ops"], join_headings(old), join_headings(new)),
            deleted=read_runs(row["deleted"]),
            inserted=read_runs(row["inserted"]),
            moved_text=tuple(self._read_moved(moved, comparison) for moved in json.loads(row["moved_text"])),
            significance=Significance(row["significance"]),
            reasons=tuple(json.loads(row["reasons"])),
            ripple_of=row["ripple_of"],
            is_ripple=bool(row["is_ripple"]),
        )

    def _read_moved(self, moved: tuple[str, int, int], comparison: sqlite3.Row) -> MovedText:
        text, old, new = moved
        before, after = comparison["old_version"], comparison["new_version"]
        return MovedText(text, self._sections.of(before)[old], self._sections.of(after)[new])


def change_row(change: Change) -> tuple[object, ...]:
    moved = [[clean_text(one.text), one.old.ordinal, one.new.ordinal] for one in change.moved_text]
    return (
        " ".join(kind.value for kind in change.kinds),
        change.significance.value,
        clean_text(json.dumps(change.reasons, ensure_ascii=False)),
        write_runs(change.inserted),
        write_runs(change.deleted),
        write_ops(change.ops, join_bodies(change.old), join_bodies(change.new)),
        write_ops(change.heading_ops, join_headings(change.old), join_headings(change.new)),
        json.dumps(moved, ensure_ascii=False),
        change.ripple_of,
        int(change.is_ripple),
    )


def write_pairs(pairs: Sequence[Pair]) -> str:
    """An alignment as JSON, shorter than its texts are long: [first old, first new, how many] for a stretch of pairs
    one after the other, [[old, ...], [new, ...]] for any other."""
    rows: list[list[int] | Pair] = []
    for old, new in pairs:
        last = rows[-1] if rows else None
        if len(old) != 1 or len(new) != 1:
            rows.append((old, new))
        elif isinstance(last, list) and (old[0], new[0]) == (last[0] + last[2], last[1] + last[2]):
            last[2] += 1
        else:
            rows.append([old[0], new[0], 1])
    return json.dumps(rows, separators=(",", ":"))


def read_pairs(text: str) -> Iterator[Pair]:
    """The alignment of `write_pairs`."""
    for old, new, *count in json.loads(text):
        if count:
            yield from (((old + step,), (new + step,)) for step in range(count[0]))
        else:
            yield tuple(old), tuple(new)


def write_facts(facts: Sequence[FactChange]) -> str:
    rows = [[one.kind, one.old, one.new, one.kept, one.changes] for one in facts]
    return clean_text(json.dumps(rows, ensure_ascii=False))


def read_facts(text: str) -> tuple[FactChange, ...]:
    return tuple(FactChange(kind, *map(tuple, values)) for kind, *values in json.loads(text))


def join_bodies(sections: Sequence[Section]) -> str:
    """The bodies of one side of a change, as redlines cover them."""
    return _BODY_GLUE.join(section.text for section in sections)


def join_headings(sections: Sequence[Section]) -> str:
    return _HEADING_GLUE.join(section.heading or "" for section in sections)
