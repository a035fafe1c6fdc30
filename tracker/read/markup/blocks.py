"""The elements of a document → its blocks in reading order.

The walk is a loop, not a recursion: hostile pages nest a million elements.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.read.markup.elements import Element, Use, classify_element, is_component, is_permalink
from tracker.read.markup.line import LineBuffer
from tracker.read.markup.lists import OpenList, open_list
from tracker.read.markup.tables import TableKind, read_table
from tracker.read.page.nodes import measure_text
from tracker.values import Struct, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADING_TAGS = "h1, h2, h3, h4, h5, h6, [role=heading]"
_EMPTY_LINE = compile_pattern(r"\n[ \t]*\n")


def read_blocks(nodes: Iterable[LexborNode]) -> list[Block]:
    """The blocks of some elements of one page, in the order given."""
    reader = _BlockReader()
    for node in nodes:
        reader.read(node)
    return reader.blocks


class _Effect(Enum):
    """What entering an element did, to be undone on leaving it."""

    NONE = auto()
    SPACE = auto()
    BOX = auto()


class _Open(Struct):
    """An element whose content is being read; where a link's words begin is noted for when it ends."""

    node: LexborNode
    element: Element
    effect: _Effect = _Effect.NONE
    piece: int = 0
    block: int = 0


class _BlockReader:
    """Walks the structure once; `_line` gathers what becomes the next block, the rest is where in the page we are."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line = LineBuffer()
        self._lists: list[OpenList] = []
        self._markers: list[str | None] = []  # of the open items, each until its first block is written
        self._quotes = 0
        self._flat = 0  # open headings and lines: inside them a box is a space
        self._preformatted = 0
        self._lined = 0  # open elements whose sheet paints the ends of lines
        self._anchor: str | None = None

    def read(self, root: LexborNode) -> None:
        """Add the blocks of an element and all it holds."""
        opened: list[_Open] = []
        node: LexborNode | None = root
        while node is not None or opened:
            if node is None:
                leaving = opened.pop()
                self._leave(leaving)
                node = leaving.node.next if opened else None
                continue
            entered = self._enter(node)
            if entered is not None:
                opened.append(entered)
                node = node.first_child
            else:
                node = node.next if opened else None
        self._end_block()

    # --- entering ---

    def _enter(self, node: LexborNode) -> _Open | None:
        """Begin an element, or take a text; None where there is nothing inside to read."""
        tag = node.tag or "-"
        if tag == "-text":
            self._add_text(node.text_content or "")
            return None
        if tag[0] in "-!" or tag == "wbr":
            return None
        attributes = node.attributes
        element = classify_element(tag, attributes)
        role = element.role
        if role is Use.BREAK:
            self._line.add_break(is_space=self._flat > 0)
            return None
        if role is Use.NOTHING:
            return None
        if role is Use.LINK and is_permalink(node.text, attributes, is_heading=self._flat > 0):
            return None
        anchor = attributes.get("id") or (attributes.get("name") if tag == "a" else None) if attributes else None
        opened = self._enter_element(node, tag, element)
        if anchor:
            self._anchor = anchor
        return opened

    def _enter_element(self, node: LexborNode, tag: str, element: Element) -> _Open | None:
        role = element.role
        if (role is Use.LINE or is_component(tag)) and _is_in_sentence(node):
            element = Element(role := Use.INLINE)
        if role is Use.INLINE or role is Use.LINK:
            opened = _Open(node, element, _Effect.NONE, len(self._line.pieces), len(self.blocks))
        elif self._flat:
            opened = _Open(node, element, _Effect.SPACE)
            self._line.add_space()
        else:
            self._end_block()
            if role is Use.LINE and node.css_first(_HEADING_TAGS) is not None:
                element = Element(role := Use.BOX)
            if role is Use.TABLE and self._write_table(node):
                return None
            opened = _Open(node, element, _Effect.BOX)
            if role is not Use.BOX:
                self._enter_box(node, tag, element)
        self._line.is_bold += element.is_bold
        self._lined += element.is_lined
        return opened

    def _enter_box(self, node: LexborNode, tag: str, element: Element) -> None:
        role = element.role
        if role is Use.HEADING or role is Use.LINE:
            self._flat += 1
        elif role is Use.LIST:
            items = sum(child.tag == "li" for child in node.iter()) if "reversed" in node.attributes else 0
            within = self._lists[-1] if self._lists else None
            self._lists.append(open_list(tag, node.attributes, element.list_style, items, within))
            if _is_bare_list(node):
                self._markers.append(None)
        elif role is Use.ITEM:
            self._write_bare_marker()
            owner = self._lists[-1] if self._lists else open_list("ul", {}, None, 0)
            self._markers.append(owner.paint_next(node.attributes, element.list_style))
        elif role is Use.QUOTE:
            self._quotes += 1
        elif role is Use.PREFORMATTED:
            self._preformatted += 1

    def _write_table(self, node: LexborNode) -> bool:
        """Write a table's rows; False for one that only lays out what it holds."""
        kind, rows = read_table(node)
        for row in rows:
            self._write(row)
        return kind is not TableKind.LAYOUT

    def _add_text(self, text: str) -> None:
        if not self._preformatted:
            if self._lined and "\n" in text:
                self._add_lines(text)
            elif self._line.pieces or not text.isspace():  # what only parts two boxes in the markup begins no line
                self._line.add(text)
            return
        first, *rest = _EMPTY_LINE.split(text)  # printed line by line: an empty line ends a paragraph
        self._line.add(first)
        for paragraph in rest:
            self._line.add_break(is_space=False)
            self._line.add_break(is_space=False)
            self._line.add(paragraph)

    def _add_lines(self, text: str) -> None:
        """Take a text of several lines, where the style of what it stands in says that they end where they do."""
        first, *rest = text.split("\n")
        self._line.add(first)
        for line in rest:
            self._line.add_break(is_space=self._flat > 0)
            self._line.add(line)

    # --- leaving ---

    def _leave(self, opened: _Open) -> None:
        element, effect = opened.element, opened.effect
        if effect is _Effect.BOX:
            if element.role is Use.BOX:
                self._end_block()
            else:
                self._leave_box(opened)
        elif effect is _Effect.SPACE:
            self._line.add_space()
        elif element.role is Use.LINK:
            target = opened.node.attributes.get("href")
            if target:  # a link around whole boxes stays with the words of the last one
                self._line.add_link(opened.piece if opened.block == len(self.blocks) else 0, target)
        elif opened.node.tag == "sup" and opened.block == len(self.blocks):
            self._line.raise_figures(opened.piece)
        elif self._flat and opened.node.tag == "span" and self._line.is_label():
            self._line.add_space()
        self._line.is_bold -= element.is_bold
        self._lined -= element.is_lined

    def _leave_box(self, opened: _Open) -> None:
        element = opened.element
        role = element.role
        if role is Use.HEADING:
            self._flat -= 1
            self._write_heading(element.level)
            return
        if role is Use.LINE:
            self._flat -= 1
        self._end_block()
        if role is Use.LIST:
            self._lists.pop()
            if _is_bare_list(opened.node):
                self._markers.pop()
        elif role is Use.ITEM:
            self._markers.pop()
        elif role is Use.QUOTE:
            self._quotes -= 1
        elif role is Use.PREFORMATTED:
            self._preformatted -= 1

    # --- writing ---

    def _write_bare_marker(self) -> None:
        """A numbered item that opens with a list has no text of its own; its number must not be lost."""
        if self._markers and self._markers[-1] not in {None, "•"}:
            marker, self._markers[-1] = self._markers[-1], None
            self.blocks.append(Block(BlockKind.ITEM, "", level=len(self._markers), marker=marker))

    def _end_block(self) -> None:
        if not self._line.pieces:
            return
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
            block = replace(block, marker=marker, anchor=anchor)
        self.blocks.append(block)


def _is_in_sentence(node: LexborNode) -> bool:
    """Whether a button stands among the words of a paragraph: "Press <button>Send</button> to agree"; or a component
    right beside words."""
    if is_component(node.tag or ""):
        return any(beside is not None and _says_words(beside) for beside in (node.prev, node.next))
    if node.tag != "button" or node.parent is None or node.parent.tag != "p":
        return False
    return measure_text(node.parent) > measure_text(node)


def _says_words(node: LexborNode) -> bool:
    return node.tag == "-text" and not (node.text_content or "").isspace()


def _is_bare_list(node: LexborNode) -> bool:
    """Whether a list stands right in another, as part of the item before it: `<ol><li>One</li><ol><li>…`."""
    return node.parent is not None and node.parent.tag in {"ol", "ul"}
