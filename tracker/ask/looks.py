"""A policy and a day as a person writes it -> the look at it on that day."""

from __future__ import annotations

from datetime import datetime, time

from tracker.archive import Archive
from tracker.ask.moments import parse_moment
from tracker.errors import NotFoundError
from tracker.model import Observation, Outcome


def find_look(archive: Archive, policy: str, at: str, *, now: datetime) -> int:
    """The number of the last look on a day ("2023-08-07"), or on that day up to a time ("2023-08-07T18:30"), that gave
    a page. Raises NotFoundError that names the looks around it, UsageError for what is no date."""
    archive.policies.get(policy)
    until = parse_moment(at, now=now)
    since = datetime.combine(until.date(), time.min, tzinfo=until.tzinfo)
    looks = archive.observations.of(policy)
    there = [look for look in looks if since <= look.observed_at <= until]
    good = [look for look in there if look.outcome is not Outcome.ERROR]
    if good:
        return good[-1].seq
    if there:
        message = f'the look at "{policy}" of {_say(there[-1])} failed: {there[-1].error}'
    else:
        message = (
            f'no look at "{policy}" on {since:%Y-%m-%d}'
            if not looks or at.strip() == f"{since:%Y-%m-%d}"
            else (f'no look at "{policy}" on {since:%Y-%m-%d} up to {until:%H:%M} UTC')
        )
    raise NotFoundError(message, hint=_name_neighbours(looks, since, until))


def _name_neighbours(looks: tuple[Observation, ...], since: datetime, until: datetime) -> str:
    pages = [look for look in looks if look.outcome is not Outcome.ERROR]
    before = [_say(look) for look in pages if look.observed_at < since][-1:]
    after = [_say(look) for look in pages if look.observed_at > until][:1]
    return f"there are looks of {' and '.join([*before, *after])}" if before or after else "tracker check looks now"


def _say(look: Observation) -> str:
    return f"{look.observed_at:%Y-%m-%d %H:%M} UTC"
