"""The newest told change sets -> the sentences that several policies put in or took out, each once."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.across.sharing import Runs, find_shared, fold_shared, read_moved
from tracker.ask.news import ask_news
from tracker.ask.record import OpenRecord
from tracker.model import SharedNews, SharedWords


def fold_told(told: Sequence[tuple[str, Sequence[Runs]]]) -> tuple[SharedWords, ...]:
    """Policies, each with the runs that its changes put in and took out -> which changed the same words and nothing
    else, by their places: digests and feeds tell of them once."""
    return fold_shared([read_moved(policy, changed) for policy, changed in told])


def ask_shared(record: OpenRecord, *, most: int) -> tuple[tuple[SharedNews, ...], int]:
    """Wording that went round among the `most` newest told change sets, the most widespread first, and how many change
    sets there were to compare."""
    news = tuple(reversed(ask_news(record, most=most).news))
    moved = record.archive.sentences.moved([(one.policy, one.change_set) for one in news])
    read = [read_moved(one.policy, moved.get((one.policy, one.change_set), ())) for one in news]
    shared = tuple(
        SharedNews(one.id, one.side, one.sentence, tuple(news[member] for member in one.members))
        for one in find_shared(read)
    )
    return shared, len(news)
