"""Words that the end of a printed line cut in two → whole, with the hyphens that somebody typed.

A hyphen at a line's end was put there by whoever set the text, or typed by whoever wrote it ("risk-free"). The document
tells which, by how often its lines end in one and by the words it has elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import exp
from typing import Final

from tracker.compiled import compile_pattern
from tracker.text.scripts import find_gap

_SOFT: Final = "\u00ad\u2010"  # signs that programs print where they cut a word; hardly anybody can type them
_HYPHENS: Final = "-" + _SOFT
_WORD = compile_pattern(r"[^\W\d_]+")
_COMPOUND = compile_pattern(r"(?<![^\W\d_])[^\W\d_]+(?:[-\u2010][^\W\d_]+)+")  # "third-party"
_PART = compile_pattern(r"[-\u2010]")
_TYPED_SOFT = compile_pattern(r"\w\u2010\w")
_HANGING = compile_pattern(r"[^\W\d_][-\u2010]\s+([^\W\d_]+)")  # "Kunden- und Lieferantendaten"
# Where words are cut, so many times more lines end in a hyphen than typed hyphens come there by chance.
_MORE_THAN_CHANCE: Final = 2
_HARDLY: Final = 0.05
_MANY: Final = 100
_SHORT_WORD: Final = 4  # "und", "and", "et", "och": with the commonest words, letters alone tell them
_MOST_COMMON: Final = 10


class LineEnds:
    """What a document's printed lines tell of the hyphens at their ends."""

    def __init__(self, lines: Iterable[str]) -> None:
        texts = [line.strip() for line in lines]
        whole = [_cut_ends(before, after) for before, after in pairwise(["", *texts])]
        self._words = Counter(word.casefold() for text in whole for word in _WORD.findall(text))
        self._compounds = Counter(pair for text in whole for pair in _find_pairs(text))
        self._hanging = Counter(word.casefold() for text in whole for word in _HANGING.findall(text))
        self._small_words = {word for word, _ in self._words.most_common(_MOST_COMMON) if len(word) <= _SHORT_WORD}
        self._types_soft = any(_TYPED_SOFT.search(text) for text in whole)
        self._cuts_words = self._detect_cutting(texts)

    def join(self, text: str, following: str) -> tuple[str, int]:
        """`text` and the next line, and where that line begins in it."""
        following = following.strip()
        if not text:
            return following, 0
        sign = text[-1]
        if sign not in _HYPHENS or not text[-2:-1].isalpha() or not following[:1].isalpha():
            start = text + find_gap(text, following)
            return start + following, len(start)
        stem = text[:-1]
        if sign == "\u00ad" or (sign == "\u2010" and not self._types_soft):
            return stem + following, len(stem)
        if self._is_hanging(stem, following):
            return f"{text} {following}", len(text) + 1
        if self._is_typed(stem, following):
            return text + following, len(text)
        return stem + following, len(stem)

    def _detect_cutting(self, texts: list[str]) -> bool:
        """Whether whoever set the text cut words: more of its lines end in a hyphen than compounds account for."""
        ends = [before for before, after in pairwise(texts) if after[:1].islower()]
        cuts = sum(before[-1:] in _HYPHENS and before[-2:-1].isalpha() for before in ends)
        typed, words = sum(self._compounds.values()), sum(self._words.values()) or 1
        expected = len(ends) * typed / words
        return cuts > _MORE_THAN_CHANCE * expected and _find_chance(cuts, expected) < _HARDLY

    def _is_hanging(self, stem: str, following: str) -> bool:
        """Whether the hyphen stands for a word that comes later: "Ein- / und Ausfuhr"."""
        word = _first_word(following)
        is_proven = self._hanging[word] > 0 or (word in self._small_words and self._words[word] > _SHORT_WORD)
        return is_proven and not self._compounds[_last_word(stem), word]

    def _is_typed(self, stem: str, following: str) -> bool:
        before, after = _last_word(stem), _first_word(following)
        is_capital = following[:1].isupper() and not (stem[-1:].isupper() and following[1:2].isupper())
        if is_capital or self._compounds[before, after] or not self._cuts_words:
            return True
        return not self._words[before + after] and self._words[before] > 0 and self._words[after] > 0


def _find_chance(count: int, expected: float) -> float:
    """How likely at least `count` of rare things are where `expected` are usual (Poisson); 0 beyond what counts."""
    if expected > _MANY:
        return 0.0
    fewer, term = 0.0, exp(-expected)
    for number in range(count):
        fewer += term
        term *= expected / (number + 1)
    return 1.0 - fewer


def _cut_ends(before: str, text: str) -> str:
    """A line without the pieces of words at its ends, which are no words."""
    if before[-1:] in _HYPHENS:
        text = text.partition(" ")[2]
    return text.rpartition(" ")[0] if text[-1:] in _HYPHENS else text


def _find_pairs(text: str) -> Iterator[tuple[str, str]]:
    """The words on either side of each typed hyphen."""
    for compound in _COMPOUND.findall(text):
        yield from pairwise(_PART.split(compound.casefold()))


def _last_word(text: str) -> str:
    words = _WORD.findall(text[-60:])
    return words[-1].casefold() if words else ""


def _first_word(text: str) -> str:
    word = _WORD.match(text)
    return word[0].casefold() if word else ""
