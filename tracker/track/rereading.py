"""A record -> texts whose bytes, read again, give another text than the record holds: derived rows that were altered.

A joint: the archive's rows are held against what reading and comparing make of the same facts today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook
from tracker.errors import ArchiveError
from tracker.model import ChangeSet, Comparison, Reading, Section
from tracker.ruleset import RULESET
from tracker.text.canon import hash_reading
from tracker.track.derive import Craft
from tracker.track.unread import key_bodies, load_parts, read_text

SAMPLE = 3
"""Texts of each policy that are read again unless all are: the first, one in the middle, the newest."""


def reread_texts(archive: Archive, *, is_full: bool, craft: Craft) -> tuple[int, int, tuple[str, ...]]:
    """Read texts and compare steps again: how many texts, of how many, and what does not match, in order of policies.

    Texts read under other rules than today's are left out: `tracker rebuild` reads them under these first.
    """
    checked, known = 0, 0
    faults: list[str] = []
    for policy in archive.policies.ids():
        derivation = archive.derivations.current(policy)
        if derivation is None:
            continue
        looks = _first_looks(archive.derivations.looks(derivation))
        known += len(looks)
        if derivation.ruleset != RULESET:
            continue
        chosen = looks if is_full else _sample(looks)
        checked += len(chosen)
        for look in chosen:
            faults += _reread(archive, derivation, look, craft)
        faults += _recompare(archive, policy, craft, is_full=is_full)
    return checked, known, tuple(faults)


def _first_looks(looks: Sequence[RecordedLook]) -> list[RecordedLook]:
    """The first look that gave each text, in order of time."""
    found: dict[int, RecordedLook] = {}
    for look in looks:
        if look.version is not None and look.bodies:
            found.setdefault(look.version, look)
    return list(found.values())


def _sample(looks: Sequence[RecordedLook]) -> list[RecordedLook]:
    places = sorted({round(place * (len(looks) - 1) / (SAMPLE - 1)) for place in range(SAMPLE)}) if looks else []
    return [looks[place] for place in places]


def _reread(archive: Archive, derivation: Derivation, look: RecordedLook, craft: Craft) -> Iterator[str]:
    """What a fresh reading of one look's bytes gives otherwise than the record has it."""
    assert look.version is not None
    kept = archive.versions.reading(look.version)
    name = f"the text of look {look.seq} of {derivation.policy}"
    settings = archive.policies.setting(derivation.setting)
    try:
        parts = load_parts(archive, key_bodies(look))
    except ArchiveError as error:
        yield f"{name} cannot be read again: {error.message}"
        return
    fresh = read_text(parts, settings, craft.read)
    if fresh.reading is None:
        yield f"{name} cannot be read again: {fresh.failure}"
    elif fresh.text_hash != look.text_hash or hash_reading(kept) != look.text_hash:
        yield f"{name} is not what its bytes say"
    elif _bare(kept) != _bare(fresh.reading):
        yield f"{name} has other sections than its bytes give"


def _bare(reading: Reading) -> tuple[Section, ...]:
    """The sections without their clause ids, which are minted and not read."""
    return tuple(replace(section, clause=None) for section in reading.sections)


def _recompare(archive: Archive, policy: str, craft: Craft, *, is_full: bool) -> Iterator[str]:
    """Steps whose changes are not what comparing their two texts gives."""
    names = list(archive.change_sets.index(policy))
    for name in names if is_full else names[-SAMPLE:]:
        step = archive.change_sets.get(policy, name)
        old, new = (_reading_at(archive, step, seq) for seq in (step.judgement.old_seq, step.judgement.new_seq))
        if old is not None and new is not None and _differ(craft.compare(old, new), step.comparison):
            yield f"the changes of change set {name} of {policy} are not those between its two texts"


def _reading_at(archive: Archive, step: ChangeSet, seq: int) -> Reading | None:
    seen = archive.versions.seen_at(step.policy, seq)
    return None if seen is None else archive.versions.reading(seen[0])


def _differ(fresh: Comparison, kept: Comparison) -> bool:
    return (fresh.verdict, fresh.summary, fresh.changes) != (kept.verdict, kept.summary, kept.changes)
