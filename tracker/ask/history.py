"""A clause as a person calls it -> its life: its numbers, what happened to it, where it is now."""

from __future__ import annotations

from tracker.archive import Archive
from tracker.ask.gaps import find_unknown
from tracker.compare.follow.history import Occurrence, follow_clause
from tracker.compare.follow.naming import OPENING, resolve_clauses
from tracker.model import History


def ask_history(archive: Archive, policy: str, query: str) -> History:
    """The lives of all clauses that a number, path, heading or clause id named at any time, the present holder first.

    Answered from the rows of those clauses: the texts they stood in are not read. Raises NotFoundError with near
    misses.
    """
    archive.policies.get(policy)
    standings = archive.lives.standings(policy)
    versions = tuple(version for _, version in standings)
    names = archive.lives.names(versions, opening=OPENING)
    labels = {name.clause: name.label for name in reversed(names)}  # the last name of a clause is the one it keeps
    lives = []
    for clause in resolve_clauses(names, archive.clauses.resolve(query)):
        sections = archive.lives.sections(clause, versions)
        occurrences = [Occurrence(from_at, sections.get(version)) for from_at, version in standings]
        lives.append(follow_clause(clause, occurrences, archive.lives.events(policy, clause), labels))
    return History(policy, query, tuple(lives), find_unknown(archive, policy).gaps)
