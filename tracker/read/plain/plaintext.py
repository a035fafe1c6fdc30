"""Plain text -> blocks in reading order: paragraphs between blank lines, list items by their bullets.

Numbers and headings stay in the text: telling them is the business of sectioning.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.model import Block, BlockKind
from tracker.read.handover import Page
from tracker.read.plain.inline import collapse_space
from tracker.read.plain.wrapping import join_wrapped_blocks
from tracker.text.scripts import PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS, find_gap, join_lines

if TYPE_CHECKING:
    import statistics
else:
    statistics = FirstUse("statistics")  # loads random numbers and fractions

_BULLET = compile_pattern(r"([-–*+•·▪●◦])\s+")  # "- rent, lease or sell"
_UNDERLINES = "=-~"  # under headings, the first under the highest
_LEAST_SIGNED = 2
_UNDERLINE = compile_pattern(r"[=\-_~*#]{3,}")  # "=========" under a heading, or a rule
# example: "1. Scope", "2.3 Fees", "(a) rent": begins a paragraph even without a blank line before it
_LABEL = compile_pattern(r"(?:\d{1,3}(?:\.\d{1,3}){1,5}\.?|\d{1,3}[.)]|\([a-zA-Z]{1,4}\)|[a-zA-Z]\))\s")
_WRAPPED_WIDTH = 60  # a line shorter than this was ended by its writer, not by the width of the page
# A text cut at a smaller width shows it: so many of its lines break off within a sentence.
_LEAST_CUTS = 2
_SHORTEST_CUT = 25  # characters
_NEARLY_FULL = 0.8
# "5.2 below": a number that a sentence names, where the line before breaks off
_REFERRED = compile_pattern(r"\d{1,3}(?:\.\d{1,3})*\.?\s(\w)")
_BROKEN_OFF = compile_pattern(rf"[^{STOPS}{WIDE_STOPS}{PAUSES}{WIDE_PAUSES}]$")
# "== Fees ==" (MediaWiki), "== Fees" (AsciiDoc): the more signs the deeper
_SIGNED_HEADING = compile_pattern(r"(={1,6})\s+(\S.*?)(?:\s+=+)?")
_ATTRIBUTE = compile_pattern(r":[!\w-]{1,40}:(?:\s.*)?")  # ":toc: left", of AsciiDoc


def read_plaintext(text: str) -> Page:
    """Blocks of a text without markup; never fails. Lines wrapped at a width are joined."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")]
    lines = _read_signed(lines)
    width = _find_width(lines)
    blocks: list[Block] = []
    for is_text, group in groupby(lines, key=lambda line: bool(line.strip())):
        if is_text:
            blocks.extend(_read_paragraph(list(group), width))
    return Page(join_wrapped_blocks(tuple(blocks)))


def _read_signed(lines: list[str]) -> list[str]:
    """The lines, with a heading in signs of equality set apart and underlined, where a text has several such."""
    headings = sum(bool(_SIGNED_HEADING.fullmatch(line)) for line in lines)
    if headings < _LEAST_SIGNED:
        return lines
    kept: list[str] = []
    for line in lines:
        found = _SIGNED_HEADING.fullmatch(line)
        if found:
            kept += ["", found[2], _UNDERLINES[min(len(found[1]), 3) - 1] * 3, ""]
        elif not _ATTRIBUTE.fullmatch(line):
            kept.append(line)
    return kept


def _find_width(lines: list[str]) -> float:
    """Of which length a line may have been cut by the width of the page."""
    pairs = ((len(old), old, new.strip()) for old, new in pairwise(lines))
    cut = [n for n, old, new in pairs if n >= _SHORTEST_CUT and _goes_on(old, new)]
    return min(_WRAPPED_WIDTH, _NEARLY_FULL * statistics.median(cut)) if len(cut) >= _LEAST_CUTS else _WRAPPED_WIDTH


def _goes_on(old: str, new: str) -> bool:
    """Whether a line goes on in the middle of a sentence, or of a word where words have no blanks between them."""
    return _BROKEN_OFF.search(old) is not None and (new[:1].islower() or not find_gap(old, new))


def _read_paragraph(lines: list[str], width: float) -> list[Block]:
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()) and lines[1].strip()[0] in _UNDERLINES:
        level = 1 + _UNDERLINES.index(lines[1].strip()[0])
        heading = Block(BlockKind.HEADING, collapse_space(lines[0]), level=level)
        return [heading, *(_read_paragraph(lines[2:], width) if lines[2:] else [])]
    pieces: list[list[str]] = []
    for line in lines:
        if _UNDERLINE.fullmatch(line.strip()):
            continue
        words = line.lstrip()
        starts = _BULLET.match(words) or _LABEL.match(words)
        is_full = bool(pieces) and len(pieces[-1][-1]) >= width
        if not is_full or (starts and not _is_referred(pieces[-1][-1], words)):
            pieces.append([line])
        else:
            pieces[-1].append(line)
    return [_make_block(piece) for piece in pieces]


def _is_referred(before: str, line: str) -> bool:
    """Whether the number that a line begins with is named by a sentence that the line before breaks off."""
    number = _REFERRED.match(line)
    return number is not None and number[1].islower() and _BROKEN_OFF.search(before) is not None


def _make_block(lines: list[str]) -> Block:
    text = collapse_space(join_lines(lines))
    bullet = _BULLET.match(text)
    if bullet:
        level = 1 + min(8, (len(lines[0]) - len(lines[0].lstrip())) // 4)
        return Block(BlockKind.ITEM, text[bullet.end() :], level=level, marker="•")
    return Block(BlockKind.PARAGRAPH, text)
