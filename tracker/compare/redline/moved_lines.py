"""A redline of two clauses -> the redline without the lines that only stand elsewhere in the clause now.

A redline keeps the order of both texts, so a paragraph that moved is shown as gone and come. What is said of the
change is said of the words that differ once such lines are laid beside each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from tracker.compare.redline.redlining import LIST_MARKER, redline_texts
from tracker.compiled import compile_pattern
from tracker.languages import join_whole
from tracker.model import Block, BlockKind, Op, Ops, Section
from tracker.text.canon import canon_key
from tracker.text.tokens import split_roughly

LEAST_WORDS: Final = 5
"""A shorter paragraph may be the answer to the line before it ("Yes", "$5") and means something in its place."""
_LEADS_ON: Final = tuple(":?：？")  # what follows such a line belongs to it
_ITEMS: Final = frozenset({BlockKind.ITEM, BlockKind.ROW})


def drop_moves(old: Sequence[Section], new: Sequence[Section], ops: Ops) -> Ops:
    """The redline of the lines that only one side has, where that shows less than half of the change of `ops`.

    Else `ops` itself. `old` and `new` are the sections whose bodies `ops` compares.
    """
    is_whole = _spans_lines(ops, Op.DELETE) and _spans_lines(ops, Op.INSERT)
    if not is_whole and not _has_same_lines(old, new):
        return ops
    old_lines, new_lines = list(_list_lines(old)), list(_list_lines(new))
    if Counter(line.joining for line in old_lines) == Counter(line.joining for line in new_lines):
        old_lines, new_lines = ([_drop_end(line) for line in lines] for lines in (old_lines, new_lines))
    shared = Counter(line.key for line in old_lines if line.key) & Counter(line.key for line in new_lines if line.key)
    if not shared:
        return ops
    rest = redline_texts(*("\n".join(_list_rest(lines, Counter(shared))) for lines in (old_lines, new_lines)))
    return rest if 2 * measure_ops(rest) < measure_ops(ops) else ops


def _spans_lines(ops: Ops, op: Op) -> bool:
    """Whether a whole line may have gone or come: a run that begins or ends with a line."""
    last = len(ops) - 1
    return any(
        kind is op and ("\n" in text or index in (0, last) or ops[index - 1][1].endswith("\n"))
        for index, (kind, text) in enumerate(ops)
    )


def _has_same_lines(old: Sequence[Section], new: Sequence[Section]) -> bool:
    """Whether the order of the lines differs and nothing else. Two that begin alike are laid beside each other word by
    word where they change places ("in the EU: Oak Ltd" and "in the UK: Elm Ltd"), and no run spans a line."""
    old_lines, new_lines = list(_cut_lines(old)), list(_cut_lines(new))
    return old_lines != new_lines and Counter(old_lines) == Counter(new_lines)


def _cut_lines(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        for block in section.blocks:
            marker = LIST_MARKER.match(block.shown)
            yield block.shown[marker.end() if marker else 0 :].strip()


class _Line(NamedTuple):
    """A line as shown, the `key` by which it is known elsewhere in the clause ("" where it may not be moved), and the
    `joining` word that it ends in, which stays with the last item but one: "(b) sell; or"."""

    key: str
    shown: str
    joining: str = ""


def _list_lines(sections: Sequence[Section]) -> Iterator[_Line]:
    for section in sections:
        for block in section.blocks:
            key = _name_line(block)
            joining = _match_joining().search(key) if key and block.kind is BlockKind.ITEM else None
            yield _Line(key, block.shown, joining[1].casefold() if joining else "")


def _drop_end(line: _Line) -> _Line:
    """The line known without what only its place in the list gives it: a stop, a comma, "; or"."""
    key = line.key.removesuffix(line.key[-len(line.joining) :]) if line.joining else line.key
    return line._replace(key=key.rstrip(".,;"))


@cache
def _match_joining() -> re.Pattern[str]:
    return compile_pattern(rf"[,;]({join_whole('labels.joining', before='')})$", re.IGNORECASE)


def _name_line(block: Block) -> str:
    text = block.shown.strip()
    marker = LIST_MARKER.match(text)
    text = text[marker.end() :] if marker else text
    is_short = block.kind not in _ITEMS and len(split_roughly(text)) < LEAST_WORDS
    return "" if is_short or text.endswith(_LEADS_ON) else canon_key(text)


def _list_rest(lines: Sequence[_Line], shared: Counter[str]) -> Iterator[str]:
    """The lines without those that both sides have; `shared` is used up."""
    for line in lines:
        if shared[line.key] > 0:
            shared[line.key] -= 1
        else:
            yield line.shown


def measure_ops(ops: Ops) -> int:
    """How many characters went and came."""
    return sum(len(text) for op, text in ops if op is not Op.EQUAL)
