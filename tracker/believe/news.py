"""What was believed of a step -> whether it is news: the one place that decides it.

Whether a step may be told at all is `Judgement.is_tellable`, whether everybody is told of it `Judgement.is_told`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tracker.model import Judgement


def became_tellable(before: Judgement | None, after: Judgement) -> bool:
    """Whether a step may be told now and could not before; `before` is None for a step that was not known."""
    return after.is_tellable and not (before is not None and before.is_tellable)


def is_news(judged: Judgement, *, live: Collection[int], since: datetime | None) -> bool:
    """Whether a step is told to people, not only written into the log.

    It may be told, its new text was seen by a live look (`live` holds their seqs), and what confirmed it is not older
    than `since`, the first look that belief had not weighed yet (None: it had weighed all). What imported history or
    a better judgement of old looks turns up is no news.
    """
    if not judged.is_tellable or judged.confirmed_at is None or judged.new_seq not in live:
        return False
    return since is None or judged.confirmed_at >= since
