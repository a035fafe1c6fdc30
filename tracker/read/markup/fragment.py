"""A stretch of HTML that stands in another text → its blocks: all of it is the document's.

For Markdown with tables and headings written in tags; a page's own furniture is not looked for here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.first_use import FirstUse
from tracker.model import Block
from tracker.read.markup.blocks import read_blocks
from tracker.read.page.content import keep_words
from tracker.read.page.nesting import flatten_nesting
from tracker.read.page.nodes import list_class_names

if TYPE_CHECKING:
    from selectolax import lexbor
else:
    lexbor = FirstUse("selectolax.lexbor")  # a file in Markdown has no page


def read_fragment(markup: str) -> list[Block]:
    """The blocks of some markup in reading order, none where it holds no words. Broken markup never raises."""
    body = lexbor.LexborHTMLParser(flatten_nesting(f"<body>{markup}")).body
    if body is None:
        return []
    keep_words(body, list_class_names(body))
    return read_blocks([body])
