"""A table → one block a row, or the word that it only lays out text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

from selectolax.lexbor import LexborNode

from tracker.model import Block, BlockKind, Link
from tracker.read.markup.elements import Use, classify_element, is_permalink
from tracker.read.markup.line import LineBuffer
from tracker.read.page.nodes import is_deep
from tracker.read.plain.inline import MarkedLine, collapse_space
from tracker.text.label_styles import match_words


# A label alone in its cell: "1.", "10.4", "(a)", "iv)", "§ 3", "Art. 12"
@cache
def _match_label() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:{match_words('clause', 'short', 'part', 'annex')}|§)\.?\s?)?"
        r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]{0,2}",
        re.IGNORECASE,
    )


# A label and a title in one cell: "1. Deposit", "4.2 Late return"
_TITLED = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s(?=[^\W\d])[^.!?;:]{1,60}[.:]?")
_LEAST_TITLED = 3  # rows; a table of fewer is told by its labels alone
_TITLED_CHARS = 40  # a sentence beside a title; below this the right column is data
# A cell of more characters than this is running text: about a dozen lines.
_LONG_CELL = 1200
# Clause text in a table of labels; below this the right column is data.
_CLAUSE_CHARS = 60
# What data tables do not hold: other tables, the document's larger headings.
_LAID_OUT = "table, h1, h2"
# Cells deeper than this hold hostile markup.
_DEEPEST = 100


class TableKind(Enum):
    """DATA: rows of cells. CLAUSES: labels in the left column, clauses in the right; TITLED: their titles, too. LAYOUT:
    boxes, read one by one."""

    DATA = "data"
    CLAUSES = "clauses"
    TITLED = "titled"
    LAYOUT = "layout"


def read_table(node: LexborNode) -> tuple[TableKind, list[Block]]:
    """What a table is for, and its blocks: a caption, then one a row; none for a layout, which the caller walks.

    Source: tables of terms pages seen; a wrong DATA keeps all text, only in one block a row.
    """
    holds_boxes = any(inner.mem_id != node.mem_id for inner in node.css(_LAID_OUT))
    if holds_boxes or node.attributes.get("role") in {"presentation", "none"}:
        return TableKind.LAYOUT, []
    if is_deep(node, _DEEPEST):
        return TableKind.LAYOUT, []
    rows = [_read_cells(row) for row in _find_rows(node)]
    kind = _detect_kind(rows)
    if kind is TableKind.LAYOUT:
        return kind, []
    filled = (row for row in rows if any(line for _, line in row))
    return kind, [*_read_caption(node), *(block for row in filled for block in _make_row(row, kind))]


_Row = list[tuple[bool, MarkedLine | None]]  # for each cell: is it a header, and its text


def _find_rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child.iter() if row.tag == "tr")


def _read_cells(row: LexborNode) -> _Row:
    return [(cell.tag == "th", _read_line(cell)) for cell in row.iter() if cell.tag in {"td", "th"}]


def _detect_kind(rows: list[_Row]) -> TableKind:
    filled = [texts for row in rows if (texts := [line.text for _, line in row if line])]
    if not filled or max(map(len, filled)) < 2:
        return TableKind.LAYOUT
    if any(is_header for row in rows for is_header, _ in row):
        return TableKind.DATA
    labelled = [row for row in filled if len(row) == 2 and _match_label().fullmatch(row[0])]
    if 2 * len(labelled) > len(filled) and sum(len(row[1]) for row in labelled) > _CLAUSE_CHARS * len(labelled):
        return TableKind.CLAUSES
    titled = [row for row in filled if len(row) == 2 and _TITLED.fullmatch(row[0])]
    is_most = len(titled) >= max(_LEAST_TITLED, len(filled) // 2 + 1)
    if is_most and sum(len(row[1]) for row in titled) > _TITLED_CHARS * len(titled):
        return TableKind.TITLED
    is_long = max(len(text) for row in filled for text in row) > _LONG_CELL
    return TableKind.LAYOUT if is_long and len(filled) <= 2 else TableKind.DATA


def _read_caption(table: LexborNode) -> Iterator[Block]:
    caption = next((child for child in table.iter() if child.tag == "caption"), None)
    line = _read_line(caption) if caption is not None else None
    if line is not None:
        yield Block(BlockKind.PARAGRAPH, line.text, lead=line.lead, links=line.links)


def _make_row(row: _Row, kind: TableKind) -> Iterator[Block]:
    lines = [line for _, line in row if line]
    if kind is TableKind.TITLED and len(lines) == 2 and _TITLED.fullmatch(lines[0].text):
        yield Block(BlockKind.PARAGRAPH, lines[0].text, lead=len(lines[0].text), links=lines[0].links)
        yield Block(BlockKind.PARAGRAPH, lines[1].text, lead=lines[1].lead, links=lines[1].links)
        return
    texts = [line.text if line else "" for _, line in row]
    links: tuple[Link, ...] = tuple(link for line in lines for link in line.links)
    if kind is TableKind.CLAUSES:
        yield Block(BlockKind.PARAGRAPH, " ".join(filter(None, texts)), links=links)
        return
    is_header = all(is_header for is_header, _ in row)
    yield Block(BlockKind.ROW, collapse_space(" | ".join(texts)), links=links, is_header=is_header)


def _read_line(cell: LexborNode) -> MarkedLine | None:
    """All text of a cell as one line: inner boxes and breaks become spaces."""
    buffer = LineBuffer()
    _gather(buffer, cell)
    return buffer.take_line()


def _gather(buffer: LineBuffer, node: LexborNode) -> None:
    child = node.first_child
    while child is not None:
        tag = child.tag or "-"
        if tag == "-text":
            buffer.add(child.text_content or "")
        elif tag[0] not in "-!" and tag != "wbr":
            _gather_element(buffer, child, tag)
        child = child.next


def _gather_element(buffer: LineBuffer, node: LexborNode, tag: str) -> None:
    attributes = node.attributes
    element = classify_element(tag, attributes)
    if element.role is Use.NOTHING:
        return
    begun = len(buffer.pieces)
    is_link = element.role is Use.LINK
    if is_link and is_permalink(node.text, attributes):
        return
    is_box = not is_link and element.role is not Use.INLINE
    if is_box:
        buffer.add_space()
    buffer.is_bold += element.is_bold
    _gather(buffer, node)
    buffer.is_bold -= element.is_bold
    if is_box:
        buffer.add_space()
    target = attributes.get("href") if is_link else None
    if target:
        buffer.add_link(begun, target)
