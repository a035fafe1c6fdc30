"""A policy and a moment -> the text that stood then, every sentence with its age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.ask.blame import blame_text
from tracker.ask.record import OpenRecord
from tracker.ask.standing import ask_standings
from tracker.compare.follow.history import StoodText
from tracker.errors import NotFoundError
from tracker.model import AgedText, StoodSpan


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
    """The texts at some places of the timeline, each with the ages of its sentences; every text is read once."""
    archive, steps = record.archive, record.archive.lives.steps(policy)
    timeline: list[StoodText] = []
    for place in sorted(places):
        for one in standings[len(timeline) : place + 1]:
            timeline.append(StoodText(one.from_at, archive.versions.reading(one.version)))
        yield AgedText(
            archive.versions.get(standings[place].version),
            standings[place],
            tuple(blame_text(timeline[: place + 1], steps)),
            standings[0].from_at,
            standings[place - 1] if place else None,
            standings[place + 1] if place + 1 < len(standings) else None,
        )
