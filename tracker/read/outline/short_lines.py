"""A block without any markup -> whether it is a short line that heads the longer text below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.read.outline.headings import CLOSING, is_heading_text, is_title_case
from tracker.text.numbering import find_labels
from tracker.text.scripts import CLOSERS, HALTS, PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS, count_words

_LEAST_BODY: Final = 30  # characters of the text that an unmarked line may head
_ENTRY = compile_pattern(r"[^:：]{2,60}[:：]\s?[^\s/:：]")  # "Director: A. Reed", "VAT no. : DE 123"
_SENTENCE_END = compile_pattern(rf"[{STOPS}{WIDE_STOPS}{PAUSES}{WIDE_PAUSES}][{CLOSERS}]?$")


def is_short_line(blocks: Sequence[Block], index: int) -> bool:
    """A line that names what the longer text after it is about."""
    block, text = blocks[index], blocks[index].text
    if (
        block.kind is not BlockKind.PARAGRAPH
        or text[:1].islower()
        or not text[:1].isalpha()
        or text[-1] in HALTS + PAUSES + WIDE_PAUSES + ",-–—，"
        or len(text) > 90
        or _is_entry(blocks, index)
    ):
        return False
    if not is_heading_text(text, is_marked=False) or index + 1 >= len(blocks):
        return False
    is_set_apart = is_title_case(text) or text.isupper() or count_words(text) <= 6
    after = blocks[index + 1]
    is_sentence = len(after.text) >= _LEAST_BODY and _SENTENCE_END.search(after.text[-3:]) is not None
    return is_set_apart and (len(after.text) > max(90, 2 * len(text)) or is_sentence)


def is_above_paragraph(blocks: Sequence[Block], index: int, words: str) -> bool:
    """Whether a line with a label that ends in a colon names its clause: "5 Recurring payments:" above a paragraph.

    `words` are those behind the label. Above a list, a table, a quotation or a text that begins small such a line leads
    on to it. In 4,186 newest texts the lines above a whole sentence name a clause in 35 documents of some 30
    services, and say something in three.
    """
    if words[-1:] not in (":", "：") or index + 1 >= len(blocks) or not _begins_text(blocks[index + 1]):
        return False
    bare = words.rstrip(CLOSING)
    is_set_apart = bare.isupper() or blocks[index].lead >= len(blocks[index].text.rstrip(CLOSING))
    return is_heading_text(bare if is_set_apart else words, is_marked=True)


def _begins_text(block: Block) -> bool:
    """Whether a paragraph begins as a sentence does, ends as one, and bears no label."""
    text = block.text
    is_paragraph = block.kind is BlockKind.PARAGRAPH and not block.marker and not find_labels(text)
    is_sentence = len(text) >= _LEAST_BODY and _SENTENCE_END.search(text[-3:]) is not None
    return is_paragraph and is_sentence and text[0].isalpha() and not text[0].islower()


def _is_entry(blocks: Sequence[Block], index: int) -> bool:
    """Whether a line is one of several that each say what somebody is called or has."""
    entries = [_ENTRY.match(block.text) for block in (blocks[index], *blocks[max(0, index - 1) : index + 2])]
    return entries[0] is not None and sum(entry is not None for entry in entries) > 2
