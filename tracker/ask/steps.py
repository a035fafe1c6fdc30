"""A change set by its id -> the whole of it, its neighbours, and what the two looks brought between which it fell."""

from __future__ import annotations

from tracker.ask.record import OpenRecord
from tracker.model import StepPlace


def ask_step(record: OpenRecord, policy: str, change_set: str) -> StepPlace:
    """The change set, the told ones before and after it, and the evidence. Raises NotFoundError with near misses."""
    return record.remember(("step", policy, change_set), lambda: _find_step(record, policy, change_set))


def _find_step(record: OpenRecord, policy: str, change_set: str) -> StepPlace:
    archive = record.archive
    archive.policies.get(policy)
    found = archive.change_sets.get(policy, change_set)
    heads = record.remember(("steps", policy), lambda: archive.overviews.steps(policy))
    place = next(index for index, head in enumerate(heads) if head.change_set == found.id)
    told = [index for index, head in enumerate(heads) if head.held_because is None or index == place]
    at = told.index(place)
    return StepPlace(
        found,
        heads[told[at - 1]].change_set if at > 0 else None,
        heads[told[at + 1]].change_set if at + 1 < len(told) else None,
        archive.overviews.evidence(found.judgement.old_seq),
        archive.overviews.evidence(found.judgement.new_seq),
    )
