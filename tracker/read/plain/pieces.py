"""A Markdown text -> its blocks, piece by piece, where one says nothing of the next: each kind of piece is read once.

Captures of one page share most of their paragraphs, word for word or but for what the addresses of links carry along
("?visitor=29886aff"), which is another each day. What comes out is what reading the whole text gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, Link
from tracker.values import replace

# "\n\nYou pay", "\n\n**Fees.**", "\n\n## 2. Fees": no marker, quote, fence, rule or underline
_BORDER: Final = compile_pattern(r"\n(?<=\n\n)(?=[^\W\d_]|#|\*\*[^\s*])")
# an underline below a line without words makes headings of the paragraphs above
_REACHING: Final = compile_pattern(r"\n[^\w\n]*\n *={3,} *(?:\n|$)")
_MASK: Final = "\ue000"  # for private use (Unicode): no text has it
_CARRYING: Final = compile_pattern(r"(?<=\]\()[^()<>\s?#]{1,1000}\?[\w=&%.+~/;:-]{1,1000}(?=\))")


def read_pieces(text: str, read_piece: Callable[[str], tuple[Block, ...]]) -> Iterator[Block]:
    """The blocks of a text with "\\n" line ends, in order.

    A piece ends where an empty line comes before one that begins as a paragraph or a heading does, at its very start.
    Fences and underlines that stand alone reach over such borders: a text with them is one piece.
    """
    is_whole = "```" in text or "~~~" in text or ("===" in text and _REACHING.search(text))
    pieces = [text] if is_whole else _BORDER.split(text)
    read = read_piece if _MASK in text or "?" not in text else lambda piece: _read_masked(piece, read_piece)
    return chain.from_iterable(map(read, pieces))


def _read_masked(piece: str, read_piece: Callable[[str], tuple[Block, ...]]) -> tuple[Block, ...]:
    """The blocks of a piece that is read without the addresses that carry something along."""
    addresses: list[str] = []

    def mask(found: re.Match[str]) -> str:
        addresses.append(found[0])
        return f"{_MASK}{len(addresses) - 1}"

    masked = _CARRYING.sub(mask, piece) if "?" in piece and "](" in piece else piece
    blocks = read_piece(masked)
    if not addresses:
        return blocks
    if any(_MASK in block.text for block in blocks):  # a bracket that opens no link: the address is text
        return read_piece(piece)
    return tuple(_unmask(block, addresses) if block.links else block for block in blocks)


def _unmask(block: Block, addresses: list[str]) -> Block:
    links = tuple(
        Link(link.text, addresses[int(link.target[1:])]) if link.target.startswith(_MASK) else link
        for link in block.links
    )
    return replace(block, links=links)
