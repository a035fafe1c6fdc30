"""Marks -> the same with labels that are no part of what they head: numbers that only begin a name, labels twice.

"15 years in business" is no clause 15 where none is 14 or 16. A converter that counts list items prints "2." before
a typed "2. Fees".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker.model import Block
from tracker.read.outline.marks import BOLD_LINE_RANK, NUMBERED_LINE_RANK, Mark
from tracker.text.numbering import Label, find_labels
from tracker.values import replace


def settle_labels(blocks: Sequence[Block], marks: Sequence[Mark]) -> list[Mark]:
    """The marks in their order. A number goes into its heading where nothing else counts on with it; a label that the
    heading repeats is printed once."""
    counted = Counter(label.values for mark in marks for label in mark.labels[:1])
    below = {values[0] for values in counted if len(values) > 1}
    return [_drop_repeated(_drop_lone(blocks, mark, counted, below)) for mark in marks]


def _drop_lone(blocks: Sequence[Block], mark: Mark, counted: Counter[tuple[int, ...]], below: set[int]) -> Mark:
    label = mark.labels[0] if mark.labels else None
    if label is None or mark.heading is None or not _may_be_quantity(blocks[mark.index], label):
        return mark
    value = label.values[0]
    is_alone = not counted[(value - 1,)] and not counted[(value + 1,)] and value not in below
    if value == 1 or not is_alone:
        return mark
    rank = (BOLD_LINE_RANK, mark.rank[1]) if mark.rank[0] == NUMBERED_LINE_RANK else mark.rank
    heading = blocks[mark.index].text[: mark.body_start].strip()
    return replace(mark, rank=rank, labels=(), heading=heading, is_weak=False)


def _may_be_quantity(block: Block, label: Label) -> bool:
    """Whether the label is a bare number typed before words in one line: "15 years", but not "15. Years"."""
    is_typed = not block.marker or block.marker == "•"
    return is_typed and label.style == "decimal" and len(label.values) == 1 and not label.is_closed


def _drop_repeated(mark: Mark) -> Mark:
    again = find_labels(mark.heading)[:1] if mark.labels and mark.heading else ()
    label = mark.labels[0] if mark.labels else None
    if label is None or not mark.heading or not again or again[0].values != label.values:
        return mark
    is_whole = again[0].length >= len(mark.heading)
    if again[0].style != label.style or not (again[0].is_closed or is_whole):
        return mark
    return replace(mark, heading=mark.heading[again[0].length :].strip() or None)
