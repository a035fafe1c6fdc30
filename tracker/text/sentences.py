"""A stretch of text -> its sentences, so that what was added or dropped whole is shown whole.

A wrong border costs nothing but beauty: words are compared across it all the same.
"""

from __future__ import annotations

from tracker.compiled import compile_pattern
from tracker.languages import join_words
from tracker.text.months import number_month
from tracker.text.scripts import CLOSERS, PAUSES, STOPS, WIDE_STOPS

# "…with your consent. We may also": a stop, closing quotes or brackets, a space, then no lower-case letter;
# "同意します。当社は": a wide stop needs no space.
# (one character class in front, so that the search runs over the letters between at full speed)
_NARROW, _WIDE = STOPS + PAUSES, WIDE_STOPS + "；"
_BORDER = compile_pattern(
    rf"[{_NARROW}{_WIDE}\n](?:(?<=[{_NARROW}])[{_NARROW}]*[{CLOSERS}]{{0,3}}\s+(?![a-zà-öø-ÿ])"
    rf"|(?<=[{_WIDE}])[{_WIDE}]*[{CLOSERS}]{{0,2}}\s*|(?<=\n)\n*)"
)

_INITIAL = compile_pattern(r"\(?[^\W\d_]\.")
_DAY = compile_pattern(r"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])$")
_MONTH = compile_pattern(r"(?P<name>[^\W\d_]{3,14})\b\.?(?P<year> \d{4}\b)?")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with the whitespace after it; joined, they are the text.

    Long sentences also end at ";" and ":" before a capital or a mark, where a list runs on inside a line.
    """
    pieces: list[str] = []
    start = 0
    for border in _BORDER.finditer(text):
        at, end = border.span()
        if text[at] == "." and (
            _ends_shortened(text[max(start, at - 12) : at], text[end : end + 2]) or _is_day(text, start, at, end)
        ):
            continue
        pieces.append(text[start:end])
        start = end
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _ends_shortened(text: str, following: str) -> bool:
    """Whether a text ends in a word that a stop shortens: a known one, a lone small letter ("Ur. l."), or a capital
    beside a figure or another such letter ("l'article L. 217-4", "9 S. Pier Street", "z. B. Boote": 262 places in 247
    texts)."""
    words = text.split()
    last = words[-1].lstrip("(\"'“[") if words else ""
    if len(words) > 1 and len(last) == 1 and last.isalpha():  # alone at the beginning it is a label: "a. Oars"
        is_beside = (
            following[:1].isdecimal()
            or words[-2][-1].isdecimal()
            or any(map(_INITIAL.fullmatch, (words[-2], following)))
        )
        return last.islower() or (last.isupper() and is_beside)
    return last.casefold() in join_words("text.shortened")


def _is_day(text: str, start: int, stop: int, after: int) -> bool:
    """Whether a stop stands behind a day of the month: "zum 1. Mai 2024", "den 5. Maj". A number that begins a sentence
    is a label, and a month that is another word as well needs its year: "under 13. May we write?"."""
    day, month = _DAY.search(text, max(start, stop - 2), stop), _MONTH.match(text, after)
    if day is None or month is None or (day.start() == start and not month["year"]):
        return False
    is_word = month["name"].casefold() in join_words("text.months_capital")
    return (bool(month["year"]) or not is_word) and number_month(month["name"]) is not None
