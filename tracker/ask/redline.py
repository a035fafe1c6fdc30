"""Two texts of a policy as a person names them -> both with where they came from, and what changed between them."""

from __future__ import annotations

from datetime import datetime

from tracker.archive import Archive
from tracker.ask.diff import find_predecessor
from tracker.ask.moments import VersionName, find_version
from tracker.ask.policies import choose_policy
from tracker.compare.changes import compare_readings
from tracker.compare.follow.naming import name_sections, resolve_clauses
from tracker.errors import NotFoundError
from tracker.model import ClauseName, Reading, RedlineAnswer, RedlineSide, SideOrigin, Version


def ask_redline(
    archive: Archive,
    policy: str,
    old: VersionName | None = None,
    new: VersionName | None = None,
    *,
    change_set: str | None = None,
    clause: str | None = None,
    now: datetime,
) -> RedlineAnswer:
    """The two sides of a change set, else of two versions (by default the last two), and what changed.

    `clause` limits the answer to what it names on either side, and what stands under it. Raises NotFoundError with
    near misses, UsageError.
    """
    policy = choose_policy(archive, policy)
    tracked = archive.policies.get(policy)
    if change_set is not None:
        step = archive.change_sets.get(policy, change_set)
        before = _side_of_step(archive, policy, step.judgement.old_seq, step.judgement.old_hash)
        after = _side_of_step(archive, policy, step.judgement.new_seq, step.judgement.new_hash)
        comparison, name = step.comparison, step.id
    else:
        versions = archive.versions
        later = versions.latest(policy) if new is None else find_version(versions, policy, new, now=now)
        earlier = find_predecessor(archive, later) if old is None else find_version(versions, policy, old, now=now)
        before, after = _first_side(archive, earlier), _first_side(archive, later)
        comparison, name = compare_readings(before.reading, after.reading), None
    chosen = _choose(archive, before.reading, after.reading, clause) if clause else None
    return RedlineAnswer(tracked, before, after, comparison, name, clause, chosen)


def _first_side(archive: Archive, version: Version) -> RedlineSide:
    """A version with the first look that showed it."""
    return _read_side(archive, version.policy, archive.versions.first_look(version.id))


def _side_of_step(archive: Archive, policy: str, seq: int, text_hash: str) -> RedlineSide:
    """One text of a step with the look that showed it. A step that was told from the text people know begins at that
    text, which the look before it need not have shown: then its first look stands for it."""
    side = _read_side(archive, policy, seq)
    derivation = archive.derivations.current(policy)
    if side.text_hash == text_hash or derivation is None:
        return side
    row = archive.versions.ids(derivation)[text_hash]
    return _read_side(archive, policy, archive.versions.first_look(row))


def _read_side(archive: Archive, policy: str, seq: int) -> RedlineSide:
    seen = archive.versions.seen_at(policy, seq)
    if seen is None:
        raise NotFoundError(f'look {seq} of "{policy}" gave no text', hint="tracker status says what the looks gave")
    row, ordinal, text_hash = seen
    return RedlineSide(ordinal, text_hash, archive.versions.reading(row), find_origin(archive, seq))


def find_origin(archive: Archive, seq: int) -> SideOrigin:
    """What a look brought, and its place in the chain."""
    look = archive.observations.get(seq)
    bodies = tuple(map(archive.snapshots.origin, look.snapshots))
    return SideOrigin(seq, look.observed_at, archive.observations.link_hash(seq), bodies)


def _choose(archive: Archive, old: Reading, new: Reading, query: str) -> tuple[frozenset[int], frozenset[int]]:
    """The ordinals on both sides of the clauses that a person's words name in either text."""
    names: tuple[ClauseName, ...] = (*name_sections(new.sections), *name_sections(old.sections))
    named = frozenset(resolve_clauses(names, archive.clauses.resolve(query)))
    return _list_under(old, named), _list_under(new, named)


def _list_under(reading: Reading, named: frozenset[str]) -> frozenset[int]:
    chosen: set[int] = set()
    for section in reading.sections:
        if section.clause in named or section.parent in chosen:
            chosen.add(section.ordinal)
    return frozenset(chosen)
