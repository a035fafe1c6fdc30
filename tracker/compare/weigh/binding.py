"""A line -> whether it speaks to somebody or promises something: then it is more than a date, a label, an announcement.

A rule that excuses a line asks here first. Where nobody wrote down the words of a language, every line may promise.
"""

from __future__ import annotations

import re
from functools import cache

from tracker.compiled import compile_pattern
from tracker.languages import compile_words, find_language, has_key, join_patterns, join_words

_LETTERS = compile_pattern(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def list_negations(text: str, language: str | None) -> list[str]:
    """The negations of a text, casefolded: none where its language is not known.

    "no" is French for nothing and "pas" Dutch for "just": a word is one in its own language alone.
    """
    if find_language(language) is None:
        return []
    text = _match_number_sign(language).sub("", text)
    words, rows = join_words("duty.negation", language), compile_words("duty.negation", code=language)
    found = [word for word in _LETTERS.findall(text.casefold()) if word in words]
    return found or [word.casefold() for word in rows.findall(text)]


@cache
def _match_number_sign(language: str | None) -> re.Pattern[str]:
    """What stands before a number and denies nothing: "berth No. 5"."""
    return compile_pattern(
        rf"(?<!\w)(?:{join_patterns('labels.number_sign', language) or '(?!)'})\.\s?(?=\d)", re.IGNORECASE
    )


def promises(text: str, language: str | None) -> bool:
    """Whether a text has a word that promises, allows or demands; the words of every language where it is unknown."""
    if language and not has_key("duty.promise", language):
        return True
    return compile_words("duty.promise", code=language).search(text) is not None


def addresses(text: str, language: str | None) -> bool:
    """Whether a text speaks of you or us, or promises anything: no menu and no title does."""
    return promises(text, language) or compile_words("duty.person", code=language).search(text) is not None


def is_statement(text: str, language: str | None) -> bool:
    """Whether a text addresses somebody or denies something."""
    return addresses(text, language) or bool(list_negations(text, language))
