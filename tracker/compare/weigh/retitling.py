"""Two headings -> whether they mean the same: numbering, case, little words and well-worn synonyms aside."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import takewhile
from typing import Final

from rapidfuzz.distance import OSA

from tracker.compare.weigh.spelling import fold_spelling
from tracker.compiled import compile_pattern
from tracker.languages import join_pairs, join_words
from tracker.text.canon import canon_text
from tracker.text.label_styles import match_words
from tracker.text.scripts import has_unspaced

_SHORTEST: Final = 5  # letters: in shorter words one more often makes another word
_WIDE_WEIGHT: Final = 3


@cache
def _match_label() -> re.Pattern[str]:
    """Example: "Exhibit A Binding Arbitration", "4.8 Prize Draws", "Article IV - Fees"."""
    words, annex = match_words("part", "annex", "clause", "short"), match_words("annex")
    return compile_pattern(
        rf"^\W*(?:(?:{words}|§)\W*[\divxlc]{{1,6}}|(?:{annex}) [a-z]|\d{{1,3}}(?:\.\d{{1,3}}){{0,4}})(?:[\W_]+|$)",
        re.IGNORECASE,
    )


_WORD = compile_pattern(r"[^\W_]+")


def means_same(old: str, new: str) -> bool:
    """Whether two headings say the same in other words: "Introduction" and "Overview", "Fees" and "The fees".

    Figures, negations and every word that carries meaning must agree; where one has no such word, they differ.
    """
    one, other = _read_meaning(old), _read_meaning(new)
    return bool(one) and one == other


def is_spelt_as(old: str, new: str, text: str) -> bool:
    """Whether two headings differ in one letter of one word, and the text under them writes that word as one of the two
    does and never as the other: a slip in any language.

    Where a script sets no blanks, the word is the letter and the one beside it. Figures are never slips.
    """
    one, other = canon_text(old).casefold(), canon_text(new).casefold()
    if one == other or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    words = [_find_word(heading, start) for heading in (one, other)]
    if words[0] == words[1] or any(map(_is_figure, "".join(words))) or min(map(_measure, words)) < _SHORTEST:
        return False
    body = canon_text(text).casefold()
    return (words[0] in body) != (words[1] in body)


def _find_word(heading: str, at: int) -> str:
    """The word around a letter."""
    found = next((word for word in _WORD.finditer(heading) if word.start() <= at <= word.end()), None)
    if found is None:
        return ""
    if not has_unspaced(found[0]):
        return found[0]
    return heading[max(found.start(), at - 1) : at + 1] if at > found.start() else heading[at : at + 2]


def _measure(word: str) -> int:
    """How many letters a word has; one that stands for a syllable or a word weighs as several."""
    return sum(_WIDE_WEIGHT if has_unspaced(letter) else 1 for letter in word)


def _is_figure(letter: str) -> bool:
    return unicodedata.numeric(letter, None) is not None


def _read_meaning(heading: str) -> frozenset[str]:
    text = _match_label().sub("", canon_text(heading), count=1).casefold()
    words = _WORD.findall(text)
    empty = (join_words("text.little") | join_words("forms.asking")) - join_words("duty.negation")
    kept = [word for word in words if word not in empty]
    same = join_pairs("forms.heading_synonym")
    return frozenset(same.get(stem, stem) for stem in map(_stem, kept))


def _stem(word: str) -> str:
    """The singular, in one spelling, as far as endings tell."""
    word = fold_spelling(word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
