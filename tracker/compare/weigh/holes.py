"""Rated changes -> the same, without substance where a capture lost words all over the text, and gained none.

A page whose links are drawn by a script is now and then captured without their words: "read our and write to". Nobody
edits so: short pieces gone from the midst of sentences, in many clauses, each another one, and not a word put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compare.weigh.difference import Difference, list_differences
from tracker.compare.weigh.harmless import find_harmless
from tracker.compiled import compile_pattern
from tracker.model import Change, Significance
from tracker.text.canon import canon_key
from tracker.text.scripts import count_words
from tracker.values import replace

HOLES: Final = "words lost in many places"

_LEAST: Final = 10  # different pieces; fewer may have been taken out, and a name dropped everywhere is one
_CLAUSES: Final = 5
_LONGEST: Final = 8  # words of a piece: what a link says
_FIGURE = compile_pattern(r"\d")


def settle_holes(changes: Sequence[Change], *, language: str | None) -> tuple[Change, ...]:
    """The changes in their order; cosmetic are all of substance where they are nothing but such holes."""
    matter = [index for index, change in enumerate(changes) if change.significance is Significance.SUBSTANTIVE]
    if len(matter) < _CLAUSES:
        return tuple(changes)
    pieces: set[str] = set()
    for index in matter:
        found = _list_holes(changes[index], language)
        if not found:
            return tuple(changes)
        pieces |= found
    if len(pieces) < _LEAST:
        return tuple(changes)
    return tuple(
        replace(change, significance=Significance.COSMETIC, reasons=(HOLES,)) if index in matter else change
        for index, change in enumerate(changes)
    )


def _list_holes(change: Change, language: str | None) -> frozenset[str]:
    """The pieces that went from the midst of a clause's lines; none where anything else of substance differs."""
    if not change.old or not change.new:
        return frozenset()
    pieces: set[str] = set()
    for difference in list_differences(change, language):
        if find_harmless(difference):
            continue
        if not _is_hole(difference):
            return frozenset()
        pieces.add(canon_key(difference.old))
    return frozenset(pieces)


def _is_hole(difference: Difference) -> bool:
    run = difference.old
    is_within = bool(run) and not difference.new and "\n" not in run and run != difference.old_line
    return is_within and count_words(run) <= _LONGEST and not _FIGURE.search(run)
