"""A policy's record -> the timeline of texts that were believed, with the steps between them."""

from __future__ import annotations

from tracker.archive.opening import Archive
from tracker.compare.follow.history import Standing, Step
from tracker.model import ChangeSet


def read_timeline(archive: Archive, policy: str) -> tuple[tuple[Standing, ...], tuple[ChangeSet, ...]]:
    """Every text from the moment it was believed, oldest first, and the change sets that lead from one to the next.

    Raises NotFoundError where nothing of the policy was read yet.
    """
    change_sets = tuple(archive.change_sets.advancing(policy))
    first = archive.versions.first(policy)
    readings = {first.text_hash: first.reading}
    standings = [Standing(first.first_seen_at, first.reading)]
    for change_set in change_sets:
        judgement = change_set.judgement
        if judgement.new_hash not in readings:
            readings[judgement.new_hash] = archive.versions.with_hash(policy, judgement.new_hash).reading
        standings.append(Standing(judgement.observed_at, readings[judgement.new_hash]))
    return tuple(standings), change_sets


def list_steps(change_sets: tuple[ChangeSet, ...]) -> tuple[Step, ...]:
    return tuple(
        Step(one.id, one.judgement.observed_at, one.judgement.previous_at, one.comparison.changes)
        for one in change_sets
    )
