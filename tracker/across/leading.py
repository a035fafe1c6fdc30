"""Facts that changed -> the words that lead a summary: "Liability cap: payments of 12 months → $100."."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.across.kinds_of_fact import list_kinds
from tracker.model import FactChange

MOST_LED: Final = 2
"""Facts told before the clauses; the others are in the list of facts."""
MOST_VALUES: Final = 3


def lead_with_facts(summary: str, changes: Sequence[FactChange]) -> str:
    """A summary of a change set, behind the facts that changed and lead: the weightiest two."""
    leading = sorted(filter(is_leading, changes), key=lambda change: list_kinds()[change.kind].rank)[:MOST_LED]
    return " ".join([*(f"{describe_fact_change(change)}." for change in leading), summary])


def is_leading(change: FactChange) -> bool:
    """Whether a change of fact is a headline: a value that took the place of another, or a weighty answer that came
    or went. One more period among many is told with its clause."""
    return bool(change.old and change.new) or list_kinds()[change.kind].is_weighty


def describe_fact_change(change: FactChange) -> str:
    """ "Liability cap: payments of 12 months → $100", "Arbitration: not said → yes", "Venue: also Ireland"."""
    return f"{list_kinds()[change.kind].name}: {_describe(change)}"


def _describe(change: FactChange) -> str:
    if change.kept and not change.old:
        return f"also {_join(change.new)}, beside {_join(change.kept)}"
    if change.kept and not change.new:
        return f"no longer {_join(change.old)}, still {_join(change.kept)}"
    return f"{_join(change.old) or 'not said'} → {_join(change.new) or 'no longer said'}"


def _join(values: Sequence[str]) -> str:
    more = len(values) - MOST_VALUES
    return " / ".join(values[:MOST_VALUES]) + (f" and {more} more" if more > 0 else "")
