"""What was told -> what of it nobody has settled yet, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tracker.ask.news import name_news
from tracker.ask.policies import choose_policies
from tracker.ask.record import OpenRecord
from tracker.model import InboxItem, ReviewMark

BATCH = 200


def ask_mark(record: OpenRecord, policy: str, change_set: str) -> ReviewMark | None:
    """What people made of a change set last."""
    return record.remember(("marks", policy), lambda: record.archive.reviews.of(policy)).get(change_set)


def ask_inbox(
    record: OpenRecord,
    policies: Sequence[str] = (),
    *,
    is_settled: bool = False,
    assignee: str | None = None,
    most: int = 50,
) -> tuple[InboxItem, ...]:
    """The newest told change sets that nobody has settled yet (`is_settled`: also those that are), of named policies
    or all, of one assignee or anybody's. Raises NotFoundError for a policy nobody knows."""
    chosen = choose_policies(record.archive, policies) if policies else None
    items = (
        item
        for item in _list_items(record, chosen)
        if (is_settled or not item.state.is_settled)
        and (assignee is None or (item.mark is not None and item.mark.assignee == assignee))
    )
    return tuple(islice(items, most))


def _list_items(record: OpenRecord, policies: Sequence[str] | None) -> Iterator[InboxItem]:
    marks = {policy: record.archive.reviews.of(policy) for policy in record.archive.reviews.policies()}
    skip = 0
    while news := record.archive.overviews.news(most=BATCH, skip=skip, policies=policies):
        skip += len(news)
        for one in name_news(record, news):
            yield InboxItem(one, marks.get(one.policy, {}).get(one.change_set))
