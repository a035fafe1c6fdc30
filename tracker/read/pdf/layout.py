"""Runs of print on pages → blocks: lines, columns, headers and footers, paragraphs, headings, rows.

Pure geometry in points (1/72 inch, y upwards); nothing here knows PDFium. A run is what stands close together on one
baseline in one weight, a line is what stands on one baseline of one column.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.model import Block
from tracker.read.pdf.paragraphs import COUNTED, join_paragraphs
from tracker.read.pdf.running import drop_running_lines
from tracker.read.pdf.runs import BELOW_PAGE, COLUMN_GAP, OFF_BASE, TURNS, WIDE_GAP, Run
from tracker.text.signs import raise_figures
from tracker.values import Struct, field, replace

if TYPE_CHECKING:
    import statistics
else:
    statistics = FirstUse("statistics")  # loads random numbers and fractions


class PrintedLine(Struct):
    """One line of one column: its cells (parts with wide gaps between), edges, and the edges of its column."""

    cells: list[str]
    lead: int
    left: float
    right: float
    base: float
    size: float
    page: int
    column: tuple[float, float] = (0.0, 0.0)

    @property
    def text(self) -> str:
        return " ".join(self.cells)


class _Fragment(Struct):
    """Runs on one baseline without a wide gap."""

    runs: list[Run] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.runs[0].left

    @property
    def right(self) -> float:
        return max(run.right for run in self.runs)

    @property
    def text(self) -> str:
        return "".join((" " if run.has_space and index else "") + run.text for index, run in enumerate(self.runs))

    @property
    def lead(self) -> int:
        """Leading bold characters of the text; a label before them need not be bold, as list counters are printed."""
        bold = 0
        for index, run in enumerate(self.runs):
            if not run.is_bold and not (index == 0 and self._is_label_of_bold()):
                break
            bold += len(run.text) + (1 if run.has_space and index else 0)
        return bold

    def _is_label_of_bold(self) -> bool:
        return len(self.runs) > 1 and self.runs[1].is_bold and bool(_LABEL.fullmatch(self.runs[0].text.strip()))


def lay_out_pages(pages: Sequence[Sequence[Run]]) -> tuple[Block, ...]:
    """The blocks of a document whose pages hold these runs."""
    lines = [_read_lines(runs, number) for number, runs in enumerate(pages)]
    kept = drop_running_lines(lines)
    return join_paragraphs([line for page in kept for line in page])


# --- lines and columns ----------------------------------------------------------------------------------------


def _read_lines(runs: Sequence[Run], page: int) -> list[PrintedLine]:
    """The lines of a page in reading order, those last that were turned."""
    turns: list[list[Run]] = [[] for _ in range(TURNS)]
    for run in runs:
        turns[min(TURNS - 1, max(0, round(run.base / (2 * BELOW_PAGE))))].append(run)
    return [line for turned in turns for line in _read_columns(turned, page)]


def _read_columns(runs: Sequence[Run], page: int) -> list[PrintedLine]:
    rows = _group_by_base(runs)
    if not rows:
        return []
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    narrow = [_split_wide_gaps(row, COLUMN_GAP) for row in rows]
    gutters = _find_gutters([fragment for row in narrow for fragment in row], left, right)
    if not gutters:
        return [_make_line(_split_wide_gaps(row, WIDE_GAP), page, (left, right)) for row in rows]
    lines: list[PrintedLine] = []
    columns: list[list[PrintedLine]] = [[] for _ in (*gutters, right)]
    for row, parts in zip(rows, narrow, strict=True):
        if any(f.left < gutter - 1 and f.right > gutter + 1 for f in parts for gutter in gutters):
            whole = _make_line(_split_wide_gaps(row, WIDE_GAP), page, (left, right))
            lines += [*(line for column in columns for line in column), whole]
            columns = [[] for _ in columns]
            continue
        for column, edges in enumerate(pairwise((left, *gutters, right))):
            own = [run for run in row if sum(run.left >= gutter - 1 for gutter in gutters) == column]
            if own:
                columns[column].append(_make_line(_split_wide_gaps(own, WIDE_GAP), page, edges))
    return [*lines, *(line for column in columns for line in column)]


def _group_by_base(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs on one baseline together, from the top of the page down, each row from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        if rows and abs(rows[-1][0].base - run.base) <= OFF_BASE * min(rows[-1][0].size, run.size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in _put_raised(rows)]


def _put_raised(rows: list[list[Run]]) -> Iterator[list[Run]]:
    """The rows, with small print that stands above the words of the next row put among them: "fee¹", "1st"."""
    raised: list[Run] = []
    for row, below in zip_longest(rows, rows[1:]):
        if below is not None and not raised and all(_is_raised(run, below[0]) for run in row):
            raised = [replace(run, text=raise_figures(run.text), has_space=False) for run in row]
            continue
        yield [*raised, *row]
        raised = []


def _is_raised(run: Run, words: Run) -> bool:
    rise = run.base - words.base
    is_small = run.size <= _RAISED_SIZE * words.size and len(run.text.strip()) <= _MOST_RAISED
    return is_small and 0 < rise <= _MOST_RISE * words.size


def _split_wide_gaps(row: list[Run], gap: float) -> list[_Fragment]:
    fragments: list[_Fragment] = []
    for run in row:
        size = min(run.size, fragments[-1].runs[-1].size) if fragments else 0.0
        if fragments and run.left - fragments[-1].right <= gap * size:
            fragments[-1].runs.append(run)
        else:
            fragments.append(_Fragment([run]))
    return fragments


def _make_line(row: list[_Fragment], page: int, column: tuple[float, float]) -> PrintedLine:
    sizes: Counter[float] = Counter()
    for fragment in row:
        for run in fragment.runs:
            sizes[run.size] += len(run.text)
    first = row[0]
    lead = len(first.text) if _LABEL.fullmatch(first.text) and row[1:] and row[1].lead else first.lead
    if lead == len(first.text):
        for fragment in row[1:]:
            lead += 1 + fragment.lead
            if fragment.lead < len(fragment.text):
                break
    texts = [fragment.text for fragment in row]
    size = sizes.most_common(1)[0][0]
    return PrintedLine(texts, lead, first.left, row[-1].right, first.runs[0].base, size, page, column)


# Small print above the line: of this share of the words' size, so far above their baseline, so many characters.
_RAISED_SIZE = 0.85
_MOST_RISE = 0.6
_MOST_RAISED = 4
# Two columns of prose: this many lines each side, most of so many letters, filling this share of the widest.
_LEAST_LINES = 5
_LEAST_LETTERS = 20
_LEAST_FILL = 0.7
_LEAST_FILL_OF_MANY, _MANY_LINES, _LONG_LINES = 0.5, 20, 28  # lists that are set in, with short items
_MOST_CROSSING = 0.35
_LEAST_LABELS = 3
_MOST_GUTTERS = 12  # places tried: labels stand left of the words of most lines
_MOST_DENTED = 40.0  # points
_LEAST_BESIDE = 24  # lines of a second and third column together
_LABEL = compile_pattern(r"\(?(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[a-zA-Z][.)])")  # "4.", "(a)", "10.4"
_ALIGNED = 5.0  # points: letters do not begin at the very edge of their box, first lines may be set in a little


def _find_gutters(fragments: list[_Fragment], left: float, right: float) -> list[float]:
    """Where columns begin after the first, from left to right; none for a page of one column."""
    gutter = _find_gutter(fragments, left, right)
    if gutter is None:
        return []
    after = [f for f in fragments if f.left >= gutter]
    other = _find_gutter(after, gutter, right) if len(after) >= _LEAST_BESIDE else None
    return [gutter] if other is None else [gutter, other]


def _find_gutter(fragments: list[_Fragment], left: float, right: float) -> float | None:
    """Where the right one of two columns begins, None for a page of one column. Cells of a table do not fill theirs."""
    width = right - left
    lefts = sorted(f.left for f in fragments if left + 0.3 * width < f.left < right)
    best: tuple[int, float] | None = None
    for start, count in Counter(_cluster(lefts)).most_common(_MOST_GUTTERS):
        if count < _LEAST_LABELS:
            break
        gutter = start - 2.0
        before = [f for f in fragments if f.right <= gutter]
        after = [f for f in fragments if f.left >= gutter]
        crossing = len(fragments) - len(before) - len(after)
        if not before or not after or crossing > _MOST_CROSSING * len(fragments):
            continue
        is_long = min(len(before), len(after)) >= _LEAST_LINES and start < left + 0.75 * width
        is_prose = is_long and _is_prose(before) and (_is_prose(after) or _are_columns(after))
        if not is_prose and not _counts_on(before, after):
            continue
        if best is None or crossing < best[0]:
            best = crossing, gutter
    return _widen(fragments, *best) if best else None


def _widen(fragments: list[_Fragment], crossing: int, gutter: float) -> float:
    """Where a column begins, told from where most of its lines do: titles and labels stand left of those."""
    near = {math.floor(f.left) for f in fragments if gutter - _MOST_DENTED < f.left < gutter}  # few, on whatever page
    for start in sorted(near):
        if sum(f.left < start - 2.0 < f.right for f in fragments) <= crossing:
            return start - 2.0
    return gutter


def _are_columns(fragments: list[_Fragment]) -> bool:
    """Whether fragments stand in two columns of prose, of some length each: three side by side may be a table."""
    edges = sorted(f.left for f in fragments)
    starts = [start for start, count in Counter(_cluster(edges)).most_common(2) if count >= _LEAST_BESIDE // 2]
    if len(starts) < 2:
        return False
    border = max(starts) - 2.0
    sides = ([f for f in fragments if f.right <= border], [f for f in fragments if f.left >= border])
    return all(len(side) >= _LEAST_BESIDE // 2 and _is_prose(side) for side in sides)


def _cluster(edges: list[float]) -> list[float]:
    """Each of some sorted edges, replaced by the first of those that stand as good as under each other."""
    clustered: list[float] = []
    for edge in edges:
        clustered.append(clustered[-1] if clustered and edge - clustered[-1] < _ALIGNED else edge)
    return clustered


def _counts_on(before: list[_Fragment], after: list[_Fragment]) -> bool:
    """Whether clauses are numbered down the left column and on down the right one, however short they are."""
    columns = [
        [int(label[1]) for f in sorted(side, key=lambda f: -f.runs[0].base) if (label := COUNTED.match(f.text))]
        for side in (before, after)
    ]
    numbers = [number for column in columns for number in column]
    counts_up = all(number == numbers[0] + index for index, number in enumerate(numbers))
    return counts_up and min(map(len, columns)) >= _LEAST_LABELS


def _is_prose(fragments: list[_Fragment]) -> bool:
    """Whether most lines fill their column and are long enough for sentences; cells of a table are neither.

    A line is all that stands on a baseline: its label, and words that were set apart to fill it.
    """
    rows: defaultdict[float, list[_Fragment]] = defaultdict(list)
    for fragment in fragments:
        rows[round(fragment.runs[0].base)].append(fragment)
    widest = max(f.right for f in fragments) - min(f.left for f in fragments)
    filled = statistics.median(sum(f.right - f.left for f in row) for row in rows.values())
    letters = statistics.median(sum(len(f.text) for f in row) for row in rows.values())
    least = _LEAST_FILL_OF_MANY if len(rows) >= _MANY_LINES and letters >= _LONG_LINES else _LEAST_FILL
    return filled >= least * max(widest, 1.0) and letters >= _LEAST_LETTERS
