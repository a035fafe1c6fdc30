"""The reasons of a change -> how much it weighs beside others: what summaries, subjects and digests lead with."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from tracker.model.comparing import Change, Significance

_LEADING: Final = (
    "topic: AI training",
    "consent",
    "negation",
    "obligation",
    "parties swapped",
    "topic: arbitration",
    "topic: class action",
    "topic: data sharing and sale",
    "topic: liability cap",
    "money",
    "number",
    "topic:",
    "connective",
    "defined term",
    "clause added",
    "clause removed",
)
"""The first words of reasons, weightiest first. What stands in neither list comes between the two."""

_TRAILING: Final = ("heading", "replaced throughout", "date", "contact", "cross-reference")
"""A replaced name, a printed address, a date or a reference never leads where anything else changed."""

_NO_TOPIC: Final = 1_000
"""Stands for the number of topics of a change without one: among equals it comes last."""

_DUTY: Final = _LEADING.index("obligation")
_GRAVE: Final = _LEADING.index("topic:")
"""Reasons before this place are what people ask to be woken for."""


class Severity(StrEnum):
    """How a reader sorts changes at a glance, weightiest first."""

    GRAVE = "weighty"
    SUBSTANTIVE = "of substance"
    COSMETIC = "without effect"


def weigh_reasons(reasons: Iterable[str]) -> int:
    """The place of the weightiest reason: 0 leads, more comes later."""
    middle = len(_LEADING)
    return min((_place(reason, middle) for reason in reasons), default=middle)


def is_trailing(reasons: Iterable[str]) -> bool:
    """Whether reasons name nothing but what never leads: dates, printed addresses, references."""
    found = tuple(reasons)
    return bool(found) and all(_place(reason, len(_LEADING)) > len(_LEADING) for reason in found)


def _place(reason: str, middle: int) -> int:
    for place, start in enumerate(_LEADING):
        if reason.casefold().startswith(start.casefold()):
            return place
    for place, start in enumerate(_TRAILING, start=middle + 1):
        if reason.startswith(start):
            return place
    return middle


def weigh_change(change: Change) -> tuple[bool, int, bool, int, int]:
    """A sort key, the weightiest change first: what matters before what does not, then its reasons, then its words.

    Of those whose weightiest reason is the same, "may -> must" leads a "may" that was added, and then one that is about
    one topic: a clause of many topics touches each of them in passing. Example: a licence to train models leads a
    clause on data of every kind. A new clause weighs what a changed duty does: it rules what was not ruled, while a
    clause put in other words has its "may" and "will" too.
    """
    size = sum(len(run) for run in (*change.deleted, *change.inserted))
    breadth = len(list_topics(change.reasons)) or _NO_TOPIC
    place = weigh_reasons(change.reasons)
    is_exchanged = place == _DUTY and any(
        reason.startswith("obligation") and " -> " in reason for reason in change.reasons
    )
    if not change.old and any(section.text for section in change.new):
        place = min(place, _DUTY)
    return change.significance is not Significance.SUBSTANTIVE, place, not is_exchanged, breadth, -size


def name_severity(significance: str, reasons: Iterable[str]) -> Severity:
    """One word for a change of this significance ("substantive") and these reasons."""
    if significance != Significance.SUBSTANTIVE:
        return Severity.COSMETIC
    return Severity.GRAVE if weigh_reasons(reasons) < _GRAVE else Severity.SUBSTANTIVE


def list_topics(reasons: Iterable[str]) -> tuple[str, ...]:
    """The topics among reasons: "topic: AI training" gives "AI training"."""
    return tuple(reason.removeprefix("topic: ") for reason in reasons if reason.startswith("topic: "))
