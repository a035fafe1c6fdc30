"""Two texts -> the operations between them in the form of Python's difflib, over words.

For whoever has code that reads `difflib.SequenceMatcher.get_opcodes()`: the same tuples, of a redline that never
splits a figure from its unit and shows a sentence that came whole as one piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from tracker.compare.redline.redlining import redline_texts
from tracker.model import Op, Ops
from tracker.text.tokens import split_tokens


class Opcode(NamedTuple):
    """`tag` turns the words old[i1:i2] into new[j1:j2]; only those of "equal" are the same on both sides."""

    tag: Literal["equal", "replace", "delete", "insert"]
    i1: int
    i2: int
    j1: int
    j2: int


def list_opcodes(old: str, new: str) -> tuple[Opcode, ...]:
    """The operations that turn the words of `old` into those of `new`, in order and without a gap on either side.

    The words are those of `split_tokens`, each with the white space after it: joined, they are the text.
    """
    old_words, new_words = split_tokens(old), split_tokens(new)
    return tuple(
        _join_pairs(_pair_words(redline_texts(old, new), old_words, new_words), len(old_words), len(new_words))
    )


def _pair_words(ops: Ops, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of words that lie whole inside text that is equal, on both sides alike, in order."""
    new_at = {(start, word): place for place, (start, word) in enumerate(zip(_list_starts(new), new, strict=True))}
    words = zip(_list_starts(old), old, strict=True)
    start, word = next(words, (0, ""))
    place = at_old = at_new = 0
    for op, text in ops:
        end = at_old + (len(text) if op is not Op.INSERT else 0)
        while word and start < end:
            is_whole = op is Op.EQUAL and start >= at_old and start + len(word) <= end
            found = new_at.get((start - at_old + at_new, word)) if is_whole else None
            if found is not None:
                yield place, found
            start, word = next(words, (0, ""))
            place += 1
        at_old = end
        at_new += len(text) if op is not Op.DELETE else 0


def _list_starts(words: Sequence[str]) -> Iterator[int]:
    """Where each word begins in the text, in characters."""
    return iter([0, *accumulate(map(len, words))][: len(words)])


def _join_pairs(pairs: Iterator[tuple[int, int]], old_length: int, new_length: int) -> Iterator[Opcode]:
    i = j = same = 0
    for a, b in (*pairs, (old_length, new_length)):
        if (a, b) == (i + same, j + same) and a < old_length and b < new_length:
            same += 1
            continue
        if same:
            yield Opcode("equal", i, i + same, j, j + same)
            i, j = i + same, j + same
        if a > i and b > j:
            yield Opcode("replace", i, a, j, b)
        elif a > i:
            yield Opcode("delete", i, a, j, j)
        elif b > j:
            yield Opcode("insert", i, i, j, b)
        i, j, same = a, b, 1
