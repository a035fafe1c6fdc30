"""What a person types for a time or a version -> an aware time, or the version meant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from tracker.archive.versions import Versions
from tracker.errors import UsageError
from tracker.model import Version

VERSION_NUMBER = re.compile(r"[0-9]{1,6}\Z")  # "12"; eight digits are a date
WHOLE_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}\Z")  # "2023-07-28"


def parse_moment(text: str) -> datetime:
    """ "2023-07-28" is the end of that day in UTC, "2023-07-28T06:31" that minute. Raises UsageError."""
    try:
        if WHOLE_DAY.match(text):
            return datetime.combine(date.fromisoformat(text), time.max, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'"{text}" is no date', hint="write 2023-07-28 or 2023-07-28T06:31") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def find_version(versions: Versions, policy: str, text: str) -> Version:
    """The version that a number or a date means. Raises NotFoundError, UsageError."""
    if VERSION_NUMBER.match(text):
        return versions.numbered(policy, int(text))
    return versions.at(policy, parse_moment(text))
