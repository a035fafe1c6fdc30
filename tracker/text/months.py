"""The name of a month, in any language and form -> its number; and the pattern that finds such names.

The names stand in the language files (`[text] months`), as Unicode's CLDR gives them; a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from tracker.compiled import compile_pattern
from tracker.languages import find_language, join_series, join_words
from tracker.languages.recalled import recall

# Accents and the hamza above a letter, which print in capitals, and hasty writers, leave out
_ACCENTS = compile_pattern("[\u0300-\u036f\u0653-\u0655]")


def number_month(name: str, language: str | None = None) -> int | None:
    """The month that a name means, 1 to 12, None for no name: "January", "FEVRIER", "stycznia", "Jan.".

    The language is asked first: "listopada" is October in Croatian, and November in Polish and Czech.
    """
    folded = _fold(name.rstrip("."))
    own = _own_numbers(language) if language else {}
    return own.get(folded) or _numbers().get(folded)


@cache
def match_months(*, with_short: bool) -> str:
    """A pattern for the names, for case-insensitive use. `with_short`: also those that mean something else too.

    A name that is also a word of duty counts with a capital only: "May 5", but not "may 5 users".
    """
    pattern: str = recall(__file__, f"months {with_short}", lambda: _join_months(with_short=with_short))
    return pattern


def _join_months(*, with_short: bool) -> str:
    names = [name for place in join_series("text.months") for name in place]
    if with_short:
        names += [name for place in join_series("text.months_short") for name in place]
        return _join_names(names)
    words = [name for name in names if name.casefold() in join_words("text.months_capital")]
    capital = "".join(f"|(?-i:{name.capitalize()}|{name.upper()})" for name in dict.fromkeys(words))
    return f"(?:{_join_names(name for name in names if name not in words)}{capital})"


@cache
def _numbers() -> Mapping[str, int]:
    """The names of all languages; where two differ (one name does), the month of the later code."""
    return _list_numbers(None)


@cache
def _own_numbers(language: str) -> Mapping[str, int]:
    known = find_language(language)
    return _list_numbers(known.code) if known else {}


def _list_numbers(code: str | None) -> dict[str, int]:
    places = (join_series("text.months", code), join_series("text.months_short", code))
    return {_fold(name): number for series in places for number, names in enumerate(series, 1) for name in names}


def _fold(name: str) -> str:
    """Without case and accents; in Turkish capitals the i keeps its dot, and the other i has none."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", name.casefold().replace("ı", "i")))


def _join_names(names: Collection[str] | Iterator[str]) -> str:
    forms = {form for name in names for form in (name.casefold(), _fold(name))}
    return _join_endings(sorted(unicodedata.normalize("NFC", form) for form in forms))


def _join_endings(words: list[str]) -> str:
    """Words as one pattern that shares beginnings, which is found faster than a flat row: "ju(?:l(?:i|y)|n)"."""
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    is_optional = heads.pop("", None) is not None
    branches = [re.escape(head) + (_join_endings(rest) if any(rest) else "") for head, rest in sorted(heads.items())]
    if len(branches) < 2 and not is_optional:
        return "".join(branches)
    return f"(?:{'|'.join(branches)}){'?' if is_optional else ''}"
