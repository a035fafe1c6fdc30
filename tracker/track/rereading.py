"""A record -> texts whose bytes, read again, give another text than the record holds: derived rows that were altered.

A joint: the archive's rows are held against what reading and comparing make of the same facts today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook
from tracker.archive.policies import RecordedSettings
from tracker.errors import ArchiveError
from tracker.model import Comparison, Reading, Section
from tracker.ruleset import RULESET
from tracker.text.canon import hash_reading
from tracker.track.derive import Craft
from tracker.track.unread import key_bodies, load_document, read_text

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
        faults += _recompare(archive, derivation, craft, is_full=is_full)
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
    way = RecordedSettings(look.setting, look.observed_at, archive.policies.setting(look.setting))
    try:
        document = load_document(archive, key_bodies(look, [way]))
    except ArchiveError as error:
        yield f"{name} cannot be read again: {error.message}"
        return
    fresh = read_text(document.parts, way, craft.read)
    if fresh.reading is None:
        yield f"{name} cannot be read again: {fresh.failure}"
    elif fresh.text_hash != look.text_hash or hash_reading(kept) != look.text_hash:
        yield f"{name} is not what its bytes say"
    elif _bare(kept) != _bare(fresh.reading):
        yield f"{name} has other sections than its bytes give"


def _bare(reading: Reading) -> tuple[Section, ...]:
    """The sections without their clause ids, which are minted and not read."""
    return tuple(replace(section, clause=None) for section in reading.sections)


def _recompare(archive: Archive, derivation: Derivation, craft: Craft, *, is_full: bool) -> Iterator[str]:
    """Steps whose changes are not what comparing their two texts gives."""
    policy = derivation.policy
    names = list(archive.change_sets.index(policy))
    rows = archive.versions.ids(derivation)
    for name in names if is_full else names[-SAMPLE:]:
        step = archive.change_sets.get(policy, name)
        # A step that was told from the text people know begins at that text, not at the look before it.
        sides = (step.judgement.old_hash, step.judgement.new_hash)
        old, new = (archive.versions.reading(rows[text_hash]) for text_hash in sides)
        if _differ(craft.compare(old, new), step.comparison):
            yield f"the changes of change set {name} of {policy} are not those between its two texts"


def _differ(fresh: Comparison, kept: Comparison) -> bool:
    return (fresh.verdict, fresh.summary, fresh.changes) != (kept.verdict, kept.summary, kept.changes)
