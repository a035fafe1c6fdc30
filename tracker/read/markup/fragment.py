"""A stretch of HTML that stands in another text → its blocks: all of it is the document's.

For Markdown with tables and headings written in tags; a page's own furniture is not looked for here.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from tracker.model import Block
from tracker.read.markup.blocks import read_blocks
from tracker.read.page.furniture import NEVER_TEXT
from tracker.read.page.nesting import flatten_nesting
from tracker.read.page.pictures import PICTURE_TAGS, let_pictures_speak
from tracker.read.page.struck import drop_struck


def read_fragment(markup: str) -> list[Block]:
    """The blocks of some markup in reading order, none where it holds no words. Broken markup never raises."""
    body = LexborHTMLParser(flatten_nesting(f"<body>{markup}")).body
    if body is None:
        return []
    body.strip_tags(list(NEVER_TEXT))
    drop_struck(body)
    let_pictures_speak(body)
    body.strip_tags(list(PICTURE_TAGS))
    return read_blocks([body])
