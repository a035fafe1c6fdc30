"""Sections <-> rows: bodies kept once for all versions that hold them, as text for people and blocks for us."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from tracker.archive.store import Store
from tracker.archive.views import list_sentences
from tracker.model import Block, BlockKind, Link, Section

SECTION_COLUMNS = """
section.id AS section, section.version, section.ordinal, section.parent, section.level, section.number, section.printed,
section.path, section.heading, section.heading_links, section.clause, passage.blocks
"""


class Passages:
    """The `passage` and `section` tables. Tests: test_archive.py (any section comes back as it was)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_sections(self, version: int, sections: Sequence[Section]) -> None:
        bodies = [write_blocks(section.blocks) for section in sections]
        names = [hashlib.sha256(body.encode()).hexdigest() for body in bodies]
        for name, section, body in zip(names, sections, bodies, strict=True):
            self._keep(name, clean_text(section.text), body)
        self._store.many(
            "INSERT INTO section (version, ordinal, parent, level, number, printed, path, heading, heading_links,"
            " clause, passage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM passage WHERE hash = ?))",
            [(version, *section_row(section), name) for name, section in zip(names, sections, strict=True)],
        )

    def _keep(self, name: str, text: str, body: str) -> None:
        """A body that is new, with its sentences."""
        sql = "INSERT OR IGNORE INTO passage (hash, text, blocks) VALUES (?, ?, ?)"
        added = self._store.run(sql, [name, text, body])
        if added.rowcount == 1 and added.lastrowid is not None:
            self._store.many("INSERT INTO passage_sentence VALUES (?, ?, ?)", list_sentences(added.lastrowid, text))

    def sections(self, version: int) -> tuple[Section, ...]:
        """The sections of a version in document order, with their clause ids."""
        rows = self._store.rows(
            f"SELECT {SECTION_COLUMNS} FROM section JOIN passage ON passage.id = section.passage"  # noqa: S608
            " WHERE section.version = ? ORDER BY section.ordinal",
            [version],
        )
        return tuple(read_section(row) for row in rows)

    def set_clauses(self, version: int, clauses: Sequence[str]) -> None:
        """Say which clause each section of a version is, in document order."""
        self._store.many(
            "UPDATE section SET clause = ? WHERE version = ? AND ordinal = ? AND clause IS NOT ?",
            [(clause, version, ordinal, clause) for ordinal, clause in enumerate(clauses)],
        )


def section_row(section: Section) -> tuple[object, ...]:
    links = json.dumps([[link.text, link.target] for link in section.heading_links])
    place = (section.ordinal, section.parent, section.level)
    labels = (section.number, section.printed, section.path, section.heading)
    return (*place, *(None if label is None else clean_text(label) for label in labels), links, section.clause)


def read_section(row: sqlite3.Row) -> Section:
    return Section(
        ordinal=row["ordinal"],
        level=row["level"],
        number=row["number"],
        printed=row["printed"],
        path=row["path"],
        heading=row["heading"],
        blocks=read_blocks(row["blocks"]),
        heading_links=tuple(Link(text, target) for text, target in json.loads(row["heading_links"])),
        parent=row["parent"],
        clause=row["clause"],
    )


def clean_text(text: str) -> str:
    """UTF-8 has no lone surrogates ("\\ud83d" from half an emoji): they become U+FFFD, one for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def write_blocks(blocks: Sequence[Block]) -> str:
    """Blocks as JSON rows [kind, text, level, marker, lead, links, is_header, anchor], empty ends left out."""
    rows = []
    for block in blocks:
        links = [[link.text, link.target] for link in block.links]
        row = [block.kind.value, block.text, block.level, block.marker, block.lead, links, int(block.is_header)]
        row.append(block.anchor)
        while not row[-1] and len(row) > 2:
            if row[-1] == "":  # an empty marker or anchor is not an absent one
                break
            row.pop()
        rows.append(row)
    return clean_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


@lru_cache(maxsize=4096)
def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of `write_blocks`. Neighbouring versions share most passages: each is decoded once for many."""
    return tuple(read_block(*row) for row in json.loads(text))


def read_block(  # noqa: PLR0917 - the columns of one JSON row
    kind: str,
    text: str,
    level: int = 0,
    marker: str | None = None,
    lead: int = 0,
    links: Sequence[tuple[str, str]] = (),
    is_header: int = 0,
    anchor: str | None = None,
) -> Block:
    pairs = tuple(Link(words, target) for words, target in links)
    return Block(BlockKind(kind), text, level, marker, lead, pairs, bool(is_header), anchor)
