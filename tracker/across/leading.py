"""Facts that changed -> the words that lead a summary: "Liability cap: payments of 12 months → $100."."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.across.kinds_of_fact import LIST_SIGN, list_kinds
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
    or went. One more period among many is told with its clause, and so is a licence whose every word another gives."""
    if change.kept and not (_without_kept(change, change.old) or _without_kept(change, change.new)):
        return False
    return bool(change.old and change.new) or list_kinds()[change.kind].is_weighty


def describe_fact_change(change: FactChange) -> str:
    """ "Liability cap: payments of 12 months → $100", "Arbitration: not said → yes", "Venue: also Ireland"."""
    return f"{list_kinds()[change.kind].name}: {_describe(change)}"


def _describe(change: FactChange) -> str:
    if told := _describe_words(change):
        return told
    if not change.kept or (change.old and change.new):
        return f"{_join(change.old) or 'not said'} → {_join(change.new) or 'no longer said'}"
    if come := _without_kept(change, change.new):
        return f"also {_join(come)}, beside {_join(change.kept)}"
    gone = _without_kept(change, change.old)
    return f"no longer {_join(gone)}, still {_join(change.kept)}" if gone else f"still {_join(change.kept)}"


def _describe_words(change: FactChange) -> str:
    """One list that took the place of another, by the words in which they differ: "no longer sublicensable, also
    perpetual, still worldwide"; "" for other values, and for lists that share no word."""
    if list_kinds()[change.kind].values != "list" or not len(change.old) == len(change.new) == 1:
        return ""
    old, new = (value.split(LIST_SIGN) for value in (change.old[0], change.new[0]))
    kept = [word for word in new if word in old]
    if change.kept or not kept:
        return ""
    gone, come = ([word for word in mine if word not in kept] for mine in (old, new))
    parts = (("no longer", gone), ("also", come), ("still", kept))
    return ", ".join(f"{sign} {LIST_SIGN.join(words)}" for sign, words in parts if words)


def _without_kept(change: FactChange, values: Sequence[str]) -> tuple[str, ...]:
    """The values without what a kept one says as well. Of a list its words are asked, each by itself: where one of two
    licences went, "non-exclusive" is not gone that the other one still is. "payments" says nothing beside "payments of
    12 months"."""
    if list_kinds()[change.kind].values != "list":
        return tuple(value for value in values if not any(one.startswith(f"{value} of ") for one in change.kept))
    kept = {word for value in change.kept for word in value.split(LIST_SIGN)}
    rest = (LIST_SIGN.join(word for word in value.split(LIST_SIGN) if word not in kept) for value in values)
    return tuple(dict.fromkeys(filter(None, rest)))


def _join(values: Sequence[str]) -> str:
    more = len(values) - MOST_VALUES
    return " / ".join(values[:MOST_VALUES]) + (f" and {more} more" if more > 0 else "")
