"""Blocks -> the same with labels that stand alone before the text that they number put in front of it.

A page of boxes side by side prints `<div>1.1</div><div>The boat …</div>`, an editor's bullet is a box of its own: "•".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.model import Block, BlockKind
from tracker.read.outline.headings import is_heading_text
from tracker.text.numbering import Label, find_labels, parse_number
from tracker.text.scripts import PAUSES, STOPS
from tracker.values import replace

_LONGEST: Final = 20  # "Section 12", "(viii)", "10.4.1."
_LEAST: Final = 3  # that count on; two figures alone may be anything
_BULLETS: Final = frozenset("•·▪●◦➢‣")


def join_lone_labels(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each lone label one with what follows it; a label counts where others of its kind count on.

    What may stand alone above its text is joined to a heading ("Article 5"), to a title or to bold words ("10.4") only.
    So are bare figures, which have to count from 1 without a gap, in a text without closed ones: others number pages.
    """
    alone = {index: label for index, label in enumerate(map(_read_lone, blocks)) if label is not None}
    alone = {index: label for index, label in alone.items() if _stands_before(blocks, index)}
    alone = _drop_page_numbers(blocks, alone)
    counted = {(label.sequence, label.values) for label in alone.values()}
    sure = {index for index, label in alone.items() if _counts_on(label, counted)}
    figures = {index for index in sure if not alone[index].word}
    sure -= figures if len(figures) < _LEAST else set()
    sure = {index for index in sure if _is_to_join(blocks[index + 1], alone[index])}
    joined: list[Block] = []
    taken = False
    for index, block in enumerate(blocks):
        if taken:
            taken = False
        elif index in sure:
            joined.append(_join(block, blocks[index + 1], alone[index]))
            taken = True
        elif _is_lone_bullet(blocks, index):
            joined.append(replace(blocks[index + 1], kind=BlockKind.ITEM, level=1, marker="•"))
            taken = True
        else:
            joined.append(block)
    return joined


def _drop_page_numbers(blocks: Sequence[Block], alone: dict[int, Label]) -> dict[int, Label]:
    bare = [index for index, label in alone.items() if _is_bare(label)]
    is_counted = [alone[index].values[0] for index in bare] == list(range(1, len(bare) + 1))
    names = {blocks[index + 1].text for index in bare}
    if not bare or (is_counted and len(names) == len(bare) and not _numbers_within(blocks)):
        return alone
    return {index: label for index, label in alone.items() if not _is_bare(label)}


def _read_lone(block: Block) -> Label | None:
    """The label that a block is and nothing else: "1.", "(a)", "Section 2"."""
    text = block.text
    if len(text) > _LONGEST or block.kind is not BlockKind.PARAGRAPH or block.marker or not text:
        return None
    if not (text[-1].isdigit() or text[-1] in ".)" or len(text) < 4):
        return None
    label = parse_number(text)
    return label if label is not None and max(label.values) < 200 else None


def _is_bare(label: Label) -> bool:
    return not label.word and not label.is_closed and len(label.values) == 1


def _numbers_within(blocks: Sequence[Block]) -> bool:
    """Whether the text counts with closed labels, alone or before the words of a line."""
    return any(label.is_closed for block in blocks if block.text[:1].isdigit() for label in find_labels(block.text)[:1])


def _stands_before(blocks: Sequence[Block], index: int) -> bool:
    if index + 1 >= len(blocks):
        return False
    block, after = blocks[index], blocks[index + 1]
    if after.marker or after.kind not in {BlockKind.PARAGRAPH, BlockKind.HEADING} or _read_lone(after) is not None:
        return False
    if after.kind is BlockKind.PARAGRAPH and block.lead and after.lead >= len(after.text):
        return False  # a heading of two lines: "§ 5", then "Prices"
    if after.text[:1].islower() or after.text[:1] in _BULLETS:
        return False  # a sentence goes on behind the number of a page
    own = find_labels(after.text)
    return not own or (own[0].is_weak and not own[0].is_closed)


def _is_to_join(after: Block, label: Label) -> bool:
    if after.kind is BlockKind.HEADING:
        return True
    if label.word:
        return False
    is_title = after.text[-1] not in STOPS + PAUSES and is_heading_text(after.text, is_marked=False)
    return is_title or after.lead > 0 or not (len(label.values) > 1 or _is_bare(label))


def _counts_on(label: Label, counted: set[tuple[tuple[str, str, str], tuple[int, ...]]]) -> bool:
    *above, last = label.values
    kin = ((*above, last - 1), (*above, last + 1), tuple(above), (*label.values, 1))
    return any((label.sequence, values) in counted for values in kin if values)


def _join(block: Block, after: Block, label: Label) -> Block:
    text = f"{block.text}." if _is_bare(label) else block.text
    is_bold = bool(after.text) and after.lead >= len(after.text)
    lead = len(text) + 1 + after.lead if is_bold or after.lead else len(text) if block.lead else 0
    lead = 0 if after.kind is BlockKind.HEADING else lead
    links = (*block.links, *after.links)
    return replace(after, text=f"{text} {after.text}", lead=lead, links=links, anchor=block.anchor or after.anchor)


def _is_lone_bullet(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if block.text not in _BULLETS or block.kind is not BlockKind.PARAGRAPH or index + 1 >= len(blocks):
        return False
    after = blocks[index + 1]
    is_text = after.kind is BlockKind.PARAGRAPH and not after.marker and after.lead < len(after.text)
    return is_text and after.text not in _BULLETS and not find_labels(after.text)
