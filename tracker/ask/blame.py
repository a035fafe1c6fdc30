"""A policy and perhaps a clause -> since when each sentence of the text that stands has stood."""

from __future__ import annotations

from dataclasses import replace

from tracker.archive import Archive
from tracker.ask.clauses import find_sections
from tracker.ask.timeline import read_timeline
from tracker.compare.follow.blame import blame_sentences
from tracker.model import SentenceAge


def ask_blame(archive: Archive, policy: str, clause: str | None = None) -> tuple[SentenceAge, ...]:
    """Every sentence in order, with the first of the looks since which it has stood and the change set that brought
    it; with `clause` only those of what that names. Raises NotFoundError with near misses."""
    archive.policies.get(policy)
    timeline = read_timeline(archive, policy)
    wanted = None
    if clause:
        sections = find_sections(archive, archive.versions.latest(policy), clause)
        wanted = frozenset(section.clause for section in sections if section.clause)
    brought = archive.lives.steps(policy)
    return tuple(
        replace(age, change_set=brought.get(age.since_at), is_from_start=age.since_at == timeline[0].from_at)
        for age in blame_sentences(timeline, wanted)
    )
