"""Two words -> whether they are one word spelt in two ways: a typo, a variant spelling, a slip of grammar.

Home of pyspellchecker, whose word lists tell a slip ("recieve") from another word ("now" is not "not").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.languages import join_pairs, join_words
from tracker.text.canon import canon_text

if TYPE_CHECKING:
    import spellchecker
else:
    spellchecker = FirstUse("spellchecker")  # few differences ask for a dictionary

DICTIONARIES: Final = ("en", "fr", "de", "es", "nl", "it", "pt")
"""The languages whose words can be looked up; in others only a slip within a long word counts as a typo."""
SHORTEST_TYPO: Final = 4
"""In shorter words a letter more often makes another word than a slip ("any", "may", "can")."""

# Letters of a word that no list knows. A syllable of Vietnamese, told from others by its accents, has up to seven.
_LEAST_UNKNOWN: Final = 8
# Latin, Greek and Cyrillic: a syllable of Hangul, or one of the few written letters of Arabic, is more than a letter.
_LETTERS = compile_pattern("[A-Za-z\u00c0-\u024f\u0370-\u04ff\u1e00-\u1fff]+")
_LEAST_SWAPPED: Final = 6  # letters of a word that no list knows, of which two changed places
_STEM: Final = 3  # letters at its beginning, and at its end, in which no slip is looked for
_END: Final = 2
_SPELT_OUT: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue", "ё": "е", "ş": "ș", "ţ": "ț"}
    | dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "ی": "ي", "ک": "ك"}
)
"""Letters that print for each other: "Müller" and "Mueller", "её" and "ее", "ş" for "ș", an alef without its hamza, the
Arabic letters that Persian is typed with."""


@lru_cache(maxsize=8192)  # two rules and the search for renamings ask for the same words
def fold_spelling(word: str) -> str:
    """A word in the one spelling that its variants share: "Licences", "organisation" -> "licenses", "organization"."""
    word = word.casefold().translate(_SPELT_OUT)
    word = join_pairs("forms.spelling").get(word, word)
    for pattern, instead in _compile_parts():
        word = pattern.sub(instead, word)
    return word


_LEAST_CAPITALS: Final = 4  # a lone capital is no text set in capitals


def differs_in_capitals(old: str, new: str) -> bool:
    """Whether two runs are the same but for accents that capitals go without: "À" and "A", "ÉTAT" and "ETAT"; where a
    run is set in capitals, also those of the other one, as Greek has it ("ΟΡΟΙ" and "όροι")."""
    if _drop_high_accents(old) == _drop_high_accents(new):
        return True
    if not any(run.isupper() and len(run) >= _LEAST_CAPITALS for run in (old, new)):
        return False
    old, new = (unicodedata.normalize("NFD", canon_text(run).casefold()) for run in (old, new))
    return "".join(filterfalse(unicodedata.combining, old)) == "".join(filterfalse(unicodedata.combining, new))


def _drop_high_accents(run: str) -> str:
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if letter.isupper() else letter for letter in canon_text(run)
    )


@cache
def _compile_parts() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((compile_pattern(part), instead) for part, instead in join_pairs("forms.spelling_part").items())


def is_grammar_slip(old: str, new: str, language: str | None) -> bool:
    """Whether two words differ by agreement or contraction alone ("is" and "are", "it's" and "its")."""
    same = join_pairs("forms.agreement", language)
    old, new = (word.casefold().replace("’", "'") for word in (old, new))
    return same.get(old, old) == same.get(new, new)


def is_typo(old: str, new: str, language: str | None) -> bool:
    """Whether one of two words is a slip for the other: a letter or two apart, one a word, the other none.

    Figures are never typos. `language` picks the word list (None: English).
    """
    old, new = old.casefold().replace("’", "'"), new.casefold().replace("’", "'")
    if "\ufffd" in old + new and len(old) + len(new) > 4:
        return OSA.distance(old, new) <= 3 * (old + new).count("\ufffd")
    name = (language or "en")[:2]
    if any(map(str.isdigit, old + new)) or _is_inflected(old, new):
        return False
    if name not in DICTIONARIES:
        return _is_slip_within(old, new) or (len(old) >= _LEAST_SWAPPED and _is_swapped(old, new))
    if len(old) == len(new) == 1:  # "Section 4(a)" and "Section 4(c)"; "é volonté" where "à volonté" was
        return not (old + new).isascii() and is_word(old, name) != is_word(new, name)
    shorter = min(len(old), len(new))
    allowed = 2 if shorter >= 8 else 1
    if OSA.distance(old, new, score_cutoff=allowed) > allowed:
        return False
    is_accent = _strip_accents(old) == _strip_accents(new)
    if shorter < SHORTEST_TYPO and not {old, new} & join_words("text.little") and not (is_accent and shorter > 1):
        return False
    is_known = is_word(old, name), is_word(new, name)
    return (
        (is_accent and shorter >= SHORTEST_TYPO)
        or is_known[0] != is_known[1]
        or (not any(is_known) and _is_swapped(old, new))
    )


def _is_swapped(old: str, new: str) -> bool:
    """Whether two neighbouring letters of a name changed places ("GDRP" and "GDPR"): four of 3,370 alerts, of four
    services; in none of them did two names differ so."""
    return sorted(old) == sorted(new) and OSA.distance(old, new, score_cutoff=1) == 1


def _is_slip_within(old: str, new: str) -> bool:
    """Where no word list tells: whether one letter within a long word went, came or is another, or only accents differ.

    Beginnings and endings say who, when and whether ("nemá", "ваш"); a letter in the midst of a long word seldom does.
    """
    if min(len(old), len(new)) < _LEAST_UNKNOWN or not _LETTERS.fullmatch(old + new):
        return False
    if _strip_accents(old) == _strip_accents(new):
        return True
    is_slip = OSA.distance(old, new, score_cutoff=1) == 1
    return is_slip and old[:_STEM] == new[:_STEM] and old[-_END:] == new[-_END:]


def is_inflection(old: str, new: str, language: str | None) -> bool:
    """Whether two words are forms of one, as number and case have it, in languages whose endings are known."""
    endings = join_pairs("forms.inflection", language) if language else {}
    return bool(_list_stems(old.casefold(), endings) & _list_stems(new.casefold(), endings))


def _list_stems(word: str, endings: Mapping[str, str]) -> set[str]:
    """Example: "policies" with the endings of English: "policies", "policie", "policy"."""
    cut = {ending: word[: -len(ending)] for ending in endings if word.endswith(ending)}
    return {word, *(stem + endings[ending] for ending, stem in cut.items() if len(stem) >= SHORTEST_TYPO - 1)}


def _is_inflected(old: str, new: str) -> bool:
    """Whether two words differ by an ending or a prefix that means something: "licensor", "licensee"; "party's"."""
    shorter, longer = sorted((old, new), key=len)
    if longer.startswith(shorter):
        return longer[len(shorter) :] in join_words("forms.ending")
    if longer.endswith(shorter):
        return longer[: -len(shorter)] in join_words("forms.prefix")
    roles = join_words("forms.role")
    return old[-2:] in roles and new[-2:] in roles and old[:-2] == new[:-2]


@lru_cache(maxsize=4096)
def is_word(word: str, language: str) -> bool:
    """Whether the word list of a language (one of `DICTIONARIES`) knows a word, case apart; one consonant is none."""
    if len(word) == 1:
        return word in join_words("text.little") or word in join_words("forms.lone_letter", language)
    checker = _open_dictionary(language)
    parts = [part for part in re.split(r"[-'/]", word) if part]
    return word in checker or (len(parts) > 1 and all(is_word(part, language) for part in parts))


@lru_cache(maxsize=len(DICTIONARIES))
def _open_dictionary(language: str) -> spellchecker.SpellChecker:
    return spellchecker.SpellChecker(language=language, distance=1)


def _strip_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
