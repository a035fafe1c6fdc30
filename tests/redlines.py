"""Editions of documents -> redlines as `export` makes them, and the lines that each side has."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.compare.changes import compare_readings
from tracker.export.tracked import CELL_MARK, list_lines
from tracker.model import BlockKind, BodyOrigin, Reading, RedlineAnswer, RedlineSide, SideOrigin, TrackedPolicy
from tracker.read.document import read_document

BEFORE_AT = datetime(2024, 3, 1, 6, 30, tzinfo=UTC)
SEEN_AT = datetime(2024, 3, 2, 6, 30, tzinfo=UTC)


def read_edition(text: str | bytes, name: str = "edition.md") -> Reading:
    return read_document(text.encode() if isinstance(text, str) else text, name=name)


def answer_redline(old: Reading, new: Reading, **more: object) -> RedlineAnswer:
    """Two readings as sides of a redline of an invented policy."""
    sides = [
        RedlineSide(ordinal, digit * 64, reading, SideOrigin(seq, at, digit * 64, (origin,)))
        for ordinal, seq, digit, reading, at in ((1, 7, "a", old, BEFORE_AT), (2, 9, "b", new, SEEN_AT))
        for origin in [BodyOrigin(digit * 64, "https://acme.example/terms", at, reading.media_type)]
    ]
    policy = TrackedPolicy("acme/terms", "Acme Terms", BEFORE_AT)
    return RedlineAnswer(policy, sides[0], sides[1], compare_readings(old, new), **more)


def list_paragraphs(reading: Reading) -> list[str]:
    """The title, then every line of the text; of a row of a table every cell."""
    lines = [line for section in reading.sections for line in list_lines(section)]
    cells = [line.text.split(CELL_MARK) if line.kind is BlockKind.ROW else [line.text] for line in lines]
    return [*([reading.title] if reading.title else []), *(text for row in cells for text in row)]
