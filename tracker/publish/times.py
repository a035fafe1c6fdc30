"""Moments -> words: when something happened and how exactly that is known. All in UTC, and saying so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def format_day(day: date) -> str:
    """A calendar date as "7 Aug 2023"."""
    return f"{day.day} {day:%b %Y}"


def format_moment(moment: datetime) -> str:
    """A moment as "7 Aug 2023 18:30 UTC"."""
    moment = moment.astimezone(UTC)
    return f"{format_day(moment)} {moment:%H:%M} UTC"


def format_between(old_at: datetime, new_at: datetime) -> str:
    """Between which two looks something happened: "between 28 Jul 06:31 and 7 Aug 2023 18:30 UTC".

    The year (and the day, where both looks fall on one) is said once.
    """
    old_at, new_at = old_at.astimezone(UTC), new_at.astimezone(UTC)
    if new_at - old_at < timedelta(minutes=1) and old_at.date() == new_at.date():
        return f"on {format_day(new_at)}, between {old_at:%H:%M:%S} and {new_at:%H:%M:%S} UTC"
    if old_at.date() == new_at.date():
        return f"on {format_day(new_at)}, between {old_at:%H:%M} and {new_at:%H:%M} UTC"
    year = "" if old_at.year == new_at.year else f" {old_at.year}"
    return f"between {old_at.day} {old_at:%b}{year} {old_at:%H:%M} and {format_moment(new_at)}"


def format_span(old_at: datetime, new_at: datetime | None) -> str:
    """From when to when something held: "1 Apr 2023 06:45 to 11 Aug 2023 19:15 UTC"; None is "until now".

    Seconds are said only where minutes would make the two look alike.
    """
    if new_at is None:
        return f"since {format_moment(old_at)}"
    old_at, new_at = old_at.astimezone(UTC), new_at.astimezone(UTC)
    clock = "%H:%M:%S" if new_at - old_at < timedelta(minutes=2) else "%H:%M"
    return f"{format_day(old_at)} {old_at.strftime(clock)} to {format_day(new_at)} {new_at.strftime(clock)} UTC"


def format_seen(first_at: datetime, last_at: datetime) -> str:
    """From when to when a text was seen; a text that one look alone showed was "seen once"."""
    return f"seen once, {format_moment(first_at)}" if first_at == last_at else f"seen {format_span(first_at, last_at)}"
