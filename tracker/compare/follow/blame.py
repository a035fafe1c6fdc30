"""The texts that were believed, newest first -> since when each sentence of the latest has stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    since = dict.fromkeys(_list_keys(section.text for section in latest.sections), from_at)
    standing_still = set(since)
    for stood_at, bodies in earlier:
        standing_still &= _list_keys(bodies)
        if not standing_still:
            break
        for key in standing_still:
            since[key] = stood_at
    for section in latest.sections:
        if clauses is None or section.clause in clauses:
            for key, sentence in _split_section(section.text):
                yield SentenceAge(section, sentence, since[key])


def _list_keys(bodies: Iterable[str]) -> set[str]:
    return {key for body in bodies for key, _ in _split_section(body)}


@lru_cache(maxsize=8192)
def _split_section(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, sentence.strip()) for sentence in split_sentences(text) if (key := canon_key(sentence)))
