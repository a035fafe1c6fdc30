"""Blocks -> which bullets are headings, each in a list of its own, as some editors write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.model import Block, BlockKind
from tracker.read.outline.headings import is_heading_text

_LEAST: Final = 3  # fewer may be the names of a list that lost its other items


def find_bullet_titles(blocks: Sequence[Block]) -> frozenset[int]:
    """Indices of bullets that are headings: bold as a whole, alone in their list, with text below; three at least.

    Some editors make a list of one item of each heading. A list of bold names has no text between them.
    """
    alone = [index for index in range(len(blocks) - 1) if _is_lone_title(blocks, index)]
    above_text = sum(blocks[index + 1].kind is BlockKind.PARAGRAPH for index in alone)
    return frozenset(alone) if above_text >= _LEAST else frozenset()


def _is_lone_title(blocks: Sequence[Block], index: int) -> bool:
    block, after = blocks[index], blocks[index + 1]
    if block.kind is not BlockKind.ITEM or block.marker != "•" or block.lead < len(block.text.rstrip(" .:")):
        return False
    is_headed = after.kind is BlockKind.PARAGRAPH or (after.kind is BlockKind.ITEM and after.level > block.level)
    before = blocks[index - 1] if index else None
    is_listed = before is not None and before.kind is BlockKind.ITEM and before.level == block.level
    return is_headed and not is_listed and is_heading_text(block.text, is_marked=True)
