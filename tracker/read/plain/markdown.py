"""Markdown as HTML-to-Markdown converters write it -> blocks in reading order.

Knows headings (ATX and underlined), nested lists as painted, continuation paragraphs, quotes, tables, rules and
hard breaks; the words inside a paragraph are read in `inline.py`. One pass over the lines. Stretches of HTML go to
whoever reads pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind
from tracker.read.handover import Page
from tracker.read.plain.inline import MarkedLine, collapse_space, read_inline
from tracker.read.plain.markdown_links import close_spread_links, resolve_references
from tracker.read.plain.markup_blocks import ReadMarkup, split_markup
from tracker.read.plain.pieces import read_pieces
from tracker.read.plain.programs import drop_programs
from tracker.read.plain.site_sources import read_site_source
from tracker.read.plain.wrapping import join_wrapped_blocks
from tracker.text.signs import is_file_name
from tracker.values import Struct, field, replace

_MARKER = compile_pattern(r"([*+-]|\d{1,9}[.)])(?:[ \t]+|$)")  # "1.  **Fees.** You pay"
_ATX = compile_pattern(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")  # "### 2\. Basenames"
# "##2. Fees": no heading for CommonMark, and one for its writer
_TIGHT_ATX = compile_pattern(r"(#{2,6})(\w.*?)#*[ \t]*$")
# "[### Oars](/oars)": a heading inside a link
_LINKED_ATX = compile_pattern(r"\[(#{2,6})[ \t]+([^\[\]]+\]\([^()\s]*\))[ \t]*$")
_NOTE = compile_pattern(r" {0,3}\[\^[^\[\]\s]{1,60}\]:\s")  # "[^2]: Taxes are not included."
_SETEXT = compile_pattern(r" {0,3}(=+|-{2,})[ \t]*$")  # "-------"
# "=====" below blank lines, from a heading that ends in breaks
_LATE_UNDERLINE = compile_pattern(r" {0,3}={3,}[ \t]*$")
_RULE = compile_pattern(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")  # "* * *"
# "| --- | :-: |": a "-" with a "|" in front of all or after it, and nothing but such signs. What must be there is
# looked for ahead, so that a long row of dashes is gone through once.
_TABLE_RULE = compile_pattern(r"(?:\|(?=[^-]*-)|(?=[^-]*-[^|]*\|))[ \t|:-]*$")
_CELL_BORDER = compile_pattern(r"\|(?<!\\\|)")
# a heading within a cell: "| #### Oars | 3 EUR |"; "# of oars" counts
_CELL_MARK = compile_pattern(r"^#{2,6}\s+(?=\S)")
# a picture that is all a cell holds says what it stands for: "| ![✔](/yes.png) |"; a longer text describes it
_CELL_PICTURE = compile_pattern(r"!\[([^\[\]]{1,60})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_FENCE = compile_pattern(r" {0,3}(?:```|~~~)")
_CHOICES: Final = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}  # "- [x] We keep your name": a task list's boxes
_COUNTS_ITSELF: Final = frozenset({"1.", "1)"})
_LEAST_ALIKE: Final = 3  # items called "1."; two may be two lists of a page, one below the other
_DEFINITION = compile_pattern(r" {0,3}:[ \t]+(?=\S)")  # "Oar" and below it ": What a boat is rowed with."
_NESTED: Final = 4  # "* * IP address": the siblings of the inner item stand four columns in
_SPACED_OUT: Final = 2  # a line this much deeper than a list marker belongs to its item: converters indent by 2 to 4
_MOST_RECALLED: Final = 4_000  # characters of a piece


class _Item(Struct):
    """An open list item: the column of its marker, and the marker until its first block has been written.

    `siblings` are the places, among the blocks, of what the items of its list begin with.
    """

    column: int
    marker: str | None
    siblings: list[int]


class _Builder(Struct):
    """The page while it is read: finished blocks, the paragraph being gathered and the list items it stands in."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    paragraph_start: int = 0
    rule_at: int = 0
    is_quote: bool = False
    is_table: bool = False
    is_after_blank: bool = True
    is_fenced: bool = False
    lists: list[list[int]] = field(default_factory=list)

    def end_paragraph(self) -> None:
        """Write the gathered lines as blocks, one a hard-broken line."""
        if self.lines:
            source, self.lines = "\n".join(self.lines), []
            self.paragraph_start = len(self.blocks)
            for line in read_inline(source):
                self.write_line(line)

    def write_line(self, line: MarkedLine) -> None:
        depth = len(self.items)
        kind = BlockKind.ITEM if depth else BlockKind.QUOTE if self.is_quote else BlockKind.PARAGRAPH
        self.blocks.append(
            Block(kind, line.text, level=depth, marker=self.take_marker(), lead=line.lead, links=line.links)
        )

    def write_heading(self, source: str, level: int) -> None:
        lines = read_inline(source)
        if not lines:
            return
        text = " ".join(line.text for line in lines)
        links = tuple(link for line in lines for link in line.links)
        self.blocks.append(Block(BlockKind.HEADING, text, level=level, marker=self.take_marker(), links=links))

    def promote_last(self, width: int) -> None:
        """Make the paragraph just written the heading that an underline shows it to be.

        A heading that holds breaks comes as several paragraphs; the underline is as wide as all of them (`width`). None
        of them stands above a rule.
        """
        start = self.paragraph_start
        room = width - sum(len(block.text) for block in self.blocks[start:])
        while (
            start > self.rule_at
            and self.blocks[start - 1].kind is BlockKind.PARAGRAPH
            and room >= len(self.blocks[start - 1].text)
        ):
            start -= 1
            room -= len(self.blocks[start].text) + 2
        lines = self.blocks[start:]
        if lines and all(line.kind is BlockKind.PARAGRAPH for line in lines):
            text = " ".join(line.text for line in lines)
            links = tuple(link for line in lines for link in line.links)
            self.blocks[start:] = [Block(BlockKind.HEADING, text, level=1, links=links)]

    def take_marker(self) -> str | None:
        """The marker of the innermost open item, once."""
        if not self.items:
            return None
        marker, self.items[-1].marker = self.items[-1].marker, None
        if marker is not None:
            self.items[-1].siblings.append(len(self.blocks))
        return marker

    def finish(self) -> None:
        """Write what is left, and number the lists whose every item is written "1.": whoever shows them counts."""
        self.end_paragraph()
        for places in self.lists:
            first = self.blocks[places[0]].marker if len(places) >= _LEAST_ALIKE else None
            if first in _COUNTS_ITSELF and all(self.blocks[place].marker == first for place in places):
                for number, place in enumerate(places, 1):
                    self.blocks[place] = replace(self.blocks[place], marker=f"{number}{first[-1]}")


def read_markdown(text: str, read_markup: ReadMarkup | None = None) -> Page:
    """Blocks of a Markdown text; never fails. Hard-wrapped lines (text out of a PDF) are joined again.

    Continuation paragraphs of a list item are ITEM blocks without a marker; a heading inside an item is a HEADING
    block with the item's marker. `read_markup` reads stretches of HTML; without it their tags are dropped and their
    words read as Markdown.
    """
    builder = _Builder()
    source = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    site = read_site_source(source)
    lines = drop_programs(close_spread_links(resolve_references(site.text)).split("\n"))
    stretches = [*split_markup(lines)] if read_markup else []
    if not any(is_markup for _, _, is_markup in stretches):
        builder.blocks.extend(read_pieces("\n".join(lines), _read_piece))
        stretches = []
    for start, end, is_markup in stretches:
        if read_markup and is_markup:
            builder.end_paragraph()
            builder.blocks.extend(read_markup("\n".join(lines[start:end])))
            builder.is_after_blank = True
        else:
            _take_lines(builder, lines[start:end])
    builder.finish()
    return Page(join_wrapped_blocks(tuple(builder.blocks)), dates=site.dates, spare_title=site.title)


def _read_piece(piece: str) -> tuple[Block, ...]:
    return _recall_piece(piece) if len(piece) <= _MOST_RECALLED else _recall_piece.__wrapped__(piece)


@lru_cache(maxsize=8192)  # successive versions of a text share most of them
def _recall_piece(piece: str) -> tuple[Block, ...]:
    builder = _Builder()
    _take_lines(builder, piece.split("\n"))
    builder.finish()
    return tuple(builder.blocks)


def _take_lines(builder: _Builder, lines: Sequence[str]) -> None:
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        _take_line(builder, line, following)


def _take_line(builder: _Builder, line: str, following: str) -> None:
    line = _strip_quote(builder, line)
    bare = line.strip()
    if not bare or (bare[0] in "`~" and _FENCE.match(line)):
        builder.end_paragraph()
        builder.is_after_blank = True
        builder.is_table = False
        builder.is_fenced ^= bool(bare)
        return
    if bare[0] in "=-*_" and _take_rule(builder, line):
        return
    content = _enter_items(builder, line)
    builder.is_after_blank = False
    heading = _ATX.match(content) or _TIGHT_ATX.match(content)
    if heading and (heading[2] or not content.strip("# ")) and not builder.is_fenced:
        builder.end_paragraph()
        builder.write_heading(heading[2] or "", len(heading[1]))
    elif linked := _LINKED_ATX.match(content):
        builder.end_paragraph()
        builder.write_heading(f"[{linked[2]}", len(linked[1]))
    elif _is_row(builder, content, following.strip()):
        builder.end_paragraph()
        is_header = bool(_TABLE_RULE.match(following.strip()))
        builder.is_table |= is_header
        _write_row(builder, content, is_header=is_header)
    elif content or builder.lines:
        definition = _DEFINITION.match(content) if builder.lines and not builder.is_table else None
        if _NOTE.match(content) or definition:
            builder.end_paragraph()
            content = content[definition.end() :] if definition else content
        builder.lines.append(content)


def _take_rule(builder: _Builder, line: str) -> bool:
    """Take a line of dashes or their like; False where it says more."""
    if builder.lines and _SETEXT.match(line.lstrip()) and not builder.is_after_blank:
        source, builder.lines = "\n".join(builder.lines), []
        builder.write_heading(source, 1 if "=" in line else 2)
        return True
    if not (_RULE.match(line) or _LATE_UNDERLINE.match(line)):
        return False
    builder.end_paragraph()
    if "=" in line:
        builder.promote_last(len(line.strip()))
    builder.rule_at = len(builder.blocks)
    return True


def _is_row(builder: _Builder, content: str, following: str) -> bool:
    """Whether a line is a row of a table: by its first sign, or by its borders below or above the table's rule."""
    if content.startswith("|"):
        return True
    return _CELL_BORDER.search(content) is not None and (builder.is_table or bool(_TABLE_RULE.match(following or "-")))


def _strip_quote(builder: _Builder, line: str) -> str:
    bare = line.lstrip()
    is_quote = bare.startswith(">") and len(line) - len(bare) < 4
    if is_quote != builder.is_quote and (is_quote or not bare):
        builder.end_paragraph()
        builder.is_quote = is_quote
    while is_quote and bare.startswith(">"):
        bare = bare[1:].removeprefix(" ")
    return bare if is_quote else line


def _enter_items(builder: _Builder, line: str) -> str:
    """Open and close list items as the line's indent and markers say; returns the line's content."""
    content = line.lstrip()
    column = len(line) - len(content)
    marker = _MARKER.match(content)
    if marker is None and builder.lines:
        return content + ("  " if line.endswith("  ") and not content.endswith("  ") else "")
    before: _Item | None = None
    while builder.items and column < builder.items[-1].column + _SPACED_OUT and (marker or builder.is_after_blank):
        builder.end_paragraph()
        before = builder.items.pop()
    while marker and not _RULE.match(content):
        builder.end_paragraph()
        painted = "•" if marker[1] in "*+-" else marker[1]
        siblings = before.siblings if before is not None else []
        if before is None:
            builder.lists.append(siblings)
        before = None
        builder.items.append(_Item(column, painted, siblings))
        column = max(column + marker.end(), column + _NESTED)
        content = content[marker.end() :].lstrip()
        content = _CHOICES.get(content[:4], content[:4]) + content[4:]
        marker = _MARKER.match(content)
    return content


def _write_row(builder: _Builder, content: str, *, is_header: bool) -> None:
    if _TABLE_RULE.match(content):
        return
    cells = _CELL_BORDER.split(content.strip().removeprefix("|").removesuffix("|"))
    read = [read_inline(_let_speak(_CELL_MARK.sub("", cell.strip()))) for cell in cells]
    text = " | ".join(" ".join(line.text for line in lines) for lines in read)
    links = tuple(link for lines in read for line in lines for link in line.links)
    if any(lines for lines in read):
        builder.blocks.append(Block(BlockKind.ROW, collapse_space(text), links=links, is_header=is_header))


def _let_speak(cell: str) -> str:
    picture = _CELL_PICTURE.fullmatch(cell) if cell.startswith("![") else None
    return cell if picture is None or is_file_name(picture[1]) else picture[1]
