"""Numbers whose steps count in different ways -> their values, and back: "3.b.ii", "1(a)", "A.1.a", "II.1".

What counts each step is written as its first one: "1.a.i" of "3.b.ii", "1(a)" of "4(c)", "I.1" of "II.1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from tracker.compiled import compile_pattern
from tracker.text.counters import list_counters

_CAPITAL: Final = r"[IVX]{1,5}|[A-Z]"
_LETTERS: Final = r"(?-i:[a-z](?![a-z])|[ivx]{2,5}(?![a-z]))"
_STEP: Final = rf"\.(?:\d{{1,3}}(?!\d)|{_LETTERS})|\((?:\d{{1,2}}|(?-i:[a-z]|[ivx]{{2,5}}|[A-Z]))\)"
MIXED: Final = (
    rf"(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}(?:\.{_LETTERS}|\.(?-i:[A-Z])(?=\.\d)|\((?:\d{{1,2}}|(?-i:[a-z]|[ivx]{{2,5}}|[A-Z]))\))"
    rf"|(?:{_CAPITAL})(?:\.\d{{1,3}}){{1,3}}\.{_LETTERS}|(?:[IVX]{{2,5}}|[IVX])\.\d{{1,3}})(?:{_STEP}){{0,3}}"
)
"""The pattern of such a number: figures with a letter behind them, or Roman figures before; "A.1" is none."""

_PART = compile_pattern(r"([(.]?)([A-Za-z]+|\d+)(\)?)")
_COUNTERS: Final = {"1": "decimal", "a": "letter", "i": "roman", "A": "LETTER", "I": "ROMAN"}
_MOST_ROMAN: Final = 39  # "c" and "d" are letters: no list of steps has a hundred


def parse_mixed(number: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What counts the steps of a number ("1.a.i"), and their values; one letter may be read in two ways: "3.i"."""
    parts = _PART.findall(number)
    readings = [
        [(f"{before}{sign}{after}", value) for sign, value in _read_step(text)] for before, text, after in parts
    ]
    for reading in product(*readings):
        yield "".join(sign for sign, _ in reading), tuple(value for _, value in reading)


def format_mixed(counter: str, values: tuple[int, ...]) -> str:
    """The number again: "1.a.i" and (3, 2, 2) are "3.b.ii"."""
    parts = _PART.findall(counter)
    printed = (
        f"{before}{list_counters()[_COUNTERS[sign]].format(value)}{after}"
        for (before, sign, after), value in zip(parts, values, strict=True)
    )
    return "".join(printed)


def _read_step(text: str) -> Iterator[tuple[str, int]]:
    if text.isdecimal():
        yield "1", int(text)
        return
    letter, roman = ("A", "I") if text.isupper() else ("a", "i")
    value = list_counters()[_COUNTERS[roman]].parse(text)
    if len(text) == 1:
        yield letter, ord(text.lower()) - 96
    if value is not None and value <= _MOST_ROMAN and not re.fullmatch("[cdlmCDLM]", text):
        yield roman, value
