"""The ways to count that labels use: text to value and back, for decimals, letters, Roman and Chinese numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

_ROMAN: Final = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HAN: Final = "〇一二三四五六七八九"
_ONES: Final = {
    word: value
    for value, words in enumerate(
        (
            "premier première primero primera primo prima primeiro primeira erster",
            "deuxième segundo segunda secondo seconda zweiter",
            "troisième tercero tercera terzo terza terceiro terceira dritter",
            "quatrième cuarto cuarta quarto quarta vierter",
            "cinquième quinto quinta fünfter",
            "sixième sexto sexta sesto sesta sechster",
            "septième séptimo séptima septimo septima settimo settima sétimo sétima siebter",
            "huitième octavo octava ottavo ottava oitavo oitava achter",
            "neuvième noveno novena nono nona neunter",
            "dixième zehnter",
            "onzième undécimo undécima undecimo undecima elfter",
            "douzième duodécimo duodécima duodecimo duodecima zwölfter",
        ),
        start=1,
    )
    for word in words.split()
}
_TENS: Final = {
    word: value
    for value, words in (
        (10, "décimo décima decimo decima"),
        (20, "vigésimo vigésima vigesimo vigesima"),
        (30, "trigésimo trigésima trigesimo trigesima"),
        (40, "cuadragésimo cuadragésima quadragésimo quadragésima"),
    )
    for word in words.split()
}
ORDINAL: Final = rf"(?:(?:{'|'.join(_TENS)})(?:\s?(?:{'|'.join(_ONES)}))?|(?:{'|'.join(_ONES)}))"
"""Ordinals spelt out where others print a figure, for case-insensitive patterns: "primero", "DÉCIMA SEGUNDA"."""


def parse_roman(text: str) -> int | None:
    """The value of a lower-case Roman number up to 399, None where it is not spelt as one."""
    value, rest = 0, text
    for worth, letters in _ROMAN:
        while rest.startswith(letters):
            value, rest = value + worth, rest[len(letters) :]
    return value if value and not rest and format_roman(value) == text else None


def format_roman(value: int) -> str:
    """A number from 1 to 399 in lower-case Roman digits."""
    text = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        text += letters * count
    return text


def parse_letter(text: str) -> int | None:
    """The place of a lower-case letter, counted on as lists do: a = 1, z = 26, aa = 27 (or 27 as doubled z: no)."""
    if len(text) == 1 and "a" <= text <= "z":
        return ord(text) - 96
    return 26 + ord(text[0]) - 96 if len(text) == 2 and text[0] == text[1] and "a" <= text[0] <= "z" else None


def format_letter(value: int) -> str:
    """The letter at a place up to 52: 1 = a, 27 = aa, 28 = bb."""
    return chr(96 + value) if value <= 26 else chr(70 + value) * 2


def parse_han(text: str) -> int | None:
    """The value of a Chinese or Japanese number up to 99, None where it is none."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _HAN.index(text) or None if len(text) == 1 and text in _HAN else None
    if len(tens) > 1 or len(ones) > 1 or any(digit not in _HAN[1:] for digit in tens + ones):
        return None
    return (_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0)


def format_han(value: int) -> str:
    """A number from 1 to 99 in Chinese digits."""
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _HAN[tens]) + ("十" if tens else "") + (_HAN[ones] if ones else "")


def parse_ordinal(text: str) -> int | None:
    """The value of an ordinal of `ORDINAL` up to 49, None where it is none."""
    text = text.casefold()
    tens = next((word for word in _TENS if text.startswith(word)), "")
    ones = _ONES.get(text[len(tens) :].lstrip(), 0)
    is_whole = bool(ones) or (bool(tens) and text == tens)
    return _TENS.get(tens, 0) + ones if is_whole else None


def format_ordinal(value: int) -> str:
    """An ordinal from 1 to 49 as Spanish clauses are counted: 1 = primera, 12 = décima segunda."""
    tens = next((word for word, worth in _TENS.items() if worth == value - value % 10 and word[-1] == "a"), "")
    ones = next((word for word, worth in _ONES.items() if worth == value % 10 and word[-1] == "a"), "")
    return f"{tens} {ones}".strip()


def _parse_decimal(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


class Counter(NamedTuple):
    """A way to count: text to value and back."""

    parse: Callable[[str], int | None]
    format: Callable[[int], str]


COUNTERS: Final[dict[str, Counter]] = {
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
}
