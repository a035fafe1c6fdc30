"""A policy and perhaps a clause and a moment -> what it says, or said then."""

from __future__ import annotations

from datetime import datetime

from tracker.archive import Archive
from tracker.ask.clauses import find_sections
from tracker.ask.gaps import find_unknown
from tracker.ask.history import ask_history, find_last_text
from tracker.ask.policies import choose_policy
from tracker.ask.standing import find_stood, find_witness
from tracker.errors import NotFoundError
from tracker.model import ClauseHistory, Section, ShownText, Version


def ask_show(archive: Archive, policy: str, clause: str | None = None, *, at: datetime | None = None) -> ShownText:
    """The text that stands, or stood at a moment; with `clause` only what that names, and what stands under it.

    A clause that stands no more is shown as it stood last, with its history. Raises NotFoundError with near misses.
    """
    policy = choose_policy(archive, policy)
    tracked = archive.policies.get(policy)
    version = archive.versions.at(policy, at) if at else archive.versions.latest(policy)
    sections, gone = version.reading.sections, None
    if clause:
        version, sections, gone = _choose(archive, version, clause)
    derivation = archive.derivations.current(policy)
    looks = archive.derivations.looks(derivation) if derivation else ()
    stood = find_stood(archive.lives.standings(policy), looks, version.id, None if gone else at)
    return ShownText(
        version,
        sections,
        *find_unknown(archive, policy),
        at=at,
        name=tracked.name,
        stood=stood,
        witness=find_witness(archive, looks, version.id, stood, None if gone else at),
        gone=gone,
    )


def _choose(
    archive: Archive, version: Version, clause: str
) -> tuple[Version, tuple[Section, ...], ClauseHistory | None]:
    try:
        return version, find_sections(archive, version, clause), None
    except NotFoundError as error:
        try:
            gone = ask_history(archive, version.policy, clause).clauses[0]
        except NotFoundError:
            raise error from None
    last = archive.versions.get(find_last_text(archive, version.policy, gone.clause))
    return last, find_sections(archive, last, gone.clause), gone
