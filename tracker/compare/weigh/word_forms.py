"""Two words of a list of duties, parties or consents -> whether they are forms of one, by the rows of the list.

A reason names what was exchanged: "vos" for "votre" swaps no parties, and "autorisée" is no other consent than
"autorisé". In 3,225 alerts 569 reasons named such forms, nine in ten in French, and some led a summary.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_pairs, list_patterns

_STEM: Final = 3  # letters that the forms of a word share at least


@lru_cache(maxsize=1024)
def name_row(key: str, language: str | None, word: str) -> str:
    """The row of a word list that holds a word: "peut" and "pouvez" are forms of one duty, "doit" is another."""
    patterns = list_patterns(key, language)
    return next((pattern for pattern in patterns if compile_pattern(pattern, re.IGNORECASE).fullmatch(word)), word)


def key_form(name: str, language: str | None) -> Callable[[str], str]:
    """What the forms of one word of a list have in common: its row and its first letters, for a row may hold several
    words. Some words together are what they are: "with your consent" is no form of "without your consent"."""

    def key(word: str) -> str:
        return f"{word[:_STEM]} {name_row(f'duty.{name}', language, word)}" if word.isalpha() else word

    return key


def names_two_parties(old: str, new: str, language: str | None) -> bool:
    """Whether two words mean two parties: "us" and "you" do, "you" and "your", "client" and "clients" do not."""
    same = join_pairs("forms.same_person", language)
    first, second = (same.get(word, name_row("duty.party", language, word)) for word in (old, new))
    return first != second
