"""A page's HTML → blocks in reading order: headings, paragraphs, items, rows and quotes of the document on it.

`content.py` finds the document (Lexbor), `markup.py` slims it, BeautifulSoup over lxml gives the structure that is read
here. Sectioning, numbers and dates are not known here. Home of BeautifulSoup and lxml.
"""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import NavigableString, PreformattedString, Tag

from tracker.errors import EmptyDocumentError
from tracker.model import Block, BlockKind, ReadingSettings
from tracker.read.content import find_document
from tracker.read.furniture_lines import is_furniture_line, starts_link_list
from tracker.read.line import BOLD_TAGS, INLINE_TAGS, LineBuffer, is_permalink
from tracker.read.lists import OpenList, open_list
from tracker.read.markup import slim_markup
from tracker.read.page import Page
from tracker.read.tables import TableKind, read_rows, tell_table

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Elements whose whole text is a line of its own that heads what follows.
_LINE_HEADS = {"dt", "summary", "legend", "button"}


def read_html(text: str, settings: ReadingSettings) -> Page:
    """The blocks of the document on the page `text`, with the page's title and declared language.

    Broken markup never raises. Raises SelectorError (a selector or fragment without a match), ReadingError (too large)
    and EmptyDocumentError (no text left).
    """
    found = find_document(text, settings)
    reader = _BlockReader()
    reader.read(_parse_structure(slim_markup(found.markup)))
    blocks = drop_furniture(reader.blocks)
    if not blocks:
        raise EmptyDocumentError(
            "the page holds no text", hint="a page that is drawn by a script needs `browser = true` to be read"
        )
    return Page(blocks, clean_title(found.title), found.language)


def _parse_structure(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)  # a page whose text is one address
        return BeautifulSoup(markup, "lxml", multi_valued_attributes=None)


class _BlockReader:
    """Walks the structure once; `line` gathers what becomes the next block, the rest is where in the page we are."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line = LineBuffer()
        self._lists: list[OpenList] = []
        self._markers: list[str | None] = []  # of the open items, each until its first block is written
        self._quotes = 0
        self._anchor: str | None = None

    def read(self, soup: BeautifulSoup) -> None:
        self._walk_children(soup)
        self._end_block()

    # --- walking ---

    def _walk_children(self, tag: Tag) -> None:
        for child in tag.children:
            if isinstance(child, Tag):
                self._walk(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._line.add(child)

    def _walk(self, tag: Tag) -> None:
        name = tag.name
        if name in BOLD_TAGS:
            self._line.is_bold += 1
            self._walk_children(tag)
            self._line.is_bold -= 1
        elif name == "a":
            self._walk_link(tag)
        elif name == "br":
            self._line.add_break()
        elif name in INLINE_TAGS:
            self._walk_children(tag)
        else:
            self._walk_box(tag, name)

    def _walk_link(self, tag: Tag) -> None:
        self._note_anchor(tag)
        begun, count = len(self._line.pieces), len(self.blocks)
        if is_permalink(tag):
            return
        self._walk_children(tag)
        target = tag.get("href")
        if isinstance(target, str):  # a link around whole boxes stays with the words of the last one
            self._line.add_link(begun if count == len(self.blocks) else 0, target)

    def _walk_box(self, tag: Tag, name: str) -> None:
        """An element that stands on lines of its own."""
        self._end_block()
        self._note_anchor(tag)
        if name in _HEADINGS:
            self._line.gather(tag)
            self._write_heading(_HEADINGS[name])
        elif name in {"ol", "ul"}:
            self._walk_list(tag)
        elif name == "li":
            self._walk_item(tag)
        elif name == "table":
            self._walk_table(tag)
        elif name in _LINE_HEADS and tag.find(list(_HEADINGS)) is None:
            self._line.is_bold += 1
            self._line.gather(tag)
            self._line.is_bold -= 1
        elif name == "pre":
            self._walk_preformatted(tag)
        elif name == "blockquote":
            self._quotes += 1
            self._walk_children(tag)
            self._end_block()
            self._quotes -= 1
        else:
            self._walk_children(tag)
        self._end_block()

    def _walk_list(self, tag: Tag) -> None:
        items = sum(1 for child in tag.children if isinstance(child, Tag) and child.name == "li")
        self._lists.append(open_list(tag.name, _attributes(tag), items))
        self._walk_children(tag)
        self._end_block()
        self._lists.pop()

    def _walk_item(self, tag: Tag) -> None:
        self._write_bare_markers()
        owner = self._lists[-1] if self._lists else open_list("ul", {}, 1)
        self._markers.append(owner.paint_next(_attributes(tag)))
        self._walk_children(tag)
        self._end_block()
        self._markers.pop()

    def _walk_table(self, tag: Tag) -> None:
        kind = tell_table(tag)
        if kind is TableKind.LAYOUT:
            self._walk_children(tag)
            return
        for block in read_rows(tag, is_clauses=kind is TableKind.CLAUSES):
            self._write(block)

    def _walk_preformatted(self, tag: Tag) -> None:
        """Printed line by line: an empty line ends a paragraph."""
        for paragraph in re.split(r"\n[ \t]*\n", tag.get_text()):
            self._line.add(paragraph)
            self._end_block()

    # --- writing ---

    def _note_anchor(self, tag: Tag) -> None:
        anchor = tag.get("id") or tag.get("name")
        if isinstance(anchor, str) and anchor:
            self._anchor = anchor

    def _write_bare_markers(self) -> None:
        """A numbered item that opens with a list has no text of its own; its number must not be lost."""
        if self._markers and self._markers[-1] not in {None, "•"}:
            depth = len(self._markers)
            self.blocks.append(Block(BlockKind.ITEM, "", level=depth, marker=self._markers[-1]))
            self._markers[-1] = None

    def _end_block(self) -> None:
        depth = len(self._markers)
        kind = BlockKind.ITEM if depth else BlockKind.QUOTE if self._quotes else BlockKind.PARAGRAPH
        for line in self._line.take_lines():
            self._write(Block(kind, line.text, level=depth, lead=line.lead, links=line.links))

    def _write_heading(self, level: int) -> None:
        line = self._line.take_line()
        if line is not None:
            self._write(Block(BlockKind.HEADING, line.text, level=level, links=line.links))

    def _write(self, block: Block) -> None:
        marker, anchor = block.marker, self._anchor
        self._anchor = None
        if self._markers and block.kind is not BlockKind.ROW:
            marker, self._markers[-1] = self._markers[-1], None
        if marker != block.marker or anchor:
            block = Block(block.kind, block.text, block.level, marker, block.lead, block.links, block.is_header, anchor)
        self.blocks.append(block)


def _attributes(tag: Tag) -> dict[str, str]:
    return {key: value for key, value in tag.attrs.items() if isinstance(value, str)}


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
_TITLE_BREAK = re.compile(r"\s+[|–—·•»:-]{1,2}\s+")
_TITLE_WORD = re.compile(
    r"terms|polic|privacy|conditions|agreement|legal|guidelines|notice|statement|licen[sc]e|rules|datenschutz|nutzung|agb|"
    r"bedingungen|richtlinie|confidentialit|cgu|cgv|condiciones|privacidad|pol[íi]tica|termini|condizioni|termos|voorwaarden|beleid",
    re.IGNORECASE,
)


def clean_title(title: str | None) -> str | None:
    """A page's <title> without the site's name: the first part that names a document, else the first part."""
    if not title:
        return None
    parts = [part for part in _TITLE_BREAK.split(title) if part.strip()]
    return next((part for part in parts if _TITLE_WORD.search(part)), parts[0] if parts else title)
