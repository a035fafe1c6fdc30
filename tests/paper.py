"""A small writer of PDFs for tests: words at places, in the fonts every reader has.

A page is a list of `Words`; nothing is laid out here, so that a test says exactly what stands where.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 612, 792


@dataclass(frozen=True)
class Words:
    text: str
    x: float
    y: float
    size: float = 11
    is_bold: bool = False
    angle: float = 0  # degrees by which the line is turned; at 90 it runs up the page


def set_lines(lines: Sequence[str], x: float, y: float, *, size: float = 11, leading: float = 14) -> list[Words]:
    """Lines one below the other."""
    return [Words(line, x, y - index * leading, size) for index, line in enumerate(lines)]


def write_pdf(pages: Sequence[Sequence[Words]], *, title: str = "") -> bytes:
    """A PDF 1.4 file with these pages."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * index) for index in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % _escape(title),
    ]
    for index, words in enumerate(pages):
        stream = b"\n".join(_show(one) for one in words)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (WIDTH, HEIGHT, 7 + 2 * index)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assemble(objects)


def share_stream(pages: int, piece: bytes, times: int = 1, *, rounds: int = 1) -> bytes:
    """A file all of whose pages show one content stream, `piece` so many times over, deflated for `rounds` rounds.

    It is small and much to read. The stream is never held whole.
    """
    deflater = zlib.compressobj(9)
    stream = b"".join(deflater.compress(piece) for _ in range(times)) + deflater.flush()
    for _ in range(rounds - 1):
        stream = zlib.compress(stream, 9)
    filters = b"/FlateDecode " * rounds
    kids = b" ".join(b"%d 0 R" % (7 + index) for index in range(pages))
    resources = b"/Resources << /Font << /F1 3 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R %s >>" % resources
    return _assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< >>",
            b"<< >>",
            b"<< /Filter [%s] /Length %d >>\nstream\n%s\nendstream" % (filters, len(stream), stream),
            *[page] * pages,
        ]
    )


def _show(words: Words) -> bytes:
    font = b"/F2" if words.is_bold else b"/F1"
    along, across = math.cos(math.radians(words.angle)), math.sin(math.radians(words.angle))
    place = b"%.4f %.4f %.4f %.4f %.2f %.2f Tm" % (along, across, -across, along, words.x, words.y)
    return b"BT %s %.2f Tf %s (%s) Tj ET" % (font, words.size, place, _escape(words.text))


def _escape(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assemble(objects: Sequence[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(body)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
