"""The bytes of one captured document → a reading: title, language, tree of sections, stated dates.

Tells the format by content, then by media type, then by name, and calls the reader of that format. The parts of a
combined document are read one by one and put together by `read_parts`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from tracker.errors import EmptyDocumentError
from tracker.model import Reading, ReadingSettings
from tracker.read.encoding import decode_body, is_utf_16
from tracker.read.handover import Page
from tracker.read.markup.fragment import read_fragment
from tracker.read.markup.html import read_html
from tracker.read.markup.xhtml import XHTML, is_xhtml, write_as_html
from tracker.read.outline.editions import keep_one_edition
from tracker.read.outline.navigation import drop_leading_menu
from tracker.read.outline.sections import section_page
from tracker.read.pdf.file import read_pdf
from tracker.read.plain.markdown import read_markdown
from tracker.read.plain.plaintext import read_plaintext
from tracker.read.wrapped import open_saved_page, refuse_others
from tracker.text.dates import find_dates
from tracker.text.language import detect_language
from tracker.values import Struct, encode_json, field, replace, to_builtins

_HTML, _PDF, _MARKDOWN, _PLAIN = "text/html", "application/pdf", "text/markdown", "text/plain"
_MEDIA_TYPES = {
    "text/html": _HTML,
    XHTML: _HTML,
    "application/pdf": _PDF,
    "application/x-pdf": _PDF,
    "text/markdown": _MARKDOWN,
    "text/x-markdown": _MARKDOWN,
    "text/plain": _PLAIN,
}
_SUFFIXES = {
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": _PDF,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _PLAIN,
}
# A page begins with a prolog, a doctype, a comment or one of these; a Markdown file that begins with <div> is told by
# its name.
_HTML_START = re.compile(
    rb"\s*(?:<\?xml\b[^<>]{0,400}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(rb"<(?:p|div|br|h[1-6]|table|ul|ol|span|main|article|section)\b[^<>]{0,500}>", re.IGNORECASE)
_LOOK_BYTES = 4096
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b")
_DETECTING_CHARS = 12_000  # of a text say in which language it is; no more is looked at
_NO_SETTINGS = ReadingSettings()
_MOST_KEPT = 16  # readings: a page that goes back and forth has few states

ReadPdf = Callable[[bytes], Page]
"""Reads a PDF as `read_pdf` does. Callers that have to last give one that reads in another process."""


class Part(Struct, frozen=True):
    """One page of a document as it came; `charset` and `media_type` are what the transport said, `name` a file name."""

    body: bytes
    media_type: str | None = None
    charset: str | None = None
    name: str | None = None


class Gathered(Struct, frozen=True):
    """All that a reading is made of: what stands in the document that the pages hold, and the language that the
    settings expect. Two that are equal read alike, whatever else differs on their pages (a nonce, a script, a menu)."""

    media_type: str
    page: Page
    language: str | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of all of it."""
        try:
            plain = encode_json(self)
        except UnicodeEncodeError:  # half of a pair ("\ud83d"), which a JSON document can hold and UTF-8 cannot
            plain = json.dumps(to_builtins(self)).encode()
        return hashlib.sha256(plain).hexdigest()


def read_document(
    body: bytes,
    *,
    media_type: str | None = None,
    charset: str | None = None,
    name: str | None = None,
    settings: ReadingSettings = _NO_SETTINGS,
    read_pdf: ReadPdf = read_pdf,
) -> Reading:
    """Read one captured body under a policy's settings.

    Raises EmptyDocumentError (nothing to read: no bytes, binary, image-only PDF), SelectorError (a selector or
    fragment that matches nothing) or ReadingError (too large, damaged, encrypted).
    """
    return read_parts([Part(body, media_type, charset, name)], settings=settings, read_pdf=read_pdf)


class ReadBefore(Struct):
    """The last readings, by all that decides about their sections: captures of one page mostly differ in markup and in
    what their addresses carry along, and need no second reading."""

    readings: OrderedDict[Hashable, Reading] = field(default_factory=OrderedDict)

    def find(self, key: Hashable) -> Reading | None:
        if key in self.readings:
            self.readings.move_to_end(key)
        return self.readings.get(key)

    def keep(self, key: Hashable, reading: Reading) -> None:
        self.readings[key] = reading
        while len(self.readings) > _MOST_KEPT:
            self.readings.popitem(last=False)


def read_parts(
    parts: Sequence[Part], *, settings: ReadingSettings = _NO_SETTINGS, read_pdf: ReadPdf = read_pdf
) -> Reading:
    """Read a document that stands on several pages, in order; the first gives title and format. Errors as above."""
    return read_gathered(gather_parts(parts, settings=settings, read_pdf=read_pdf))


def gather_parts(
    parts: Sequence[Part], *, settings: ReadingSettings = _NO_SETTINGS, read_pdf: ReadPdf = read_pdf
) -> Gathered:
    """What `read_parts` makes a reading of. Errors as above, but for a document whose menus are its only text."""
    pages = [(detect_format(part), part) for part in map(_unwrap, parts)]
    if not pages:
        raise EmptyDocumentError("the document has no parts")
    read = [_read_page(media_type, part, settings, read_pdf) for media_type, part in pages]
    page = Page(
        tuple(block for one in read for block in one.blocks),
        read[0].title,
        read[0].language,
        tuple(stated for one in read for stated in one.dates),
        tuple(warning for one in read for warning in one.warnings),
        read[0].spare_title,
    )
    return Gathered(pages[0][0], page, settings.language)


def read_gathered(gathered: Gathered, *, before: ReadBefore | None = None) -> Reading:
    """The reading: clauses, stated dates and language. Raises EmptyDocumentError.

    With `before` a text that was read already is given back as it was, with the addresses of its links as they were.
    """
    if before is None:
        return _read_outline(gathered)
    # What reading says of the page is kept, what fetching and parsing said of these bytes is not.
    key = (gathered.media_type, gathered.language, _key_page(gathered.page))
    reading = before.find(key)
    if reading is None:
        reading = _read_outline(replace(gathered, page=replace(gathered.page, warnings=())))
        before.keep(key, reading)
    return replace(reading, warnings=(*gathered.page.warnings, *reading.warnings))


def _key_page(page: Page) -> Hashable:
    """What decides how a page is cut into sections. Of an address that is no more than whether it leads to a place on
    a page, and on this one."""
    blocks = tuple(
        (
            *(block.kind, block.text, block.level, block.marker, block.lead, block.is_header, block.anchor),
            tuple((link.text, link.target.startswith("#"), "#" in link.target) for link in block.links),
        )
        for block in page.blocks
    )
    return blocks, page.title, page.language, page.dates, page.spare_title


def _read_outline(gathered: Gathered) -> Reading:
    page = drop_leading_menu(gathered.page)
    if not any(block.text for block in page.blocks):
        raise EmptyDocumentError("the document holds no text")
    page = keep_one_edition(page)
    title, sections = section_page(page)
    text = "\n".join(block.text for block in page.blocks)
    language = detect_language(text[:_DETECTING_CHARS], page.language, gathered.language)
    stated = find_dates(sections, language=language)
    kinds = {one.kind for one in stated}
    declared = tuple(one for one in page.dates if one.kind not in kinds)  # what the text itself says is the truth
    title = title or page.title or page.spare_title
    return Reading(gathered.media_type, title, language, sections, stated + declared, page.warnings)


def _unwrap(part: Part) -> Part:
    """The page that a browser saved as a message; any other part as it is."""
    saved = open_saved_page(part.body)
    return part if saved is None else Part(saved.body, _HTML, saved.charset, part.name)


def detect_format(part: Part) -> str:
    """The media type that the bytes really have. Raises EmptyDocumentError for none, or for binary data."""
    start = part.body[:_LOOK_BYTES]
    if not part.body.strip():
        raise EmptyDocumentError("the document is empty")
    if is_utf_16(start, part.charset):
        start = decode_body(start, charset=part.charset, is_html=False).encode()
    if b"%PDF-" in start[:1024]:
        return _PDF
    refuse_others(start)
    named = _MEDIA_TYPES.get((part.media_type or "").partition(";")[0].strip().lower())
    suffix = re.search(r"\.[a-z]{2,8}$", (part.name or "").lower())
    by_name = _SUFFIXES.get(suffix.group()) if suffix else None
    if _is_binary(start):
        raise EmptyDocumentError(
            "the document is binary data, no text", hint="only HTML, PDF, Markdown and text are read"
        )
    if _HTML_START.match(start):
        return _HTML
    if _PDF in {named, by_name}:
        raise EmptyDocumentError("the document is said to be a PDF but does not hold one")
    told = by_name if named in {None, _PLAIN} else named
    return told or named or (_HTML if _HTML_TAG.search(part.body[: 16 * _LOOK_BYTES]) else _PLAIN)


def _is_binary(start: bytes) -> bool:
    """Whether bytes are no text in any encoding that pages use: many controls, or NUL bytes."""
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls > 0.02 * len(start) + 1


def _read_page(media_type: str, part: Part, settings: ReadingSettings, read_pdf: ReadPdf) -> Page:
    if media_type == _PDF:
        return read_pdf(part.body)
    text = decode_body(part.body, charset=part.charset, is_html=media_type == _HTML)
    if media_type == _HTML:
        return read_html(write_as_html(text) if is_xhtml(text, part.media_type) else text, settings)
    return read_markdown(text, read_fragment) if media_type == _MARKDOWN else read_plaintext(text)
