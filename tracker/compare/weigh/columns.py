"""A difference within a row of a table -> what went from one column to another, its words being the same.

Seen in tables of rights and fees ("Support | ✓ |" became "Support | | ✓"): no word differs, and the other plan has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.compare.weigh.difference import Difference

_BAR: Final = "|"
_LEAST_CELLS: Final = 3  # one names the row; of the others the words may stand in one or in another


def find_columns(difference: Difference) -> Iterator[str]:
    """The reasons "column: Small -> Large" of words that stand in another column of their row now."""
    yield from (f"column: {before} -> {now}" for before, now in list_moved(difference))


def list_moved(difference: Difference) -> Iterator[tuple[str, str]]:
    """The columns (before, now) of words that went from one to another, as the first row that stayed calls them.

    Such a row, filled in both columns, shows that the columns are the same: an empty column put in moves nothing.
    """
    if difference.old.strip(f" {_BAR}") or difference.new.strip(f" {_BAR}"):
        return
    old, new = (_cut_cells(line) for line in (difference.old_line, difference.new_line))
    if len(old) != len(new) or len(old) < _LEAST_CELLS or list(filter(None, old)) != list(filter(None, new)):
        return
    places = [[index for index, cell in enumerate(row) if cell] for row in (old, new)]
    for before, now in zip(*places, strict=True):
        if before != now and (names := _find_names(difference, len(old), before, now)):
            yield names


def _cut_cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(_BAR)]


def _find_names(difference: Difference, cells: int, before: int, now: int) -> tuple[str, str] | None:
    """What the first row that did not change has in two columns; None where no row is filled in both."""
    for line in difference.shown.blocks:
        row = _cut_cells(line)
        is_filled = len(row) == cells and bool(row[before] and row[now])
        if is_filled and line in difference.shown.old_text and line in difference.section.text:
            return row[before], row[now]
    return None
