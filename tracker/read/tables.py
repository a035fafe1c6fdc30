"""A table's markup → one block a row, or the word that it only lays out text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from bs4.element import Tag

from tracker.model import Block, BlockKind, Link
from tracker.read.inline import Line, collapse_space
from tracker.read.line import LineBuffer

# A label alone in its cell: "1.", "10.4", "(a)", "iv)", "§ 3", "Art. 12"
_LABEL = re.compile(
    r"(?:(?:art(?:icle|ikel|\.)?|§|section|clause)\s?)?\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]{0,2}",
    re.IGNORECASE,
)
# A cell of more characters than this is running text: about a dozen lines.
_LONG_CELL = 1200
# Clause text in a table of labels; below this the right column is data.
_CLAUSE_CHARS = 60


class TableKind(Enum):
    """DATA: rows of cells. CLAUSES: labels in the left column, clauses in the right. LAYOUT: boxes, read one by one."""

    DATA = "data"
    CLAUSES = "clauses"
    LAYOUT = "layout"


def tell_table(table: Tag) -> TableKind:
    """What a table is for. Source: tables of terms pages seen; a wrong DATA keeps all text, only in one block a row."""
    role = table.get("role")
    if role in {"presentation", "none"}:
        return TableKind.LAYOUT
    rows = [[cell for cell in _cells(row) if cell.get_text(strip=True)] for row in _rows(table)]
    rows = [row for row in rows if row]
    if not rows or max(len(row) for row in rows) < 2 or table.find("table") is not None:
        return TableKind.LAYOUT
    has_header = table.find("th") is not None
    if not has_header and _is_labelled(rows):
        return TableKind.CLAUSES
    longest = max(len(cell.get_text()) for row in rows for cell in row)
    if not has_header and longest > _LONG_CELL and (len(rows) <= 2 or table.find(["h1", "h2", "h3"]) is not None):
        return TableKind.LAYOUT
    return TableKind.DATA


def _is_labelled(rows: list[list[Tag]]) -> bool:
    """Whether most rows are a label and a clause."""
    labelled = [row for row in rows if len(row) == 2 and _LABEL.fullmatch(collapse_space(row[0].get_text()))]
    text = sum(len(row[1].get_text()) for row in labelled)
    return 2 * len(labelled) > len(rows) and text > _CLAUSE_CHARS * len(labelled)


def read_rows(table: Tag, *, is_clauses: bool) -> Iterator[Block]:
    """A caption as a paragraph, then a block a row: cells joined by " | ", or label and clause as one paragraph."""
    caption = table.find("caption", recursive=False)
    if isinstance(caption, Tag):
        line = _read_line(caption)
        if line is not None:
            yield Block(BlockKind.PARAGRAPH, line.text, lead=line.lead, links=line.links)
    for row in _rows(table):
        cells = _cells(row)
        lines = [_read_line(cell) for cell in cells]
        if not any(lines):
            continue
        texts = [line.text if line else "" for line in lines]
        links: tuple[Link, ...] = tuple(link for line in lines if line for link in line.links)
        if is_clauses:
            yield Block(BlockKind.PARAGRAPH, " ".join(filter(None, texts)), links=links)
        else:
            is_header = all(cell.name == "th" for cell in cells)
            yield Block(BlockKind.ROW, collapse_space(" | ".join(texts)), links=links, is_header=is_header)


def _read_line(cell: Tag) -> Line | None:
    buffer = LineBuffer()
    buffer.gather(cell)
    return buffer.take_line()


def _rows(table: Tag) -> list[Tag]:
    """The table's own rows, not those of tables inside it."""
    groups = [table, *table.find_all(["thead", "tbody", "tfoot"], recursive=False)]
    return [row for group in groups for row in group.find_all("tr", recursive=False)]


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)
