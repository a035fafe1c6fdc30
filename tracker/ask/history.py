"""A clause as a person calls it -> its life: its numbers, what happened to it, where it is now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.archive import Archive
from tracker.ask.gaps import find_unknown
from tracker.ask.policies import choose_policy
from tracker.ask.standing import Standings
from tracker.compare.follow.history import Occurrence, follow_clause
from tracker.compare.follow.naming import OPENING, find_clauses, resolve_clauses
from tracker.errors import NotFoundError
from tracker.model import ClauseHistory, ClauseName, Gap, History
from tracker.values import replace


def ask_history(
    archive: Archive, policy: str, query: str, *, with_held: bool = False, gaps: tuple[Gap, ...] | None = None
) -> History:
    """The lives of all clauses that a number, path, heading or clause id named at any time, the present holder first.

    What was held beside a life is summed up in it, and listed `with_held`. `gaps` are those of the policy, where they
    are known already. Answered from the rows of those clauses:
    the texts they stood in are not read. Raises NotFoundError with near misses.
    """
    policy = choose_policy(archive, policy)
    standings = archive.lives.standings(policy)
    names = _list_names(archive, standings)
    lives = tuple(
        _follow(archive, policy, clause, standings, lambda: names, with_held=with_held)
        for clause in find_named(archive, policy, query, names, standings)
    )
    return History(policy, query, lives, find_unknown(archive, policy).gaps if gaps is None else gaps)


def ask_clause(archive: Archive, policy: str, clause: str, gaps: tuple[Gap, ...]) -> History:
    """The same of one clause of the policy by its id: how others are called is read only where it went into them."""
    standings = archive.lives.standings(policy)
    life = _follow(archive, policy, clause, standings, lambda: _list_names(archive, standings), with_held=False)
    return History(policy, clause, (life,), gaps)


def _list_names(archive: Archive, standings: Standings) -> tuple[ClauseName, ...]:
    return archive.lives.names(tuple(version for _, version in standings), opening=OPENING)


def find_named(
    archive: Archive, policy: str, query: str, names: tuple[ClauseName, ...], standings: Standings
) -> tuple[str, ...]:
    """The clauses meant: of the believed texts, else of those that were only seen. Raises NotFoundError."""
    wanted = archive.clauses.resolve(query)
    if found := find_clauses(names, wanted):
        return found
    others = archive.lives.others(policy, tuple(version for _, version in standings))
    seen = archive.lives.names(others, opening=OPENING)
    return tuple(name.clause for name in seen if name.clause == wanted)[:1] or resolve_clauses(names, wanted)


def find_last_text(archive: Archive, policy: str, clause: str) -> int:
    """The row of the last believed text that had a clause, else of the last that showed it. Raises NotFoundError."""
    believed = tuple(version for _, version in archive.lives.standings(policy))
    for versions in (believed, archive.lives.others(policy, believed)):
        having = archive.lives.sections(clause, versions)
        if found := [version for version in versions if version in having]:
            return found[-1]
    raise NotFoundError(f'no text of "{policy}" has the clause {clause}')


def _follow(
    archive: Archive,
    policy: str,
    clause: str,
    standings: Standings,
    list_names: Callable[[], Sequence[ClauseName]],
    *,
    with_held: bool,
) -> ClauseHistory:
    versions = tuple(version for _, version in standings)
    sections = archive.lives.sections(clause, versions)
    # The last name of a clause is the one it keeps; of one that stands nobody asks what it went into.
    labels = {} if versions[-1] in sections else {name.clause: name.label for name in reversed(list_names())}
    occurrences = [Occurrence(from_at, sections.get(version)) for from_at, version in standings]
    seen = {} if sections else archive.lives.sections(clause, archive.lives.others(policy, versions))
    if not sections and not seen:
        raise NotFoundError(f'no text of "{policy}" has the clause {clause}')
    life = follow_clause(
        clause,
        occurrences,
        archive.lives.events(policy, clause),
        labels,
        asides=archive.lives.asides(policy, clause, standings),
        seen_as=next(iter(seen.values()), None),
    )
    held = (*life.asides, *archive.lives.events(policy, clause, is_life=False)) if with_held else ()
    return replace(life, asides=tuple(sorted(held, key=lambda event: event.step.observed_at)))
