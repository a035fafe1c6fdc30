"""A policy and perhaps a clause -> since when each sentence of the text that stands has stood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.archive import Archive
from tracker.ask.clauses import find_sections
from tracker.ask.history import ask_history
from tracker.ask.policies import choose_policy
from tracker.ask.standing import Standings
from tracker.compare.follow.blame import blame_sentences
from tracker.errors import NotFoundError
from tracker.model import Section, SentenceAge
from tracker.values import replace


def ask_blame(archive: Archive, policy: str, clause: str | None = None) -> tuple[SentenceAge, ...]:
    """Every sentence in order, with the first of the looks since which it has stood and the change set that brought
    it; with `clause` only those of what that names. Raises NotFoundError with near misses, and for a clause that stands
    no more."""
    policy = choose_policy(archive, policy)
    if not clause:
        return list_ages(archive, policy)
    sections = find_standing(archive, policy, clause)
    return list_ages(archive, policy, frozenset(section.clause for section in sections if section.clause))


def list_ages(archive: Archive, policy: str, wanted: frozenset[str] | None = None) -> tuple[SentenceAge, ...]:
    """The same of the clauses with these ids, nothing of one that stands no more; None: of all."""
    standings = archive.lives.standings(policy)
    brought = archive.lives.steps(policy)
    latest = archive.versions.reading(standings[-1][1])
    return tuple(
        replace(age, change_set=brought.get(age.since_at), is_from_start=age.since_at == standings[0][0])
        for age in blame_sentences(latest, standings[-1][0], list_earlier(archive, standings), wanted)
    )


def list_earlier(archive: Archive, standings: Standings) -> Iterator[tuple[datetime, list[str]]]:
    """The believed texts before the last, the newest first, as the bodies of their sections; each body is read once."""
    held = archive.lives.passages(tuple(dict.fromkeys(version for _, version in standings[:-1])))
    known: dict[int, str] = {}
    for from_at, version in reversed(standings[:-1]):
        if missing := set(held[version]) - known.keys():
            known |= archive.lives.bodies(missing)
        yield from_at, [known[passage] for passage in held[version]]


def find_standing(archive: Archive, policy: str, clause: str) -> tuple[Section, ...]:
    """The sections of the text that stands. Raises NotFoundError; of a clause that stands no more it says where it
    went."""
    try:
        return find_sections(archive, archive.versions.latest(policy), clause)
    except NotFoundError as error:
        try:
            gone = ask_history(archive, policy, clause).clauses[0]
        except NotFoundError:
            raise error from None
    into = " and ".join(heir.label for heir in gone.into)
    message = f"{gone.last.label} stands no more: {gone.state}{f' into {into}' if into else ''}"
    raise NotFoundError(message, hint="tracker history tells its life, tracker show what it said last")
