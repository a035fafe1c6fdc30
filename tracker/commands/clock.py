"""The time now: the one clock of the commands, since everything behind them is told what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
