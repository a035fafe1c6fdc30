"""The one clock of the commands."""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
