"""A language -> its words: one TOML file each, loaded once. The code of the other rooms knows no word of any language.

`files.py` loads them; here the words of one language, or of all, are joined into patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby, zip_longest
from typing import Any, Final

from tracker.compiled import compile_pattern
from tracker.errors import LanguageError
from tracker.languages.files import ANY, Language, find_language, load_language, load_languages
from tracker.languages.keys import KEYS
from tracker.languages.phrases import Phrases
from tracker.languages.recalled import recall

__all__ = [
    "ANY",
    "Language",
    "compile_lines",
    "compile_words",
    "find_language",
    "group_rows",
    "has_key",
    "join_bounded",
    "join_pairs",
    "join_patterns",
    "join_series",
    "join_whole",
    "join_words",
    "list_patterns",
    "load_languages",
]

_PLAIN_START: Final = compile_pattern(r"[^\W\d_](?![?*+{])")
_NO_BAR: Final = compile_pattern(r"\\.|\[\^?\]?[^\]]*\]", re.DOTALL)  # what is escaped, and classes of characters
_INNERMOST: Final = compile_pattern(r"\([^()]*\)")
_NEVER: Final = "(?!)"  # what no text matches
_MOST_SIGNS: Final = 20  # that may stand before and after a line's words; a line of signs alone is gone through once


@cache
def join_patterns(key: str, code: str | None = None) -> str | None:
    """The rows of a key as one alternation, without a group around it: "pattern|pattern".

    With `code` those of one language and of `any`, else those of all. None where nobody has the key: the caller
    cannot say then, and must not fall back to another language.
    """
    return "|".join(list_patterns(key, code)) or None


@cache
def list_patterns(key: str, code: str | None = None) -> tuple[str, ...]:
    """The rows of a key, each once: of one language and of `any`, or of all."""
    _check(key)
    return tuple(_recall(f"patterns {key}", code, lambda: list(dict.fromkeys(_list_rows(key, _chosen(code))))))


def _list_rows(key: str, languages: Sequence[Language]) -> list[str]:
    return [row.pattern for language in languages for row in language.rows.get(key, ())]


@cache
def join_bounded(key: str, code: str | None = None, *, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> str | None:
    """The rows of a key as `join_patterns` does, each a whole word: between `before` and `after`.

    Where a language writes no blanks between words its rows stand without borders; so do those of `any`, which are
    signs more often than words.
    """
    _check(key)
    found: str = _recall(f"bounded {key} {before} {after}", code, lambda: _bound_rows(key, code, before, after))
    return found or None


def _bound_rows(key: str, code: str | None, before: str, after: str) -> str:
    spaced = _list_rows(key, [language for language in _chosen(code) if _parts(language)])
    glued = _list_rows(key, [language for language in _chosen(code) if not _parts(language)])
    whole = f"{before}(?:{group_rows(spaced)}){after}" if spaced else ""
    return "|".join(part for part in (whole, *dict.fromkeys(glued)) if part)


def _parts(language: Language) -> bool:
    return language.spaced and language.code != ANY


@cache
def compile_words(*keys: str, code: str | None = None, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> Phrases:
    """A pattern that finds the rows of some keys as whole words: `join_whole`, compiled."""
    return Phrases(join_whole(*keys, code=code, before=before, after=after))


def join_whole(*keys: str, code: str | None = None, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> str:
    """The rows of some keys as one alternation of whole words (see `join_bounded`); it finds nothing where nobody has
    them."""
    joined = [join_bounded(key, code, before=before, after=after) for key in keys]
    return "|".join(part for part in joined if part) or _NEVER


@cache
def compile_lines(*keys: str, code: str | None = None) -> re.Pattern[str]:
    """A pattern that is for `fullmatch`: a line that is one of the rows and signs around it; or matches nothing."""
    rows: str = _recall(f"lines {' '.join(keys)}", code, lambda: _group_lines(keys, code))
    return compile_pattern(rf"\W{{0,{_MOST_SIGNS}}}(?:{rows or _NEVER})\W{{0,{_MOST_SIGNS}}}", re.IGNORECASE)


def _group_lines(keys: Sequence[str], code: str | None) -> str:
    found = [pattern for key in keys for pattern in list_patterns(key, code)]
    return group_rows(sorted(found, key=_starts_plain, reverse=True))  # no row comes before another in a whole line


def group_rows(patterns: Sequence[str]) -> str:
    """An alternation that finds what "pattern|pattern" finds, in which rows of one first letter stand together.

    There are hundreds of rows, and a letter is looked at once for all of them. Rows side by side that begin with a
    letter cannot rival each other but within that letter, where their order stays; any other row keeps its place.
    """
    parts: list[str] = []
    for is_plain, rows in groupby(dict.fromkeys(patterns), key=_starts_plain):
        if not is_plain:
            parts += rows
            continue
        by_letter: dict[str, list[str]] = {}
        for row in rows:
            by_letter.setdefault(row[0].lower(), []).append(row[1:])
        parts += [f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()]
    return "|".join(parts)


def _starts_plain(pattern: str) -> bool:
    """Whether a row begins with one letter, whatever else it holds: no alternative stands beside that beginning."""
    if not _PLAIN_START.match(pattern) or len(pattern[0].lower()) > 1:
        return False
    left = _NO_BAR.sub("", pattern)
    while (inner := _INNERMOST.sub("", left)) != left:
        left = inner
    return "|" not in left


@cache
def join_pairs(key: str, code: str | None = None) -> Mapping[str, str]:
    """The pairs of a key, a form -> the form it is read as: of one language and of `any`, or of all."""
    _check(key)
    pairs: dict[str, str] = _recall(f"pairs {key}", code, lambda: _list_pairs(key, code))
    return pairs


def _list_pairs(key: str, code: str | None) -> dict[str, str]:
    return {form: read for language in _chosen(code) for form, read in language.pairs.get(key, {}).items()}


@cache
def join_words(key: str, code: str | None = None) -> frozenset[str]:
    """The words of a key, casefolded: of one language and of `any`, or of all. Empty where nobody has the key."""
    _check(key)
    return frozenset(_recall(f"words {key}", code, lambda: _list_words(key, code)))


def _list_words(key: str, code: str | None) -> list[str]:
    return sorted({word for language in _chosen(code) for word in language.words.get(key, ())})


@cache
def join_series(key: str, code: str | None = None) -> tuple[tuple[str, ...], ...]:
    """The names at each place of a series, as written: of one language, or of all. Empty where nobody has the key."""
    _check(key)
    return tuple(map(tuple, _recall(f"series {key}", code, lambda: _lay_series(key, code))))


def _lay_series(key: str, code: str | None) -> list[list[str]]:
    found = [language.series[key] for language in _chosen(code) if key in language.series]
    places = zip_longest(*found, fillvalue=())
    return [list(dict.fromkeys(name for names in place for name in names)) for place in places]


def has_key(key: str, code: str | None) -> bool:
    """Whether a language says anything to a key: where it does not, a rule built on the key cannot speak."""
    _check(key)
    language = find_language(code)
    return language is not None and language.has(key)


def _recall(key: str, code: str | None, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What comes of all languages as it was made before; one language is loaded in no time."""
    return recall(__file__, key, make) if code is None else make()


def _chosen(code: str | None) -> tuple[Language, ...]:
    if code is None:
        return tuple(load_languages().values())
    one = find_language(code)
    return tuple(language for language in (one, load_language(ANY)) if language is not None)


def _check(key: str) -> None:
    if key not in KEYS:
        raise LanguageError(f'no key "{key}" in languages/keys.py')
