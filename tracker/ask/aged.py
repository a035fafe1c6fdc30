"""A policy and a moment -> the text that stood then, every sentence with its age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.ask.blame import list_earlier
from tracker.ask.outlined import ask_standings
from tracker.ask.record import OpenRecord
from tracker.compare.follow.blame import blame_sentences
from tracker.errors import NotFoundError
from tracker.model import AgedText, StoodSpan
from tracker.values import replace


def ask_aged(record: OpenRecord, policy: str, moment: datetime) -> AgedText:
    """The text at a moment. Raises NotFoundError where the record begins later, and says when."""
    version = record.archive.versions.at(policy, moment)  # explains a moment before the first look
    standings = ask_standings(record, policy)
    place = max(index for index, one in enumerate(standings) if index == 0 or one.from_at <= moment)
    if standings[place].version != version.id:
        raise NotFoundError(f'nobody knows what "{policy}" said at {moment:%Y-%m-%d %H:%M}')
    return next(read_aged(record, policy, standings, [place]))


def read_aged(
    record: OpenRecord, policy: str, standings: Sequence[StoodSpan], places: Sequence[int]
) -> Iterator[AgedText]:
    """The texts at some places of the timeline, each with the ages of its sentences."""
    archive, steps = record.archive, record.archive.lives.steps(policy)
    stood = tuple((one.from_at, one.version) for one in standings)
    for place in sorted(places):
        here, version = standings[place], archive.versions.get(standings[place].version)
        earlier = list_earlier(archive, stood[: place + 1])
        ages = tuple(
            replace(age, change_set=steps.get(age.since_at), is_from_start=age.since_at == stood[0][0])
            for age in blame_sentences(version.reading, here.from_at, earlier)
        )
        before = standings[place - 1] if place else None
        after = standings[place + 1] if place + 1 < len(standings) else None
        yield AgedText(version, here, ages, stood[0][0], before, after)
