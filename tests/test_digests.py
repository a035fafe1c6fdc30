"""When a digest goes out, through a year of summer and winter time, and what it says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import NOW, make_alert, make_card, make_change, make_message

from tracker.model import Alert, AlertState, Change, Significance
from tracker.publish.digest_pages import share_room
from tracker.publish.digests import make_digest, next_due_at
from tracker.publish.mail import compose_mail
from tracker.publish.messages import write_notice
from tracker.track.gathering import gather_digest
from tracker.values import replace

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


def make_member(n: int, *changes: Change, **more: Any) -> Alert:
    message = make_message(f"Policy {n}", *changes, seq=n, policy=f"vendor{n}/terms", **more)
    return make_alert(f"k{n}", message=message, state=AlertState.GATHERED)


def members(count: int) -> list[Alert]:
    return [make_member(n) for n in range(count)]


def test_a_digest_says_what_its_members_say() -> None:
    digest = make_digest(members(3), now=NOW)
    assert (
        digest.state is AlertState.PENDING
        and digest.message.subject == "clips: 3 changes in 3 policies, first Policy 0: 4.2 Your clips edited"
    )
    for body in (digest.message.text, digest.message.html):
        places = [body.index(f"Policy {n}") for n in range(3)]
        assert places == sorted(places)
    assert digest.message.html.count("<!DOCTYPE html>") == 1
    record = json.loads(digest.message.record)
    assert record["schema"] == "tracker.digest/1" and len(record["items"]) == 3


def test_the_weightiest_policy_stands_first() -> None:
    typo = make_change("colour", "color", reasons=("spelling variant",), significance=Significance.COSMETIC)
    address = make_change(reasons=("contact: a@example.org -> b@example.org",))
    training = make_change(reasons=("topic: AI training",))
    digest = make_digest([make_member(0, typo), make_member(1, address), make_member(2, training)], now=NOW)
    contents = digest.message.text.split("-" * 72)[0]
    assert re.findall(r"\* (Policy \d) \[(.*)\]", contents) == [
        ("Policy 2", "weighty"),
        ("Policy 1", "of substance"),
        ("Policy 0", "without effect"),
    ]
    assert digest.message.subject.endswith(", first Policy 2: 4.2 Your clips edited (AI training)")


def test_a_colon_belongs_to_the_name() -> None:
    notice = write_notice(make_card("Boats: Terms", policy="b/terms"), "dead", since_at=NOW, why="404")
    named = make_message("Zoom: Terms", policy="z/terms")
    alerts = [make_alert(f"k{n}", message=message) for n, message in enumerate((named, notice))]
    assert re.findall(r"\* (.*) \[", make_digest(alerts, now=NOW).message.text) == ["Boats: Terms", "Zoom: Terms"]


def test_successive_changes_of_one_policy_are_one_entry() -> None:
    twice = [replace(member, message=replace(member.message, thread="vendor/terms")) for member in members(2)]
    contents = make_digest([*twice, make_member(7)], now=NOW).message.text.split("-" * 72)[0]
    assert contents.count("* ") == 2 and "[weighty · 2 changes]" in contents


def test_of_successive_changes_the_weightiest_has_its_details_however_little_room_there_is() -> None:
    long = make_change("We may show your clips. " * 30, "We must not show your clips. " * 30, reasons=("wording",))
    training = make_change(reasons=("topic: AI training",), heading="Training")
    alerts = [*(make_member(n, *[long] * 60) for n in range(20)), make_member(99, training)]
    merged = [replace(one, message=replace(one.message, thread="vendor/terms")) for one in alerts]
    assert "4.2 Training  edited" in make_digest(merged, now=NOW).message.text


def test_the_same_members_are_the_same_digest() -> None:
    later = NOW + timedelta(minutes=5)
    assert make_digest(members(3), now=NOW).receipt_key == make_digest(members(3), now=later).receipt_key
    assert make_digest(members(3), now=NOW).receipt_key != make_digest(members(2), now=NOW).receipt_key


def test_a_digest_of_very_much_is_shown_whole_by_every_mailbox() -> None:
    """Gmail cuts at 102 kB: what does not fit is said, and nothing of weight is only a name."""
    long = make_change("We may show your clips. " * 30, "We must not show your clips. " * 30)
    alerts = [make_member(n, *[long] * 60) for n in range(40)]
    alert = make_digest([*alerts, make_member(99, make_change(reasons=("topic: AI training",)))], now=NOW)
    mail = compose_mail(alert, sender="Tracker <tracker@example.org>")
    assert len(mail.as_bytes()) < 90_000
    contents = alert.message.text.split("-" * 72)[0]
    assert all(f"* Policy {n} [" in contents for n in (*range(40), 99))
    assert re.search(r"… \d+ more changes: tracker log vendor3/terms", alert.message.text)
    assert alert.message.html.index('id="e1"') < alert.message.html.index('id="e5"')  # the weightiest has its details


@pytest.mark.parametrize(
    "words", ["We may show your clips. ", "Мы можем показывать ваши ролики. ", "我们可以展示您的短片。"]
)
@pytest.mark.parametrize("count", [3, 110])
def test_a_digest_in_any_script_stays_under_90_kb(words: str, count: int) -> None:
    """Outside of ASCII a character takes up to nine bytes of quoted-printable."""
    long = make_change(words * 30, words[3:] * 30, heading=words)
    alert = make_digest([make_member(n, *[long] * 20) for n in range(count)], now=NOW)
    size = len(compose_mail(alert, sender="Tracker <tracker@example.org>").as_bytes())
    assert 60_000 < size < 90_000


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 4)), min_size=1), st.integers(0, 20_000))
def test_room_is_shared_without_waste(wanted: list[tuple[int, int]], room: int) -> None:
    sizes, weights = [size for size, _ in wanted], [weight for _, weight in wanted]
    shares = share_room(sizes, weights, room)
    assert all(0 <= share <= size for share, size in zip(shares, sizes, strict=True))
    assert sum(shares) <= room
    assert sum(shares) == sum(sizes) or sum(shares) > room - len(sizes)


WAIVER = "You and we agree to bring claims only in an individual capacity and never as a class member."


def adopt(n: int, *more: Change) -> Alert:
    return make_member(n, make_change(inserted=(WAIVER,), deleted=()), *more)


def test_policies_that_adopt_the_same_words_are_one_entry() -> None:
    own = make_change(inserted=("We keep the messages that you send us for as long as we like to.",), deleted=())
    digest = gather_digest([adopt(0), make_member(1, own), adopt(2), adopt(3, own), adopt(4)], now=NOW).message
    contents = digest.text.split("-" * 72)[0]
    assert re.findall(r"\* (.*) \[.*?(?:· )?([0-9]* ?[a-z]*)\]", contents) == [
        ("Policy 0 and 2 other policies", "3 policies"),
        ("Policy 1", "weighty"),
        ("Policy 3", "weighty"),
    ]
    assert "The same words came to 3 policies" in contents
    assert "(Policy 0, Policy 2, Policy 4)" in contents
    (shared,) = json.loads(digest.record)["shared"]
    assert (shared["items"], shared["side"]) == ([0, 2, 4], "inserted")


def test_a_figure_beside_the_same_words_is_news_of_its_own() -> None:
    figure = make_change(inserted=("14 days",), deleted=("30 days",))
    digest = gather_digest([adopt(0), adopt(1, figure)], now=NOW).message
    assert json.loads(digest.record)["shared"] == []
