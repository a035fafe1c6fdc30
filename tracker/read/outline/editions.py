"""A page that prints its document twice, one below the other -> the page with one of the two: the coming edition.

Before a change, some pages print what will hold and what holds now. Others print one text twice, for two widths of a
screen. Two documents that say much the same for two regions are neither: both stay, for no date parts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from tracker.model import Block, BlockKind, ReadingWarning
from tracker.read.handover import Page
from tracker.read.outline.sections import section_page
from tracker.text.canon import join_spaces
from tracker.text.dates import find_dates, find_last_day, is_date_line
from tracker.values import replace

_LONG: Final = 80  # letters of a paragraph that stands on two pages by no chance
_LEAST: Final = 5  # such paragraphs
_IN_BOTH: Final = 0.85
"""Of the long paragraphs of either part. In 287 recorded histories 13 print a text twice, 95 to 100 % of it; announced
editions share 90 and 97 % with the current ones, terms for two regions on one page 45 to 75 %."""
_KEPT: Final = 0.3  # of the smaller part's: what is left of an edition in the one that a page says follows it
_ODD: Final = 0.1  # of the pairs may stand otherwise: a paragraph that one of the two repeats
_TRIES: Final = 3


def keep_one_edition(page: Page) -> Page:
    """The page without the second copy of its text, or without the edition whose dates are older; with a warning that
    says so. Unchanged where it prints one document, or two that no date tells apart."""
    start = _find_second(page.blocks)
    if start is None:
        return _keep_coming(page)
    first, second = page.blocks[:start], page.blocks[start:]
    lines, others = ({_fold(block) for block in part} for part in (first, second))
    if others <= lines or lines <= others:
        message = "the page prints the document twice, one below the other: it is read once"
        return _keep(page, first if others <= lines else second, ReadingWarning("doubled", message))
    days, other_days = _list_days(page, first), _list_days(page, second)
    if not days or not other_days or days == other_days:
        return _keep_coming(page)
    latest = max(days | other_days)
    # Where both name the day on which one follows the other, the one on top is the coming.
    return _keep(page, first if latest in days else second, _name_edition(latest))


def _name_edition(day: date) -> ReadingWarning:
    return ReadingWarning("editions", f"the page prints two editions, one below the other: read is the one of {day}")


def _keep_coming(page: Page) -> Page:
    """The page without an edition that it prints last and says the last day of, where it is another of the first's:
    however much of it was rewritten, some of its paragraphs stand in both."""
    blocks = page.blocks
    for index, block in enumerate(blocks):
        day = find_last_day(block.text) if block.text else None
        if day is None or index < _LEAST:
            continue
        start = index - (blocks[index - 1].kind is BlockKind.HEADING)
        parts = [{_fold(one) for one in part if len(one.text) > _LONG} for part in (blocks[:start], blocks[start:])]
        smaller = min(map(len, parts))
        if smaller >= _LEAST and len(parts[0] & parts[1]) >= _KEPT * smaller:
            return _keep(page, blocks[:start], _name_edition(day))
    return page


def _keep(page: Page, blocks: Sequence[Block], warning: ReadingWarning) -> Page:
    return replace(page, blocks=tuple(blocks), warnings=(*page.warnings, warning))


def _find_second(blocks: Sequence[Block]) -> int | None:
    """Where the second of two copies begins, None where there are no two."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if len(block.text) > _LONG:
            places.setdefault(_fold(block), []).append(index)
    pairs = [(found[0], found[1]) for found in places.values() if len(found) == 2]
    if len(pairs) < _LEAST:
        return None
    for start in sorted({second for _, second in pairs[:_TRIES]}):
        if sum(not first < start <= second for first, second in pairs) <= _ODD * len(pairs):
            parts = [{key for key, found in places.items() if any(one < start for one in found)}]
            parts.append({key for key, found in places.items() if any(one >= start for one in found)})
            is_copy = len(parts[0] & parts[1]) >= _IN_BOTH * max(map(len, parts))
            return _go_back(blocks, start, pairs[0][0]) if is_copy else None
    return None


def _go_back(blocks: Sequence[Block], start: int, opening: int) -> int:
    """Where a copy begins: before its first long paragraph, with the headings, dates and lines that open it as well.

    They are as many as those that open the other, `opening`, at most.
    """
    opens = {_fold(block) for block in blocks[:opening]}
    for index in range(start - 1, max(0, start - opening) - 1, -1):
        block = blocks[index]
        if block.kind is not BlockKind.HEADING and _fold(block) not in opens and not is_date_line(block.text):
            return index + 1
    return max(0, start - opening)


def _list_days(page: Page, blocks: Sequence[Block]) -> frozenset[date]:
    """The days that a part states of itself."""
    _, sections = section_page(replace(page, blocks=tuple(blocks)))
    return frozenset(stated.on for stated in find_dates(sections, language=page.language))


def _fold(block: Block) -> str:
    return join_spaces(block.text).casefold()
