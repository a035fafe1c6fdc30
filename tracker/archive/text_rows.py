"""Texts as schemas 1 to 4 kept them, a row a section a version -> texts of today, what differs alone."""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from tracker.archive.passages import Passages, read_block
from tracker.archive.sections import Sections
from tracker.archive.store import Store
from tracker.model import Link, Section

SET_ASIDE: Final = """
CREATE TEMP TABLE old_passage AS SELECT id, blocks FROM passage;
CREATE TEMP TABLE old_section AS SELECT version.derivation, section.* FROM section
JOIN version ON version.id = section.version ORDER BY version.derivation, section.version, section.ordinal;
CREATE TEMP TABLE old_side AS SELECT change, side, position, section.version, section.ordinal, section.parent
FROM change_section JOIN section ON section.id = change_section.section ORDER BY section.version;
CREATE TEMP TABLE old_index AS SELECT id FROM version WHERE is_indexed;
CREATE INDEX temp.old_passage_id ON old_passage(id);
ALTER TABLE version DROP COLUMN is_indexed;
-- The text that its sheet began with (archive/sections.py), and whether its sections were given their clauses.
ALTER TABLE version ADD COLUMN sheet INTEGER;
ALTER TABLE version ADD COLUMN is_chained INTEGER NOT NULL DEFAULT 0;
DROP TABLE change_section;
DROP TABLE section;
DROP TABLE passage;
"""
FORGET: Final = """
DROP TABLE old_passage;
DROP TABLE old_section;
DROP TABLE old_side;
DROP TABLE old_index;
"""

_SECTIONS = """
SELECT old_section.*, blocks FROM old_section JOIN old_passage ON old_passage.id = passage ORDER BY 1, version, ordinal
"""
_SIDES = "SELECT change, side, position, ordinal, parent, version FROM old_side ORDER BY version"
_ADD_SIDE = "INSERT INTO change_section (change, side, position, ordinal, parent, section) VALUES (?, ?, ?, ?, ?, ?)"
_INDEX = "INSERT INTO section_search (rowid, heading, text) SELECT id, heading, text FROM section_text WHERE id = ?"


def move_texts(connection: sqlite3.Connection) -> None:
    """Write what was set aside into the tables of today, with the clauses it had, and index what was."""
    sections = Sections(store := Store(connection, Path("the database")), Passages(store))
    for derivation, rows in groupby(store.stream(_SECTIONS), key=itemgetter("derivation")):
        named: dict[int, list[str]] = {}
        for version, printed in groupby(rows, key=itemgetter("version")):
            text = [_read_row(row) for row in printed]
            sections.add(derivation, version, text, [(None, None)] * len(text))
            if all(section.clause for section in text):
                named[version] = [section.clause or "" for section in text]
        sections.set_clauses(derivation, named)
    for version, sides in groupby(store.stream(_SIDES), key=itemgetter("version")):
        standing = [row["id"] for row in sections.rows(version)]
        store.many(_ADD_SIDE, [(*side[:5], standing[side["ordinal"]]) for side in sides])
    store.run("INSERT INTO section_search (section_search) VALUES ('delete-all')")
    indexed = {row["id"] for text in store.rows("SELECT id FROM old_index") for row in sections.rows(text["id"])}
    store.many("UPDATE section SET is_indexed = 1 WHERE id = ?", [(section,) for section in indexed])
    store.many(_INDEX, [(section,) for section in sorted(indexed)])


def _read_row(row: sqlite3.Row) -> Section:
    return Section(
        ordinal=row["ordinal"],
        level=row["level"],
        number=row["number"],
        printed=row["printed"],
        path=row["path"],
        heading=row["heading"],
        blocks=tuple(read_block(*block) for block in json.loads(row["blocks"])),
        heading_links=tuple(Link(text, target) for text, target in json.loads(row["heading_links"])),
        parent=row["parent"],
        clause=row["clause"],
    )
