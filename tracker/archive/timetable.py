"""Observations and change sets -> what the schedule must know of each policy to say when it is looked at next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from tracker.archive.moments import read_moment, read_moment_or_none, write_moment
from tracker.archive.store import Store
from tracker.values import Struct

# Each look with what was wrong with it: no answer, nothing to read in it, nobody got to reading it (memory ran out), or
# a text that is doubted and no version.
# A look for which a browser was asked again at once is not counted beside the browser's.
_TAKEN = """
with taken as (
  select observation.policy, observation.seq, observation.observed_at,
    case when observation.outcome = 'error' then coalesce(observation.error, 'failed')
      when derivation.id is not null and seen.seq is null then 'what was captured is not read yet'
      else coalesce(seen.failure, iif(version.ordinal is null, seen.screened, null)) end as trouble
  from observation
  left join derivation on derivation.policy = observation.policy and derivation.is_current
  left join seen on seen.derivation = derivation.id and seen.seq = observation.seq
  left join version on version.id = seen.version
  where not exists (select 1 from asking where again_of = observation.seq)
)
"""
_NEWEST = "order by observed_at desc, seq desc"
_LAST_TWO = f"{_TAKEN} select trouble from taken where policy = ? {_NEWEST} limit 2"  # noqa: S608 - constants alone
_GOOD = f"{_TAKEN} select observed_at from taken where policy = ? and trouble is null {_NEWEST} limit 2"  # noqa: S608
_BAD = f"""
{_TAKEN} select seq, observed_at, trouble from taken
where policy = ? and trouble is not null and observed_at > ? {_NEWEST}
"""  # noqa: S608
_LOOKS = f"""
{_TAKEN}
select policy.id as policy,
  (select max(observed_at) from observation where policy = policy.id) as last_at,
  (select count(*) from observation where policy = policy.id and observed_at > :yesterday) as recent,
  (select count(*) from observation where policy = policy.id
    and not exists (select 1 from asking where again_of = observation.seq) and observed_at > coalesce(
    (select observed_at from taken where taken.policy = policy.id and trouble is null
      order by observed_at desc limit 1), '')) as failures,
  (select retry_at from asking where seq = (select max(seq) from observation where policy = policy.id)) as retry_at,
  (select max(change_set.observed_at) from change_set
     join derivation on derivation.id = change_set.derivation and derivation.is_current
     where change_set.policy = policy.id and held_because = 'unconfirmed') as unconfirmed_at
from policy
"""  # noqa: S608
_DATES = """
select derivation.policy, version.dates from version
join derivation on derivation.id = version.derivation and derivation.is_current
where version.is_latest
"""


class LookState(Struct, frozen=True):
    """What the record says of one policy's looks.

    `recent` counts the looks of the last 24 hours, `failures` those in a row that failed last: that got no answer,
    nothing that can be read, or a text that is doubted. `unconfirmed_at` is
    when the newest change not yet confirmed was first seen. `effective_on` are announced dates, past ones too.
    Until `retry_at` the server wants to be left alone.
    """

    last_at: datetime | None = None
    recent: int = 0
    failures: int = 0
    unconfirmed_at: datetime | None = None
    effective_on: tuple[date, ...] = ()
    retry_at: datetime | None = None


class Failures(Struct, frozen=True):
    """The latest run of looks that failed one after another; `is_over` when the look after it succeeded."""

    first_seq: int
    since_at: datetime
    count: int
    error: str
    is_over: bool


_HEALTH = f"""
{_TAKEN}
select policy.id as policy,
  (select max(observed_at) from observation where policy = policy.id) as last_at,
  (select count(*) from observation where policy = policy.id
    and not exists (select 1 from asking where again_of = observation.seq) and observed_at > coalesce(
    (select observed_at from taken where taken.policy = policy.id and trouble is null
      order by observed_at desc limit 1), '')) as failures
from policy where id in (select value from json_each(?))
"""  # noqa: S608 - constants alone


class Timetable:
    """Reads only; derived from facts each time, so nothing has to be kept in step. Tests: test_schedule.py."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def look_states(self, now: datetime) -> Mapping[str, LookState]:
        """The state of every policy the database knows."""
        announced = self.announced_dates()
        yesterday = write_moment(now - timedelta(hours=24))
        return {
            row["policy"]: LookState(
                last_at=read_moment_or_none(row["last_at"]),
                recent=row["recent"],
                failures=row["failures"],
                unconfirmed_at=read_moment(row["unconfirmed_at"]) if row["unconfirmed_at"] else None,
                effective_on=announced.get(row["policy"], ()),
                retry_at=read_moment_or_none(row["retry_at"]),
            )
            for row in self._store.rows(_LOOKS, {"yesterday": yesterday})
        }

    def health(self, policies: Sequence[str]) -> Mapping[str, tuple[datetime | None, int]]:
        """When each of some policies was looked at last, and how many looks in a row failed last."""
        rows = self._store.rows(_HEALTH, [json.dumps(list(policies))])
        return {row["policy"]: (read_moment_or_none(row["last_at"]), row["failures"]) for row in rows}

    def announced_dates(self) -> Mapping[str, tuple[date, ...]]:
        """The days on which policies say that they change, past ones too, as their newest texts have them."""
        dates: dict[str, set[date]] = defaultdict(set)
        for row in self._store.rows(_DATES):
            for kind, day, _phrase in json.loads(row["dates"]):
                if kind in ("effective", "announced"):
                    dates[row["policy"]].add(date.fromisoformat(day))
        return {policy: tuple(sorted(days)) for policy, days in dates.items()}

    def last_failures(self, policy: str) -> Failures | None:
        """The run of failures that goes on, or that the very latest look ended; None where there is neither."""
        last = [row["trouble"] for row in self._store.rows(_LAST_TWO, (policy,))]
        if not any(last):
            return None  # as after nearly every look: no more is asked
        is_over = last[0] is None
        good = self._store.rows(_GOOD, (policy,))
        before = good[int(is_over) :]
        run = self._store.rows(_BAD, (policy, before[0]["observed_at"] if before else ""))
        if not run:
            return None
        return Failures(run[-1]["seq"], read_moment(run[-1]["observed_at"]), len(run), run[0]["trouble"], is_over)
