"""A time or a version as a person writes it -> an aware time, or the version meant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from tracker.archive.versions import Versions
from tracker.errors import UsageError
from tracker.model import Version

VERSION_NUMBER = re.compile(r"[0-9]{1,6}\Z")  # "12"; eight digits are a date
UTC_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}\Z")  # "2023-07-28T06:31+02:00"
WHOLE_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}\Z")  # "2023-07-28"

VersionName = int | str | datetime
"""A version by its number (12, "12") or by a moment at which it stood."""


def parse_moment(text: str) -> datetime:
    """ "2023-07-28" is the end of that day in UTC, "2023-07-28T06:31" of that minute, "…:05" of that second, so that
    every time this program prints names the state it was printed with. Raises UsageError."""
    try:
        if WHOLE_DAY.match(text):
            return datetime.combine(date.fromisoformat(text), time.max, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'"{text}" is no date', hint="write 2023-07-28 or 2023-07-28T06:31") from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if moment.microsecond:
        return moment
    has_seconds = UTC_OFFSET.sub("", text).count(":") >= 2
    return moment.replace(microsecond=999_999) if has_seconds else moment.replace(second=59, microsecond=999_999)


def read_moment(moment: datetime | str) -> datetime:
    """An aware time as it is, one without a zone as UTC, a written one read. Raises UsageError."""
    if isinstance(moment, str):
        return parse_moment(moment)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def find_version(versions: Versions, policy: str, named: VersionName) -> Version:
    """The version that a number or a date means. Raises NotFoundError, UsageError."""
    if isinstance(named, int):
        return versions.numbered(policy, named)
    if isinstance(named, str) and VERSION_NUMBER.match(named):
        return versions.numbered(policy, int(named))
    return versions.at(policy, read_moment(named))
