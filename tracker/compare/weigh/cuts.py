"""Changes -> the same, told as no merge or split where both documents print the lines that a clause begins with.

Whether a short line is a heading, or the items of a list are clauses, is read from what stands around them. So an edit
beside a line may make a clause of it whose own words stand where they stood: "Company", once the text below it is
longer; the items of a list, once one more of them ends in a full stop. Nobody parted anything there: what is told is
the edit, of all the text that holds it. Of 5,600 recorded steps 81 told a change of structure at such a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.model import Change, Kind, Section
from tracker.text.canon import canon_key, drop_signs
from tracker.values import replace

_LIKE: Final = 24
"""Letters: so much of a clause that has a label and no heading tells its line from another with that label."""


def leave_cuts(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes in their order. One that is nothing but a merge or a split stays as it is."""
    return tuple(map(_leave_cut, changes))


def _leave_cut(change: Change) -> Change:
    kinds = tuple(kind for kind in change.kinds if not _is_cut(kind, change))
    if not kinds or kinds == change.kinds:
        return change
    heads = frozenset(head for one in (*change.old, *change.new) for head in _list_heads(one))
    return replace(
        change,
        kinds=kinds,
        deleted=tuple(run for run in change.deleted if not _names_only(run, heads)),
        inserted=tuple(run for run in change.inserted if not _names_only(run, heads)),
    )


def _names_only(run: str, heads: frozenset[str]) -> bool:
    return all(_fold(line) in heads for line in run.split("\n"))


def _is_cut(kind: Kind, change: Change) -> bool:
    """Whether all clauses but one of the side with several begin in lines that the other side prints as well."""
    if kind not in (Kind.MERGED, Kind.SPLIT):
        return False
    parts, others = (change.old, change.new) if kind is Kind.MERGED else (change.new, change.old)
    lines = frozenset(_fold(block.shown) for one in others for block in one.blocks)
    return sum(_is_line(one, lines) for one in parts) >= len(parts) - 1


def _is_line(part: Section, lines: frozenset[str]) -> bool:
    """Whether one of the lines is the heading of a clause, or has its label and begins or ends as its text does."""
    if part.heading and not lines.isdisjoint(_list_heads(part)):
        return True
    if not part.number or not part.blocks:
        return False
    label, text = _fold(part.number), _fold(part.blocks[0].text)
    return any(
        line.startswith(label + text[:_LIKE]) or (line.startswith(label) and line.endswith(text[-_LIKE:]))
        for line in lines
    )


def _list_heads(section: Section) -> Iterator[str]:
    """What may stand alone on the line of a heading: its words and its label, together or one of them."""
    label = section.printed or section.number or ""
    yield from filter(None, (_fold(f"{label} {section.heading or ''}"), _fold(label)))


def _fold(text: str) -> str:
    return drop_signs(canon_key(text))
