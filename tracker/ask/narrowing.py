"""Topics and clauses as a person names them -> which changes are asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.ask.topic import find_topic
from tracker.compare.follow.naming import OPENING, resolve_clauses
from tracker.errors import NotFoundError
from tracker.model import Comparison, list_topics
from tracker.values import Struct


class Narrowing(Struct, frozen=True):
    """Which changes are asked for: those of any of these topics and of any of these clauses (ids). What is empty asks
    for all."""

    topics: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()

    def find_changes(self, comparison: Comparison) -> tuple[int, ...] | None:
        """The indexes of the changes that are asked for; None where all are."""
        if not (self.topics or self.clauses):
            return None
        return tuple(
            index
            for index, change in enumerate(comparison.changes)
            if (not self.topics or not self.topics.isdisjoint(list_topics(change.reasons)))
            and (not self.clauses or any(section.clause in self.clauses for section in change.old + change.new))
        )


def ask_narrowing(
    archive: Archive, names: Sequence[str], *, topics: Collection[str] = (), clauses: Collection[str] = ()
) -> Narrowing:
    """What topics ("ai-training") and clauses ("10.4", with what ever stood under them) mean in the policies that are
    named, else in all.

    Raises NotFoundError for a topic that does not exist, or a clause that none of the policies knows.
    """
    wanted = frozenset(find_topic(archive, topic) for topic in topics)
    policies = choose_policies(archive, names) if clauses else ()
    found = frozenset(clause for query in clauses for clause in _find_clause(archive, policies, query))
    return Narrowing(wanted, archive.lives.expand(found))


def _find_clause(archive: Archive, policies: Sequence[str], query: str) -> frozenset[str]:
    """The ids of all clauses that the words named at any time, in any of the policies."""
    found: set[str] = set()
    error: NotFoundError | None = None
    for policy in policies:
        try:
            versions = tuple(version for _, version in archive.lives.standings(policy))
            names = archive.lives.names(versions, opening=OPENING)
            found.update(resolve_clauses(names, archive.clauses.resolve(query)))
        except NotFoundError as unknown:
            error = unknown
    if not found and error is not None:
        raise error if len(policies) == 1 else NotFoundError(f'no clause "{query}" in {len(policies)} policies')
    return frozenset(found)
