"""Sentences with their ages -> sentences with shades: the newer, the stronger. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.model import SentenceAge
from tracker.pages.addresses import Address
from tracker.values import Struct


class SentenceView(Struct, frozen=True):
    """A sentence as it stands, and since when (None: nobody knows); `age` is 0 for the newest to 5 for the oldest."""

    text: str
    since_at: datetime | None
    href: str | None
    age: int
    is_from_start: bool


def view_sentences(policy: str, ages: Sequence[SentenceAge]) -> tuple[SentenceView, ...]:
    """Sentences with a shade each: those that stand longest are palest."""
    moments = sorted({age.since_at for age in ages}, reverse=True)
    shades = {at: min(5, place) for place, at in enumerate(moments)}
    return tuple(
        SentenceView(
            text=age.sentence,
            since_at=age.since_at,
            href=Address("change", policy, age.change_set).path if age.change_set else None,
            age=5 if age.is_from_start else shades[age.since_at],
            is_from_start=age.is_from_start,
        )
        for age in ages
    )
