"""When a digest goes out, through a year of summer and winter time, and what it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import NOW, make_alert, make_message

from tracker.model import AlertState
from tracker.publish.digests import make_digest, next_due_at

AMSTERDAM = "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("when", "now", "due"),
    [
        ("at once", "2026-03-02T12:00Z", "2026-03-02T12:00Z"),
        ("daily 08:00", "2026-03-02T12:00Z", "2026-03-03T07:00Z"),  # winter: UTC+1
        ("daily 08:00", "2026-07-02T05:59Z", "2026-07-02T06:00Z"),  # summer: UTC+2
        ("daily 08:00", "2026-07-02T06:00Z", "2026-07-03T06:00Z"),  # that hour is over
        ("weekly mon 08:00", "2026-03-02T12:00Z", "2026-03-09T07:00Z"),
        ("weekly mon 08:00", "2026-03-02T06:00Z", "2026-03-02T07:00Z"),
        ("weekly sun 23:30", "2026-03-02T12:00Z", "2026-03-08T22:30Z"),
        ("daily 02:30", "2026-03-28T12:00Z", "2026-03-29T01:30Z"),  # 02:30 is skipped on 29 March
        ("daily 02:30", "2026-10-24T12:00Z", "2026-10-25T00:30Z"),  # 02:30 comes twice on 25 October
        ("daily 02:30", "2026-10-25T00:30Z", "2026-10-26T01:30Z"),
    ],
)
def test_when_a_digest_is_due(when: str, now: str, due: str) -> None:
    assert next_due_at(when, AMSTERDAM, datetime.fromisoformat(now)) == datetime.fromisoformat(due)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds the zone
    st.sampled_from(["daily 02:30", "daily 08:00", "weekly fri 00:00", "weekly sun 02:59"]),
    st.sampled_from([AMSTERDAM, "America/New_York", "Pacific/Chatham", "Asia/Kolkata", "UTC"]),
)
def test_the_next_digest_is_always_soon_and_never_now(now: datetime, when: str, timezone: str) -> None:
    due = next_due_at(when, timezone, now)
    assert now < due <= now + timedelta(days=1 if when.startswith("daily") else 7, hours=1)


def test_one_digest_a_day_through_a_year() -> None:
    moment, days = datetime(2026, 1, 1, tzinfo=UTC), []
    while moment.year == 2026:
        moment = next_due_at("daily 08:00", AMSTERDAM, moment)
        days.append(moment.astimezone(ZoneInfo(AMSTERDAM)))
    assert len({day.date() for day in days}) == len(days) == 366
    assert {(day.hour, day.minute) for day in days} == {(8, 0)}


def members(count: int):
    return [
        make_alert(f"k{n}", message=make_message(f"Policy {n}", seq=n), state=AlertState.GATHERED) for n in range(count)
    ]


def test_a_digest_says_what_its_members_say_in_their_order() -> None:
    digest = make_digest(members(3), now=NOW)
    assert digest.state is AlertState.PENDING and digest.message.subject == "clips: 3 changes"
    for body in (digest.message.text, digest.message.html):
        places = [body.index(f"Policy {n}") for n in range(3)]
        assert places == sorted(places)
    assert digest.message.html.count("<!DOCTYPE html>") == 1
    record = json.loads(digest.message.record)
    assert record["schema"] == "tracker.digest/1" and len(record["items"]) == 3


def test_the_same_members_are_the_same_digest() -> None:
    later = NOW + timedelta(minutes=5)
    assert make_digest(members(3), now=NOW).receipt_key == make_digest(members(3), now=later).receipt_key
    assert make_digest(members(3), now=NOW).receipt_key != make_digest(members(2), now=NOW).receipt_key


def test_a_digest_of_very_much_names_the_rest() -> None:
    digest = make_digest(members(400), now=NOW)
    assert len(digest.message.html) < 600_000
    assert all(f"Policy {n}:" in digest.message.text for n in range(399, 300, -1))
    assert digest.message.text.count("[-We may show your clips.-]") < 400
