"""The scripts of the world -> where words begin and end in them, and which signs end a sentence.

Everything here is a piece of a character class or of a pattern, for callers to build theirs with: what a letter or a
stop is stands once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from tracker.compiled import compile_pattern

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
KANA: Final = "\u3040-\u30ff"
HAN_DIGITS: Final = "〇一二三四五六七八九十"
"""The figures of Chinese and Japanese, 0 to 10."""
HAN_ZEROS: Final = "〇零○"
"""How Chinese and Japanese write the nought of a year: its character, the one for sums, a circle."""
HANGUL: Final = "\uac00-\ud7af"
UNSPACED: Final = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff{KANA}{HAN}"
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, kana, Han. Korean has spaces."""
UNSPACED_LANGUAGES: Final = frozenset({"zh", "ja", "th", "lo", "km", "my"})
MARKS: Final = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"
"""Combining marks and Indic signs: no letters to `re`, yet part of a word."""

STOPS: Final = ".!?…؟।"
"""What ends a sentence where a space follows."""
WIDE_STOPS: Final = "。！？"
"""What ends a sentence without a space after it."""
QUESTIONS: Final = "?؟？"
HALTS: Final = "".join(sign for sign in STOPS + WIDE_STOPS if sign not in QUESTIONS)
"""What ends a statement: a heading may end with a question mark, seldom with one of these."""
PAUSES: Final = ";:؛"
"""What ends part of a sentence; in lists, a line."""
WIDE_PAUSES: Final = "；："
CLOSERS: Final = "\"'”’»)\\]」』）】"
"""Quotes and brackets that may stand after a stop; for use inside a character class."""

# These scripts know no capitals. Case is left out here, since Python's `re` goes through every sign of a class for its
# other case when it compiles one, which took a fifth of the time of a small comparison.
UNSPACED_LETTER: Final = rf"(?-i:[{UNSPACED}])"
"""A letter that is no part of a longer word: "契"."""
SPACED_LETTER: Final = rf"(?-i:[^\W{UNSPACED}])"
"""A letter or figure of a word that has a space before and after it."""
WORD_START: Final = rf"(?<!{SPACED_LETTER})"
"""Before a word: no letter that belongs to it. Between letters of unspaced scripts a word may begin anywhere."""
WORD_END: Final = rf"(?!{SPACED_LETTER})"

_UNSPACED = compile_pattern(f"[{UNSPACED}]")
# with the stops, brackets and figures of these scripts
_TIGHT = compile_pattern(f"[{UNSPACED}\u3000-\u303f\uff01-\uff65]")


def bound_words(alternation: str) -> str:
    """A pattern that finds the words "a|b|c" as whole words: "all" not in "shall", but "同意" in "当社に同意する"."""
    return f"{WORD_START}(?<!-)(?:{alternation}){WORD_END}(?!-)"


def find_gap(before: str, after: str) -> str:
    """What stands between the end of a printed line and the next: a blank, and nothing within words of scripts without
    blanks ("アカウン" and "トが")."""
    return "" if _TIGHT.match(before[-1:]) and _TIGHT.match(after[:1]) else " "


def join_lines(lines: Iterable[str]) -> str:
    """Printed lines as one text."""
    text = ""
    for line in lines:
        words = line.strip()
        text += (find_gap(text, words) if text else "") + words
    return text


def has_unspaced(text: str) -> bool:
    """Whether some of a text is written without spaces between words."""
    return _UNSPACED.search(text) is not None


def count_words(text: str) -> int:
    """How many words a text has; in scripts without spaces two characters count as one."""
    return _count_line(text) if len(text) <= _LINE else _count(text)


_LINE: Final = 500
"""Characters of a text that is mostly a line: what asks for its words asks a dozen times, and the same for each version
of a document. Longer ones are not worth their room."""


def _count(text: str) -> int:
    return len(text.split()) + (0 if text.isascii() else len(_UNSPACED.findall(text)) // 2)


_count_line = lru_cache(maxsize=16_384)(_count)
