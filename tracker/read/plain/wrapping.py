"""Blocks of a text whose lines were cut at the page's width -> blocks of whole paragraphs.

Written for text that came out of a PDF, where every printed line became a paragraph of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.model import Block, BlockKind, Link
from tracker.read.plain.running_lines import find_running_lines
from tracker.text.counters import match_ordinal
from tracker.text.label_styles import match_words
from tracker.text.page_numbers import is_page_number
from tracker.text.scripts import CLOSERS, PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS, join_lines
from tracker.values import replace

if TYPE_CHECKING:
    import statistics
else:
    statistics = FirstUse("statistics")  # loads random numbers and fractions

# A text counts as cut when at least this many, and this share of, its paragraphs begin in the middle of a sentence.
_LEAST_CUTS: Final = 8
_LEAST_SHARE: Final = 0.12
_NEARLY_FULL: Final = 0.7  # a line this long, measured against the median, may have been cut by the width

_SENTENCE_END = compile_pattern(rf"[{STOPS}{WIDE_STOPS}{PAUSES}{WIDE_PAUSES}][{CLOSERS}]*$")


# example: "3.1 Offres et commandes", "(a) rent", "Article 4 - Prix", "• one"
@cache
def _match_new_start() -> re.Pattern[str]:
    words = match_words("part", "annex", "clause")
    return compile_pattern(
        r"(?:\d{1,3}(?:\.\d{1,3}){0,5}[.)]?|\(?[a-zA-Z]{1,4}\)|[a-zA-Z]\.|[IVXLC]{1,6}\."
        rf"|(?:{words}|§)\s*(?:\d{{1,3}}|(?-i:[IVXLC]{{1,6}}|[A-Z])\b|{match_ordinal()}\b)[.:]?)\s"
        r"|[-–—•·*▪●◦➢]\s",
        re.IGNORECASE,
    )


def join_wrapped_blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks as they are, or, where the text was cut at the page's width, joined and without what is the pages'."""
    plain = [block for block in blocks if block.kind is BlockKind.PARAGRAPH]
    cuts = sum(block.text[:1].islower() and not _match_new_start().match(block.text) for block in plain)
    if cuts < _LEAST_CUTS or cuts < _LEAST_SHARE * len(plain):
        return blocks
    width = statistics.median(len(block.text) for block in plain if not is_page_number(block.text))
    running = find_running_lines(blocks)
    joined: list[list[Block]] = []
    for block in (block for place, block in enumerate(blocks) if place not in running):
        if joined and _goes_on(joined[-1][-1], block, width):
            joined[-1].append(block)
        else:
            joined.append([block])
    return tuple(_join_lines(lines) for lines in joined)


def _goes_on(before: Block, after: Block, width: float) -> bool:
    """Whether a sentence runs from one line into the next."""
    if (
        before.kind is not BlockKind.PARAGRAPH
        or after.kind is not BlockKind.PARAGRAPH
        or _match_new_start().match(after.text)
    ):
        return False
    if after.text[:1].islower():
        return not before.text.endswith(".") or len(before.text) >= width * _NEARLY_FULL
    is_full = len(before.text) >= width * _NEARLY_FULL
    return is_full and not _SENTENCE_END.search(before.text[-12:])


def _join_lines(lines: list[Block]) -> Block:
    if len(lines) == 1:
        return lines[0]
    text = join_lines(line.text for line in lines)
    links: tuple[Link, ...] = tuple(link for line in lines for link in line.links)
    whole = all(line.lead == len(line.text) for line in lines)
    return replace(lines[0], text=text, links=links, lead=len(text) if whole else lines[0].lead)
