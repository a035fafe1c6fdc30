"""A change set -> a PNG of its redline, to be shown where its page is shared. Drawn here, with no font from outside.

The one font is the one that comes with Pillow (Aileron, CC0), which has Latin letters. Words of another script are not
drawn as boxes: the picture then says in our words what happened, and that the page has theirs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from functools import cache

from tracker.compiled import compile_pattern
from tracker.model import Change, ChangeSet, weigh_change
from tracker.publish.hostile import clean_text
from tracker.publish.lines import count_words, format_redline, name_kinds
from tracker.publish.render import part_words
from tracker.publish.spans import Role, Span
from tracker.publish.times import format_between
from tracker.values import Struct

try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError:  # the extra `web` is not installed: pages are made without pictures
    HAS_PILLOW = False
else:
    HAS_PILLOW = True

WIDTH, HEIGHT, MARGIN = 1200, 630, 64
PAPER, INK, SOFT, EDGE = "#fcfcfa", "#1c1e22", "#5a5f68", "#1b2a41"
MARKS = {Role.INSERTED: ("#dff3e2", "#0b4a17"), Role.DELETED: ("#fbe2df", "#7d1414")}
SAMPLE_WORDS = 120
FOOT = 44

# What the font has: Latin with its accents, punctuation, currency. (Tried letter by letter in test_pages_pictures.py.)
_DRAWABLE = compile_pattern("[\\x20-\\x7e\u00a0-\u017e\u2010-\u2026\u2030\u2039\u203a\u20ac\u2122\u2212 ]*\\Z")


class Style(Struct, frozen=True):
    """Size of the letters and height of a line, in pixels."""

    size: int
    line: int


TITLE, PLACE, WORDS, SMALL = Style(30, 38), Style(44, 54), Style(34, 50), Style(24, 32)


def draw_change(change_set: ChangeSet, name: str) -> bytes:
    """The picture of a change set of a policy of that name, 1200 by 630, as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sheet = _Sheet(ImageDraw.Draw(image))
    sheet.draw.rectangle((0, 0, 14, HEIGHT), fill=EDGE)
    changes = [one for one in change_set.comparison.changes if not one.is_ripple]
    judgement = change_set.judgement
    sheet.write([Span(draw_text(name))], TITLE, SOFT, lines=1)
    if changes:
        leading = min(changes, key=weigh_change)
        label = leading.label
        sheet.write([Span(draw_text(label))], PLACE, INK, lines=2)
        sheet.write(list_spans(leading), WORDS, INK, lines=(HEIGHT - FOOT - 70 - sheet.top) // WORDS.line)
    sheet.top = HEIGHT - FOOT - SMALL.line
    more = f", and {count_words(len(changes) - 1, 'more change')}" if len(changes) > 1 else ""
    sheet.write([Span(f"Seen {format_between(judgement.previous_at, judgement.observed_at)}{more}")], SMALL, SOFT, 1)
    written = io.BytesIO()
    image.quantize(64).save(written, "PNG", optimize=True)
    return written.getvalue()


def list_spans(change: Change) -> list[Span]:
    """The redline as spans, where the font has its letters; else what happened, in our words."""
    lines = format_redline(change, limit=SAMPLE_WORDS)
    spans = [span for line in lines for span in (*line.spans, Span(" "))]
    if not spans:
        return [Span(name_kinds(change))]
    if all(is_drawable(span.text) for span in spans):
        return [part for span in part_words(spans) for part in _bare_marks(span)]
    return [Span(f"The clause was {name_kinds(change)}. The page has its words.")]


def _bare_marks(span: Span) -> Iterator[Span]:
    """A span with the blanks at its ends outside its mark."""
    core = span.text.strip()
    head, tail = span.text.split(core, 1) if core else (span.text, "")
    yield from (Span(head), Span(core, span.role), Span(tail))


def is_drawable(text: str) -> bool:
    """Whether the font has every letter of a text."""
    return _DRAWABLE.match(text) is not None


def draw_text(text: str) -> str:
    """A name as it can be drawn: as it is, or with "…" where the font has no letters for it."""
    shown = " ".join(clean_text(text).split())
    return shown if is_drawable(shown) else re.sub(r"…(?:[\s\W]*…)+", "…", _replace_undrawable(shown))


def _replace_undrawable(text: str) -> str:
    return "".join(sign if is_drawable(sign) else "…" for sign in text)


class _Sheet(Struct):
    """Words set line by line from the top down."""

    draw: ImageDraw.ImageDraw
    top: int = MARGIN - 10

    def write(self, spans: Iterable[Span], style: Style, ink: str, lines: int) -> None:
        """So many lines of the spans; what does not fit is left out with "…"."""
        font, left = load_font(style.size), MARGIN
        last = self.top + max(1, lines) * style.line
        for word, role in _cut_words(spans):
            width = font.getlength(word)
            if left > MARGIN and left + width > WIDTH - MARGIN:
                left, self.top = MARGIN, self.top + style.line
                if self.top >= last:
                    self._end(style, ink)
                    return
            self._put((word, role), left, width, style=style, ink=ink)
            left += round(width)
        self.top += style.line + style.line // 4

    def _put(self, word: tuple[str, Role], left: float, width: float, *, style: Style, ink: str) -> None:
        text, role = word
        back, front = MARKS.get(role, (None, ink))
        top, bottom = self.top + 2, self.top + style.size + 8
        if back is not None:
            self.draw.rectangle((left, top, left + width, bottom), fill=back)
            at = bottom - 4 if role is Role.INSERTED else (top + bottom) // 2 + 2
            self.draw.line((left, at, left + width, at), fill=front, width=2)
        self.draw.text((left, self.top), text, font=load_font(style.size), fill=front)

    def _end(self, style: Style, ink: str) -> None:
        self.draw.text((WIDTH - MARGIN + 8, self.top - style.line), "…", font=load_font(style.size), fill=ink)
        self.top += style.line // 4


def _cut_words(spans: Iterable[Span]) -> Iterator[tuple[str, Role]]:
    """Every word with the blank after it, long ones cut so that each fits a line."""
    for span in spans:
        for word in re.findall(r"\S{1,40}\s*|\s+", " ".join(span.text.split("\n"))):
            yield word, span.role


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
