"""A crontab line, a time zone and a moment -> the line's next turn, each day's once whatever the clocks do.

The line is read on a clock without a zone (cronsim), and what that clock shows is then looked for in the zone. A line
that names hours has one turn for each time it names: at the end of the gap where the clock skips that time, and the
first time where the clock shows it twice. A line for every hour follows the clock and has a turn whenever it shows one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
"""The next turn of a line that never comes: 30 February."""

# No clock is set back further at one time, but where the date line is moved.
_NEAR = timedelta(hours=3)
_MINUTE = timedelta(minutes=1)


def next_turn(line: str, timezone: str, after: datetime) -> datetime:
    """The first turn of a line of five fields (crontab(5)) strictly after a moment, in UTC; `NEVER` where none comes.

    Where both a day of the month and a weekday are given, either will do, as in crontab; a field that begins with "*"
    gives none. Raises ValueError for a line that is none.
    """
    after = after.replace(second=0, microsecond=0)  # turns are whole minutes
    zone = ZoneInfo(timezone)
    here = after.astimezone(zone).replace(tzinfo=None)
    if not _names_hours(line):
        return _next_shown(line, zone, here, after)
    moments = (_find_moment(wall, zone) for wall in _list_walls(line, here))
    return next((moment for moment in moments if moment > after), NEVER)


def _next_shown(line: str, zone: ZoneInfo, here: datetime, after: datetime) -> datetime:
    """The next moment at which the zone's clock shows a time of the line. The clock shows `here` at `after`."""
    shown = (moment for wall in _list_walls(line, here) for moment in _list_moments(wall, zone))
    turn_at = next((moment for moment in shown if moment > after), NEVER)
    overlap = _find_overlap(zone, here)
    # Where the clock is set back, an earlier time of the line may be shown again before that.
    for wall in _list_walls(line, here - overlap) if overlap else ():
        again = [moment for moment in _list_moments(wall, zone) if after < moment < turn_at]
        if again:
            return min(again)
        if wall > here + _NEAR:
            break
    return turn_at


def _find_overlap(zone: ZoneInfo, here: datetime) -> timedelta:
    """By how much a clock that shows `here` is set back about now; nothing where it is not."""
    before, after = zone.utcoffset(here - _NEAR), zone.utcoffset(here + _NEAR)
    assert before is not None and after is not None
    return max(before - after, timedelta(0))


def _list_walls(line: str, after: datetime) -> Iterator[datetime]:
    """What a clock without a zone shows at the turns of a line. None where the line never comes."""
    try:
        yield from CronSim(line, after)
    except (CronSimError, OverflowError):
        return


@lru_cache(maxsize=1024)
def _names_hours(line: str) -> bool:
    """Whether a line names hours of the day, and not all of them. Raises ValueError for a line that is none."""
    fields = line.split()
    try:
        if len(fields) != 5:
            raise CronSimError(f"{len(fields)} fields, not five")
        # One by one: a day that the line's months do not have is no fault of its writing.
        alone = [" ".join(field if at == other else "*" for other in range(5)) for at, field in enumerate(fields)]
        return len([CronSim(one, datetime(2000, 1, 1, tzinfo=UTC)) for one in alone][1].hours) < 24
    except CronSimError as error:
        raise ValueError(f"no cron line: {line!r} ({error})") from error


def _find_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a clock first shows `wall`; the end of the gap where it skips that time."""
    if moments := _list_moments(wall, zone):
        return moments[0]
    # Read by the rule after the change (fold 1), a time in the gap is a moment before the change (PEP 495).
    moment = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = moment.astimezone(zone).utcoffset()
    while moment.astimezone(zone).utcoffset() == before:
        moment += _MINUTE
    return moment


def _list_moments(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """When a clock shows `wall`, in order: once, twice where it is set back, never where it skips that time."""
    moments = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall})
