"""Two words -> whether they are one word spelt in two ways: a typo, a variant spelling, a slip of grammar.

Home of pyspellchecker, whose word lists tell a slip ("recieve") from another word ("now" is not "not").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from tracker.languages import join_words

DICTIONARIES: Final = ("en", "fr", "de", "es", "nl", "it", "pt")
"""The languages whose words can be looked up; in others no word counts as a typo."""
SHORTEST_TYPO: Final = 4
"""In shorter words a letter more often makes another word than a slip ("any", "may", "can")."""

# British and American endings: "organise", "licence", "favour", "centre", "cancelled", "catalogue", "programme"
_VARIANTS: Final = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e[drs]?|ing|ation|ations|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})yse(?=[drs]?$)"), "yze"),
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ite|able|ably)?$)"), "or"),
    (re.compile(r"(?<=[a-z])tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=[a-z])ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"logue(?=s?$)"), "log"),
    (re.compile(r"(?<=gram)me(?=s?$)"), ""),
    (re.compile(r"(?<=[cd])ence(?=s?$)|(?<=li)cence"), "ense"),
    (re.compile(r"(?<=judg)e(?=ment)|(?<=acknowledg)e(?=ment)"), ""),
    (re.compile(r"(?<=fulfi)l+"), "l"),
)
_VARIANT_WORDS: Final = {
    "licence": "license", "licences": "licenses", "defence": "defense", "offence": "offense", "practise": "practice",
    "cheque": "check", "grey": "gray", "whilst": "while", "amongst": "among", "learnt": "learned", "towards": "toward",
    "per cent": "percent", "dass": "daß",
}  # fmt: skip
_SPELT_OUT: Final = str.maketrans({"œ": "oe", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue"})
_SAME_GRAMMAR: Final = tuple(
    frozenset(group.split())  # "data is" and "data are": agreement and contraction, never another meaning
    for group in ("is are", "has have", "was were", "does do", "a an", "it's its it'", "that's thats")
)
_FRENCH_OF: Final = frozenset(("de", "du", "des"))  # "moyens de traitement", "moyens du traitement"
_ENDINGS: Final = frozenset(("s", "d", "r", "n", "es", "ed", "er", "or", "ee", "ly", "'s", "s'", "'"))
_LONE_LETTERS: Final = {"fr": "aàyô", "it": "aeoièé", "pt": "aeoàéó", "es": "aeouyó"}  # words of one letter
_PREFIXES: Final = frozenset(("un", "in", "im", "ir", "il", "re", "de", "co", "a"))
_ROLES: Final = frozenset(("or", "er", "ee"))  # licensor, licensee


def fold_spelling(word: str) -> str:
    """A word in the one spelling that its variants share: "Licences", "organisation" -> "licenses", "organization"."""
    word = word.casefold().translate(_SPELT_OUT)
    word = _VARIANT_WORDS.get(word, word)
    for pattern, instead in _VARIANTS:
        word = pattern.sub(instead, word)
    return word


def is_grammar_slip(old: str, new: str, language: str | None) -> bool:
    """Whether two words differ by agreement or contraction alone ("is" and "are", "it's" and "its")."""
    pair = {old.casefold().replace("’", "'"), new.casefold().replace("’", "'")}
    if (language or "en")[:2] == "fr" and pair <= _FRENCH_OF:
        return True
    return any(pair <= group for group in _SAME_GRAMMAR)


def is_typo(old: str, new: str, language: str | None) -> bool:
    """Whether one of two words is a slip for the other: a letter or two apart, one a word, the other none.

    Figures are never typos. `language` picks the word list (None: English).
    """
    old, new = old.casefold().replace("’", "'"), new.casefold().replace("’", "'")
    if "\ufffd" in old + new and len(old) + len(new) > 4:
        return OSA.distance(old, new) <= 3 * (old + new).count("\ufffd")
    name = (language or "en")[:2]
    if any(map(str.isdigit, old + new)) or name not in DICTIONARIES or _is_inflected(old, new):
        return False
    if len(old) == len(new) == 1:
        return False  # "Section 4(a)" and "Section 4(c)"
    shorter = min(len(old), len(new))
    allowed = 2 if shorter >= 8 else 1
    if OSA.distance(old, new, score_cutoff=allowed) > allowed:
        return False
    is_accent = _strip_accents(old) == _strip_accents(new)
    if shorter < SHORTEST_TYPO and not {old, new} & join_words("text.little") and not (is_accent and shorter > 1):
        return False
    return (is_accent and shorter >= SHORTEST_TYPO) or is_word(old, name) != is_word(new, name)


def _is_inflected(old: str, new: str) -> bool:
    """Whether two words differ by an ending or a prefix that means something: "licensor", "licensee"; "party's"."""
    shorter, longer = sorted((old, new), key=len)
    if longer.startswith(shorter):
        return longer[len(shorter) :] in _ENDINGS
    if longer.endswith(shorter):
        return longer[: -len(shorter)] in _PREFIXES
    return old[-2:] in _ROLES and new[-2:] in _ROLES and old[:-2] == new[:-2]


@lru_cache(maxsize=4096)
def is_word(word: str, language: str) -> bool:
    """Whether the word list of a language (one of `DICTIONARIES`) knows a word, case apart; one consonant is none."""
    if len(word) == 1:
        return word in join_words("text.little") or word in _LONE_LETTERS.get(language, "aeiouyà")
    checker = _open_dictionary(language)
    parts = [part for part in re.split(r"[-'/]", word) if part]
    return word in checker or (len(parts) > 1 and all(is_word(part, language) for part in parts))


@lru_cache(maxsize=len(DICTIONARIES))
def _open_dictionary(language: str) -> SpellChecker:
    return SpellChecker(language=language, distance=1)


def _strip_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
