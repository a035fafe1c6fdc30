"""Characters of a page in Arabic, Hebrew or another script that runs from right to left → runs in reading order.

A PDF says where letters stand, not in which order they are read, and the order in the file is anybody's. Where they
stand, whoever printed them has put by the Unicode bidirectional algorithm (https://www.unicode.org/reports/tr9/); here
its steps are taken back: words of the page's direction in their order, groups of the other direction turned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tracker.compiled import compile_pattern
from tracker.read.pdf.runs import OFF_BASE, WIDE_GAP, Glyph, Run
from tracker.values import Struct, replace

_RIGHT: Final = frozenset({"R", "AL"})
# Letters of both directions on a page: it is written from right to left where these are so many of all.
_LEAST_SHARE: Final = 0.4
# What stays inside of a figure or a word of the other direction: "10.4", "12/05/2024", "e-mail", "35%"
_INNER: Final = frozenset(".,:/'’@_&-+")
_AFTER_FIGURE: Final = frozenset("%‰°")
_LONGEST_WORD: Final = 1000  # characters, and those of a letter with its marks; more is no print
_LONGEST_LETTER: Final = 12
_OFF_LINE: Final = 0.2  # of the type size
_LONGEST_SHIFT: Final = 12  # letters between a mark and the one that bears it, in the order of the file
_OPENING: Final = "([{«‹"
_CLOSING: Final = ")]}»›"
_BLANK: Final = 0.22  # of the type size: a wider gap between the places that two signs take up is a blank
_BRACKET = compile_pattern(r"[()\[\]{}«»‹›]")


def has_leftward(glyphs: Iterable[Glyph]) -> bool:
    """Whether any character belongs to a script that runs from right to left."""
    return any(glyph.text >= "\u0590" and unicodedata.bidirectional(glyph.text[0]) in _RIGHT for glyph in glyphs)


def order_runs(glyphs: Sequence[Glyph]) -> Iterator[Run]:
    """The runs of a page that holds such characters. On a page of their direction all edges are mirrored at 0."""
    glyphs = _sort_letters(_join_marks(map(_name_letter, glyphs)))
    kinds = [_find_kind(glyph.text[0]) for glyph in glyphs]
    leftward = kinds.count("R")
    is_leftward = leftward >= _LEAST_SHARE * (leftward + kinds.count("L"))
    pieces = _join_figures(_cut_pieces(glyphs, kinds))
    for row in _group_rows(pieces):
        yield from _order_row(row, is_leftward=is_leftward)


class _Piece(Struct):
    """Letters of one direction ("R", "L"), a figure ("N") or one sign ("-") of a word, in reading order."""

    kind: str
    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    word: int


def _name_letter(glyph: Glyph) -> Glyph:
    """A letter by its name where the file gives one of its shapes: "ﻼ" is "لا"."""
    is_shape = "\ufb1d" <= glyph.text <= "\ufdff" or "\ufe70" <= glyph.text <= "\ufefc"
    text = unicodedata.normalize("NFKC", glyph.text).strip() if is_shape else ""
    return replace(glyph, text=text) if text else glyph


def _find_kind(character: str) -> str:
    direction = unicodedata.bidirectional(character)
    if direction in _RIGHT:
        return "R"
    return "L" if direction == "L" else "N" if direction in {"EN", "AN"} else "-"


def _join_marks(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Vowel signs and accents are one with the letter printed in one shape with them, else with that before them."""
    joined: list[Glyph] = []
    for glyph in glyphs:
        is_mark = unicodedata.bidirectional(glyph.text[0]) == "NSM"
        at = _find_bearer(joined, glyph) if is_mark else None
        if at is not None:
            joined[at] = replace(joined[at], text=joined[at].text + glyph.text)
        else:
            joined.append(glyph)
    return joined


def _sort_letters(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Word by word, line by line, from the left. A letter that bears a mark may stand a little off its line."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.word, -one.base)):
        first = lines[-1][0] if lines else None
        if first is None or first.word != glyph.word or first.base - glyph.base > _OFF_LINE * glyph.size:
            lines.append([glyph])
        else:
            lines[-1].append(glyph)
    return [glyph for line in lines for glyph in sorted(line, key=lambda one: one.left)]


def _find_bearer(letters: Sequence[Glyph], mark: Glyph) -> int | None:
    """The index of the letter that bears a mark; None where there is none, or it has too many."""
    for at in range(len(letters) - 1, max(-1, len(letters) - _LONGEST_SHIFT), -1):
        letter = letters[at]
        if letter.origin == mark.origin and letter.base == mark.base and letter.word == mark.word:
            return at if len(letter.text) < _LONGEST_LETTER else None
    return len(letters) - 1 if letters and len(letters[-1].text) < _LONGEST_LETTER else None


def _cut_pieces(glyphs: Sequence[Glyph], kinds: Sequence[str]) -> list[_Piece]:
    """Neighbours of one word and kind, put in order: letters from the right, all else from the left."""
    stretches: list[tuple[str, list[Glyph]]] = []
    for glyph, kind in zip(glyphs, kinds, strict=True):
        last, stretch = stretches[-1] if stretches else ("", [])
        if kind == last != "-" and _stands_with(stretch[-1], glyph):
            stretch.append(glyph)
        else:
            stretches.append((kind, [glyph]))
    return [_make_piece(kind, stretch) for kind, stretch in stretches]


def _stands_with(glyph: Glyph, other: Glyph) -> bool:
    is_level = abs(glyph.base - other.base) <= OFF_BASE * glyph.size and glyph.size == other.size
    is_near = other.left - glyph.right <= WIDE_GAP * glyph.size
    return is_level and is_near and glyph.word == other.word and glyph.is_bold == other.is_bold


def _make_piece(kind: str, stretch: list[Glyph]) -> _Piece:
    first = stretch[0]
    text = "".join(glyph.text for glyph in (reversed(stretch) if kind == "R" else stretch))
    right = max(glyph.right for glyph in stretch)
    return _Piece(kind, text, first.left, right, first.base, first.size, first.is_bold, first.word)


def _join_figures(pieces: list[_Piece]) -> list[_Piece]:
    """Figures and words of the other direction with the signs inside them, from left to right."""
    joined: list[_Piece] = []
    for index, piece in enumerate(pieces):
        before = joined[-1] if joined else None
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind == "-" and _is_unit(piece, after):
            joined.append(replace(piece, kind="N"))
        elif before is None or before.kind not in {"L", "N"} or not _touches(before, piece):
            joined.append(piece)
        elif piece.kind in {"L", "N"} or (piece.kind == "-" and _is_inner(before, piece, after)):
            kind = "L" if "L" in {before.kind, piece.kind} else "N"
            joined[-1] = replace(before, kind=kind, text=before.text + piece.text, right=piece.right)
        else:
            joined.append(piece)
    return joined


def _touches(before: _Piece, piece: _Piece) -> bool:
    is_level = before.word == piece.word and abs(before.base - piece.base) <= OFF_BASE * before.size
    return is_level and piece.left - before.right <= before.size and len(before.text) <= _LONGEST_WORD


def _is_unit(sign: _Piece, after: _Piece | None) -> bool:
    """Whether a sign of money stands before its figure: "$40"."""
    is_figure = after is not None and after.kind == "N" and _touches(sign, after)
    return is_figure and unicodedata.category(sign.text[0]) == "Sc"


def _is_inner(before: _Piece, sign: _Piece, after: _Piece | None) -> bool:
    if before.kind == "N" and sign.text in _AFTER_FIGURE:
        return True
    goes_on = after is not None and after.kind in {"L", "N"} and _touches(sign, after)
    return goes_on and sign.text in _INNER


# --- rows -------------------------------------------------------------------------------------------------------


def _group_rows(pieces: list[_Piece]) -> list[list[_Piece]]:
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if rows and abs(rows[-1][0].base - piece.base) <= OFF_BASE * min(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _order_row(row: list[_Piece], *, is_leftward: bool) -> list[Run]:
    """The runs of one line; a group of the other direction is one run."""
    row = sorted(row, key=lambda piece: piece.left)
    other = "L" if is_leftward else "R"
    groups = _find_groups(row, other, is_leftward=is_leftward)
    if is_leftward:
        groups.reverse()
    runs: list[Run] = []
    before: _Piece | None = None
    for group in groups:
        text = _write_group(group if is_leftward else group[::-1])
        first = group[0] if not is_leftward else group[-1]
        left, right = group[0].left, max(piece.right for piece in group)
        edges = (-right, -left) if is_leftward else (left, right)
        has_space = before is None or _is_parted(before, first)
        runs.append(Run(text, *edges, first.base, first.size, first.is_bold, has_space))
        before = group[0] if is_leftward else group[-1]
    return _turn_brackets(runs) if is_leftward else runs


def _find_groups(row: list[_Piece], other: str, *, is_leftward: bool) -> list[list[_Piece]]:
    """Pieces from left to right; those from one letter of the other direction to the last are together."""
    groups: list[list[_Piece]] = []
    index = 0
    while index < len(row):
        end = index + 1
        if row[index].kind == other:
            end = _find_end(row, index, other, is_leftward=is_leftward)
        groups.append(row[index:end])
        index = end
    return groups


def _find_end(row: list[_Piece], start: int, other: str, *, is_leftward: bool) -> int:
    """Where the group that begins at `start` ends: after its last letter, or a figure or bracket that belongs to it."""
    end, at = start + 1, start + 1
    while at < len(row) and row[at].left - row[at - 1].right <= WIDE_GAP * row[at].size:
        kind = row[at].kind
        if kind not in {other, "N", "-"}:
            break
        is_end = kind == other or (is_leftward and kind == "N")
        at += 1
        end = at if is_end else end
    inside = sum(len(_BRACKET.findall(piece.text)) for piece in row[start:end])
    closes = is_leftward and inside % 2 and end < len(row) and bool(_BRACKET.fullmatch(row[end].text))
    return end + 1 if closes else end


def _write_group(group: Sequence[_Piece]) -> str:
    text = ""
    for index, piece in enumerate(group):
        text += (" " if index and _is_parted(group[index - 1], piece) else "") + piece.text
    return text


def _is_parted(piece: _Piece, other: _Piece) -> bool:
    """Whether a blank stands between neighbours. Of signs the file tells it wrongly: they may be of either word."""
    if "-" in {piece.kind, other.kind}:
        return max(piece.left, other.left) - min(piece.right, other.right) > _BLANK * piece.size
    return piece.word != other.word


def _turn_brackets(runs: list[Run]) -> list[Run]:
    """Brackets as they are read: a PDF names some by their shape, which is mirrored, and others by their meaning."""
    line = "".join((" " if run.has_space else "") + run.text for run in runs)

    opened: set[int] = set()

    def turn(found: re.Match[str]) -> str:
        before = line[max(0, found.start() - 1) : found.start()].strip()
        after = line[found.end() : found.end() + 1].strip()
        place = (_OPENING + _CLOSING).index(found[0]) % len(_OPENING)
        is_opening = place not in opened if bool(before) == bool(after) else bool(after)
        opened.symmetric_difference_update({place} if is_opening != (place in opened) else ())
        return (_OPENING if is_opening else _CLOSING)[place]

    turned = _BRACKET.sub(turn, line)
    at = 0
    for run in runs:
        at += run.has_space
        run.text = turned[at : at + len(run.text)]
        at += len(run.text)
    return runs
