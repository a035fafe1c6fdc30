"""When policies are due: a year of schedule lived through in seconds, with summer time, sleep and second looks."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telling import NOW

from tracker.archive import open_archive
from tracker.archive.timetable import LookState
from tracker.config import parse_config
from tracker.errors import HeldError
from tracker.model import Outcome
from tracker.schedule.due import Rhythm, due_policies, next_look, read_rhythms
from tracker.schedule.lock import hold_lock

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def live(rhythm: Rhythm, start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """The looks of a machine that asks every `step` what is due, and always finds the policy unchanged."""
    now, last, looks = start, None, []
    while now < end:
        state = LookState(last_at=last)
        if due_policies(now, {"clipcast/terms": rhythm}, {"clipcast/terms": state}):
            looks.append(now)
            last = now
        now += step
    return looks


def test_every_twelve_hours_through_a_year() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    looks = live(Rhythm(timedelta(hours=12)), start, start + timedelta(days=365), timedelta(minutes=15))
    assert 730 <= len(looks) <= 760
    gaps = {after - before for before, after in pairwise(looks)}
    assert timedelta(hours=11, minutes=35) <= min(gaps) and max(gaps) <= timedelta(hours=12, minutes=15)
    assert len(gaps) > 1  # jitter: looks do not come at the same minute for ever


def test_every_morning_by_local_time_through_a_year() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rhythm = Rhythm(cron="0 8 * * *", timezone="Europe/Amsterdam")
    looks = live(rhythm, start, start + timedelta(days=365), timedelta(minutes=15))[1:]  # the first is at once
    local = [look.astimezone(AMSTERDAM) for look in looks]
    assert len({look.date() for look in local}) == len(looks) == 365
    assert all(look.hour == 8 and look.minute <= 30 for look in local)


@pytest.mark.parametrize("cron", ["30 2 * * *", "15 2 * * *"])
def test_an_hour_that_is_skipped_or_comes_twice_costs_no_day(cron: str) -> None:
    for start in (datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)):
        rhythm = Rhythm(cron=cron, timezone="Europe/Amsterdam")
        looks = live(rhythm, start, start + timedelta(days=5), timedelta(minutes=5))[1:]
        assert 4 <= len(looks) <= 6
        assert max(after - before for before, after in pairwise(looks)) <= timedelta(hours=25, minutes=30)


def test_a_machine_that_slept_a_week_looks_once() -> None:
    rhythm, state = Rhythm(timedelta(hours=1)), LookState(last_at=NOW - timedelta(days=7))
    assert len(due_policies(NOW, {"a/b": rhythm}, {"a/b": state})) == 1
    assert due_policies(NOW + timedelta(minutes=1), {"a/b": rhythm}, {"a/b": LookState(last_at=NOW)}) == ()


@pytest.mark.parametrize(
    ("state", "after", "why"),
    [
        (LookState(last_at=NOW, unconfirmed_at=NOW), timedelta(minutes=10), "second look"),
        (LookState(last_at=NOW, unconfirmed_at=NOW, recent=8), timedelta(minutes=10), "second look"),
        (LookState(last_at=NOW, unconfirmed_at=NOW, recent=10), timedelta(minutes=40), "second look"),
        (LookState(last_at=NOW, failures=1), timedelta(hours=1), "after a failure"),
        (LookState(last_at=NOW, failures=9), None, "schedule"),
        (LookState(last_at=NOW, effective_on=(date(2026, 3, 2), date(2026, 2, 1))), None, "schedule"),
        (LookState(NOW - timedelta(hours=2), effective_on=(date(2026, 3, 2),)), -timedelta(hours=1), "effective date"),
        (LookState(), timedelta(0), "first look"),
    ],
)  # fmt: skip
def test_why_a_policy_is_due(state: LookState, after: timedelta | None, why: str) -> None:
    look = next_look("a/b", Rhythm(), state, now=NOW)
    assert look.why == why
    if after is not None:
        assert look.due_at == NOW + after


def test_an_announced_date_is_looked_at_on_its_day_even_if_looks_are_rare() -> None:
    rhythm = Rhythm(every=timedelta(days=30))
    state = LookState(last_at=datetime(2026, 3, 2, tzinfo=UTC), effective_on=(date(2026, 3, 10),))
    look = next_look("a/b", rhythm, state, now=NOW)
    assert (look.due_at, look.why) == (datetime(2026, 3, 10, 11, tzinfo=UTC), "effective date")
    assert (
        next_look("a/b", rhythm, LookState(look.due_at, effective_on=(date(2026, 3, 10),)), now=NOW).why == "schedule"
    )


def test_the_longest_overdue_comes_first_and_unwatched_ones_never() -> None:
    states = {
        name: LookState(last_at=NOW - timedelta(hours=hours)) for name, hours in (("a/1", 13), ("b/2", 40), ("c/3", 1))
    }
    looks = due_policies(NOW, dict.fromkeys(("a/1", "b/2", "c/3", "new/4"), Rhythm()), states | {"gone/5": LookState()})
    assert [look.policy for look in looks] == ["b/2", "a/1", "new/4"]


def test_no_second_look_where_changes_are_told_at_once() -> None:
    rhythm = Rhythm(confirm_after=timedelta(0))
    assert next_look("a/b", rhythm, LookState(last_at=NOW, unconfirmed_at=NOW), now=NOW).why == "schedule"


def test_each_policy_has_its_own_rhythm() -> None:
    config = parse_config(
        """
        [tracker]
        cron = "0 6 * * *"
        timezone = "Asia/Tokyo"
        [[policy]]
        id = "a/plain"
        fetch = "https://a.example/"
        [[policy]]
        id = "a/often"
        fetch = "https://a.example/b"
        every = "30m"
        """,
        path=Path("config.toml"),
    )
    rhythms = read_rhythms(config)
    assert (rhythms["a/plain"].cron, rhythms["a/plain"].timezone) == ("0 6 * * *", "Asia/Tokyo")
    assert (rhythms["a/often"].cron, rhythms["a/often"].every) == (None, timedelta(minutes=30))


def test_thousands_of_policies_are_asked_about_quickly_on_the_night_of_the_change() -> None:
    rhythm, night = Rhythm(cron="* * * * *", timezone="Europe/Amsterdam"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    started = time.process_time()
    for seconds in range(2000):
        next_look("boats", rhythm, LookState(last_at=night + timedelta(seconds=seconds)), now=night)
    assert time.process_time() - started < 1


def test_ten_thousand_policies_are_asked_about_quickly() -> None:
    rhythms = {f"s{n}/terms": Rhythm(cron="0 */6 * * *") for n in range(10_000)}
    states = {name: LookState(last_at=NOW - timedelta(hours=1)) for name in rhythms}
    due_policies(NOW, rhythms, states)
    started = datetime.now(UTC)
    due_policies(NOW, rhythms, states)
    assert datetime.now(UTC) - started < timedelta(seconds=2)


# --- what the record says ---------------------------------------------------------------------------------


def test_states_come_from_the_record(tmp_path: Path) -> None:
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure("a/b", at=NOW)
        assert archive.timetable.look_states(NOW)["a/b"] == LookState()
        for hours, outcome in ((30, Outcome.FETCHED), (2, Outcome.FETCHED), (1, Outcome.ERROR), (0, Outcome.ERROR)):
            at = NOW - timedelta(hours=hours)
            error = "timed out" if outcome is Outcome.ERROR else None
            archive.observations.record("a/b", observed_at=at, recorded_at=at, outcome=outcome, error=error)
        state = archive.timetable.look_states(NOW)["a/b"]
        assert (state.last_at, state.recent, state.failures) == (NOW, 3, 2)
        failing = archive.timetable.last_failures("a/b")
        assert failing is not None
        assert (failing.count, failing.since_at, failing.is_over) == (2, NOW - timedelta(hours=1), False)
        later = NOW + timedelta(hours=1)
        archive.observations.record("a/b", observed_at=later, recorded_at=later, outcome=Outcome.FETCHED)
        over = archive.timetable.last_failures("a/b")
        assert over is not None and (over.first_seq, over.count, over.is_over) == (failing.first_seq, 2, True)
        again = later + timedelta(hours=1)
        archive.observations.record("a/b", observed_at=again, recorded_at=again, outcome=Outcome.FETCHED)
        assert archive.timetable.last_failures("a/b") is None


# --- one process a database ---------------------------------------------------------------------------------

HOLD = """
import sys, pathlib
from tracker.schedule.lock import hold_lock
with hold_lock(pathlib.Path(sys.argv[1]), "run"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_keeps_others_out_and_dies_with_its_holder(tmp_path: Path) -> None:
    database = tmp_path / "t.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        with pytest.raises(HeldError) as caught, hold_lock(database, "run"):
            pass
        assert caught.value.holder == holder.pid
        with hold_lock(database, "delivery"):
            pass
        holder.kill()
        holder.wait()
        with hold_lock(database, "run"):
            pass
