"""A candidate and a later text -> whether the later one builds on it, which confirms what the candidate changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tracker.believe.turnover import holds_on
from tracker.model import Change, Comparison

Compare = Callable[[str, str], Comparison]
"""Hashes of an old and a new text -> what differs; cheap to call again."""

_PERSISTING: Final = 0.7  # of a candidate's changed words must still stand in the next text
_NEARER: Final = 0.6  # of the words that changed since the believed text changed since the candidate
_NO_FARTHER: Final = 1.1  # the same where months lie between


def leads_to(believed: str, candidate: str, later: str, compare: Compare, *, is_months_later: bool = False) -> bool:
    """Whether a third text builds on the candidate: its changes persist, or one of them does, sentence by sentence,
    or it is much the nearer of the two. `is_months_later`: several editions may lie between the two, and it is enough
    that it is no nearer to the believed text."""
    forth, between = compare(believed, candidate), compare(candidate, later)
    if forth.event is None and between.event is None and holds_on(forth, between):
        return True
    onward = compare(believed, later)  # last: the other two are steps of the record, and made already
    if share_persisting(forth, onward) >= _PERSISTING:
        return True
    return count_changed(between) < (_NO_FARTHER if is_months_later else _NEARER) * count_changed(onward)


def share_persisting(forth: Comparison, onward: Comparison) -> float:
    """How much of what a candidate changed still stands in a later text, 0 to 1, weighed by words.

    `forth` compares the believed text with the candidate, `onward` the believed text with the later one: a run
    persists when the later comparison holds it too, whole or as part of a longer run of the same kind.
    """
    came, went = _all_runs(onward.changes)
    total = standing = 0
    for change in forth.changes:
        for runs, later in ((change.inserted, came), (change.deleted, went)):
            for run in map(_fold, runs):
                weight = len(run.split())
                total += weight
                standing += weight * (run in later or any(run in longer for longer in later if len(longer) > len(run)))
    return standing / total if total else 1.0


def count_changed(comparison: Comparison) -> int:
    """How many words went or came between two texts."""
    return sum(len(run.split()) for change in comparison.changes for run in change.deleted + change.inserted)


def _all_runs(changes: tuple[Change, ...]) -> tuple[set[str], set[str]]:
    return (
        {_fold(run) for change in changes for run in change.inserted},
        {_fold(run) for change in changes for run in change.deleted},
    )


def _fold(run: str) -> str:
    return " ".join(run.casefold().split())
