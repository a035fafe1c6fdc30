"""A reading -> lines that show its tree of sections at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Reading, ReadingWarning, Section
from tracker.publish.lines import count_words
from tracker.publish.spans import Line, Role, Span, trim_words
from tracker.publish.times import format_day

OPENING_WORDS = 10
"""So many words of a section's body let a reader recognise it."""


def format_outline(reading: Reading, *, name: str) -> tuple[Line, ...]:
    """The title and the stated dates, then one line a section, indented by level."""
    facts = [name, reading.language or "language unknown", count_words(len(reading.sections), "section")]
    facts += [f"{stated.kind} {format_day(stated.on)}" for stated in reading.dates]
    return (
        Line((Span(reading.title or "no title", Role.TITLE),)),
        Line((Span(" · ".join(facts), Role.QUIET),)),
        *format_warnings(reading.warnings),
        *format_places(reading.sections),
    )


def format_warnings(warnings: Sequence[ReadingWarning], *, depth: int = 0) -> tuple[Line, ...]:
    """One line a warning, with the address it speaks of."""
    return tuple(Line((Span("Warning: ", Role.LABEL), Span(str(warning))), depth) for warning in warnings)


def format_places(sections: Sequence[Section]) -> tuple[Line, ...]:
    """One line a section: its place and the first words of its body."""
    return tuple(_format_place(section) for section in sections)


def _format_place(section: Section) -> Line:
    opening = " ".join(trim_words(section.text, OPENING_WORDS))
    named = " ".join(part for part in (section.number, section.heading) if part)
    spans = (Span(f"{named}  ", Role.LABEL), Span(opening, Role.QUIET)) if named else (Span(opening, Role.QUIET),)
    return Line(spans, section.level)


def format_text(sections: Sequence[Section]) -> tuple[Line, ...]:
    """The sections in full: address and heading on a line, the blocks of the body under it, a blank line between."""
    lines: list[Line] = []
    for section in sections:
        named = " ".join(part for part in (section.path or section.number, section.heading) if part)
        if lines:
            lines.append(Line())
        if named:
            lines.append(Line((Span(named, Role.LABEL),), section.level - 1))
        lines += [Line((Span(block),), section.level) for block in section.text.split("\n") if block]
    return tuple(lines)
