"""A time or a version as a person writes it -> an aware time, or the version meant."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from tracker.archive.versions import Versions
from tracker.compiled import compile_pattern
from tracker.errors import UsageError
from tracker.model import Version
from tracker.text.date_grammar import find_date_matches

VERSION_NUMBER = compile_pattern(r"[0-9]{1,6}\Z")  # "12"; eight digits are a date
UTC_OFFSET = compile_pattern(r"[+-][0-9]{2}:[0-9]{2}\Z")  # "2023-07-28T06:31+02:00"
WHOLE_MONTH = compile_pattern(r"[0-9]{4}-[0-9]{2}\Z")  # "2023-07"
WHOLE_DAY = compile_pattern(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}\Z")  # "2023-07-28"

VersionName = int | str | datetime
"""A version by its number (12, "12") or by a moment at which it stood."""


def parse_moment(text: str, *, now: datetime | None) -> datetime:
    """ "2023-07-28", "28 July 2023" and "yesterday" are the end of that day in UTC, "2023-07" and "July 2023" of that
    month, "2023-07-28T06:31" of that minute, "…:05" of that second, so that every time this program prints names the
    state it was printed with. Days and months are named in any language known; where `now` is None "yesterday" is none.
    Raises UsageError."""
    said = " ".join(text.split())
    day = _find_day(said, now)
    if day is not None:
        return datetime.combine(day, time.max, tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        hint = "write 2023-07-28, 2023-07, 28 July 2023, yesterday or 2023-07-28T06:31"
        raise UsageError(f'"{text}" is no date', hint=hint) from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if moment.microsecond:
        return moment
    has_seconds = UTC_OFFSET.sub("", said).count(":") >= 2
    return moment.replace(microsecond=999_999) if has_seconds else moment.replace(second=59, microsecond=999_999)


def _find_day(text: str, now: datetime | None) -> date | None:
    """The day that a text names, of a month its last; None where it names none."""
    days_ago = {"today": 0, "yesterday": 1}.get(text.casefold())
    if days_ago is not None and now is not None:
        return now.astimezone(UTC).date() - timedelta(days=days_ago)
    if WHOLE_DAY.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    if WHOLE_MONTH.match(text):
        return _end_month(int(text[:4]), int(text[5:]))
    if not any(character.isalpha() for character in text):
        return None  # "03/04/2023" is March in one country and April in another
    for spelt, is_month in ((text, False), (f"1 {text}", True)):
        for found in find_date_matches(spelt):
            if (found.start, found.end) == (0, len(spelt)):
                return _end_month(found.on.year, found.on.month) if is_month else found.on
    return None


def _end_month(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def read_moment(moment: datetime | str, *, now: datetime) -> datetime:
    """An aware time as it is, one without a zone as UTC, a written one read. Raises UsageError."""
    if isinstance(moment, str):
        return parse_moment(moment, now=now)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def find_version(versions: Versions, policy: str, named: VersionName, *, now: datetime) -> Version:
    """The version that a number or a date means. Raises NotFoundError, UsageError."""
    if isinstance(named, int):
        return versions.numbered(policy, named)
    if isinstance(named, str) and VERSION_NUMBER.match(named):
        return versions.numbered(policy, int(named))
    return versions.at(policy, read_moment(named, now=now))
