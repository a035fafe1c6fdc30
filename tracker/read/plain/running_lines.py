"""Blocks of a text whose lines were cut at the page's width -> which of them belong to the pages, not to the text.

Numbers of pages, and what is printed beside them on each page. Measured on 26 texts that came out of PDFs with numbers
of pages: two lack some of them, seven print a line beside them on each page.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.text.numbering import find_labels
from tracker.text.page_numbers import is_page_number

_LEAST_PAGES: Final = 5  # whose numbers count up: no list of figures goes on so far with lines of text between
_LEAST_LINES: Final = 4  # of a page
_WIDEST_GAP: Final = 3  # a page's number may stand within a line of the text
_NEAR: Final = 3  # lines
_LEAST_BESIDE: Final = 0.8  # of the places where a running line is printed
_LONGEST: Final = 250  # characters of a running line

_NUMBERED = compile_pattern(r"(.*\D)(\d{1,4})")  # "Version 1.2 10-10-2022 24"

Row = list[tuple[int, int]]
"""Places of blocks with the figures that they end in or are."""


def find_running_lines(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of the blocks that are printed on pages for their own sake."""
    numbers = {place for row in [*_find_numbers(blocks), *_find_numbered(blocks)] for place, _ in row}
    return frozenset(numbers | _find_beside(blocks, numbers)) if numbers else frozenset()


def _find_numbers(blocks: Sequence[Block]) -> list[Row]:
    """Numbers alone on their lines: all count up by one, or a long row of them counts up with a page or two missing
    and with the figures of a table before or after it."""
    places = [place for place, block in enumerate(blocks) if is_page_number(block.text)]
    found = [(place, int(re.findall(r"\d+", blocks[place].text)[0])) for place in places]
    counts_up = len(found) > 1 and all(new[1] - old[1] == 1 for old, new in itertools.pairwise(found))
    return [found] if counts_up else _list_rows(found)


def _find_numbered(blocks: Sequence[Block]) -> list[Row]:
    """Lines that end in a figure which counts up, and are the same else. Labels ("Article 5") count up, too."""
    found: defaultdict[str, Row] = defaultdict(list)
    for place, block in enumerate(blocks):
        text = block.text
        if text[-1:].isdecimal() and len(text) <= _LONGEST and block.kind is BlockKind.PARAGRAPH:
            numbered = _NUMBERED.fullmatch(text)
            if numbered and any(map(str.isalnum, numbered[1])):
                found[numbered[1]].append((place, int(numbered[2])))
    wide = (row for row in found.values() if len(row) >= _LEAST_PAGES)
    return [row for rows in map(_list_rows, wide) for row in rows if not find_labels(blocks[row[0][0]].text)]


def _list_rows(found: Row) -> list[Row]:
    """The long rows that count up."""
    rows: list[Row] = []
    for place, number in found:
        last_place, last_number = rows[-1][-1] if rows else (place, number)
        if place - last_place >= _LEAST_LINES and 0 < number - last_number <= _WIDEST_GAP:
            rows[-1].append((place, number))
        else:
            rows.append([(place, number)])
    return [row for row in rows if len(row) >= _LEAST_PAGES]


def _find_beside(blocks: Sequence[Block], numbers: Collection[int]) -> set[int]:
    """Lines that stand beside the numbers of at least half of the pages, and nearly nowhere else."""
    if len(numbers) < _LEAST_PAGES:
        return set()
    near = {place + step for place in numbers for step in range(-_NEAR, _NEAR + 1)}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        if place not in numbers and len(block.text) <= _LONGEST:
            places[block.text].append(place)
    found: set[int] = set()
    for same in places.values():
        beside = near.intersection(same)
        if len(beside) >= max(_LEAST_PAGES, len(numbers) / 2) and len(beside) >= _LEAST_BESIDE * len(same):
            found.update(same)
    return found
