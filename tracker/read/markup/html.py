"""A page's HTML → blocks in reading order: headings, paragraphs, items, rows and quotes of the document on it.

`content.py` finds the document, `blocks.py` walks it, `tables.py` reads its tables, all over Lexbor. Sectioning,
numbers and dates are not known here.
"""

from __future__ import annotations

import re
from functools import cache

from tracker.compiled import compile_pattern
from tracker.errors import EmptyDocumentError
from tracker.languages import join_patterns
from tracker.model import Block, BlockKind, ReadingSettings
from tracker.read.handover import Page
from tracker.read.markup.blocks import read_blocks
from tracker.read.page.content import find_document
from tracker.read.page.furniture_lines import is_furniture_line, starts_link_list

# 'window.location.replace("/terms")', "location.href = '/terms'"
_SENT_ON = compile_pattern(
    r"(?<![\w$])location(?:\.href)?(?:\s{0,9}=\s{0,9}|\.(?:replace|assign)\(\s{0,9})[\"']((?:https?:)?/[^\"'\s<>]{1,500})[\"']"
)


def read_html(text: str, settings: ReadingSettings) -> Page:
    """The blocks of the document on the page `text`, with the page's title and declared language.

    Broken markup never raises. Raises SelectorError (a selector or fragment without a match), ReadingError (too large)
    and EmptyDocumentError (no text left).
    """
    found = find_document(text, settings)
    blocks = drop_furniture(read_blocks(found.nodes))
    if not blocks and found.warnings:
        raise EmptyDocumentError(
            f"the page holds no text of its own, it only shows {found.warnings[0].address}",
            hint="that address can be tracked",
        )
    if not blocks and (sent := _SENT_ON.search(text)):
        raise EmptyDocumentError(
            f"the page holds no text, and a script on it leads to {sent[1]}", hint="that address can be tracked"
        )
    if not blocks:
        raise EmptyDocumentError(
            "the page holds no text", hint="a page that is drawn by a script needs `browser = true` to be read"
        )
    return Page(blocks, clean_title(found.title), found.language, warnings=found.warnings)


def drop_furniture(blocks: list[Block]) -> tuple[Block, ...]:
    """`blocks` without whole lines of the page ("Updated 3 weeks ago") and the link lists that such lines head."""
    kept: list[Block] = []
    is_link_list = False
    for block in blocks:
        if block.kind is not BlockKind.ROW and is_furniture_line(block.text):
            is_link_list = starts_link_list(block.text)
        elif not is_link_list or not _is_linked(block):
            is_link_list = False
            kept.append(block)
    return tuple(kept)


def _is_linked(block: Block) -> bool:
    """Whether nearly all of a line is links."""
    linked = sum(len(link.text) for link in block.links)
    return block.kind is not BlockKind.HEADING and linked >= 0.9 * len(block.text)


# "Terms of Service | Example", "Example – Privacy Policy"
_TITLE_BREAK = compile_pattern(r"\s+[|–—·•»:-]{1,2}\s+")


@cache
def _find_title_word() -> re.Pattern[str]:
    """What documents are called, whole words and beginnings: "Datenschutzerklärung", "Terms"."""
    keys = ("headings.titles", "documents.names")
    return compile_pattern("|".join(join_patterns(key) or "" for key in keys), re.IGNORECASE)


def clean_title(title: str | None) -> str | None:
    """A page's <title> without the site's name: the first part that names a document, else the first part."""
    if not title:
        return None
    parts = [part for part in _TITLE_BREAK.split(title) if part.strip()]
    return next((part for part in parts if _find_title_word().search(part)), parts[0] if parts else title)
