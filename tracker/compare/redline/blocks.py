"""A redline of a text that was rewritten -> the same with the old and the new words as blocks, not as confetti.

Where little is shared, single words in common are chance, and a reader sees neither text between them. What is shared
by whole sentences stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Op, Ops
from tracker.text.scripts import CLOSERS, STOPS, WIDE_STOPS, count_words
from tracker.text.sentences import split_sentences

LEAST_KEPT: Final = 0.4
"""The share of the words, of the longer side, that must be equal for a text not to count as rewritten."""
LEAST_PIECES: Final = 3
"""Places that differ in a redline that may be confetti; one or two are told as they are."""
LEAST_SHARED: Final = 5
"""Words of a shared run that says something on its own."""

_SENTENCE_END = compile_pattern(rf"(?:[{STOPS}{WIDE_STOPS}:;][{CLOSERS}]?\s*|\n\s*)$")


def gather_blocks(ops: Ops) -> Ops:
    """The redline itself, or one of the same two texts whose shared runs are whole sentences or lines."""
    kept, gone, come = (sum(count_words(text) for kind, text in ops if kind is op) for op in Op)
    pieces = sum(kind is Op.EQUAL for kind, _ in ops)
    if pieces < LEAST_PIECES or kept >= LEAST_KEPT * (kept + max(gone, come)):
        return ops
    return tuple(_join(_cut(ops)))


def _cut(ops: Ops) -> Iterator[tuple[Op, str]]:
    """The operations, what is shared but no whole sentence as gone and come."""
    begins = True
    for index, (op, text) in enumerate(ops):
        if op is Op.EQUAL:
            parts = split_sentences(text)
            ends = index == len(ops) - 1 or _SENTENCE_END.search(text) is not None
            first, last = int(not begins), len(parts) - int(not ends)
            shared = "".join(parts[first:last])
            if count_words(shared) < LEAST_SHARED:
                first, last, shared = len(parts), len(parts), ""
            pieces = ("".join(parts[:first]), shared, "".join(parts[max(first, last) :]))
            yield from ((Op.DELETE, pieces[0]), (Op.INSERT, pieces[0]), (op, shared))
            yield from ((Op.DELETE, pieces[2]), (Op.INSERT, pieces[2]))
        else:
            yield op, text
        begins = _SENTENCE_END.search(text) is not None


def _join(ops: Iterator[tuple[Op, str]]) -> Iterator[tuple[Op, str]]:
    """Neighbouring operations as one, what went before what came."""
    gone, come = "", ""
    for op, text in ops:
        if op is Op.DELETE:
            gone += text
        elif op is Op.INSERT:
            come += text
        elif text:
            yield from ((kind, run) for kind, run in ((Op.DELETE, gone), (Op.INSERT, come)) if run)
            gone, come = "", ""
            yield op, text
    yield from ((kind, run) for kind, run in ((Op.DELETE, gone), (Op.INSERT, come)) if run)
