"""The one clock of the commands, apart from what reads a configuration: an answer for a pipe loads none of that."""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)
