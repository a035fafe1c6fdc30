"""The words that went and came -> phrases a person understands without the rest of the sentence.

"16 -> 18" says nothing; "under the age of 16 -> under the age of 18" does. A run of up to three words is given with
its nearest words on both sides, never beyond the sentence; a longer one speaks for itself. In scripts without spaces
two letters are a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Change, Op
from tracker.text.scripts import PAUSES, STOPS, UNSPACED_LETTER, WIDE_PAUSES, WIDE_STOPS

_SHORT: Final = 3  # words; a run of more is told as it is
_AROUND: Final = 4  # words on each side
_WORD = compile_pattern(rf"{UNSPACED_LETTER}{{1,2}}|(?:(?!{UNSPACED_LETTER})\S)+")
# Sentences, blocks and table cells do not share their words.
_BORDER = compile_pattern(rf"[{STOPS}{PAUSES}]\s|[{WIDE_STOPS}{WIDE_PAUSES}]\s?|\n|\s\|\s")


def list_phrases(change: Change) -> tuple[list[str], list[str]]:
    """The phrases that went and the phrases that came, in order, one for each run of `deleted` and `inserted`.

    Runs that stand in no redline (a clause added or removed whole) come as they are.
    """
    if not change.old or not change.new:
        return list(change.deleted), list(change.inserted)
    gone, come = (
        [*_list_places(change.heading_ops, op), *_list_places(change.ops, op)] for op in (Op.DELETE, Op.INSERT)
    )  # a heading and the body below it do not share their words either
    return _widen_runs(change.deleted, gone), _widen_runs(change.inserted, come)


def _list_places(ops: Sequence[tuple[Op, str]], op: Op) -> Iterator[tuple[str, str, str]]:
    """For each piece of one kind: the equal text before it, the piece, the equal text after it."""
    for index, (kind, text) in enumerate(ops):
        if kind is op:
            yield _find_equal(ops, index, -1), text, _find_equal(ops, index, 1)


def _find_equal(ops: Sequence[tuple[Op, str]], index: int, step: int) -> str:
    """The equal text next to a piece on one side, or behind its counterpart; "" at an end."""
    for at in (index + step, index + 2 * step):
        if 0 <= at < len(ops) and ops[at][0] is Op.EQUAL:
            return ops[at][1]
    return ""


def _widen_runs(runs: Sequence[str], places: Sequence[tuple[str, str, str]]) -> list[str]:
    widened, start = [], 0
    for run in runs:
        at = next((i for i in range(start, len(places)) if run in places[i][1]), None)
        if at is None:
            widened.append(run)
            continue
        start = at + 1 if run == places[at][1].strip() else at
        widened.append(_widen(run, *places[at]))
    return widened


def _widen(run: str, before: str, piece: str, after: str) -> str:
    if len(_WORD.findall(run)) > _SHORT:
        return run
    at = piece.index(run)
    head = _last_words(before + piece[:at]) + run
    return " ".join((head + _first_words(piece[at + len(run) :] + after)).split())


def _last_words(text: str) -> str:
    tail = text[-200:]
    borders = [found.end() for found in _BORDER.finditer(tail)]
    tail = tail[borders[-1] :] if borders else tail
    words = list(_WORD.finditer(tail))
    return tail[words[-_AROUND].start() :] if len(words) >= _AROUND else tail


def _first_words(text: str) -> str:
    head = text[:200]
    border = _BORDER.search(head)
    head = head[: border.start() + 1] if border else head
    words = list(_WORD.finditer(head))
    return head[: words[_AROUND - 1].end()] if len(words) >= _AROUND else head
