"""Two readings -> what differs, with the facts that changed among it: what everybody asks who compares two texts."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.across.facts import compare_facts, read_facts
from tracker.across.leading import lead_with_facts
from tracker.compare.changes import compare_readings
from tracker.model import Comparison, Event, Fact, FactChange, OwnTopic, Reading, Verdict
from tracker.values import replace


def compare_with_facts(old: Reading, new: Reading, own: tuple[OwnTopic, ...] = ()) -> Comparison:
    """As `compare_readings`; where the change is one of substance, the facts that changed lead the summary.

    Texts in two languages, and two different documents, are not asked: what each rules is not the other's.
    """
    comparison = compare_readings(old, new, own)
    is_asked = comparison.verdict is Verdict.SUBSTANTIVE and comparison.event in (None, Event.REWRITE)
    if not is_asked or old.language != new.language:
        return comparison
    before, after = read_facts(old.sections, old.language), read_facts(new.sections, new.language)
    changes = tuple(
        replace(change, changes=_find_changes(comparison, change, before, after))
        for change in compare_facts(before, after)
    )
    return replace(comparison, facts=changes, summary=lead_with_facts(comparison.summary, changes))


def _find_changes(
    comparison: Comparison, fact: FactChange, before: Sequence[Fact], after: Sequence[Fact]
) -> tuple[int, ...]:
    """The changes of the clauses that gave the values that went, or give those that came."""
    gone = {one.ordinal for one in before if one.kind == fact.kind and one.value in fact.old}
    come = {one.ordinal for one in after if one.kind == fact.kind and one.value in fact.new}
    return tuple(
        index
        for index, change in enumerate(comparison.changes)
        if any(one.ordinal in gone for one in change.old) or any(one.ordinal in come for one in change.new)
    )
