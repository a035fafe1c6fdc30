"""A PDF's bytes → blocks in reading order.

This file asks PDFium where each character stands and how it is set, and gathers runs of print; `pdf_layout.py` makes
lines, columns and paragraphs of them. Home of pypdfium2. PDFium is not thread-safe: one thread a process reads PDFs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from tracker.compiled import compile_pattern
from tracker.errors import EmptyDocumentError, ReadingError
from tracker.first_use import FirstUse
from tracker.model import ReadingWarning
from tracker.read.handover import Page
from tracker.read.pdf.accents import join_accents
from tracker.read.pdf.direction import has_leftward, order_runs
from tracker.read.pdf.inflated import count_inflated
from tracker.read.pdf.layout import lay_out_pages
from tracker.read.pdf.legible import is_legible
from tracker.read.pdf.runs import TURNS, Glyph, Run, gather_runs, turn_down

if TYPE_CHECKING:
    import ctypes

    import pypdfium2  # type: ignore[import-untyped]
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
else:
    ctypes, pypdfium2, pdfium = FirstUse("ctypes"), FirstUse("pypdfium2"), FirstUse("pypdfium2.raw")

MOST_PAGES = 2000
MOST_CHARACTERS = 2_000_000  # a thousand pages of small print; PDFium tells of some 200,000 a second
MOST_INFLATED = 300_000_000  # bytes of all streams: the largest terms with fonts and maps inflate to a tenth
# Fewer characters a page than this is no text layer: page numbers and stamps over a scan.
_LEAST_CHARACTERS = 20
# PDF 32000-1, table 123: the font asks to be printed bold. (The weight that PDFium reports is a guess and of no use:
# 415 for a bold cut of Times, 610 for its italic.)
_FORCE_BOLD = 1 << 18
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_NAME_BYTES = 128
# PDFium's signs for a hyphen at the end of a line that it would undo, and for what has no Unicode value.
LOST = "\ufffd"
_SIGNS = {"\x02": "-", "\ufffe": LOST}
_LEAST_PRINT = 0.1  # points; a blank takes up a place, and no ink
_QUARTER, _STRAIGHT = 0.5 * math.pi, 0.1  # radians: PDFium counts clockwise
_FILE_TITLE = compile_pattern(
    r"\.(?:docx?|pdf|indd|odt|rtf|pages)\b|^microsoft word|^untitled|^document\d*$", re.IGNORECASE
)


def read_pdf(body: bytes) -> Page:
    """The blocks of a PDF; `title` from its metadata where that is no file name.

    Raises EmptyDocumentError for a PDF without text (scanned pages), ReadingError for one that is encrypted, damaged,
    too large, or whose fonts do not say which letters they print.
    """
    if count_inflated(body, MOST_INFLATED) > MOST_INFLATED:
        raise ReadingError(f"the PDF is too large to read: it inflates to more than {MOST_INFLATED // 1_000_000} MB")
    with closing(_open_pdf(body)) as document:
        if len(document) > MOST_PAGES:
            raise ReadingError(f"the PDF is too large to read: {len(document)} pages")
        pages = _read_pages(document)
        title = _read_title(document)
    characters = sum(len(run.text) for page in pages for run in page)
    if characters < _LEAST_CHARACTERS * len(pages):
        raise EmptyDocumentError(
            "the PDF holds images of pages, no text", hint="it would need character recognition, which is not done here"
        )
    if not is_legible("\n".join(run.text for page in pages for run in page)):
        raise ReadingError(
            "the letters of the PDF cannot be told: its fonts do not say which characters they print",
            hint="it would need character recognition, which is not done here",
        )
    blocks = lay_out_pages(pages)
    if not blocks:
        raise EmptyDocumentError("the PDF holds no text")
    lost = sum(block.text.count(LOST) for block in blocks)
    message = f"{lost} characters of the PDF cannot be told: its fonts do not say what they print"
    return Page(blocks, title, warnings=(ReadingWarning("letters", message),) if lost else ())


def load_pdfium() -> None:
    """Load the library now, where it would be too late later: in a process whose memory is about to be limited."""
    assert pdfium.FPDF_LoadDocument


def _open_pdf(body: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError("the PDF is encrypted and needs a password") from error
        raise ReadingError("the PDF is damaged or cut off and cannot be opened") from error
    if len(document) == 0:
        document.close()
        raise EmptyDocumentError("the PDF has no pages")
    return document


def _read_title(document: pypdfium2.PdfDocument) -> str | None:
    title = " ".join(document.get_metadata_value("Title").split())
    return title if title and not _FILE_TITLE.search(title) else None


def _read_pages(document: pypdfium2.PdfDocument) -> list[list[Run]]:
    """The runs of print on each page, in the order of the file; a page that cannot be loaded is an error.

    Characters are counted before they are looked at: pages may share one stream, so that a small file has many.
    """
    pages: list[list[Run]] = []
    left = MOST_CHARACTERS
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise ReadingError(f"page {index + 1} of the PDF is damaged") from error
        with closing(page), closing(page.get_textpage()) as text:
            count = text.count_chars()
            left -= count
            if left < 0:
                message = f"the PDF is too large to read: more than {MOST_CHARACTERS // 1_000_000} million characters"
                raise ReadingError(f"{message} up to page {index + 1} of {len(document)}")
            glyphs = list(_read_glyphs(text.raw, count))
            if has_leftward(glyphs):
                pages.append(list(order_runs(list(_read_glyphs(text.raw, count, is_loose=True)))))
            else:
                pages.append(list(gather_runs(join_accents(glyphs))))
    return pages


def _read_glyphs(text: ctypes.c_void_p, count: int, *, is_loose: bool = False) -> Iterator[Glyph]:
    """The characters of a page but the blanks, in the order of the file; size and weight are read once a word.

    Edges are those of the printed shape or, `is_loose`, of the place that the character takes up. What is turned by a
    quarter, as the number of a form in the margin or all of a page that is shown turned, makes lines below all others;
    what runs aslant is a stamp over the page ("DRAFT"), and no text of it.
    """
    left, right, bottom, top, x, base = (ctypes.c_double() for _ in range(6))
    place = pdfium.FS_RECTF()
    word, has_space = 0, True
    size, is_bold, turned = 0.0, False, 0.0
    for index in range(count):
        character = _read_character(text, index)
        if character.isspace():
            has_space = True
            continue
        pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        if not pdfium.FPDFText_GetCharOrigin(text, index, x, base):
            continue
        if has_space:
            size, is_bold = _read_size(text, index) or size, _is_bold(text, index)
            turned = pdfium.FPDFText_GetCharAngle(text, index) / _QUARTER
            word += 1
            has_space = False
        if is_loose and pdfium.FPDFText_GetLooseCharBox(text, index, place):
            left.value, right.value = place.left, place.right
        glyph = Glyph(character, left.value, right.value, base.value, size, is_bold, word, x.value)
        if abs(turned - round(turned)) < _STRAIGHT:
            quarters = round(turned) % TURNS
            yield turn_down(glyph, bottom.value, top.value, quarters) if quarters else glyph


def _read_character(text: ctypes.c_void_p, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    if code == 0 and _is_printed(text, index):
        return LOST
    if code in {0, 0xFFFF} or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return " "
    character = chr(code)
    return _SIGNS.get(character, character)


def _is_printed(text: ctypes.c_void_p, index: int) -> bool:
    """Whether a character without a code takes up room on the page: a letter that nobody can tell."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return right.value - left.value > _LEAST_PRINT and top.value - bottom.value > _LEAST_PRINT


def _read_size(text: ctypes.c_void_p, index: int) -> float:
    """The type size in points as printed: PDFium gives it before the scaling of the text matrix."""
    size: float = pdfium.FPDFText_GetFontSize(text, index)
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text, index, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
    return round(size, 1)


def _is_bold(text: ctypes.c_void_p, index: int) -> bool:
    name = ctypes.create_string_buffer(_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, _NAME_BYTES, flags)
    return bool(_BOLD_NAME.search(name.value)) or bool(flags.value & _FORCE_BOLD)
