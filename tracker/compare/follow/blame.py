"""The texts that were believed, newest first -> since when each sentence of the latest has stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from tracker.model import Reading, SentenceAge
from tracker.text.canon import canon_key
from tracker.text.sentences import split_sentences


def blame_sentences(
    latest: Reading,
    from_at: datetime,
    earlier: Iterable[tuple[datetime, Iterable[str]]],
    clauses: frozenset[str] | None = None,
) -> Iterator[SentenceAge]:
    """One row for each sentence of the latest text, believed since `from_at`, in order; only of `clauses` (ids) where
    given. `earlier` are the texts before it, the newest first, each as from when on it was believed and the bodies of
    its sections; no more of them are taken than it needs.

    A sentence is the same wherever it stands in the document: one that moved from 1.2 to 3.4 keeps its age.
    """
    wanted = [section for section in latest.sections if clauses is None or section.clause in clauses]
    known = {section.text for section in wanted}
    holders: dict[str, set[str]] = {}
    for body in known:
        for key, _ in _split_section(body):
            holders.setdefault(key, set()).add(body)
    since = dict.fromkeys(holders, from_at)
    standing_still = list(since)
    for stood_at, some in earlier:
        bodies = frozenset(some)
        if any(holders[key].isdisjoint(bodies) for key in standing_still):
            _find_holders(holders, bodies - known)
            known |= bodies
        standing_still = [key for key in standing_still if not holders[key].isdisjoint(bodies)]
        if not standing_still:
            break
        for key in standing_still:
            since[key] = stood_at
    for section in wanted:
        for key, sentence in _split_section(section.text):
            yield SentenceAge(section, sentence, since[key])


def _find_holders(holders: Mapping[str, set[str]], bodies: Iterable[str]) -> None:
    """Note which of the sentences looked for each of these bodies has."""
    for body in bodies:
        for key, _ in _split_section(body):
            if key in holders:
                holders[key].add(body)


@lru_cache(maxsize=8192)
def _split_section(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, sentence.strip()) for sentence in split_sentences(text) if (key := canon_key(sentence)))
