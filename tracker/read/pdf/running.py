"""Printed lines of pages -> without running headers, footers and page numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.text.page_numbers import is_page_number

if TYPE_CHECKING:
    import statistics
else:
    statistics = FirstUse("statistics")  # loads random numbers and fractions


class _PlacedLine(Protocol):
    base: float

    @property
    def text(self) -> str: ...


_Line = TypeVar("_Line", bound=_PlacedLine)
_EDGE_LINES = 3
_FIGURE = compile_pattern(r"\d+")
_NEARBY = 4.0  # points by which a running line may shift from page to page


def drop_running_lines(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Without lines that recur at the same height of most pages (figures apart), and page numbers at the edges."""
    places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for line in _edges(lines):
            places[_FIGURE.sub("#", line.text)].append((number, line.base))
    running = {text for text, seen in places.items() if _recurs(seen, len(pages))}
    kept: list[list[_Line]] = []
    for lines in pages:
        edges = {id(line) for line in _edges(lines)}
        kept.append([line for line in lines if id(line) not in edges or not _runs_on(line.text, running, len(pages))])
    return kept


def _runs_on(text: str, running: Collection[str], pages: int) -> bool:
    """Whether a line at the edge of a page belongs to the pages, not to the text."""
    return _FIGURE.sub("#", text) in running or (pages > 1 and is_page_number(text, is_framed=True))


def _edges(lines: Sequence[_Line]) -> list[_Line]:
    by_height = sorted(lines, key=lambda line: -line.base)
    return by_height[:_EDGE_LINES] + by_height[max(_EDGE_LINES, len(by_height) - _EDGE_LINES) :]


def _recurs(seen: Iterable[tuple[int, float]], pages: int) -> bool:
    """Whether a line stands on at least two pages and half of all, always about as high."""
    seen = list(seen)
    numbers = {number for number, _ in seen}
    if pages < 2 or len(numbers) < max(2, pages / 2):
        return False
    middle = statistics.median(base for _, base in seen)
    return sum(abs(base - middle) <= _NEARBY for _, base in seen) >= 0.8 * len(seen)
