"""A redline and its first page -> a Word document with real tracked changes (ECMA-376, part 1, 17.13.5).

Ends of paragraphs and rows of tables are tracked like words: with everything accepted or rejected no empty paragraph is
left. python-docx gives the file and its styles; the marks of revision, which it does not know, are made here.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, groupby
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from tracker.export.cover import Cover
from tracker.export.tracked import (
    CELL_MARK,
    GONE,
    Fate,
    TextLine,
    TrackedParagraph,
    TrackedRow,
    TrackedRun,
    TrackedText,
)
from tracker.model import BlockKind
from tracker.publish.hostile import clean_text

COVER_WIDTHS = (Mm(42), Mm(118))
MOST_CELLS = 60
"""Word's tables have at most 63 columns; a longer row is written as one paragraph."""
DEEPEST_HEADING = 6
DEEPEST_BULLET = 3
TABLE_WIDTH = 9070
"""Twentieths of a point: what an A4 page has between margins of 25 mm."""
INDENT = 360
"""Twentieths of a point that a list item is set in, for each level."""
LAST_LINE = "End of the redline"
"""What stands after the text and is never tracked: the end of a document's last paragraph can be neither deleted nor
inserted."""

_TAGS = {
    Fate.DELETED: "w:del",
    Fate.INSERTED: "w:ins",
    Fate.MOVED_AWAY: "w:moveFrom",
    Fate.MOVED_HERE: "w:moveTo",
}


def write_word(tracked: TrackedText, cover: Cover, *, dated_at: datetime, language: str | None = None) -> bytes:
    """The document's bytes. `dated_at` stands beside every change, `language` is what a spelling checker reads."""
    document = Document()
    _set_up(document, cover, dated_at, language)
    _write_cover(document, cover)
    writer = _Writer(cover.author, dated_at)
    end = document.element.body.sectPr
    for element in writer.write(tracked):
        end.addprevious(element)
    end.addprevious(_small_paragraph(LAST_LINE))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: WordDocument, cover: Cover, dated_at: datetime, language: str | None) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(25)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean_text(cover.title), "policy-clause-tracker", ""
    properties.created = properties.modified = dated_at.astimezone(UTC).replace(tzinfo=None)
    styles = document.styles.element
    for name in styles.iter(qn("w:lang")):
        name.set(qn("w:val"), language or "x-none")


def _write_cover(document: WordDocument, cover: Cover) -> None:
    document.add_paragraph(clean_text(cover.title), style="Title")
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, COVER_WIDTHS, strict=True):
        column.width = width
    for label, value in cover.facts:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = COVER_WIDTHS
        for cell, text in zip(cells, (label.strip(), value), strict=True):
            run = cell.paragraphs[0].add_run(clean_text(text))
            run.font.size = Pt(9)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        cells[0].paragraphs[0].runs[0].bold = not label.startswith(" ")
    for note in ("", *cover.notes):
        document.add_paragraph().add_run(clean_text(note)).font.size = Pt(9)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _small_paragraph(text: str) -> BaseOxmlElement:
    paragraph = _element("w:p", _element("w:pPr", _element("w:jc", val="center")))
    paragraph.append(_element("w:r", _element("w:rPr", _element("w:sz", val="16")), _text("w:t", text)))
    return paragraph


class _Writer:
    """Parts of a redline -> elements of the body, with ids that are each used once."""

    def __init__(self, author: str, dated_at: datetime) -> None:
        self._who = {"author": clean_text(author), "date": dated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        self._ids = count(1)

    def write(self, tracked: TrackedText) -> Iterator[BaseOxmlElement]:
        parts = [_as_paragraph(part) for part in tracked]
        for is_table, group in groupby(parts, key=lambda part: isinstance(part, TrackedRow)):
            if is_table:
                yield self._table([part for part in group if isinstance(part, TrackedRow)])
            else:
                yield from self._paragraphs([part for part in group if isinstance(part, TrackedParagraph)])

    def _paragraphs(self, parts: Sequence[TrackedParagraph]) -> Iterator[BaseOxmlElement]:
        """Paragraphs, those of one side of a move between the marks of its range."""
        for (move, is_gone), group in groupby(parts, key=lambda part: (part.move, part.mark in GONE)):
            paragraphs = list(group)
            elements = [self._paragraph(part.line, part.runs, part.mark) for part in paragraphs]
            if move is None or not any(_has_moved(part) for part in paragraphs):
                yield from elements
                continue
            tag, key = ("moveFrom" if is_gone else "moveTo"), str(next(self._ids))
            start = _element(f"w:{tag}RangeStart", id=key, name=f"move{move + 1}", **self._who)
            elements[0].insert(1, start)  # after the properties
            yield from elements
            yield _element(f"w:{tag}RangeEnd", id=key)

    def _paragraph(self, line: TextLine, runs: Sequence[TrackedRun], mark: Fate) -> BaseOxmlElement:
        is_rtl = reads_from_right("".join(run.text for run in runs))
        properties = _element("w:pPr", *_style(line))
        if is_rtl:
            properties.append(_element("w:bidi"))
        if line.kind is BlockKind.ITEM and not line.is_bullet:
            properties.append(_element("w:ind", left=str(INDENT * max(line.level, 1))))
        if mark is not Fate.KEPT:
            properties.append(_element("w:rPr", self._mark(mark)))
        return _element("w:p", properties, *(self._run(run, is_rtl=is_rtl) for run in runs if run.text))

    def _run(self, run: TrackedRun, *, is_rtl: bool = False, is_bold: bool = False) -> BaseOxmlElement:
        is_deleted = run.fate is Fate.DELETED
        looks = [_element(tag) for tag, wanted in (("w:b", is_bold), ("w:rtl", is_rtl)) if wanted]
        words = _text("w:delText" if is_deleted else "w:t", run.text)
        element = _element("w:r", *([_element("w:rPr", *looks)] if looks else []), words)
        return element if run.fate is Fate.KEPT else self._mark(run.fate, element)

    def _mark(self, fate: Fate, *children: BaseOxmlElement) -> BaseOxmlElement:
        return _element(_TAGS[fate], *children, id=str(next(self._ids)), **self._who)

    def _table(self, rows: Sequence[TrackedRow]) -> BaseOxmlElement:
        columns = max(len(row.cells) for row in rows)
        grid = _element("w:tblGrid", *(_element("w:gridCol", w=str(TABLE_WIDTH // columns)) for _ in range(columns)))
        looks = _element("w:tblPr", _element("w:tblStyle", val="TableGrid"), _element("w:tblW", w="5000", type="pct"))
        return _element("w:tbl", looks, grid, *(self._row(row, columns) for row in rows))

    def _row(self, row: TrackedRow, columns: int) -> BaseOxmlElement:
        properties = _element("w:trPr", *([_element("w:tblHeader")] if row.is_header else []))
        if row.fate is not Fate.KEPT:
            properties.append(self._mark(row.fate))
        cells = [self._cell(runs, row, 1) for runs in row.cells[:-1]]
        cells.append(self._cell(row.cells[-1], row, columns - len(row.cells) + 1))
        return _element("w:tr", *([properties] if len(properties) else []), *cells)

    def _cell(self, runs: Sequence[TrackedRun], row: TrackedRow, span: int) -> BaseOxmlElement:
        looks = _element("w:tcPr", _element("w:tcW", w="0", type="auto"))
        if span > 1:
            looks.append(_element("w:gridSpan", val=str(span)))
        is_rtl = reads_from_right("".join(run.text for run in runs))
        properties = _element("w:pPr", *([_element("w:bidi")] if is_rtl else []))
        if row.fate is not Fate.KEPT:
            properties.append(_element("w:rPr", self._mark(row.fate)))
        words = (self._run(run, is_rtl=is_rtl, is_bold=row.is_header) for run in runs if run.text)
        return _element("w:tc", looks, _element("w:p", properties, *words))


def _as_paragraph(part: TrackedParagraph | TrackedRow) -> TrackedParagraph | TrackedRow:
    """A row that no table of Word's can hold, as a paragraph; anything else as it is."""
    if isinstance(part, TrackedParagraph) or len(part.cells) <= MOST_CELLS:
        return part
    runs = [run for cell in part.cells for run in (TrackedRun(CELL_MARK, part.fate), *cell)][1:]
    return TrackedParagraph(TextLine("", BlockKind.PARAGRAPH), tuple(runs), part.fate)


def _has_moved(part: TrackedParagraph) -> bool:
    return any(fate in (Fate.MOVED_AWAY, Fate.MOVED_HERE) for fate in (part.mark, *(run.fate for run in part.runs)))


def _style(line: TextLine) -> Iterator[BaseOxmlElement]:
    """The style of python-docx's template that a paragraph has, if any."""
    name = ""
    if line.kind is BlockKind.HEADING:
        name = f"Heading{min(line.level, DEEPEST_HEADING)}" if line.level else "Title"
    elif line.kind is BlockKind.QUOTE:
        name = "Quote"
    elif line.is_bullet:
        depth = min(max(line.level, 1), DEEPEST_BULLET)
        name = "ListBullet" if depth == 1 else f"ListBullet{depth}"
    if name:
        yield _element("w:pStyle", val=name)


def reads_from_right(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left (Unicode bidi algorithm, rule P2)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def _element(name: str, /, *children: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    element = cast(BaseOxmlElement, OxmlElement(name))
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    for child in children:
        element.append(child)
    return element


def _text(name: str, words: str) -> BaseOxmlElement:
    element = cast(BaseOxmlElement, OxmlElement(name))
    element.text = clean_text(words)
    element.set(qn("xml:space"), "preserve")
    return element
