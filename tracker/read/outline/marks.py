"""Blocks -> marks: the places where a section may begin, with its label, heading, and how high it ranks.

A mark is a proposal; `outline` confirms weak ones by their sequence and builds the tree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import compile_lines, join_patterns, join_words
from tracker.model import Block, BlockKind
from tracker.read.outline.addresses import is_address
from tracker.read.outline.bullet_titles import find_bullet_titles
from tracker.read.outline.contents_list import find_contents_lists
from tracker.read.outline.counted import find_counted
from tracker.read.outline.enumerations import ClauseEntry, find_clause_entries
from tracker.read.outline.headings import (
    find_bare_run_in,
    find_run_in,
    heads_in_capitals,
    is_heading_text,
    is_title_case,
    says_more,
)
from tracker.read.outline.short_lines import is_above_paragraph, is_short_line
from tracker.text.dates import is_date_line
from tracker.text.label_styles import match_words
from tracker.text.numbering import Label, find_labels
from tracker.values import Struct, replace

# Ranks, outer before inner: markup headings by level, then what markup does not rank.
HEADING_RANK: Final = 0
NUMBERED_LINE_RANK: Final = 1
BOLD_LINE_RANK: Final = 2
NUMBERED_RUN_IN_RANK: Final = 3
RUN_IN_RANK: Final = 4
NUMBERED_TEXT_RANK: Final = 5

_MOST_HEADING_WORDS: Final = 30  # a markup heading longer than this is text set large
_LEAST_SHORT_LINES: Final = 3  # so many unmarked short lines make headings of each other
_MOST_MARKED: Final = 2  # in a text with more marked headings than this, an unmarked line is none
_SHOUTED_CHARS: Final = 100  # a title in capitals is shorter


@cache
def _match_defining() -> re.Pattern[str]:
    return compile_pattern(rf"(?:{join_patterns('headings.defining')})\s")


class Mark(Struct, frozen=True):
    """A place where a section may begin: block `index`, whose text from `body_start` on is the section's first text.

    `labels` are readings of its number; `is_weak` marks need a neighbour in sequence, surer where the text goes on in
    lower case ("10.4 million") or is a bullet: `is_doubtful`. `heading_index` is the block that gave the heading below.
    """

    index: int
    rank: tuple[int, int]
    labels: tuple[Label, ...]
    heading: str | None
    body_start: int
    is_weak: bool = False
    is_doubtful: bool = False
    heading_index: int | None = None

    @property
    def names_contents(self) -> bool:
        """Whether it only says that a contents list follows: what follows that list is not below it."""
        heading = None if self.labels else self.heading
        return heading is not None and compile_lines("around.contents").fullmatch(heading) is not None


def find_marks(blocks: Sequence[Block]) -> list[Mark]:
    """Every place where a section may begin, in order. Rows, bullets and contents lists hold none."""
    listed = find_contents_lists(blocks)
    clauses = find_clause_entries(blocks, listed)
    counted = find_counted(blocks, listed)
    titled = find_bullet_titles(blocks)
    marks: list[Mark] = []
    for index, block in enumerate(blocks):
        if index in listed or block.kind is BlockKind.ROW:
            continue
        if index in titled:
            marks.append(Mark(index, (BOLD_LINE_RANK, 0), (), block.text, len(block.text)))
            continue
        is_clause = index in clauses and index not in counted
        mark = _mark_clause(block, clauses[index]) if is_clause else _mark_block(blocks, index, counted.get(index))
        if mark is not None:
            marks.append(mark)
    marks = _join_titles(blocks, _name_contents(blocks, listed, marks))
    return _add_short_lines(blocks, listed, marks)


def _mark_clause(block: Block, clause: ClauseEntry) -> Mark:
    entry = clause.entry
    is_line = clause.heading is not None and clause.body_start >= len(block.text)
    if block.kind is BlockKind.HEADING:
        rank = (HEADING_RANK, block.level)
    else:
        kind = NUMBERED_LINE_RANK if is_line else NUMBERED_RUN_IN_RANK if clause.heading else NUMBERED_TEXT_RANK
        rank = (kind, entry.depth)
    return Mark(entry.index, rank, (entry.label,), clause.heading, clause.body_start)


def _mark_block(blocks: Sequence[Block], index: int, counted: Label | None) -> Mark | None:
    """The mark of a block, if any; `counted` is its label where a word that counts on gives one."""
    block = blocks[index]
    if block.kind is BlockKind.HEADING:
        return _mark_heading(index, block, counted)
    if is_date_line(block.text):
        return None
    found = find_labels(block.text)
    labels = tuple(label for label in found if _stands_in_text(label, block))
    if found and not labels and found[0].style == "worded" and block.lead <= found[0].length:
        return None  # the bold words are a reference: "**Section 22** of this agreement contains"
    labels = (counted,) if counted else labels
    if block.marker and block.marker != "•" and not (labels and _repeats(block.marker, labels[0])):
        labels = ()
    start = labels[0].length if labels else 0
    is_item = block.kind is BlockKind.ITEM and block.marker is not None
    if block.lead > start and not (is_item and not labels):
        mark = _mark_bold(blocks, index, labels, start)
        if mark is not None:
            return mark
    if labels and (
        len(labels[0].values) > 1
        or labels[0].inserted
        or not labels[0].is_weak
        or heads_in_capitals(labels[0], block.text)
    ):
        return _mark_numbered_text(blocks, index, labels)
    return None


def _stands_in_text(label: Label, block: Block) -> bool:
    """Whether a label may begin a paragraph: "Article 3" does, "Section 5 of the ..." refers to one elsewhere."""
    rest = block.text[label.length :]
    if label.style == "worded" and not label.is_closed:
        if len(rest) > _SHOUTED_CHARS and rest[:_SHOUTED_CHARS].isupper():
            return False  # "SECTION 22 OF THIS AGREEMENT CONTAINS …": capitals say nothing there
        if _paragraph_of().match(rest):
            return False
        return not rest or (rest[:1].isupper() and not rest.startswith(("GDPR", "DSGVO", "RGPD", "AVG", "BGB")))
    is_sure = label.is_closed or len(label.values) > 1 or not label.is_weak
    return is_sure or block.lead >= len(block.text) - 1 or heads_in_capitals(label, block.text)


@cache
def _paragraph_of() -> re.Pattern[str]:
    """What behind the number of an article names a part of it: "Art. 6 Abs. 1" of a law stands in it, heads nothing."""
    shortened = "|".join(map(re.escape, sorted(join_words("text.shortened"))))
    return compile_pattern(rf"(?:(?:{shortened})\.|(?:{match_words('reference')}))\s?\d", re.IGNORECASE)


def _repeats(marker: str, label: Label) -> bool:
    """Whether a list's counter only counts what is typed in the text as well: "1." before "4.1 Fees"."""
    return any(counted.values[-1] == label.values[-1] for counted in find_labels(marker))


def _mark_heading(index: int, block: Block, counted: Label | None) -> Mark | None:
    text = block.text
    if is_date_line(text) or len(text.split()) > _MOST_HEADING_WORDS or says_more(text):
        return None
    labels = find_labels(block.marker) if block.marker else ()
    start = 0
    if not labels:
        found = tuple(label for label in find_labels(text) if label.is_closed or label.style != "lettered")
        labels = (counted,) if counted else found
        start = labels[0].length if labels else 0
    heading = text[start:].strip() or None
    return Mark(index, (HEADING_RANK, block.level), labels, heading, len(text))


def _mark_bold(blocks: Sequence[Block], index: int, labels: tuple[Label, ...], start: int) -> Mark | None:
    """A bold line or a bold run-in heading, with or without a number."""
    block = blocks[index]
    depth = block.level if block.kind is BlockKind.ITEM else 0
    words = block.text[start:]
    if block.lead >= len(block.text.rstrip(" .:")):
        is_name = bool(labels and not labels[0].is_weak) or not words[:1].islower()
        is_named = is_heading_text(words, is_marked=True) or (labels and is_above_paragraph(blocks, index, words))
        is_line = is_name and is_named and not _defines(blocks, index)
        if is_line and not (labels and (labels[0].is_closed or not labels[0].is_weak)) and is_address(blocks, index):
            return None
        if is_line:
            rank = NUMBERED_LINE_RANK if labels else BOLD_LINE_RANK
            return Mark(index, (rank, depth), labels, words, len(block.text))
    run_in = find_run_in(block.text, start, block.lead, is_labelled=bool(labels))
    if run_in is None:
        return None
    rank = NUMBERED_RUN_IN_RANK if labels else RUN_IN_RANK
    return Mark(index, (rank, depth), labels, run_in.heading, run_in.body_start)


def _mark_numbered_text(blocks: Sequence[Block], index: int, labels: tuple[Label, ...]) -> Mark:
    """A numbered paragraph: "3.1 Prices" alone, "1.1 Data Transfer. All facilities ...", or text without heading."""
    block = blocks[index]
    depth = block.level if block.kind is BlockKind.ITEM else 0
    start = labels[0].length
    words = block.text[start:]
    is_bullet = block.marker == "•"
    if (
        words
        and not words[:1].islower()
        and (is_above_paragraph(blocks, index, words) or _is_numbered_line(blocks, index, labels[0], words))
    ):
        rank = (NUMBERED_LINE_RANK, depth)
        return Mark(index, rank, labels, words, len(block.text), is_weak=True, is_doubtful=is_bullet)
    if not words:
        return Mark(index, (NUMBERED_LINE_RANK, depth), labels, None, len(block.text), is_weak=True)
    run_in = find_bare_run_in(block.text, start)
    if run_in is not None:
        rank = (NUMBERED_RUN_IN_RANK, depth)
        return Mark(index, rank, labels, run_in.heading, run_in.body_start, is_weak=True)
    rank = (NUMBERED_TEXT_RANK, depth)
    is_doubtful = is_bullet or words[:1].islower()
    return Mark(index, rank, labels, None, start, is_weak=True, is_doubtful=is_doubtful)


def _is_numbered_line(blocks: Sequence[Block], index: int, label: Label, words: str) -> bool:
    """Whether the words after a number are a heading; one that ends in a stop must have something under it."""
    if words[-1] in ":：" or not is_heading_text(words, is_marked=False):
        return False
    if words[-1] not in ".。":
        return True
    after = find_labels(blocks[index + 1].text) if index + 1 < len(blocks) else ()
    if after and len(after[0].values) > len(label.values):
        return True
    is_followed = index + 1 < len(blocks) and not (after and after[0].sequence == label.sequence)
    return is_followed and is_title_case(words)


def _defines(blocks: Sequence[Block], index: int) -> bool:
    """Whether a bold line is the term that the next line defines: "Agent", then "means any person who ..."."""
    return index + 1 < len(blocks) and _match_defining().match(blocks[index + 1].text) is not None


def _name_contents(blocks: Sequence[Block], listed: frozenset[int], marks: list[Mark]) -> list[Mark]:
    """The line above a contents list names it, where nothing but the first section follows the list."""
    taken = {mark.index for mark in marks}
    ends = {index for index in listed if index + 1 not in listed}
    added: list[Mark] = []
    start = -1
    for index in sorted(listed):
        start = index if index - 1 not in listed else start
        if index not in ends or index + 1 not in taken or start < 1 or start - 1 in taken:
            continue
        block = blocks[start - 1]
        is_short = block.kind is BlockKind.PARAGRAPH and len(block.text.split()) <= 5
        if is_short and is_heading_text(block.text, is_marked=True):
            added.append(Mark(start - 1, (BOLD_LINE_RANK, 0), (), block.text, len(block.text)))
    return sorted([*marks, *added], key=lambda mark: mark.index)


def _join_titles(blocks: Sequence[Block], marks: list[Mark]) -> list[Mark]:
    """A label on a line of its own takes the heading from the line below: "Article 5", then "Prices"."""
    joined: list[Mark] = []
    for mark in marks:
        before = joined[-1] if joined else None
        if before is not None and _is_title_of(blocks, before, mark):
            joined[-1] = replace(before, heading=mark.heading, heading_index=mark.index)
        else:
            joined.append(mark)
    return joined


def _is_title_of(blocks: Sequence[Block], label: Mark, title: Mark) -> bool:
    if label.heading is not None or title.heading is None or title.labels or title.index != label.index + 1:
        return False
    is_line = title.body_start >= len(blocks[title.index].text) and label.body_start >= len(blocks[label.index].text)
    is_pair = label.rank == title.rank or (label.rank[0], title.rank[0]) == (NUMBERED_LINE_RANK, BOLD_LINE_RANK)
    return is_line and is_pair


def _add_short_lines(blocks: Sequence[Block], listed: frozenset[int], marks: list[Mark]) -> list[Mark]:
    """Short lines alone, in a text whose headings carry no markup: "Préambule", "DEFINITIONS"."""
    unnumbered = sum(not mark.labels for mark in marks)
    if unnumbered > _MOST_MARKED:
        return marks
    taken = {mark.index for mark in marks} | {mark.heading_index for mark in marks}
    lines = [
        index
        for index in range(len(blocks))
        if index not in taken and index not in listed and is_short_line(blocks, index)
    ]
    numbered_lines = sum(mark.rank[0] == NUMBERED_LINE_RANK for mark in marks)
    if len(lines) + min(numbered_lines, _LEAST_SHORT_LINES - 1) < _LEAST_SHORT_LINES:
        return marks
    added = [Mark(index, (BOLD_LINE_RANK, 0), (), blocks[index].text, len(blocks[index].text)) for index in lines]
    return sorted([*marks, *added], key=lambda mark: mark.index)
