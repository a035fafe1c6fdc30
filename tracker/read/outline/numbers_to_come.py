"""Marks -> the same without paragraphs that begin by naming a clause: "10.2 of these rules applies to members".

Seen in numbered lines of laws and standards, where the number of the clause is all that names it: read as labels, such
paragraphs stand as clauses of their own before those that they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.read.outline.marks import Mark

_REACH: Final = 30
"""Marks among which a clause is looked for that a paragraph names."""


def drop_references(marks: Sequence[Mark]) -> list[Mark]:
    """Leave out what goes on in lower case behind a number, where the clause that bears it comes before the next."""
    return [
        mark
        for at, mark in enumerate(marks)
        if not (mark.is_doubtful and mark.labels and _comes_again(mark, marks[at + 1 : at + 1 + _REACH]))
    ]


def _comes_again(mark: Mark, later: Sequence[Mark]) -> bool:
    own = mark.labels[0]
    for label, is_doubtful in ((other.labels[0], other.is_doubtful) for other in later if other.labels):
        if label.follows(own):
            return False
        if label.sequence == own.sequence and label.steps == own.steps:
            return not is_doubtful
    return False
