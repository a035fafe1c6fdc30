"""Moments <-> the days and minutes that stand in addresses; when one is malformed it says how to write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tracker.ask.moments import parse_moment
from tracker.errors import UsageError
from tracker.model import StoodSpan

DAY = timedelta(days=1)


def name_day(standing: StoodSpan) -> str:
    """What names a text in an address: its first day, "2023-08-07", which means the end of that day in UTC; where
    another text came before that day was over, the minute or second: "2023-08-07T18:30"."""
    at = standing.from_at.astimezone(UTC)
    for name in (f"{at:%Y-%m-%d}", f"{at:%Y-%m-%dT%H:%M}", f"{at:%Y-%m-%dT%H:%M:%S}"):
        meant = parse_moment(name, now=None)
        if standing.until_at is None or meant < standing.until_at:
            return name
    return at.isoformat().replace("+00:00", "")


def read_day(text: str) -> datetime:
    """The moment that a name means. Raises UsageError that says how to write one."""
    try:
        return parse_moment(text, now=None)  # an address means tomorrow what it means today
    except UsageError as error:
        raise UsageError(error.message, hint="write a day as 2023-07-28, or a time as 2023-07-28T06:31") from error


def read_span(text: str) -> tuple[datetime, datetime]:
    """The two moments of "2023-07-28..2023-08-07". Raises UsageError."""
    old, dots, new = text.partition("..")
    if not dots:
        raise UsageError(f'"{text}" names no two dates', hint="write them as 2023-07-28..2023-08-07")
    return read_day(old), read_day(new)
