"""The believed timeline of a policy -> since when each sentence of its latest text has stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tracker.compare.follow.history import StoodText
from tracker.model import Reading, SentenceAge
from tracker.text.canon import canon_key
from tracker.text.sentences import split_sentences


def blame_sentences(timeline: Sequence[StoodText], clauses: frozenset[str] | None = None) -> Iterator[SentenceAge]:
    """One row for each sentence of the last text, in order; only of `clauses` (ids) where given.

    A sentence is the same wherever it stands in the document: one that moved from 1.2 to 3.4 keeps its age.
    """
    if not timeline:
        return
    latest = timeline[-1].reading
    since = dict.fromkeys(_list_keys(latest), timeline[-1].from_at)
    standing_still = set(since)
    for standing in reversed(timeline[:-1]):
        standing_still &= _list_keys(standing.reading)
        if not standing_still:
            break
        for key in standing_still:
            since[key] = standing.from_at
    for section in latest.sections:
        if clauses is None or section.clause in clauses:
            for key, sentence in _split_section(section.text):
                yield SentenceAge(section, sentence, since[key])


def _list_keys(reading: Reading) -> set[str]:
    return {key for section in reading.sections for key, _ in _split_section(section.text)}


@lru_cache(maxsize=8192)
def _split_section(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, sentence.strip()) for sentence in split_sentences(text) if (key := canon_key(sentence)))
