"""The ways to count that labels use: text to value and back, for decimals, letters, Roman and Chinese numbers.

Letters of other alphabets than the Latin one are counted as the files of their languages say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, NamedTuple

from tracker.languages import join_series, load_languages
from tracker.languages.recalled import recall
from tracker.text.scripts import HAN_DIGITS

_LARGE_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"))
"""These are painted, and never read: "(d)" and "(m)" are letters."""
_ROMAN: Final = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HAN, _HAN_TEN = HAN_DIGITS[:10], HAN_DIGITS[10]
SIGN_SERIES: Final = tuple(
    "".join(map(chr, range(first, first + count)))
    for first, count in (
        (0x2460, 20),
        (0x2474, 20),
        (0x2488, 20),
        (0x249C, 26),
        (0x24B6, 26),
        (0x24D0, 26),
        (0x2776, 10),
    )
)
"""Numbers and letters that are one sign each with what is around them: ① ⑴ ⒈ ⒜ Ⓐ ⓐ ❶, each from the first on."""
COUNTING_SIGNS: Final = "".join(SIGN_SERIES)

ROMAN_SIGNS: Final = "".join(map(chr, (*range(0x2160, 0x216C), *range(0x2170, 0x217C))))
"""The Roman numbers from 1 to 12 that are one letter each, large and small: Ⅰ … Ⅻ, ⅰ … ⅻ."""


@cache
def _ordinals() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """The words for 10, 20, 30 and 40, and those that may follow them or stand alone."""
    tens, ones = (join_series(f"labels.{key}") for key in ("ordinal_tens", "ordinals"))
    return (
        {name: place * 10 for place, names in enumerate(tens, 1) for name in names},
        {name: place for place, names in enumerate(ones, 1) for name in names},
    )


@cache
def match_ordinal() -> str:
    """Ordinals spelt out where others print a figure, for case-insensitive patterns: "primero", "DÉCIMA SEGUNDA"."""
    tens, ones = ("|".join(sorted(words, key=len, reverse=True)) for words in _ordinals())
    return rf"(?:(?:{tens})(?:\s?(?:{ones}))?|(?:{ones}))"


def parse_roman(text: str) -> int | None:
    """The value of a lower-case Roman number up to 399, None where it is not spelt as one."""
    value, rest = 0, text
    for worth, letters in _ROMAN:
        while rest.startswith(letters):
            value, rest = value + worth, rest[len(letters) :]
    return value if value and not rest and format_roman(value) == text else None


def format_roman(value: int) -> str:
    """A number from 1 to 3999 in lower-case Roman digits."""
    text = ""
    for worth, letters in (*_LARGE_ROMAN, *_ROMAN):
        count, value = divmod(value, worth)
        text += letters * count
    return text


def parse_letter(text: str) -> int | None:
    """The place of a lower-case letter, counted on as lists do: a = 1, z = 26, aa = 27, then ab or bb = 28."""
    if not text.isascii() or not text.islower() or len(text) > 2:
        return None
    is_on = len(text) == 1 or text[0] in ("a", text[1])
    return 26 * (len(text) - 1) + ord(text[-1]) - 96 if is_on else None


def format_letter(value: int) -> str:
    """The letter at a place up to 52: 1 = a, 27 = aa, 28 = bb."""
    return chr(96 + value) if value <= 26 else chr(70 + value) * 2


def parse_han(text: str) -> int | None:
    """The value of a Chinese or Japanese number up to 99, None where it is none."""
    tens, ten, ones = text.partition(_HAN_TEN)
    if not ten:
        return _HAN.index(text) or None if len(text) == 1 and text in _HAN else None
    if len(tens) > 1 or len(ones) > 1 or any(digit not in _HAN[1:] for digit in tens + ones):
        return None
    return (_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0)


def format_han(value: int) -> str:
    """A number from 1 to 99 in Chinese digits."""
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _HAN[tens]) + (_HAN_TEN if tens else "") + (_HAN[ones] if ones else "")


def parse_ordinal(text: str) -> int | None:
    """The value of an ordinal of `match_ordinal` up to 49, None where it is none."""
    if text[:1].isdecimal():  # as nearly every number is
        return None
    text = text.casefold()
    tens_of, ones_of = _ordinals()
    tens = next((word for word in tens_of if text.startswith(word)), "")
    ones = ones_of.get(text[len(tens) :].lstrip(), 0)
    is_whole = bool(ones) or (bool(tens) and text == tens)
    return tens_of.get(tens, 0) + ones if is_whole else None


def format_ordinal(value: int) -> str:
    """An ordinal from 1 to 49 as Spanish clauses are counted: 1 = primera, 12 = décima segunda."""
    tens, ones = (join_series(f"labels.{key}", "es") for key in ("ordinal_tens", "ordinals"))
    words = (tens[value // 10 - 1] if value > 9 else (), ones[value % 10 - 1] if value % 10 else ())
    return " ".join(next(name for name in names if name.endswith("a")) for names in words if names)


def format_ordinal_like(value: int, printed: str) -> str:
    """An ordinal in the language and form of another: 8 as "EIGHT" is printed where "SEVEN" was."""
    for language in load_languages().values():
        ones = language.series.get("labels.ordinals", ())
        forms = [names.index(printed.casefold()) for names in ones if printed.casefold() in names]
        if forms and value <= len(ones):
            return ones[value - 1][min(forms[0], len(ones[value - 1]) - 1)]
    return format_ordinal(value)


def _parse_decimal(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


class Counter(NamedTuple):
    """A way to count: text to value and back."""

    parse: Callable[[str], int | None]
    format: Callable[[int], str]


def _make_sign_counter(signs: str) -> Counter:
    return Counter(
        lambda text: signs.index(text) + 1 if len(text) == 1 and text in signs else None,
        lambda value: signs[value - 1 : value] or str(value),
    )


_COUNTERS: Final[dict[str, Counter]] = {
    "decimal": Counter(_parse_decimal, str),
    "letter": Counter(parse_letter, format_letter),
    "roman": Counter(parse_roman, format_roman),
    "LETTER": Counter(
        lambda text: parse_letter(text.lower()) if text.isupper() else None, lambda value: format_letter(value).upper()
    ),
    "ROMAN": Counter(
        lambda text: parse_roman(text.lower()) if text.isupper() else None, lambda value: format_roman(value).upper()
    ),
    "han": Counter(parse_han, format_han),
    "ordinal": Counter(parse_ordinal, format_ordinal),
    **{f"signs from {signs[0]}": _make_sign_counter(signs) for signs in SIGN_SERIES},
    "ROMAN sign": Counter(
        lambda text: ROMAN_SIGNS[:12].find(text) + 1 or None, lambda value: ROMAN_SIGNS[:12][value - 1 : value]
    ),
    "roman sign": Counter(
        lambda text: ROMAN_SIGNS[12:].find(text) + 1 or None, lambda value: ROMAN_SIGNS[12:][value - 1 : value]
    ),
}
_OWN_LETTERS: Final = ("labels.letters", "labels.other_letters")


@cache
def list_own_letters() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """How languages count with letters of their own, by the counter's name: "ru letter", "RU LETTER" for capitals."""
    found: dict[str, list[list[str]]] = recall(__file__, "own letters", _find_own_letters)
    return {name: tuple(map(tuple, places)) for name, places in found.items()}


def _find_own_letters() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for code, language in load_languages().items():
        for key, name in zip(_OWN_LETTERS, (f"{code} letter", f"{code} other letter"), strict=True):
            places = language.series.get(key, ())
            capitals = tuple(tuple(name.upper() for name in names) for names in places)
            if places:
                found[name] = places
            if capitals != places:
                found[name.upper()] = capitals
    return found


@cache
def list_counters() -> Mapping[str, Counter]:
    """Every way to count, by its name."""
    return {**_COUNTERS, **{name: _make_series(places) for name, places in list_own_letters().items()}}


def _make_series(places: tuple[tuple[str, ...], ...]) -> Counter:
    values = {name: place for place, names in enumerate(places, 1) for name in names}
    return Counter(values.get, lambda value: places[value - 1][0] if value <= len(places) else str(value))


@cache
def match_own_letters() -> str:
    """The letters of other alphabets that count, for a pattern: "б", "א", "στ"."""
    names = {name for places in list_own_letters().values() for names in places for name in names}
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))
