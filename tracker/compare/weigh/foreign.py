"""Rated changes -> the same, without substance where a passage only reads in another language now.

A site translates its pages piece by piece: a paragraph of a French document stands there in English for some weeks.
What it says cannot be compared word by word; that nearly no word is shared, that the words of both sides clearly are of
two languages, one of them the document's, and that every figure stands as before, tells a translation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from tracker.compare.weigh.difference import list_differences
from tracker.compiled import compile_pattern
from tracker.model import Change, Significance
from tracker.text.language import detect_language, is_same_language
from tracker.text.scripts import count_words
from tracker.values import replace

FOREIGN: Final = "in another language"

_LEAST: Final = 8  # words that went, and that came: fewer tell no language
_MOST_SHARED: Final = 0.4  # of the words of a side: names, and words that two languages write alike
_MOST_LONGER: Final = 1.5  # times as long: German takes 1.3 times English, and a translation says no more
_WORD: Final = compile_pattern(r"[^\W\d_]+")
_FIGURE: Final = compile_pattern(r"\d+")


def settle_foreign(changes: Sequence[Change], *, language: str | None) -> tuple[Change, ...]:
    """The changes in their order; cosmetic are those of which all that differs was translated."""
    return tuple(
        replace(change, significance=Significance.COSMETIC, reasons=(FOREIGN,))
        if change.significance is Significance.SUBSTANTIVE and _is_translated(change, language)
        else change
        for change in changes
    )


def _is_translated(change: Change, language: str | None) -> bool:
    if not change.old or not change.new:
        return False
    differences = list_differences(change, language)
    if any(
        sum(map(count_words, runs)) < _LEAST for runs in ([d.old for d in differences], [d.new for d in differences])
    ):
        return False
    old, new = (_join(lines) for lines in ((d.old_line for d in differences), (d.new_line for d in differences)))
    if not 1 / _MOST_LONGER <= (len(new) or 1) / (len(old) or 1) <= _MOST_LONGER:
        return False
    words = [Counter(_WORD.findall(text.casefold())) for text in (old, new)]
    totals = [count.total() for count in words]
    if (words[0] & words[1]).total() > _MOST_SHARED * max(totals):
        return False
    return _count_figures(old) == _count_figures(new) and _speak_otherwise(old, new, language)


def _join(lines: Iterable[str]) -> str:
    """The lines, each once: several differences stand on one."""
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _count_figures(text: str) -> Counter[str]:
    return Counter(_FIGURE.findall(text))


def _speak_otherwise(old: str, new: str, language: str | None) -> bool:
    """Whether two texts are clearly of two languages, one of them that of the document."""
    first, second = detect_language(old, None), detect_language(new, None)
    if first is None or second is None or is_same_language(first, second):
        return False
    is_clear = detect_language(old, second) == first and detect_language(new, first) == second
    return is_clear and any(is_same_language(one, language) for one in (first, second))
