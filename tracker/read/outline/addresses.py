"""A bold line -> whether it is a line of an address, or announces a date, rather than the heading of what follows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.text.dates import is_date_line, names_date
from tracker.text.numbering import find_labels
from tracker.text.scripts import CLOSERS, PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS

_LONGEST_LINE: Final = 60  # characters; a longer line is no line of an address
_LEAST_LINES: Final = 3  # of an address that is set in bold throughout
_POSTAL_CODE = compile_pattern(r"\d{3}")
_SENTENCE_END = compile_pattern(rf"[{STOPS}{WIDE_STOPS}{PAUSES}{WIDE_PAUSES}][{CLOSERS}]?$")


def is_address(blocks: Sequence[Block], index: int) -> bool:
    """Whether a bold line is the name above an address, or one of its lines, or announces a date: short lines without
    an end follow it, or stand around it in bold with nothing between them that they could be headings of.
    """
    if names_date(blocks[index].text) and index + 1 < len(blocks) and is_date_line(blocks[index + 1].text):
        return True
    following = blocks[index + 1 : index + 3]
    lines = [block for block in following if not block.lead and _is_short_line(block)]
    if len(lines) == 2 and any(character.isdigit() for line in lines for character in line.text):
        return True
    run = _gather_bold(blocks, index)
    return len(run) >= _LEAST_LINES and any(_POSTAL_CODE.search(line.text) for line in run)


def _gather_bold(blocks: Sequence[Block], index: int) -> list[Block]:
    """The short bold lines without labels that stand around one in a row, itself among them."""
    before = list(takewhile(_is_bold_line, reversed(blocks[max(0, index - 6) : index])))
    return [*reversed(before), *takewhile(_is_bold_line, blocks[index : index + 6])]


def _is_bold_line(block: Block) -> bool:
    is_whole = block.lead >= len(block.text.rstrip(" .:")) > 0
    return (
        is_whole
        and _is_short_line(block)
        and not any(not label.is_weak or label.is_closed for label in find_labels(block.text))
    )


def _is_short_line(block: Block) -> bool:
    is_paragraph = block.kind is BlockKind.PARAGRAPH and len(block.text) < _LONGEST_LINE
    return is_paragraph and not _SENTENCE_END.search(block.text[-3:])
