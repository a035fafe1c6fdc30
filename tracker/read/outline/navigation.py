"""Blocks of a page -> the same without a site menu that got in front of the document.

Extractions of others, and pages without landmarks, begin with the menu: lines made of links alone, with short labels
between them ("By industry", "Select a language"). The terms begin where something is said, or at the title.
"""

from __future__ import annotations

from typing import Final

from tracker.model import Block, BlockKind
from tracker.read.handover import Page
from tracker.read.outline.headings import match_title
from tracker.values import replace

_LABEL_WORDS: Final = 6
_ALL_LINKS: Final = 0.9  # of a line's characters are link text
_MENU_LINKS: Final = 5  # fewer links in front of a text are a breadcrumb or "download as PDF", and stay


def drop_leading_menu(page: Page) -> Page:
    """The page without its leading menu; unchanged where there is none.

    A list of links into the page itself ends the menu and stays, its contents, and so does a heading of level 1 that
    names a document or is the last before the text: the site's name may be one, too.
    """
    end = links = 0
    titled: list[tuple[int, int]] = []  # headings of level 1 with what stood before them
    for index, block in enumerate(page.blocks):
        if block.kind is BlockKind.HEADING and block.level == 1:
            titled.append((end, links))
            if match_title().search(block.text):
                break
        elif _is_menu_line(block):
            end, links = index + 1, links + len(block.links)
        elif not _is_menu_label(block):
            break
    if titled:
        end, links = titled[-1]
    if links < _MENU_LINKS:
        return page
    return replace(page, blocks=page.blocks[end:])


def _is_menu_line(block: Block) -> bool:
    if not block.links or any("#" in link.target for link in block.links):
        return False
    linked = sum(_count_characters(link.text) for link in block.links)
    return linked >= _ALL_LINKS * _count_characters(block.text)


def _is_menu_label(block: Block) -> bool:
    return len(block.text.split()) <= _LABEL_WORDS and not block.text.endswith((".", ":", ";", "!"))


def _count_characters(text: str) -> int:
    return sum(not character.isspace() for character in text)
