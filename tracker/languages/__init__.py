"""A language -> its words: one TOML file each, loaded once. The code of the other rooms knows no word of any language.

A file has tables of keys (`keys.py` says what each key means). A key holds words, rows, pairs or a series. Words are a
text, parted by blanks, each standing for itself. A row is a phrase, or a pattern and an example that it is found in. A
series is a list whose places count, each with its names, parted by commas: the months. A pair is a form of a word and
the form that it is read as. What a file does not have the language cannot say: a rule that asks for it says less, never
something wrong. `any.toml` holds what belongs to no language (company forms, marks that only machines print) and goes
with every one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern, load_toml
from tracker.errors import LanguageError
from tracker.languages.keys import KEYS, SERIES
from tracker.languages.phrases import Phrases
from tracker.values import Struct, field

ANY: Final = "any"
_FOLDER: Final = Path(__file__).parent
_PLAIN_START: Final = compile_pattern(r"[^\W\d_](?![?*+{])")
_NO_BAR: Final = compile_pattern(r"\\.|\[\^?\]?[^\]]*\]", re.DOTALL)  # what is escaped, and classes of characters
_INNERMOST: Final = compile_pattern(r"\([^()]*\)")
_NEVER: Final = "(?!)"  # what no text matches
_MOST_SIGNS: Final = 20  # that may stand before and after a line's words; a line of signs alone is gone through once


class Row(NamedTuple):
    """A regular expression, for case-insensitive search unless it says `(?-i:…)`, and a text that it is found in."""

    pattern: str
    example: str


class _Rows(Mapping[str, tuple[Row, ...]]):
    """The rows of a file by their keys, made of what the file says when a key is first asked for: a text is rarely
    asked about by more than a few of the hundred keys."""

    def __init__(self, said: Mapping[str, Sequence[object]], where: str) -> None:
        self._said, self._where = said, where
        self._made: dict[str, tuple[Row, ...]] = {}

    def __getitem__(self, key: str) -> tuple[Row, ...]:
        if key not in self._made:
            self._made[key] = tuple(_make_row(row, f"{self._where}: {key}") for row in self._said[key])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def __contains__(self, key: object) -> bool:
        return key in self._said


class Language(Struct, frozen=True, dict=True):
    """What one file says. `code` is the file's name, as in BCP 47 ("pt", "zh"); `also` names codes read alike.

    `words`, `rows`, `pairs` and `series` have the keys of `keys.KEYS`, "duty.negation" for `negation` in `[duty]`.
    `spaced` is false where words stand side by side without a blank (Chinese, Japanese, Thai).
    """

    code: str
    name: str
    also: frozenset[str] = frozenset()
    spaced: bool = True
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    pairs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    series: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether the file says anything to a key."""
        return any(key in table for table in (self.words, self.rows, self.pairs, self.series))

    @cached_property
    def lacks(self) -> tuple[str, ...]:
        """The keys this language says nothing to, in the order of `KEYS`."""
        return tuple(key for key in KEYS if not self.has(key))


@cache
def load_languages() -> Mapping[str, Language]:
    """Every language by code, "any" among them, in order of code. Raises LanguageError for a file that is wrong."""
    return {code: _load(code) for code in _list_codes()}


def find_language(code: str | None) -> Language | None:
    """The language of a BCP 47 tag ("pt-BR" is "pt", "nb" is read as "no"), or None where there is no file for it."""
    short = (code or "").lower().partition("-")[0]
    if not short or short == ANY:
        return None
    return _load(short) if short in _list_codes() else _by_code().get(short)


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
    return tuple(dict.fromkeys(row.pattern for language in _chosen(code) for row in language.rows.get(key, ())))


@cache
def join_bounded(key: str, code: str | None = None, *, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> str | None:
    """The rows of a key as `join_patterns` does, each a whole word: between `before` and `after`.

    Where a language writes no blanks between words its rows stand without borders; so do those of `any`, which are
    signs more often than words.
    """
    _check(key)
    spaced = [row.pattern for language in _chosen(code) for row in language.rows.get(key, ()) if _parts(language)]
    glued = [row.pattern for language in _chosen(code) for row in language.rows.get(key, ()) if not _parts(language)]
    whole = f"{before}(?:{group_rows(spaced)}){after}" if spaced else ""
    return "|".join(part for part in (whole, *dict.fromkeys(glued)) if part) or None


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
    found = [pattern for key in keys for pattern in list_patterns(key, code)]
    rows = group_rows(sorted(found, key=_starts_plain, reverse=True))  # no row comes before another in a whole line
    return compile_pattern(rf"\W{{0,{_MOST_SIGNS}}}(?:{rows or _NEVER})\W{{0,{_MOST_SIGNS}}}", re.IGNORECASE)


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
    return {form: read for language in _chosen(code) for form, read in language.pairs.get(key, {}).items()}


@cache
def join_words(key: str, code: str | None = None) -> frozenset[str]:
    """The words of a key, casefolded: of one language and of `any`, or of all. Empty where nobody has the key."""
    _check(key)
    return frozenset(word for language in _chosen(code) for word in language.words.get(key, ()))


@cache
def join_series(key: str, code: str | None = None) -> tuple[tuple[str, ...], ...]:
    """The names at each place of a series, as written: of one language, or of all. Empty where nobody has the key."""
    _check(key)
    found = [language.series[key] for language in _chosen(code) if key in language.series]
    places = zip_longest(*found, fillvalue=())
    return tuple(tuple(dict.fromkeys(name for names in place for name in names)) for place in places)


def has_key(key: str, code: str | None) -> bool:
    """Whether a language says anything to a key: where it does not, a rule built on the key cannot speak."""
    _check(key)
    language = find_language(code)
    return language is not None and language.has(key)


def _chosen(code: str | None) -> tuple[Language, ...]:
    if code is None:
        return tuple(load_languages().values())
    one = find_language(code)
    return tuple(language for language in (one, _load(ANY)) if language is not None)


@cache
def _list_codes() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


@cache
def _by_code() -> Mapping[str, Language]:
    languages = [language for code, language in load_languages().items() if code != ANY]
    return {code: language for language in languages for code in (*language.also, language.code)}


def _check(key: str) -> None:
    if key not in KEYS:
        raise LanguageError(f'no key "{key}" in languages/keys.py')


@cache
def _load(code: str) -> Language:
    where = f"languages/{code}.toml"
    try:
        data = load_toml(_FOLDER / f"{code}.toml")
    except ValueError as error:
        raise LanguageError(f"{where}: {error}") from error
    name, also, spaced = data.pop("name", code), data.pop("also", []), data.pop("spaced", True)
    words: dict[str, frozenset[str]] = {}
    rows: dict[str, Sequence[object]] = {}
    pairs: dict[str, Mapping[str, str]] = {}
    series: dict[str, tuple[tuple[str, ...], ...]] = {}
    for table, entries in data.items():
        for entry, value in entries.items():
            key = f"{table}.{entry}"
            if key not in KEYS:
                raise LanguageError(f"{where}: {key} is no key", hint="languages/keys.py lists them")
            if isinstance(value, str):
                words[key] = frozenset(value.casefold().split())
            elif isinstance(value, dict):
                pairs[key] = value
            elif key in SERIES:
                series[key] = tuple(tuple(filter(None, map(str.strip, names.split(",")))) for names in value)
            else:
                rows[key] = value
    return Language(code, name, frozenset(also), spaced, words, _Rows(rows, where), pairs, series)


def _make_row(row: object, where: str) -> Row:
    """A bare text stands for itself and is its own example."""
    match row:
        case str(phrase):
            return Row(re.escape(phrase), phrase)
        case [str(pattern), str(example)]:
            return Row(pattern, example)  # not compiled here: a test does, and it would take longer than the rest
    raise LanguageError(f"{where}: a row is [pattern, example], not {row!r}")
