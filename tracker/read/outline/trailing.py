"""Blocks after the last clause -> what of them is no part of it: sign-off, dates, words about the whole chapter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.model import Block, BlockKind
from tracker.read.outline.marks import NUMBERED_RUN_IN_RANK
from tracker.read.outline.tree import Node, iterate_nodes
from tracker.text.date_grammar import find_date_matches
from tracker.text.dates import is_date_line, names_date

_LONGEST_LINE: Final = 140
_SHORT: Final = 70


@cache
def _find_trailing() -> re.Pattern[str]:
    """Example: "Previous version May 17 2023 (archived)", "Version archivée", "© 2024 Acme", "Back to top"."""
    return compile_pattern(rf"{join_patterns('page.trailing')}|^(?:©|\(c\))", re.IGNORECASE)


@cache
def _find_version() -> re.Pattern[str]:
    """Example: "Acme Cycles, May 2024, version 1.2"."""
    return compile_pattern(rf"\b(?:{join_patterns('page.version')})\s?\d+(?:\.\d+){{0,3}}$", re.IGNORECASE)


def count_trailing(blocks: Sequence[Block], *, heading: str | None) -> int:
    """How many blocks at the end are no part of the clause they stand under.

    A clause whose heading announces them ("Previous versions") keeps them, and a clause is never emptied.
    """
    if heading is not None and _find_trailing().search(heading):
        return 0
    count = 0
    for block in reversed(blocks):
        if not _is_trailing(block, blocks[-count] if count else None):
            break
        count += 1
    return count if count < len(blocks) or heading is None else 0


def is_closing_date(block: Block) -> bool:
    """Whether a block is a paragraph that says nothing but when the text was changed or takes effect."""
    is_line = block.kind is BlockKind.PARAGRAPH and len(block.text) <= _SHORT
    return is_line and names_date(block.text) and is_date_line(block.text)


class ListEnds:
    """Tells where the text after a list of clauses speaks of the whole chapter rather than of the last clause.

    That is so where the markup ends the list, and no earlier clause of it had text outside its item.
    """

    def __init__(self, blocks: Sequence[Block], root: Node) -> None:
        self._last: dict[Node, Node] = {}
        self._loose: set[Node] = set()
        counts: Counter[Node] = Counter()
        for node in iterate_nodes(root):
            if node.parent and node.mark and node.rank[0] >= NUMBERED_RUN_IN_RANK and _is_item(blocks[node.mark.index]):
                counts[node.parent] += 1
                self._last[node.parent] = node
        self._last = {parent: node for parent, node in self._last.items() if counts[parent] > 1}

    def ends_before(self, block: Block, node: Node | None) -> bool:
        """Whether `block`, next after what stands under `node`, is outside the list that `node` is the last item of."""
        if node is None or node.parent is None or block.kind is not BlockKind.PARAGRAPH or node.rank[1] < 1:
            return False
        if self._last.get(node.parent) is node and node.parent not in self._loose and not node.children:
            return True
        self._loose.add(node.parent)
        return False


def _is_item(block: Block) -> bool:
    return block.kind is BlockKind.ITEM and block.marker is not None


def _is_trailing(block: Block, after: Block | None) -> bool:
    text = block.text
    if len(text) > _LONGEST_LINE:
        return False
    if is_date_line(text) or _find_trailing().search(text) or (len(text) < _SHORT and _find_version().search(text)):
        return True
    if after is not None and names_date(text) and is_date_line(after.text):
        return True
    is_link = bool(block.links) and len(block.links[0].text) >= len(text) - 20
    return is_link and any(True for _ in find_date_matches(text))
