"""Plain text -> blocks in reading order: paragraphs between blank lines, list items by their bullets.

Numbers and headings stay in the text: telling them is the business of sectioning.
"""

from __future__ import annotations

import re
from itertools import groupby

from tracker.model import Block, BlockKind
from tracker.read.handover import Page
from tracker.read.plain.inline import collapse_space
from tracker.read.plain.wrapping import join_wrapped_blocks

_BULLET = re.compile(r"([-–*+•·▪●◦])\s+")  # "- rent, lease or sell"
_UNDERLINE = re.compile(r"[=\-_~*#]{3,}")  # "=========" under a heading, or a rule
# example: "1. Scope", "2.3 Fees", "(a) rent": begins a paragraph even without a blank line before it
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){1,5}\.?|\d{1,3}[.)]|\([a-zA-Z]{1,4}\)|[a-zA-Z]\))\s")
_WRAPPED_WIDTH = 60  # a line shorter than this was ended by its writer, not by the width of the page


def read_plaintext(text: str) -> Page:
    """Blocks of a text without markup; never fails. Lines wrapped at a width are joined."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")]
    blocks: list[Block] = []
    for is_text, group in groupby(lines, key=lambda line: bool(line.strip())):
        if is_text:
            blocks.extend(_read_paragraph(list(group)))
    return Page(join_wrapped_blocks(tuple(blocks)))


def _read_paragraph(lines: list[str]) -> list[Block]:
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()) and lines[1].strip()[0] in "=-~":
        level = 1 if lines[1].strip()[0] == "=" else 2
        heading = Block(BlockKind.HEADING, collapse_space(lines[0]), level=level)
        return [heading, *(_read_paragraph(lines[2:]) if lines[2:] else [])]
    pieces: list[list[str]] = []
    for line in lines:
        if _UNDERLINE.fullmatch(line.strip()):
            continue
        starts = _BULLET.match(line.lstrip()) or _LABEL.match(line.lstrip())
        if not pieces or starts or len(pieces[-1][-1]) < _WRAPPED_WIDTH:
            pieces.append([line])
        else:
            pieces[-1].append(line)
    return [_make_block(piece) for piece in pieces]


def _make_block(lines: list[str]) -> Block:
    text = collapse_space(" ".join(lines))
    bullet = _BULLET.match(text)
    if bullet:
        level = 1 + min(8, (len(lines[0]) - len(lines[0].lstrip())) // 4)
        return Block(BlockKind.ITEM, text[bullet.end() :], level=level, marker="•")
    return Block(BlockKind.PARAGRAPH, text)
