"""Signs that mean something in a text: comparisons ("≥"), answers ("✓", "☐"), and what stands before a figure.

Unicode counts them as symbols beside arrows, bullets and ornaments, which mean nothing. For use inside patterns.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import numeric

from tracker.compiled import compile_pattern

CHECKS: Final = "✓✔✅🗸"
_CROSSES: Final = "✕✖✗✘❌❎🗙"
SIGNS: Final = (
    "±×÷∀-∑∓∔√-∟∠-∵∷-⋃⩽⩾☐☑☒" + CHECKS + _CROSSES  # without "∙", "⋅" and "∕", which only part words
)
"""A class of characters for a pattern, without its brackets."""

ANSWERS: Final = "⬜⭕⛔⚪⚫★☆🚫👍👎🔴🔵🟠-🟫"
"""Signs that answer where they stand in the place of another, and are ornaments where they come or go; such a class."""

_MOST_RAISED: Final = 9  # characters: "12, 13"; more is a text set small

CLOSING: Final = frozenset("×✕✖")
"""What closes a window of the page where it stands alone on a line."""

_SAME: Final = {
    **dict.fromkeys(CHECKS, "✓"),
    **dict.fromkeys(_CROSSES, "✗"),
    **dict.fromkeys("≥⩾≧", ">="),
    **dict.fromkeys("≤⩽≦", "<="),
    "≠": "!=",
}

# A hyphen or dash before a digit is a minus after a blank or an opener, but not where a line begins (a bullet) and
# not behind a figure (a range: "16 -18"); U+2212 is always one, unless it stands inside a word.
MINUS: Final = r"(?:(?<=[\s(\[|$€£¥₹₩<>=≤≥±:*\"“„«])(?<!\n)(?<!\d\s)[-‐-–](?=[.\d$€£¥₹₩A-Z])|(?<![\w)\]])−(?=\S))"
"""The pattern of a minus that belongs to the figure or currency after it."""

POINT: Final = r"(?:(?<![\w.…)\]])\.(?=\d))"
"""The pattern of a decimal point without a digit before it: ".5"."""


_FIGURE_BEFORE: Final = compile_pattern(r"[\d%]\W{0,3}$")
_FIGURE_BEHIND: Final = compile_pattern(r"\W{0,3}\d")


def is_quote_mark(run: str, before: str, after: str) -> bool:
    """Whether a run is no more than ">" and compares nothing, for no figure stands beside it: the mark of a quoted
    line, of a step in a path ("Settings > Lists") or of a broken tag (six of 3,225 alerts, of as many services)."""
    if run.strip() != ">":
        return False
    return not (_FIGURE_BEFORE.search(before) or _FIGURE_BEHIND.match(after))


_FILE_NAME: Final = compile_pattern(r"\.(?:png|jpe?g|gif|svg|webp)$|^(?:img|image|icon|dsc)[-_ ]?\d*$", re.IGNORECASE)


def is_file_name(label: str) -> bool:
    """Whether the text beside a picture only names its file and stands for nothing: "IMG_0042", "seal.png"."""
    return _FILE_NAME.search(label) is not None


_LONGEST_SIGN: Final = 2  # characters: the second one says that it is drawn in colours
_DRAWN: Final = compile_pattern(r"[\u2010-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff©®][\ufe0e\ufe0f]?")
_IN_ADDRESSES: Final = frozenset("@.")


def is_drawn_sign(label: str, before: str, after: str) -> bool:
    """Whether a picture stands for the one sign that its label is: "✔" drawn in colours, or the "@" and the points of
    an e-mail address, between the letters `before` and `after` it."""
    if label in _IN_ADDRESSES:
        return before[-1:].isalnum() and after[:1].isalnum()
    return len(label) <= _LONGEST_SIGN and _DRAWN.fullmatch(label) is not None


def fold_sign(word: str) -> str:
    """The sign that says the same, the commonest of its kind: "✔" is "✓", "≥" is ">="; any other word as it is."""
    return _SAME.get(word, word)


_RAISED: Final = str.maketrans("0123456789+-–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
RAISED: Final = "⁰¹²³⁴-⁹⁺⁻"
"""Figures set above the line, a class of characters for a pattern, without its brackets."""


def raise_figures(text: str) -> str:
    """Figures as they stand above the line, "10⁶" and "fees¹"; a text that holds anything else stays as it is."""
    says = text.strip()
    is_figure = any(map(str.isdigit, says)) and all(sign.isdigit() or sign in "+-–, " for sign in says)
    return text.translate(_RAISED) if is_figure and len(says) <= _MOST_RAISED else text


_FRACTION = compile_pattern(r"(?<![\d.,])(?:(\d{1,4})[ \u00a0\u202f]?)?([¼-¾⅐-⅞])")


def spell_fractions(text: str) -> str:
    """Fractions that are one sign as decimals: "1½" is "1.5", and "¾" is "0.75"."""
    return text if text.isascii() else _FRACTION.sub(lambda found: _spell(int(found[1] or 0), found[2]), text)


def _spell(whole: int, sign: str) -> str:
    return f"{whole + numeric(sign):.4f}".rstrip("0")
