"""The texts that were believed, newest first -> since when each sentence of the latest has stood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
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
    since = {key: from_at for section in latest.sections for key, _ in _split_section(section.text)}
    standing_still: Collection[str] = since.keys()
    known: set[str] = set()
    holders: dict[str, set[str]] = {key: set() for key in since}
    for stood_at, some in earlier:
        bodies = set(some)
        for body in bodies - known:
            for key, _ in _split_section(body):
                if key in holders:
                    holders[key].add(body)
        known |= bodies
        standing_still = [key for key in standing_still if not holders[key].isdisjoint(bodies)]
        if not standing_still:
            break
        for key in standing_still:
            since[key] = stood_at
    for section in latest.sections:
        if clauses is None or section.clause in clauses:
            for key, sentence in _split_section(section.text):
                yield SentenceAge(section, sentence, since[key])


@lru_cache(maxsize=8192)
def _split_section(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, sentence.strip()) for sentence in split_sentences(text) if (key := canon_key(sentence)))
