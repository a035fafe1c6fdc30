"""A table → one block a row, or the word that it only lays out text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind, Link
from tracker.read.markup.elements import Use, classify_element, is_permalink
from tracker.read.markup.line import LineBuffer
from tracker.read.page.nodes import is_deep, measure_text
from tracker.read.plain.inline import MarkedLine, collapse_space
from tracker.text.label_styles import match_words
from tracker.text.scripts import CLOSERS, PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


# A label alone in its cell: "1.", "10.4", "(a)", "iv)", "§ 3", "Art. 12"
@cache
def _match_label() -> re.Pattern[str]:
    return compile_pattern(
        rf"(?:(?:{match_words('clause', 'short', 'part', 'annex')}|§)\.?\s?)?"
        r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]{0,2}",
        re.IGNORECASE,
    )


# A label and a title in one cell: "1. Deposit", "4.2 Late return"
_TITLED = compile_pattern(r"\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s(?=[^\W\d])[^.!?;:]{1,60}[.:]?")
_LEAST_TITLED = 3  # rows; a table of fewer is told by its labels alone
_TITLED_CHARS = 40  # a sentence beside a title; below this the right column is data
# A cell of more characters than this is running text: about a dozen lines.
_LONG_CELL = 1200
# Clause text in a table of labels; below this the right column is data.
_CLAUSE_CHARS = 60
_SENTENCE_CHARS = 20  # of a sentence; three of them in a row beside labels are clauses
_SENTENCE = compile_pattern(rf"[{STOPS}{WIDE_STOPS}{PAUSES}{WIDE_PAUSES}][{CLOSERS}]?$")
# What data tables do not hold: other tables, the document's larger headings.
_LAID_OUT = "table, h1, h2"
_SMALL_HEADINGS = "h3, h4, h5, h6"
_LEAST_HEADED = 2  # cells
_PARTS = {**{tag: tag for tag in ("tr", "td", "th")}, **dict.fromkeys(("thead", "tbody", "tfoot"), "tbody")}
_PART_ROLES = {
    "row": "tr", "rowgroup": "tbody", "cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th",
}  # fmt: skip
_SPANNING_CHARS = 60  # of a cell that names what its rows belong to
_MOST_SPANNED = 100
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
    if node.tag != "table" and not any(_find_rows(node)):
        return TableKind.LAYOUT, []
    holds_boxes = any(inner.mem_id != node.mem_id for inner in node.css(_LAID_OUT))
    if holds_boxes or node.attributes.get("role") in {"presentation", "none"} or _holds_clauses(node):
        return TableKind.LAYOUT, []
    if is_deep(node, _DEEPEST):
        return TableKind.LAYOUT, []
    nodes = list(_find_rows(node))
    rows = [_read_cells(row) for row in nodes]
    kind = _detect_kind(rows)
    if kind is TableKind.LAYOUT:
        return kind, []
    if kind is TableKind.DATA:
        rows = _repeat_spanning(nodes, rows)
    filled = (row for row in rows if any(line for _, line in row))
    return kind, [*_read_caption(node), *(block for row in filled for block in _make_row(row, kind))]


def _holds_clauses(table: LexborNode) -> bool:
    """Whether cells hold headings with text below them: clauses beside their summaries, or beside another language."""
    if table.css_first(_SMALL_HEADINGS) is None or table.css_first("th") is not None:
        return False
    headed = 0
    for cell in table.css("td"):
        headings = cell.css(_SMALL_HEADINGS)
        headed += bool(headings) and measure_text(cell) > 2 * sum(map(measure_text, headings))
    return headed >= _LEAST_HEADED


_Row = list[tuple[bool, MarkedLine | None]]  # for each cell: is it a header, and its text


def _find_rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        part = _name_part(child)
        if part == "tr":
            yield child
        elif part == "tbody":
            yield from (row for row in child.iter() if _name_part(row) == "tr")


def _name_part(node: LexborNode) -> str:
    """The tag that a part of a table has or, of one that is a table by its roles, would have; "" for any other."""
    return _PARTS.get(node.tag or "") or _PART_ROLES.get((node.attributes.get("role") or "").strip().lower(), "")


def _list_cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if _name_part(cell) in {"td", "th"}]


def _read_cells(row: LexborNode) -> _Row:
    return [(_name_part(cell) == "th", _read_line(cell)) for cell in _list_cells(row)]


def _repeat_spanning(nodes: list[LexborNode], rows: list[_Row]) -> list[_Row]:
    """The rows with what stands in cells that span several rows repeated in each, in its column: "EU" of two products.

    A longer text, and what would span more columns or rows than a reader can follow, stands once.
    """
    spread: list[_Row] = []
    group: LexborNode | None = None
    spanning: dict[int, tuple[int, tuple[bool, MarkedLine | None]]] = {}  # by column: for how many rows still, the cell
    for node, row in zip(nodes, rows, strict=True):
        if group is None or node.parent is None or node.parent.mem_id != group.mem_id:
            group, spanning = node.parent, {}
        cells: _Row = []
        column, below = 0, {}
        for tag, cell in zip(_list_cells(node), row, strict=True):
            column = _pass_spanning(cells, spanning, column)
            down, wide = (_read_span(tag, name) for name in ("rowspan", "colspan"))
            if down > 1 and wide == 1 and cell[1] is not None and len(cell[1].text) <= _SPANNING_CHARS:
                below[column] = (down - 1, cell)
            cells.append(cell)
            column += wide
        _pass_spanning(cells, spanning, column)
        spanning = {at: (left - 1, cell) for at, (left, cell) in spanning.items() if left > 1} | below
        spread.append(cells)
    return spread


def _pass_spanning(cells: _Row, spanning: dict[int, tuple[int, tuple[bool, MarkedLine | None]]], column: int) -> int:
    """Add the spanning cells that stand from `column` on; returns the column behind them."""
    while column in spanning:
        is_header, line = spanning[column][1]
        cells.append((is_header, MarkedLine(line.text, line.lead, ()) if line else None))
        column += 1
    return column


def _read_span(cell: LexborNode, name: str) -> int:
    text = (cell.attributes.get(name) or "").strip()
    return min(_MOST_SPANNED, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _detect_kind(rows: list[_Row]) -> TableKind:
    filled = [row for row in rows if any(line for _, line in row)]
    if not filled or max(sum(line is not None for _, line in row) for row in filled) < 2:
        return TableKind.LAYOUT
    body = [row for row in filled if not _is_header(row)]
    texts = [[line.text for _, line in row if line] for row in body]
    if not any(is_header for row in body for is_header, _ in row[1:]):
        kind = _detect_clauses(texts, has_header=len(body) < len(filled))
        if kind is not None:
            return kind
    is_long = max(len(line.text) for row in filled for _, line in row if line) > _LONG_CELL
    has_headers = any(is_header for row in filled for is_header, _ in row)
    return TableKind.LAYOUT if is_long and len(filled) <= 2 and not has_headers else TableKind.DATA


def _is_header(row: _Row) -> bool:
    return all(is_header for is_header, _ in row)


def _detect_clauses(rows: list[list[str]], *, has_header: bool) -> TableKind | None:
    """The kind of a table whose rows are clauses: labels, or labels and titles, beside what they rule."""
    labelled = [row for row in rows if len(row) in {2, 3} and _match_label().fullmatch(row[0])]
    is_titled = bool(labelled) and all(len(row) == 3 for row in labelled)
    if 2 * len(labelled) > len(rows) and (is_titled or all(len(row) == 2 for row in labelled)):
        if not is_titled and _rules([row[-1] for row in labelled], _CLAUSE_CHARS, is_sure=not has_header):
            return TableKind.CLAUSES
        if is_titled and not has_header and _rules([row[-1] for row in labelled], _TITLED_CHARS, is_sure=False):
            return TableKind.TITLED
    titled = [row for row in rows if len(row) == 2 and _TITLED.fullmatch(row[0])]
    is_most = len(titled) >= max(_LEAST_TITLED, len(rows) // 2 + 1) and not has_header
    return TableKind.TITLED if is_most and _rules([row[1] for row in titled], _TITLED_CHARS, is_sure=True) else None


def _rules(texts: list[str], least: int, *, is_sure: bool) -> bool:
    """Whether a column is the text of clauses: long enough where that says it all, or sentences for the most part."""
    length = sum(map(len, texts)) / len(texts)
    is_said = 2 * sum(bool(_SENTENCE.search(text)) for text in texts) > len(texts)
    if is_said:
        return length > least or (is_sure and len(texts) >= _LEAST_TITLED and length > _SENTENCE_CHARS)
    return is_sure and length > least


def _read_caption(table: LexborNode) -> Iterator[Block]:
    caption = next((child for child in table.iter() if child.tag == "caption"), None)
    line = _read_line(caption) if caption is not None else None
    if line is not None:
        yield Block(BlockKind.PARAGRAPH, line.text, lead=line.lead, links=line.links)


def _make_row(row: _Row, kind: TableKind) -> Iterator[Block]:
    lines = [line for _, line in row if line]
    is_clause = kind in {TableKind.CLAUSES, TableKind.TITLED} and not _is_header(row)
    if kind is TableKind.TITLED and is_clause and _has_title(lines):
        title = _join_lines(lines[:-1])
        yield Block(BlockKind.PARAGRAPH, title.text, lead=len(title.text), links=title.links)
        yield Block(BlockKind.PARAGRAPH, lines[-1].text, lead=lines[-1].lead, links=lines[-1].links)
        return
    if kind is TableKind.CLAUSES and is_clause:
        line = _join_lines([_close_label(lines[0]), *lines[1:]])
        yield Block(BlockKind.PARAGRAPH, line.text, lead=line.lead, links=line.links)
        return
    texts = [line.text if line else "" for _, line in row]
    links: tuple[Link, ...] = tuple(link for line in lines for link in line.links)
    yield Block(BlockKind.ROW, collapse_space(" | ".join(texts)), links=links, is_header=_is_header(row))


def _has_title(lines: list[MarkedLine]) -> bool:
    if len(lines) == 3:
        return bool(_match_label().fullmatch(lines[0].text))
    return len(lines) == 2 and bool(_TITLED.fullmatch(lines[0].text))


def _close_label(line: MarkedLine) -> MarkedLine:
    """A bare number in a cell of its own closed, as no sentence begins with it: "1" beside its clause is "1."."""
    is_bare = line.text.isascii() and line.text.isdigit()
    return MarkedLine(f"{line.text}.", line.lead and line.lead + 1, line.links) if is_bare else line


def _join_lines(lines: Sequence[MarkedLine]) -> MarkedLine:
    """Lines side by side as one. A label that is not bold takes part in the bold words behind it."""
    text = " ".join(line.text for line in lines)
    rest = lines[1].lead if len(lines) > 1 else 0
    lead = len(lines[0].text) + 1 + rest if rest else lines[0].lead
    return MarkedLine(text, lead, tuple(link for line in lines for link in line.links))


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
    if tag == "sup":
        buffer.raise_figures(begun)
    if is_box:
        buffer.add_space()
    target = attributes.get("href") if is_link else None
    if target:
        buffer.add_link(begun, target)
