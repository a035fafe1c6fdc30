"""Spans of clauses -> spans of their sentences: since when each stood in its clause, and until when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from tracker.text.sentences import split_sentences

Until = datetime | None


def list_sentences(clauses: Iterable[tuple[Any, ...]], since: datetime | None) -> Iterator[tuple[Any, ...]]:
    """Rows (policy, clause, number, path, heading, since, until, text) by clause and time -> rows (policy, clause,
    sentence, since, until), those that end first before others; only what stands at one time is in memory. A
    renumbering ends no sentence. With `since` only those that stood after it."""
    for (policy, clause), spans in groupby(clauses, key=itemgetter(0, 1)):
        for sentence, begins, ends in follow_sentences((begins, ends, text) for *_, begins, ends, text in spans):
            if since is None or ends is None or ends > since:
                yield policy, clause, sentence, begins, ends


def follow_sentences(spans: Iterable[tuple[datetime, Until, str]]) -> Iterator[tuple[str, datetime, Until]]:
    """Texts of one clause in order of time -> each sentence with when it stood; what follows without a gap is one span.
    An end of None is now."""
    standing: dict[str, tuple[datetime, Until]] = {}
    for begins, ends, text in spans:
        over = [sentence for sentence, (_, until) in standing.items() if until is not None and until < begins]
        for sentence in over:
            yield (sentence, *standing.pop(sentence))
        for sentence in dict.fromkeys(filter(None, map(str.strip, split_sentences(text)))):
            since, until = standing.get(sentence, (begins, begins))
            standing[sentence] = (since, None if until is None or ends is None else max(until, ends))
    for sentence, (since, until) in standing.items():
        yield sentence, since, until
