"""A language file -> what it says: one TOML file each, loaded once.

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
from typing import Final, NamedTuple

from tracker.compiled import load_toml
from tracker.errors import LanguageError
from tracker.languages.keys import KEYS, SERIES
from tracker.languages.recalled import FOLDER
from tracker.values import Struct, field

ANY: Final = "any"


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


class _Languages(Mapping[str, Language]):
    """Every language by its code, loaded when it is first asked for: most callers want the codes alone."""

    def __getitem__(self, code: str) -> Language:
        if code not in list_codes():
            raise KeyError(code)
        return load_language(code)

    def __iter__(self) -> Iterator[str]:
        return iter(list_codes())

    def __len__(self) -> int:
        return len(list_codes())


def load_languages() -> Mapping[str, Language]:
    """Every language by code, "any" among them, in order of code. A file that is wrong raises LanguageError when its
    language is taken."""
    return _Languages()


def find_language(code: str | None) -> Language | None:
    """The language of a BCP 47 tag ("pt-BR" is "pt", "nb" is read as "no"), or None where there is no file for it."""
    short = (code or "").lower().partition("-")[0]
    if not short or short == ANY:
        return None
    return load_language(short) if short in list_codes() else _by_code().get(short)


@cache
def list_codes() -> tuple[str, ...]:
    """The codes that have a file, in order, "any" among them."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def _by_code() -> Mapping[str, Language]:
    languages = [language for code, language in load_languages().items() if code != ANY]
    return {code: language for language in languages for code in (*language.also, language.code)}


@cache
def load_language(code: str) -> Language:
    """What the file of a code says. Raises LanguageError where it is wrong, and names it."""
    where = f"languages/{code}.toml"
    try:
        data = load_toml(FOLDER / f"{code}.toml")
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
