"""Aware times <-> the ISO text the database holds."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=256)  # a look writes hundreds of rows at one time
def write_moment(moment: datetime) -> str:
    """An aware time as "2023-08-11T19:15:38.000Z": always milliseconds, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read_moment_or_none(text: str | None) -> datetime | None:
    return None if text is None else read_moment(text)


def write_moment_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else write_moment(moment)
