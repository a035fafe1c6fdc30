"""Sections <-> rows: of successive texts only what differs is written; what stays is one row that stands in them all.

The texts of a derivation that are alike make a *sheet*: a row stands in its texts from `since` until `until`, and
`place` is its place among the rows beside it. A text unlike all others (a wall, another language) begins a sheet of its
own, and so does one whose sheet holds far more rows than stand in it, which bounds the time to read any text.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from tracker.archive.passages import Passages, clean_text, read_blocks, write_body
from tracker.archive.places import STANDS_IN
from tracker.archive.store import Store
from tracker.model import Link, Section

SECTION_SCHEMA: Final = """
-- A section as it stands, word for word, in the texts of one sheet from `since` until `until` (rows of `version`; null:
-- in the newest). `place` orders those of one text. The one around it is the nearest above it of a lower level, unless
-- `up` says how many sections further up it stands; 0: there is none.
-- `facts` and `topics` are what it rules and speaks of, JSON; null where nobody has looked.
CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    sheet INTEGER NOT NULL REFERENCES version(id) ON DELETE CASCADE,  -- the text that the sheet began with
    place INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    up INTEGER,
    level INTEGER NOT NULL,
    number TEXT,
    printed TEXT,
    path TEXT,
    heading TEXT,
    heading_links TEXT NOT NULL,
    passage INTEGER NOT NULL REFERENCES passage(id),
    facts TEXT,                                  -- [[kind, value], ...]
    topics TEXT,                                 -- [topic, ...]
    clause TEXT REFERENCES clause(id),
    is_indexed INTEGER NOT NULL DEFAULT 0        -- it is in section_search
) STRICT;
CREATE INDEX section_sheet ON section(sheet, place);
CREATE INDEX section_passage ON section(passage);
CREATE INDEX section_clause ON section(clause) WHERE clause IS NOT NULL;

-- The sections of a change on either side, their ordinals there, and those of the ones around them.
CREATE TABLE change_section (
    change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('old', 'new')),
    position INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    parent INTEGER,
    section INTEGER NOT NULL REFERENCES section(id) ON DELETE CASCADE,
    PRIMARY KEY (change, side, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_section_section ON change_section(section);
CREATE INDEX version_sheet ON version(derivation, sheet);
"""

SECTION_COLUMNS: Final = """
section.id AS section, section.level, section.number, section.printed, section.path, section.heading,
section.heading_links, section.clause, passage.blocks, passage.text
"""
"""What `read_section` needs, besides where the section stands."""

STEP: Final = 1 << 16
"""Between the places of neighbours in a new sheet: room for sixteen insertions at one spot."""
SHEETS_ASKED: Final = 4
"""Sheets begun last of which one may go on with a text."""
ALIKE: Final = 0.5
"""The share of a text's sections that must stand in a sheet for it to go on there."""
MOST_ROWS: Final = 6
"""Rows of a sheet for each section of a text: more would be read in vain for every text that is asked for."""

_PRINTED: Final = "up, level, number, printed, path, heading, heading_links, facts, topics"


class _Printed(NamedTuple):
    """What makes two sections the same row; `body` is the hash of the passage."""

    up: int | None
    level: int
    number: str | None
    printed: str | None
    path: str | None
    heading: str | None
    heading_links: str
    facts: str | None
    topics: str | None
    body: bytes


class _Standing(NamedTuple):
    """A row that stands in the newest text of its sheet."""

    id: int
    place: int
    printed: _Printed


class _Sheet(NamedTuple):
    """The rows of a sheet's newest text, and which stretches of a new text they are: (here, there, how many)."""

    id: int
    rows: Sequence[_Standing]
    same: Sequence[tuple[int, int, int]]


class Sections:
    """The `section` table. Tests: test_archive_sections.py (any texts in a row come back as they were)."""

    def __init__(self, store: Store, passages: Passages) -> None:
        self._store = store
        self._passages = passages

    def add(
        self,
        derivation: int,
        version: int,
        sections: Sequence[Section],
        said: Sequence[tuple[str | None, str | None]],
    ) -> None:
        """Write of a new text what no sheet has; `said` are the `facts` and `topics` of each section."""
        around = list_parents((section.level, None) for section in sections)
        new = [
            write_printed(section, parent, *words)
            for section, parent, words in zip(sections, around, said, strict=True)
        ]
        sheet = self._choose_sheet(derivation, new)
        rows = [(place, at) for at, place in enumerate(_list_places(sheet, len(new)) if sheet else ())]
        if sheet is None or any(place is None for place, _ in rows):  # or: no room left between two neighbours
            sheet = _Sheet(version, (), ())
            rows = [(STEP * at, at) for at in range(len(new))]
        kept = {here + step for here, _, length in sheet.same for step in range(length)}
        self._store.many(
            "UPDATE section SET until = ? WHERE id = ?",
            [(version, row.id) for at, row in enumerate(sheet.rows) if at not in kept],
        )
        stays = {there + step for _, there, length in sheet.same for step in range(length)}
        coming = [(place, at) for place, at in rows if at not in stays]
        passages = self._passages.keep([sections[at].blocks for _, at in coming])
        self._store.many(
            f"INSERT INTO section (sheet, place, since, {_PRINTED}, passage) VALUES (?, ?, ?, {_MARKS}, ?)",  # noqa: S608
            [
                (sheet.id, place, version, *new[at][:-1], passage)
                for (place, at), passage in zip(coming, passages, strict=True)
            ],
        )
        self._store.run("UPDATE version SET sheet = ? WHERE id = ?", [sheet.id, version])

    def of(self, version: int) -> tuple[Section, ...]:
        """The sections of a text in document order, with their clause ids."""
        rows = self._store.rows(f"SELECT {SECTION_COLUMNS}, section.up {_STANDING_WITH_BODIES}", [version])
        parents = list_parents((row["level"], row["up"]) for row in rows)
        return tuple(
            read_section(row, ordinal, parent) for ordinal, (row, parent) in enumerate(zip(rows, parents, strict=True))
        )

    def rows(self, version: int, columns: str = "section.id") -> list[sqlite3.Row]:
        """These columns of `section` for each section of a text, in document order."""
        return self._store.rows(f"SELECT {columns} {_STANDING}", [version])

    def set_clauses(self, derivation: int, clauses: Mapping[int, Sequence[str]]) -> None:
        """Say which clause each section of some texts is, in document order. What is one clause in one text and another
        in the next is a row for each from then on."""
        sql = "SELECT id, sheet FROM version WHERE derivation = ? ORDER BY sheet, id"
        texts = [(row["sheet"], row["id"]) for row in self._store.rows(sql, [derivation])]
        for sheet, members in groupby(texts, key=lambda text: text[0]):
            versions = [version for _, version in members]
            if any(version in clauses for version in versions):
                self._name_rows(sheet, versions, clauses)
        self._store.many("UPDATE version SET is_chained = 1 WHERE id = ?", [(version,) for version in clauses])

    def _choose_sheet(self, derivation: int, new: Sequence[_Printed]) -> _Sheet | None:
        """The sheet begun last that goes on with a text; None where none has enough of it, or enough room."""
        begun: int | None = None
        for _ in range(SHEETS_ASKED):
            row = self._store.row(
                "SELECT max(sheet) AS sheet FROM version WHERE derivation = ? AND (?2 IS NULL OR sheet < ?2)",
                [derivation, begun],
            )
            begun = row["sheet"] if row else None
            if begun is None:
                return None
            rows = self._read_newest(begun)
            same = match_rows([one.printed for one in rows], new)
            if sum(length for *_, length in same) >= ALIKE * max(1, len(new)):
                count = self._store.row("SELECT count(*) AS n FROM section WHERE sheet = ?", [begun])
                return _Sheet(begun, rows, same) if count and count["n"] <= MOST_ROWS * len(new) + STEP // 256 else None
        return None

    def _read_newest(self, sheet: int) -> list[_Standing]:
        rows = self._store.rows(
            f"SELECT section.id, place, {_PRINTED}, passage.hash FROM section"  # noqa: S608 - constants alone
            " JOIN passage ON passage.id = section.passage WHERE sheet = ? AND until IS NULL ORDER BY place",
            [sheet],
        )
        return [_Standing(key, place, _Printed(*printed)) for key, place, *printed in rows]

    def _name_rows(self, sheet: int, versions: Sequence[int], clauses: Mapping[int, Sequence[str]]) -> None:
        rows = self._store.rows("SELECT id, since, until, clause FROM section WHERE sheet = ? ORDER BY place", [sheet])
        wanted: dict[int, dict[int, str]] = defaultdict(dict)  # row -> text -> clause
        for version in versions:
            if version in clauses:
                names = iter(clauses[version])
                for row in rows:
                    if row["since"] <= version and (row["until"] is None or version < row["until"]):
                        wanted[row["id"]][version] = next(names)
        named_rows = [(row, wanted[row["id"]]) for row in rows if row["id"] in wanted]
        self._store.many(
            "UPDATE section SET clause = ?, until = ? WHERE id = ?",
            [change for row, named in named_rows if (change := self._name_row(row, versions, named))],
        )

    def _name_row(
        self, row: sqlite3.Row, versions: Sequence[int], named: Mapping[int, str]
    ) -> tuple[str | None, int | None, int] | None:
        """Its clause, its end and the row itself, None where it has them; texts that want different ones get a new row
        for each further spell."""
        if set(named.values()) | {row["clause"]} == {row["clause"]}:
            return None
        spells: list[tuple[int, str | None]] = []  # (text from which on, clause)
        for version in versions:
            if row["since"] <= version and (row["until"] is None or version < row["until"]):
                clause = (
                    named.get(version) or row["clause"] or (spells[-1][1] if spells else next(iter(named.values())))
                )
                if not spells or spells[-1][1] != clause:
                    spells.append((version, clause))
        ends = [*(since for since, _ in spells[1:]), row["until"]]
        for (since, clause), until in list(zip(spells, ends, strict=True))[1:]:
            key = self._store.insert(
                f"INSERT INTO section (sheet, place, since, until, {_PRINTED}, passage, clause)"  # noqa: S608
                f" SELECT sheet, place, ?, ?, {_PRINTED}, passage, ? FROM section WHERE id = ?",
                [since, until, clause, row["id"]],
            )
            self._store.run(_MOVE_CHANGES, {"old": row["id"], "new": key, "since": since, "until": until})
        return spells[0][1], ends[0], row["id"]


_MARKS: Final = ", ".join("?" for _ in _PRINTED.split(","))
_STANDING: Final = f"FROM version JOIN section ON {STANDS_IN} WHERE version.id = ? ORDER BY section.place"
_STANDING_WITH_BODIES: Final = _STANDING.replace("WHERE", "JOIN passage ON passage.id = section.passage WHERE")
# The changes whose side is a text that a new row stands in from now on.
_MOVE_CHANGES: Final = """
UPDATE change_section SET section = :new WHERE section = :old AND EXISTS (
    SELECT 1 FROM change JOIN comparison ON comparison.id = change.comparison WHERE change.id = change_section.change
    AND iif(side = 'old', old_version, new_version) >= :since
    AND (:until IS NULL OR iif(side = 'old', old_version, new_version) < :until))
"""


def list_parents(rows: Iterable[tuple[int, int | None]]) -> list[int | None]:
    """The ordinal of the section around each, from level and `up` of all of a text in their order."""
    parents: list[int | None] = []
    above: list[tuple[int, int]] = []  # (level, ordinal) of those that may be around the next
    for ordinal, (level, up) in enumerate(rows):
        while above and above[-1][0] >= level:
            above.pop()
        by_level = above[-1][1] if above else None
        parents.append(by_level if up is None else (ordinal - up if up else None))
        above.append((level, ordinal))
    return parents


def write_printed(section: Section, by_level: int | None, facts: str | None, topics: str | None) -> _Printed:
    """A section as its row; `by_level` is the ordinal of the nearest above it of a lower level."""
    up = None if section.parent == by_level else (0 if section.parent is None else section.ordinal - section.parent)
    number, printed, path, heading = (
        None if label is None else clean_text(label)
        for label in (section.number, section.printed, section.path, section.heading)
    )
    links = clean_text(json.dumps([[link.text, link.target] for link in section.heading_links]))
    body = write_body(section.blocks)[0]
    return _Printed(up, section.level, number, printed, path, heading, links, facts, topics, body)


def read_section(row: sqlite3.Row, ordinal: int, parent: int | None) -> Section:
    """A section from `SECTION_COLUMNS`."""
    label = row["level"], row["number"], row["printed"], row["path"], row["heading"], row["heading_links"]
    return _recall_section(ordinal, parent, row["clause"], label, row["blocks"], row["text"])


@lru_cache(maxsize=4096)
def _recall_section(  # noqa: PLR0917 - all that a section is made of
    ordinal: int,
    parent: int | None,
    clause: str | None,
    label: tuple[int, str | None, str | None, str | None, str | None, str],
    blocks: str,
    text: str,
) -> Section:
    """Of neighbouring texts one section for each that both have, with what was found out about it."""
    level, number, printed, path, heading, links = label
    return Section(
        ordinal=ordinal,
        level=level,
        number=number,
        printed=printed,
        path=path,
        heading=heading,
        blocks=read_blocks(blocks, text),
        heading_links=_read_links(links),
        parent=parent,
        clause=clause,
    )


@lru_cache(maxsize=1024)  # nearly always "[]"
def _read_links(written: str) -> tuple[Link, ...]:
    return tuple(Link(text, target) for text, target in json.loads(written))


def match_rows(old: Sequence[_Printed], new: Sequence[_Printed]) -> list[tuple[int, int, int]]:
    """The stretches that two texts share, in the order of both: (from here, from there, how many)."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    blocks = [(head + a, head + b, length) for a, b, length in middle.get_matching_blocks() if length]
    return [
        *([(0, 0, head)] if head else ()),
        *blocks,
        *([(len(old) - tail, len(new) - tail, tail)] if tail else ()),
    ]


def _list_places(sheet: _Sheet, count: int) -> list[int | None]:
    """The place of each section of a text that goes on a sheet; None where there is no room between its neighbours."""
    places: list[int | None] = []
    here = 0
    for a, b, length in (*sheet.same, (len(sheet.rows), count, 0)):
        before = sheet.rows[here - 1].place if here else None
        after = sheet.rows[a].place if a < len(sheet.rows) else None
        places += _spread([row.place for row in sheet.rows[here:a]], before, after, b - len(places))
        places += [row.place for row in sheet.rows[a : a + length]]
        here = a + length
    return places


def _spread(gone: Sequence[int], before: int | None, after: int | None, count: int) -> Sequence[int | None]:
    """So many places between two neighbours: those of the rows that went, where they are as many."""
    if len(gone) == count:
        return gone
    if before is None and after is None:
        return [STEP * at for at in range(count)]
    if before is None or after is None:
        first = after - STEP * count if after is not None else (before or 0) + STEP
        return [first + STEP * at for at in range(count)]
    step = (after - before) // (count + 1)
    return [before + step * at for at in range(1, count + 1)] if step else [None] * count
