"""The time now, and days as a person types them: the one clock of the commands; all behind them is told the time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload

from tracker.ask.moments import parse_moment


def read_clock() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@overload
def parse_day(text: str) -> datetime: ...
@overload
def parse_day(text: None) -> None: ...
@overload
def parse_day(text: str | None) -> datetime | None: ...
def parse_day(text: str | None) -> datetime | None:
    """What an option that takes a date means, "yesterday" by this clock; None where it was not given.

    Raises UsageError.
    """
    return None if text is None else parse_moment(text, now=read_clock())
