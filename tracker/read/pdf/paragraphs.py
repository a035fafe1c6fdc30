"""Printed lines in reading order → paragraphs, headings, items and table rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.model import Block, BlockKind
from tracker.read.pdf.hyphens import LineEnds
from tracker.text.label_styles import match_words
from tracker.text.scripts import CLOSERS, PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS

if TYPE_CHECKING:
    import statistics
else:
    statistics = FirstUse("statistics")  # loads random numbers and fractions


class ParagraphLine(Protocol):
    """A printed line as `pdf_layout` makes it."""

    cells: list[str]
    lead: int
    left: float
    right: float
    base: float
    size: float
    page: int
    column: tuple[float, float]

    @property
    def text(self) -> str: ...


# "•", "-", "o" and the private-use signs of symbol fonts
_BULLET = compile_pattern(r"[•●○◦▪■□▸►‣∙·⁃\uf06c\uf06e\uf076\uf0a7\uf0b7\uf0d8]|[-–—*o](?=\s)")


# "10.4", "(a)", "iv)", "Article 3", "§ 5"
@cache
def _match_label() -> re.Pattern[str]:
    return compile_pattern(
        rf"(?:(?:{match_words('part', 'annex', 'clause')}|§)\s{{0,2}})?"
        r"(?:\d{1,3}(?:\.\d{1,3}){0,5}[.):]?|\([a-zA-Z0-9]{1,4}\)|[a-zA-Z][.)]|[ivxlcIVXLC]{1,6}[.)])(?=\s|$)",
        re.IGNORECASE,
    )


COUNTED = compile_pattern(r"(\d{1,3})[.)]\s")  # "4. No glass."
_BARE_NUMBER = compile_pattern(r"\d{1,3}\s")
_SENTENCE_END = compile_pattern(rf"[{STOPS}{WIDE_STOPS}{PAUSES}{WIDE_PAUSES}][{CLOSERS}]{{0,2}}$")
_LEADER = compile_pattern(r"\s*(?:\.\s?){4,}\s*")  # "Definitions ............ 3"
# Larger than the body by this factor is a heading; smaller differences are other cuts of the same size.
_HEADING_FACTOR = 1.12
_SAME_SIZE = 1.08
_WIDE_SPACING = 1.35  # times the usual distance of baselines
_SHORT = 0.8  # of the column: a line that ends before this was not cut by the margin
_DENTED = 0.8  # of the type size: an indent
_LONGEST_HEADING = 300


def join_paragraphs(lines: Sequence[ParagraphLine]) -> tuple[Block, ...]:
    """The blocks that the lines of a whole document make."""
    if not lines:
        return ()
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    spacing = _usual_spacing(lines)
    rows = _find_rows(lines)
    groups: list[list[ParagraphLine]] = []
    for index, line in enumerate(lines):
        if groups and not rows[index] and not rows[index - 1] and not _breaks(groups[-1], line, spacing):
            groups[-1].append(line)
        else:
            groups.append([line])
    starts = [index for index, _ in _numbered(groups)]
    ends = LineEnds(line.text for line in lines)
    levels = _rank_sizes(lines, body)
    margins = sorted({round(group[0].left) for group in groups if _BULLET.match(group[0].text)})
    return tuple(
        block
        for group, start in zip(groups, starts, strict=True)
        for block in [_make_block(group, levels, margins, ends, is_row=rows[start])]
        if block.text
    )


def _numbered(groups: Sequence[Sequence[ParagraphLine]]) -> list[tuple[int, Sequence[ParagraphLine]]]:
    """Each group with the index of its first line."""
    at, numbered = 0, []
    for group in groups:
        numbered.append((at, group))
        at += len(group)
    return numbered


def _usual_spacing(lines: Sequence[ParagraphLine]) -> float:
    gaps = [
        round((a.base - b.base) / a.size, 2)
        for a, b in pairwise(lines)
        if a.page == b.page and a.column == b.column and 0 < a.base - b.base < 3 * a.size
    ]
    return statistics.median(gaps) if gaps else 1.2


def _find_rows(lines: Sequence[ParagraphLine]) -> list[bool]:
    """Which lines are rows of a table: several cells, and a neighbour with several, the first cell being no label."""
    several = [
        len(line.cells) > 1 and not _starts_item(line.cells[0]) and not _LEADER.search(line.text) for line in lines
    ]
    return [
        is_row and (several[index - 1 : index] == [True] or several[index + 1 : index + 2] == [True])
        for index, is_row in enumerate(several)
    ]


def _starts_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _match_label().match(text))


def _breaks(group: Sequence[ParagraphLine], line: ParagraphLine, spacing: float) -> bool:
    """Whether `line` begins a new paragraph after the lines of `group`."""
    before = group[-1]
    if max(before.size, line.size) > _SAME_SIZE * min(before.size, line.size):
        return True
    is_bold, was_bold = line.lead == len(line.text), before.lead == len(before.text)
    if was_bold != is_bold and (was_bold or line.lead > 0) and not (was_bold and line.lead):
        return not (is_bold and _goes_on(before, line))
    is_run_on = before.page != line.page or before.column != line.column
    if not is_run_on and (before.base - line.base) / line.size > _WIDE_SPACING * spacing:
        return True
    if _starts_item(line.text) and not _is_cut_reference(group, line):
        return True
    width = max(line.column[1] - line.column[0], 1.0)
    is_short = before.right < before.column[0] + _SHORT * width
    is_ended = bool(_SENTENCE_END.search(before.text))
    if _are_centred(before, line):
        return is_ended
    if is_short:
        return is_ended or not line.text[:1].islower()
    if is_run_on:
        return is_ended and not line.text[:1].islower()
    dent = (line.left - before.left) / line.size
    if dent > _DENTED:
        return not _starts_item(before.text) and is_ended
    return dent < -_DENTED and len(group) > 1 and is_ended


def _goes_on(before: ParagraphLine, line: ParagraphLine) -> bool:
    """Whether the margin cut a sentence before `line`, all of whose words are bold: "… an explanation of the / use"."""
    is_full = _is_full(before) and not _SENTENCE_END.search(before.text)
    return is_full and line.text[:1].islower() and abs(line.left - before.left) < _DENTED * line.size


def _is_full(line: ParagraphLine) -> bool:
    return line.right >= line.column[0] + _SHORT * max(line.column[1] - line.column[0], 1.0)


def _is_cut_reference(group: Sequence[ParagraphLine], line: ParagraphLine) -> bool:
    """Whether a label at a line's start is a reference inside a sentence: "…as described in paragraph / (b) above".

    One with a word ("…for the reasons listed in / Section 4, and …", "…under Art. 6 / para. 1") is, where the line
    before was cut by the margin, and so is a bare number under the first words of an item ("…points from / 1 to 10").
    """
    before = group[-1]
    is_level = abs(line.left - before.left) < _DENTED * line.size
    if is_level and line.text[:1].isalpha():
        is_open = before.text[-1:].islower() or before.text[-1:].isdigit()
        return _is_full(before) and is_open and line.lead == 0
    if _counts_on(group[0], line):
        return False
    is_hanging = len(group) == 1 and line.left - before.left >= _DENTED * line.size and _starts_item(before.text)
    is_under = is_hanging and _is_full(before) and bool(_BARE_NUMBER.match(line.text))
    is_open = before.text[-1:].isalpha() and not before.text.lower().endswith((" and", " or", " und", " et", " y"))
    return (is_level or is_under) and is_open and line.text[:1] in "(0123456789"


def _counts_on(first: ParagraphLine, line: ParagraphLine) -> bool:
    """Whether `line` begins with the number after that with which the paragraph before it begins, below it."""
    labels = COUNTED.match(first.text), COUNTED.match(line.text)
    numbers = [int(label[1]) for label in labels if label]
    return len(numbers) == 2 and numbers[0] + 1 == numbers[1] and abs(first.left - line.left) < _DENTED * line.size


def _are_centred(before: ParagraphLine, line: ParagraphLine) -> bool:
    """Whether both lines stand in the middle of their column, as the lines of a title do."""
    middle = (line.column[0] + line.column[1]) / 2
    return all(
        abs((one.left + one.right) / 2 - middle) < line.size and one.left > one.column[0] + 2 * line.size
        for one in (before, line)
    )


def _rank_sizes(lines: Sequence[ParagraphLine], body: float) -> dict[float, int]:
    """Heading level by type size: the largest is 1, sizes up to the body's are no headings."""
    larger = sorted({line.size for line in lines if line.size >= _HEADING_FACTOR * body}, reverse=True)
    levels: dict[float, int] = {}
    level = 0
    for index, size in enumerate(larger):
        if index == 0 or larger[index - 1] > _SAME_SIZE * size:
            level += 1
        levels[size] = min(level, 6)
    return levels


def _make_block(
    group: Sequence[ParagraphLine], levels: dict[float, int], margins: list[int], ends: LineEnds, *, is_row: bool
) -> Block:
    first = group[0]
    if is_row:
        return Block(BlockKind.ROW, " | ".join(first.cells))
    text, lead = "", 0
    for line in group:
        is_whole = lead == len(text)
        text, joint = ends.join(text, line.text)
        if is_whole:
            lead = joint + line.lead
    text = _LEADER.sub(" ", text)
    level = levels.get(first.size, 0)
    bullet = _BULLET.match(text)
    if bullet:
        rest = text[bullet.end() :].lstrip()
        depth = 1 + sum(1 for margin in _distinct(margins, first.size) if margin < round(first.left) - first.size)
        return Block(BlockKind.ITEM, rest, level=depth, marker="•", lead=max(0, lead - (len(text) - len(rest))))
    if level and len(text) < _LONGEST_HEADING:
        return Block(BlockKind.HEADING, text, level=level)
    return Block(BlockKind.PARAGRAPH, text, lead=min(lead, len(text)))


def _distinct(margins: Sequence[int], size: float) -> list[int]:
    """Margins at least one type size apart."""
    kept: list[int] = []
    for margin in margins:
        if not kept or margin - kept[-1] > size:
            kept.append(margin)
    return kept
