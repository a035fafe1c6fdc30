"""A redline of two rows of clauses -> the redline of what is said, wherever markup draws the border of a heading.

A heading that became the first words of a body, or a body's first line that became a heading, shows as words that went
and words that came. Laid in one run with the text they stand on, they are the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from tracker.compare.redline.moved_lines import drop_moves, measure_ops
from tracker.compare.redline.redlining import redline_texts
from tracker.model import Change, Kind, Ops, Section
from tracker.text.canon import canon_key

_OF_CLAUSES: Final = {Kind.MERGED, Kind.SPLIT}
_OF_BORDERS: Final = {*_OF_CLAUSES, Kind.RETITLED}


_MOST_KEPT: Final = 4_096  # changes whose redlines are known while a comparison weighs them


class SameParts:
    """A change by what its redlines are made of: one that was only rated anew since is the same."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._parts = (change.old, change.new, change.ops, change.heading_ops)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self._parts)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameParts) or self.change.kinds != other.change.kinds:
            return False
        return all(one is another for one, another in zip(self._parts, other._parts, strict=True))


def say_change(change: Change) -> tuple[Ops, Ops]:
    """The redlines of the headings and of the bodies that are told of a change with both sides: without lines that
    only moved inside, and without headings that only went into a body or came out of one."""
    return _say(SameParts(change))


def leave_moves(change: Change) -> Ops:
    """The redline of the bodies of a change without lines that only moved inside: its own `ops` where none did."""
    return _leave_moves(SameParts(change))


def forget_said() -> None:
    """Let go of the redlines that were kept, and with them of their sections."""
    _say.cache_clear()
    _leave_moves.cache_clear()


@lru_cache(maxsize=_MOST_KEPT)  # what is drawn, rated and told of a change asks for it
def _leave_moves(parts: SameParts) -> Ops:
    return drop_moves(parts.change.old, parts.change.new, parts.change.ops)


@lru_cache(maxsize=_MOST_KEPT)  # rating and summary ask for those of the same changes
def _say(parts: SameParts) -> tuple[Ops, Ops]:
    change = parts.change
    ops = _leave_moves(parts)
    if not _OF_BORDERS & set(change.kinds):
        return change.heading_ops, ops
    headings = {canon_key(one.heading).strip(" .:") for one in (*change.old, *change.new) if one.heading}
    old_run = _run_texts(change.old, change.new, headings)
    run = redline_texts(old_run, _run_texts(change.new, change.old, headings))
    clear = 1 if _OF_CLAUSES & set(change.kinds) else 2  # a heading reworded above the same body is told as such
    is_less = clear * measure_ops(run) < measure_ops(ops) + measure_ops(change.heading_ops)
    return ((), run) if is_less else (change.heading_ops, ops)


def _run_texts(mine: Sequence[Section], other: Sequence[Section], headings: Collection[str]) -> str:
    """Headings and bodies in one run; a heading stands in the line of its body unless it has one on the other side."""
    lines = {canon_key(line).strip(" .:") for section in other for line in section.text.split("\n")}
    lines |= {canon_key(one.heading).strip(" .:") for one in other if one.heading}
    return "\n".join(chain.from_iterable(_list_lines(section, lines & set(headings)) for section in mine))


def _list_lines(section: Section, apart: Collection[str]) -> Iterator[str]:
    text = "\n".join(block.text for block in section.blocks)  # without markers: a label may have become one
    if not section.heading:
        yield text
    elif canon_key(section.heading).strip(" .:") in apart or not text:
        yield section.heading
        yield text
    else:
        yield f"{section.heading}. {text}"
