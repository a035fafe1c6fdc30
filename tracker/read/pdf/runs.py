"""Characters where PDFium says they stand → runs of print, left to right.

Pure geometry in points (1/72 inch, y upwards); nothing here knows PDFium.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.values import Struct, replace

# In multiples of the type size: a wider gap is a tab, a column or a cell; a baseline this far off is another line.
WIDE_GAP = 1.6
OFF_BASE = 0.45
BELOW_PAGE = -20_000.0  # points; what was turned stands below this, and no page is so high
TURNS = 4
"""Directions in which print runs, a quarter apart."""
COLUMN_GAP = 0.9  # columns of small print stand as near as this; whether they do, the whole page tells


class Glyph(Struct, frozen=True):
    """One character: edges, baseline, type size, weight; `word` counts the blanks that came before it, `origin` is
    where the pen was set down: letters printed as one shape share it."""

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    word: int
    origin: float = 0.0


class Run(Struct):
    """A stretch of print: text, left and right edge, baseline, type size; `has_space` when a space stood before it.

    What is written from right to left has its edges mirrored at 0: there too, reading goes from smaller to larger.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool = False
    has_space: bool = True

    def continues(self, left: float, base: float, size: float, *, is_bold: bool) -> bool:
        """Whether a character at `left` on `base` goes on with this run."""
        return (
            is_bold == self.is_bold
            and size == self.size
            and abs(base - self.base) <= OFF_BASE * self.size
            and -self.size <= left - self.right <= WIDE_GAP * self.size
        )


def turn_down(glyph: Glyph, bottom: float, top: float, quarters: int) -> Glyph:
    """A character turned by so many quarters clockwise as it stands upright, below all that was turned by fewer.

    As it stands, each letter of a line that runs up the page is at the end of another line.
    """
    left, right, base = {
        1: (-top, -bottom, glyph.origin),
        2: (-glyph.right, -glyph.left, -glyph.base),
        3: (bottom, top, -glyph.origin),
    }[quarters]
    origin = {1: -glyph.base, 2: -glyph.origin, 3: glyph.base}[quarters]
    below = 2 * (TURNS - quarters) * BELOW_PAGE
    return replace(glyph, left=left, right=right, base=below + base, origin=origin)


def gather_runs(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    """Runs of characters that stand close together on one baseline, set in one weight, in the order of the file."""
    run: Run | None = None
    word = -1
    for glyph in glyphs:
        has_space, word = glyph.word != word, glyph.word
        if run is None or not run.continues(glyph.left, glyph.base, glyph.size, is_bold=glyph.is_bold):
            if run is not None:
                yield run
            run = Run("", glyph.left, glyph.right, glyph.base, glyph.size, glyph.is_bold, has_space)
        elif has_space:
            run.text += " "
        run.text += glyph.text
        run.right = glyph.right
    if run is not None:
        yield run
