"""The characters of a PDF → whether they are the letters that a reader sees, or codes of glyphs that nobody can tell.

A font in a PDF need not say which character its glyphs stand for. Then a text layer holds codes: private ones, or
letters shifted along the alphabet ("7KH FXVWRPHU" for "The customer"). No list of words is needed to see it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

from tracker.compiled import compile_pattern

# Shorter texts are not judged: chance, or a form with a few words.
_LEAST_CHARACTERS: Final = 150
# Controls, private and unassigned codes. Bullets of symbol fonts are private, and no text has so many of them.
_MOST_UNKNOWN: Final = 0.25
# Letters, marks and figures among what is printed; a line of dots or underscores counts as one.
_LEAST_READABLE: Final = 0.5
# Of Latin letters, vowels (with y) were at least .36 in 281 terms in 20 languages, .16 in shifted ones.
_LEAST_VOWELS: Final = 0.27
_MOSTLY: Final = 0.9
_VOWELS: Final = frozenset("aeiouyıæøœ")
_REPEATED = compile_pattern(r"([^\w\s]|_)(?:\s?\1)+")
_UNKNOWN: Final = frozenset({"Cc", "Co", "Cn", "Cs"})


def is_legible(text: str) -> bool:
    """Whether `text`, as a PDF gives it, can be what is printed. Unknown codes stand in it as they came."""
    printed = Counter(_REPEATED.sub(r"\1", unicodedata.normalize("NFD", text).casefold()))
    count = sum(number for character, number in printed.items() if not character.isspace())
    if count < _LEAST_CHARACTERS:
        return True
    kinds: Counter[str] = Counter()
    for character, number in printed.items():
        if not character.isspace():
            kinds[unicodedata.category(character)] += number
    unknown = printed["\ufffd"] + sum(kinds[kind] for kind in _UNKNOWN)
    readable = sum(number for kind, number in kinds.items() if kind[0] in "LMN")
    if unknown > _MOST_UNKNOWN * count or readable < _LEAST_READABLE * (count - unknown):
        return False
    letters = sum(number for kind, number in kinds.items() if kind[0] == "L")
    latin = sum(number for character, number in printed.items() if "a" <= character <= "z" or character in _VOWELS)
    if letters < _LEAST_CHARACTERS or latin < _MOSTLY * letters:
        return True  # alphabets without a sign for each vowel, or with other signs
    return sum(printed[vowel] for vowel in _VOWELS) >= _LEAST_VOWELS * latin
