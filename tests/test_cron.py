"""A year of cron lines in every zone fires as the wall clock says, against a walk along that clock by minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tracker.schedule.cron import NEVER, next_turn

pytestmark = pytest.mark.slow

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
# Half-hour steps, midnights skipped and repeated, steps of two hours, a day left out, Ramadan's four changes a year.
ODD_ZONES = [
    *("Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "America/Havana", "Antarctica/Troll"),
    *("Pacific/Apia", "Africa/Casablanca", "America/Asuncion", "Asia/Tehran", "Asia/Gaza", "Atlantic/Azores"),
]


def list_turns(line: str, zone: str, start: datetime, end: datetime) -> list[datetime]:
    turns, at = [], start - MINUTE
    while (at := next_turn(line, zone, at)) < end:
        turns.append(at)
    return turns


# --- the reference: walk along the clock ------------------------------------------------------------------

Field = tuple[str, frozenset[int]]


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> Field:
    """One field of a line as text, and the numbers it stands for."""
    kind = draw(st.sampled_from(["all", "step", "list", "range"]))
    if kind == "all":
        return "*", frozenset(range(low, high + 1))
    if kind == "step":
        step = draw(st.integers(2, high - low))
        return f"*/{step}", frozenset(range(low, high + 1, step))
    if kind == "list":
        numbers = draw(st.sets(st.integers(low, high), min_size=1, max_size=3))
        return ",".join(map(str, numbers)), frozenset(numbers)
    first = draw(st.integers(low, high))
    last = draw(st.integers(first, high))
    return f"{first}-{last}", frozenset(range(first, last + 1))


def matches(wall: datetime, line: tuple[Field, ...]) -> bool:
    minute, hour, day, month, weekday = line
    in_month, in_week = wall.day in day[1], wall.isoweekday() % 7 in {number % 7 for number in weekday[1]}
    is_day = in_month and in_week if day[0][0] == "*" or weekday[0][0] == "*" else in_month or in_week
    return wall.minute in minute[1] and wall.hour in hour[1] and wall.month in month[1] and is_day


def walk(line: tuple[Field, ...], zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """A line of every hour fires whenever the clock shows one of its times; another fires once for each of its times,
    when the clock first shows that time or a later one."""
    latest, at = None, start - MINUTE
    while at < end:
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        latest = latest or wall
        if len(line[1][1]) == 24:
            fires = matches(wall, line)
        else:
            fires = any(matches(latest + MINUTE * n, line) for n in range(1, (wall - latest) // MINUTE + 1))
            latest = max(latest, wall)
        if fires and at >= start:
            yield at
        at += MINUTE


@cache
def find_changes(zone: str, year: int) -> tuple[datetime, ...]:
    """The hours of a year, in UTC, in which a zone's clock is changed."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + DAY * n for n in range(366)]
    changed = [day for day in days if offset(day, zone) != offset(day + DAY, zone)]
    hours = [day + HOUR * n for day in changed for n in range(24)]
    return tuple(hour for hour in hours if offset(hour, zone) != offset(hour + HOUR, zone))


def offset(moment: datetime, zone: str) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


LINES = st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), fields(1, 12), fields(0, 7))
ANY_DAY = (("*", frozenset(range(1, 32))), ("*", frozenset(range(1, 13))), ("*", frozenset(range(8))))


@given(
    line=LINES | st.tuples(fields(0, 59), fields(0, 23), *map(st.just, ANY_DAY)),
    zone=st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES),
    year=st.integers(2010, 2037),
    which=st.integers(0, 9),
)
@example(
    line=(("35", frozenset({35})), ("*", frozenset(range(24))), *ANY_DAY),
    zone="Australia/Lord_Howe",
    year=2026,
    which=1,
)
@example(line=(("*/30", frozenset({0, 30})), ("0", frozenset({0})), *ANY_DAY), zone="Africa/Cairo", year=2026, which=0)
@settings(deadline=None, max_examples=40)
def test_around_a_change_of_the_clocks_a_line_fires_as_the_clock_says(
    line: tuple[Field, ...], zone: str, year: int, which: int
) -> None:
    changes = find_changes(zone, year)
    assume(changes)
    change = changes[which % len(changes)]
    start, end = change - 4 * HOUR, change + 26 * HOUR
    expected = list(walk(line, zone, start, end))
    assert list_turns(" ".join(field[0] for field in line), zone, start, end) == expected


@pytest.mark.parametrize("zone", [*ODD_ZONES, "Europe/Amsterdam", "America/New_York", "UTC"])
@pytest.mark.parametrize("hour", ["0 0", "30 0", "15 1", "30 2", "30 23"])
def test_every_day_of_a_year_has_its_turn_once(zone: str, hour: str) -> None:
    start = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    turns = list_turns(f"{hour} * * *", zone, start.astimezone(UTC), start.replace(year=2027).astimezone(UTC))
    days = Counter(turn.astimezone(ZoneInfo(zone)).date() for turn in turns)
    assert (len(days), set(days.values())) == (365, {1})


@pytest.mark.parametrize(
    ("line", "zone", "after", "turn"),
    [
        # Fridays end in the old time, Mondays begin in the new one.
        ("0 0 * * mon-fri", "America/Chicago", "2026-03-06T06:00", "2026-03-09T05:00"),
        ("0 8 * * 1", "Europe/Rome", "2026-03-23T07:00", "2026-03-30T06:00"),
        # There is no midnight on the first summer day in Cairo: the day begins at one.
        ("0 0 * * *", "Africa/Cairo", "2026-04-23T12:00", "2026-04-23T22:00"),
        ("0 0 * * *", "Africa/Cairo", "2026-04-23T22:00", "2026-04-24T21:00"),
        # Half past one comes twice in New York in November; the first counts.
        ("30 1 * * *", "America/New_York", "2026-11-01T05:30", "2026-11-02T06:30"),
        ("30 * * * *", "America/New_York", "2026-11-01T05:30", "2026-11-01T06:30"),
        # A whole day was left out on the date line.
        ("0 8 * * *", "Pacific/Apia", "2011-12-29T18:00", "2011-12-30T10:00"),
    ],
)
def test_turns_at_changes(line: str, zone: str, after: str, turn: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_turn(line, zone, moment) == datetime.fromisoformat(turn).replace(tzinfo=UTC)


def test_a_turn_is_strictly_after_the_moment_to_the_microsecond() -> None:
    turn = datetime(2026, 3, 5, 8, tzinfo=UTC)
    second = timedelta(seconds=1)
    for before in (turn - second, turn - timedelta(microseconds=1), turn - DAY, turn - DAY + second):
        assert next_turn("0 8 * * *", "UTC", before) == turn
    for after in (turn, turn + timedelta(microseconds=1), turn + second * 59):
        assert next_turn("0 8 * * *", "UTC", after) == turn + DAY


@pytest.mark.parametrize("line", ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "* * 30 2 *"])
def test_a_day_that_no_month_has_never_comes(line: str) -> None:
    assert next_turn(line, "Europe/Amsterdam", datetime(2026, 1, 1, tzinfo=UTC)) == NEVER
    assert next_turn(line, "Europe/Amsterdam", NEVER) == NEVER


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("0 8 * * 0", "Sun"),
        ("0 8 * * 7", "Sun"),
        ("0 8 * * 1-5", "Fri Mon Thu Tue Wed"),
        ("0 8 * * sun-tue", "Mon Sun Tue"),
        ("0 8 * * 0,6", "Sat Sun"),
        ("0 8 * * */2", "Sat Sun Thu Tue"),
        ("0 8 1 * fri", "Fri Wed"),  # crontab's "or": 1 April 2026 is a Wednesday
        ("0 8 1-2 * */2", "Thu"),  # a field that begins with a star is no choice: both must hold
    ],
)
def test_weekdays_are_crontabs(line: str, days: str) -> None:
    start = datetime(2026, 3, 29, tzinfo=UTC)
    assert " ".join(sorted({f"{turn:%a}" for turn in list_turns(line, "UTC", start, start + 7 * DAY)})) == days


@pytest.mark.parametrize("line", ["0 25 * * *", "0 0 45 * *", "0 0 * * funday", "0 8 * *", "", "0 0 0 8 * *"])
def test_what_is_no_line(line: str) -> None:
    with pytest.raises(ValueError, match="no cron line"):
        next_turn(line, "UTC", datetime(2026, 1, 1, tzinfo=UTC))
