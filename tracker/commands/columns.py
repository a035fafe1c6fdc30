"""Rows of cells -> lines in columns, as wide as their widest cell; nothing is padded at the end of a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from tracker.publish.hostile import clean_text
from tracker.publish.spans import Line, Role, Span
from tracker.values import Struct, replace

GAP = "  "


class Column(Struct, frozen=True):
    """A heading; `is_figure` sets the cells to the right."""

    title: str
    is_figure: bool = False


class TableRow(Struct, frozen=True):
    """A cell for each column, and what stands under them in lines of its own."""

    cells: tuple[Span, ...]
    under: tuple[Line, ...] = ()


def format_rows(columns: Sequence[Column], rows: Sequence[TableRow]) -> Iterator[Line]:
    """The headings, then each row with what stands under it; a column in which all cells are empty is left out."""
    kept = [place for place in range(len(columns)) if any(row.cells[place].text for row in rows)]
    heads = [Span(columns[place].title, Role.QUIET) for place in kept]
    table = [heads, *([row.cells[place] for place in kept] for row in rows)]
    # "<U+202E>" is wider than what it stands for.
    table = [[_clean(cell) for cell in cells] for cells in table]
    widths = [max(_measure(cells[place].text) for cells in table) for place in range(len(kept))]
    are_figures = [columns[place].is_figure for place in kept]
    under: list[tuple[Line, ...]] = [(), *(row.under for row in rows)]
    for cells, lines in zip(table, under, strict=True):
        yield Line(tuple(_pad(cells, widths, are_figures)), hang=1)
        yield from lines


def _clean(cell: Span) -> Span:
    text = clean_text(cell.text)
    return cell if text == cell.text else replace(cell, text=text)


def _measure(text: str) -> int:
    """Columns of the terminal: of ASCII a column a sign, once nothing in it is a control."""
    return len(text) if text.isascii() else cell_len(text)


def _pad(cells: Sequence[Span], widths: Sequence[int], are_figures: Sequence[bool]) -> Iterator[Span]:
    last = max((place for place, cell in enumerate(cells) if cell.text), default=-1)
    blank = ""
    for place, cell in enumerate(cells[: last + 1]):
        padding = " " * (widths[place] - _measure(cell.text))
        # One span a gap: of blanks on both sides of a border one alone is shown.
        yield Span(blank + (padding if are_figures[place] else ""))
        yield cell
        blank = GAP if are_figures[place] else padding + GAP
