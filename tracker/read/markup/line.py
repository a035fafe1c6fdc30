"""Pieces of text in bold or plain, with links and breaks → finished lines with their leading bold and their links."""

from __future__ import annotations

from tracker.compiled import compile_pattern
from tracker.model import Link
from tracker.read.plain.inline import MarkedLine, collapse_space
from tracker.text.scripts import PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS
from tracker.text.signs import raise_figures
from tracker.values import Struct, field

_BREAK = "\n\n"
# A line ends here for good; without one of these, and with a small letter after the break, the words run on.
_LINE_ENDS = tuple(STOPS + WIDE_STOPS + PAUSES + WIDE_PAUSES + ")»”\"'’|•")
_LABEL = compile_pattern(r"\s*\d{1,2}(?:\.\d{1,2}){0,4}[.)]?\s*")
_LABEL_PIECES = 4
# Between two bold runs, these do not end the bold: "<b>10.4</b> <b>Customer License</b>"
_BOLD_GAP = " \t\r\n\f\xa0"


class LineBuffer(Struct):
    """What has been read since the last block ended. `is_bold` counts the bold elements that are open."""

    is_bold: int = 0
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    links: list[tuple[int, Link]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Take a piece of text as it stands in the markup."""
        self.pieces.append((text, self.is_bold > 0))

    def add_break(self, *, is_space: bool) -> None:
        """Take a <br>, which inside a heading is only a space."""
        self.pieces.append((" ", self.is_bold > 0) if is_space else (_BREAK, False))

    def add_space(self) -> None:
        """Keep the words of neighbouring boxes apart."""
        self.pieces.append((" ", self.is_bold > 0))

    def is_label(self) -> bool:
        """Whether nothing but a number was gathered: `<h2><span>1</span><span>Boats</span></h2>` is no "1Boats"."""
        return len(self.pieces) <= _LABEL_PIECES and bool(_LABEL.fullmatch("".join(piece for piece, _ in self.pieces)))

    def raise_figures(self, begun: int) -> None:
        """Set the pieces from index `begun` on above the line, where they are figures: "10<sup>6</sup>" is not 106."""
        text = "".join(piece for piece, _ in self.pieces[begun:])
        if raise_figures(text) != text:
            self.pieces[begun:] = [(raise_figures(piece), is_bold) for piece, is_bold in self.pieces[begun:]]

    def add_link(self, begun: int, target: str) -> None:
        """Note a link over the pieces from index `begun` on; a link without words is none."""
        text = collapse_space("".join(piece for piece, _ in self.pieces[begun:]))
        if text:
            self.links.append((begun, Link(text, target.strip())))

    def take_line(self) -> MarkedLine | None:
        """All that was gathered as one line, None when there are no words; the buffer is empty afterwards."""
        lines = self.take_lines(is_one=True)
        return lines[0] if lines else None

    def take_lines(self, *, is_one: bool = False) -> list[MarkedLine]:
        """The lines that were gathered, in order, without empty ones; the buffer is empty afterwards."""
        pieces, links = self.pieces, self.links
        if not pieces:
            return []
        self.pieces, self.links = [], []
        if len(pieces) == 1:  # as most are, or the blank between two boxes
            ((piece, is_bold),) = pieces
            text = collapse_space(piece)
            return [MarkedLine(text, len(text) if is_bold else 0, tuple(link for _, link in links))] if text else []
        lines = []
        for begun, end in [(0, len(pieces))] if is_one else _find_lines(pieces):
            text = collapse_space("".join(piece for piece, _ in pieces[begun:end]))
            if text:
                own = tuple(link for at, link in links if begun <= at < end)
                lines.append(MarkedLine(text, min(_measure_lead(pieces[begun:end]), len(text)), own))
        return lines


def _find_lines(pieces: list[tuple[str, bool]]) -> list[tuple[int, int]]:
    """Where the lines between breaks lie. One break inside a running sentence is the width of somebody's screen."""
    lines: list[tuple[int, int]] = []
    begun = end = 0
    breaks = 0
    for index, (piece, _) in enumerate(pieces):
        if piece is _BREAK:
            breaks += 1
        elif piece.strip():
            if breaks and end and not (breaks == 1 and _runs_on(pieces[end - 1][0], piece)):
                lines.append((begun, end))
                begun = index
            breaks, end = 0, index + 1
    lines.append((begun, len(pieces)))
    return lines


def _runs_on(before: str, after: str) -> bool:
    return (
        after.lstrip()[:1].islower()
        and not before.rstrip().endswith(_LINE_ENDS)
        and after.lstrip()[1:2] not in {".", ")"}
    )


def _measure_lead(pieces: list[tuple[str, bool]]) -> int:
    """How many leading characters of the collapsed line are bold."""
    bold: list[str] = []
    for piece, is_bold in pieces:
        if not is_bold and piece.strip(_BOLD_GAP):
            break
        bold.append(piece)
    return len(collapse_space("".join(bold)))
