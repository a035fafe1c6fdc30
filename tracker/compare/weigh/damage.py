"""Rated changes -> the same, without substance where a capture lost characters that its encoding could not hold.

One question mark for one sign of money may be an edit; all letters and signs outside ASCII at once are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compare.weigh.difference import Difference, list_differences
from tracker.compare.weigh.harmless import find_harmless
from tracker.compiled import compile_pattern
from tracker.model import Change, Significance
from tracker.values import replace

LOST_CHARACTERS: Final = "lost characters"

_LEAST: Final = 3  # places
_LOST = compile_pattern(r"(?:\?|[^\x00-\x7f])+")
_MOST_READ: Final = 4_000  # characters of a line that is looked at


def settle_lost_characters(changes: Sequence[Change], *, language: str | None) -> tuple[Change, ...]:
    """The changes in their order; cosmetic are those in which characters outside ASCII became question marks or came
    back, and nothing of substance besides, where that is so in several places."""
    counts = {
        index: count
        for index, change in enumerate(changes)
        if change.significance is Significance.SUBSTANTIVE and (count := _count_lost(change, language))
    }
    if sum(counts.values()) < _LEAST:
        return tuple(changes)
    return tuple(
        replace(change, significance=Significance.COSMETIC, reasons=(LOST_CHARACTERS,)) if index in counts else change
        for index, change in enumerate(changes)
    )


def _count_lost(change: Change, language: str | None) -> int:
    """In how many places a change lost such characters; 0 where anything else of substance differs."""
    if not change.old or not change.new:
        return 0
    differences = list_differences(change, language)
    if not any(map(_has_lost, differences)):  # so for nearly every change: what the rules say need not be asked
        return 0
    matter = [one for one in differences if not find_harmless(one)]
    return len(matter) if all(map(_has_lost, matter)) else 0


def _has_lost(difference: Difference) -> bool:
    """Told by what stands around: but for those characters the lines, or the words that differ, are the same."""
    sides = ((difference.old_line, difference.new_line), (difference.old, difference.new))
    return any(_is_same_but_for_lost(old, new) for old, new in sides if max(len(old), len(new)) <= _MOST_READ)


def _is_same_but_for_lost(old: str, new: str) -> bool:
    damaged, whole = (old, new) if old.isascii() else (new, old)
    if "?" not in damaged or not damaged.isascii() or whole.isascii():
        return False
    return _blank(damaged) == _blank(whole)


def _blank(text: str) -> str:
    return _LOST.sub("?", " ".join(text.split()))
