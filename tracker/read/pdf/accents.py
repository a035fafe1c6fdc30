"""Accents that a PDF prints as signs of their own, over a letter -> that letter with its accent.

What TeX sets in its oldest fonts has no "ö": a sign "¨" stands over an "o", so that the file spells "F¨oreningen". Of
133 public terms and statutes in PDF three were set so.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tracker.read.pdf.runs import Glyph
from tracker.values import replace

# Code points: the sign that stands alone, and the one that combines with the letter before it
_COMBINING: Final = {
    chr(alone): chr(combining)
    for alone, combining in (
        (0xA8, 0x308), (0xB4, 0x301), (0x60, 0x300), (0x2C6, 0x302), (0x5E, 0x302), (0x2DC, 0x303), (0x7E, 0x303),
        (0x2DA, 0x30A), (0xAF, 0x304), (0x2D8, 0x306), (0x2C7, 0x30C), (0xB8, 0x327), (0x2DB, 0x328), (0x2D9, 0x307),
        (0x2DD, 0x30B),
    )
}  # fmt: skip
_DOTLESS: Final = {chr(0x131): "i", chr(0x237): "j"}
_MOST_RISE: Final = 0.6  # of the type size, of an accent over a capital
_SAME_WORD: Final = 0.12  # of the type size: a narrower gap before a letter is none between words
_PLACE: Final = 10.0  # points; letters are looked for in the place of the accent and those beside it
_MOST_IN_PLACE: Final = 400  # a column of letters down a page; more is no print


def join_accents(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters of a page, with each accent that stands over a letter put on it."""
    if not any(glyph.text in _COMBINING for glyph in glyphs):
        return list(glyphs)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for index, glyph in enumerate(glyphs):
        place = places[round(glyph.left / _PLACE)]
        if glyph.text.isalpha() and len(place) < _MOST_IN_PLACE:
            place.append(index)
    accented: dict[int, str] = {}
    joined: set[int] = set()
    for index, glyph in enumerate(glyphs):
        if glyph.text in _COMBINING:
            near = round(glyph.left / _PLACE)
            for at in (at for place in (near - 1, near, near + 1) for at in places.get(place, ())):
                letter = _put_on(glyph, glyphs[at]) if at not in accented else ""
                if letter:
                    accented[at] = letter
                    joined.add(index)
                    break
    return _keep_words(glyphs, accented, joined)


def _put_on(accent: Glyph, letter: Glyph) -> str:
    """The letter with the accent, nothing where it does not stand over it."""
    middle = (accent.left + accent.right) / 2
    is_over = letter.left - 0.5 <= middle <= letter.right + 0.5
    if not is_over or not -1.0 <= accent.base - letter.base <= _MOST_RISE * letter.size:
        return ""
    text = unicodedata.normalize("NFC", _DOTLESS.get(letter.text, letter.text) + _COMBINING[accent.text])
    return text if len(text) == 1 else ""


def _keep_words(glyphs: Sequence[Glyph], accented: dict[int, str], joined: set[int]) -> list[Glyph]:
    """The characters without the accents that were put on letters; these parted words, as nothing was before them."""
    kept: list[Glyph] = []
    words: dict[int, int] = {}
    for index, glyph in enumerate(glyphs):
        if index in joined:
            continue
        before = kept[-1] if kept else None
        if before is not None and before.word != words.get(glyph.word, glyph.word) and index - 1 in joined:
            is_level = abs(before.base - glyph.base) < 1.0
            if is_level and abs(glyph.left - before.right) < _SAME_WORD * glyph.size:
                words[glyph.word] = before.word
        word = words.get(glyph.word, glyph.word)
        text = accented.get(index, glyph.text)
        kept.append(replace(glyph, text=text, word=word) if (text, word) != (glyph.text, glyph.word) else glyph)
    return kept
