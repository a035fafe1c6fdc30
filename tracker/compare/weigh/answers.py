"""A difference -> which signs that answer were replaced: "●" by "○" in a cell of its own, a red circle by a green one.

Tables of rights and fees say yes and no by signs that are bullets and ornaments elsewhere; there are too many of them
to be known one by one, so what stands alone in its cell counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.compare.weigh.difference import Difference
from tracker.compiled import compile_pattern
from tracker.text.canon import canon_text
from tracker.text.signs import ANSWERS, SIGNS, fold_sign

_SIGN: Final = compile_pattern(f"[{SIGNS}]")
_BAR: Final = "|"
_ANSWER: Final = compile_pattern(rf"[{ANSWERS}{SIGNS}\s]+")
_WORD: Final = compile_pattern(r"\w")
NO_ANSWER: Final = "(none)"
_NONE: Final = frozenset({"", "-", "/"})
"""What a cell holds that has no answer, canonical."""


def find_answers(difference: Difference) -> Iterator[str]:
    """The reasons "sign: ● -> ○" of signs that stand in the place of others now."""
    yield from (f"sign: {before} -> {now}" for before, now in list_answers(difference))


def list_answers(difference: Difference) -> Iterator[tuple[str, str]]:
    """The signs (before, now) that answer otherwise: runs of nothing else, or what stands alone in its cell."""
    if difference.old.isascii() and difference.new.isascii():
        return  # as most are
    old, new = (_fold(run) for run in (difference.old, difference.new))
    if old != new and _ANSWER.fullmatch(old) and _ANSWER.fullmatch(new):
        yield old, new
    elif not _WORD.search(difference.old + difference.new):
        yield from ((before or NO_ANSWER, now or NO_ANSWER) for before, now in _list_cells(difference))


def list_signs(run: str) -> list[str]:
    """The signs of a run that mean something wherever they stand."""
    return _SIGN.findall(canon_text(run))


def _fold(run: str) -> str:
    return " ".join(map(fold_sign, canon_text(run).split()))


def _list_cells(difference: Difference) -> Iterator[tuple[str, str]]:
    """The signs before and now of the cells that hold nothing else and differ, of a row that kept its cells."""
    if "\n" in difference.old_line + difference.new_line:
        return
    old, new = (
        [_fold(cell.strip()) for cell in line.split(_BAR)] for line in (difference.old_line, difference.new_line)
    )
    if len(old) != len(new) or len(old) < 2:
        return
    for before, now in zip(old, new, strict=True):
        if before != now and not _WORD.search(before + now) and not {before, now} <= _NONE:
            yield before, now
