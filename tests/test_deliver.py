"""Delivering: order, patience, pace, and that one receiver's trouble is nobody else's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from telling import FakeClock, make_alert

from tracker.archive import open_archive
from tracker.archive.outbox import Outbox
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert, AlertState
from tracker.publish.deliver import GIVE_UP_AFTER, Carrier, Deliverer, wait_before_retry


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with open_archive(tmp_path / "t.db") as archive:
        yield archive.outbox


class Post:
    """The one fake of the sending edge: notes what was handed over, fails as it is told to."""

    def __init__(self, spacing: float = 0.0) -> None:
        self.taken: dict[str, list[str]] = defaultdict(list)
        self.tries = 0
        self.trouble: Callable[[Alert], Exception | None] = lambda _alert: None
        self.spacing = spacing

    def open(self, _name: str, _stack: ExitStack) -> Carrier:
        return Carrier(self.send, spacing=self.spacing)

    def send(self, alert: Alert) -> None:
        self.tries += 1
        if trouble := self.trouble(alert):
            raise trouble
        self.taken[alert.address].append(alert.receipt_key)


def deliverer(outbox: Outbox, post: Post, clock: FakeClock) -> Deliverer:
    return Deliverer(outbox, post.open, clock=clock, sleep=clock.sleep)


def enqueue(outbox: Outbox, count: int = 3, people: tuple[str, ...] = ("ana", "ben")) -> None:
    outbox.enqueue([make_alert(f"{who}{n}", address=who) for n in range(count) for who in people])


def test_everything_is_sent_once_in_order(outbox: Outbox) -> None:
    enqueue(outbox)
    post, clock = Post(), FakeClock()
    assert deliverer(outbox, post, clock).deliver().sent == 6
    assert deliverer(outbox, post, clock).deliver().sent == 0
    assert post.taken == {"ana": ["ana0", "ana1", "ana2"], "ben": ["ben0", "ben1", "ben2"]}


def test_a_bad_address_never_blocks_the_others(outbox: Outbox) -> None:
    enqueue(outbox)
    post = Post()
    post.trouble = lambda alert: RejectedError("550 no such user") if alert.address == "ana" else None
    tally = deliverer(outbox, post, FakeClock()).deliver()
    assert (tally.sent, tally.failed) == (3, 3)
    assert post.taken == {"ben": ["ben0", "ben1", "ben2"]}
    assert len(outbox.find(AlertState.FAILED)) == 3


def test_an_address_that_defers_keeps_its_order(outbox: Outbox) -> None:
    enqueue(outbox)
    post, clock = Post(), FakeClock()
    post.trouble = lambda alert: DeliveryError("450 busy") if alert.address == "ana" else None
    work = deliverer(outbox, post, clock)
    assert work.deliver().postponed == 1  # its first; the two behind it are not even tried
    post.trouble = lambda _alert: None
    assert work.deliver().sent == 0
    clock.pass_time(minutes=1)
    assert work.deliver().sent == 3
    assert post.taken["ana"] == ["ana0", "ana1", "ana2"]


def test_a_channel_down_for_a_day_delivers_in_order_and_is_not_hammered(outbox: Outbox) -> None:
    enqueue(outbox, 2)
    post, clock = Post(), FakeClock()
    post.trouble = lambda _alert: ChannelDownError("connection refused")
    work, end = deliverer(outbox, post, clock), clock.now + timedelta(days=1)
    while clock.now < end:
        work.deliver()
        clock.pass_time(seconds=15)
        if clock.now.hour == 3 and not outbox.find()[4:]:
            outbox.enqueue([make_alert("ana2", address="ana")])
    assert post.tries < 45  # doubling to an hour
    post.trouble = lambda _alert: None
    clock.pass_time(hours=1)
    assert work.deliver().sent == 5
    assert post.taken == {"ana": ["ana0", "ana1", "ana2"], "ben": ["ben0", "ben1"]}
    assert outbox.outages() == ()


def test_a_channel_that_is_down_does_not_touch_another(outbox: Outbox) -> None:
    outbox.enqueue([make_alert("m1"), make_alert("h1", channel="hook")])
    post = Post()
    post.trouble = lambda alert: ChannelDownError("refused") if alert.channel == "desk" else None
    tally = deliverer(outbox, post, FakeClock()).deliver()
    assert (tally.sent, tally.postponed) == (1, 1)
    assert [alert.receipt_key for alert in outbox.find(AlertState.SENT)] == ["h1"]


def test_a_bug_behind_one_channel_is_shown_and_does_not_touch_another(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.enqueue([make_alert("a1", channel="a"), make_alert("b1", channel="b")])
    post = Post()
    post.trouble = lambda alert: ZeroDivisionError("by zero") if alert.channel == "a" else None
    assert deliverer(outbox, post, FakeClock()).deliver().sent == 1
    assert "ZeroDivisionError" in caplog.text and "Traceback" in caplog.text
    assert outbox.outages()[0].error == "ZeroDivisionError: by zero"


def test_an_address_that_defers_for_days_is_given_up(outbox: Outbox) -> None:
    enqueue(outbox, 2, ("ana",))
    post, clock = Post(), FakeClock()
    post.trouble = lambda alert: DeliveryError("450 full") if alert.receipt_key == "ana0" else None
    work = deliverer(outbox, post, clock)
    work.deliver()
    clock.now += GIVE_UP_AFTER + timedelta(seconds=1)
    tally = work.deliver()
    assert (tally.failed, post.taken["ana"]) == (1, ["ana1"])


def test_a_channel_keeps_its_pace_and_does_not_hold_up_another(outbox: Outbox) -> None:
    outbox.enqueue([make_alert(f"slow{n}", channel="slow", address="slow") for n in range(4)])
    outbox.enqueue([make_alert(f"fast{n}", channel="fast", address="fast") for n in range(4)])
    clock, sent = FakeClock(), []

    def open_carrier(name: str, _stack: ExitStack) -> Carrier:
        return Carrier(lambda alert: sent.append((alert.receipt_key, clock.now)), 6.0 if name == "slow" else 0.0)

    Deliverer(outbox, open_carrier, clock=clock, sleep=clock.sleep).deliver()
    slow = [at for key, at in sent if key.startswith("slow")]
    assert [after - before for before, after in pairwise(slow)] == [timedelta(seconds=6)] * 3
    assert {at for key, at in sent if key.startswith("fast")} == {slow[0]}


def test_stopping_leaves_the_rest_for_the_next_round(outbox: Outbox) -> None:
    enqueue(outbox)
    post, clock = Post(), FakeClock()
    work = Deliverer(outbox, post.open, clock=clock, sleep=clock.sleep, is_stopping=lambda: post.tries >= 2)
    assert work.deliver().sent == 2
    assert len(outbox.find(AlertState.PENDING)) == 4


def test_waits_double_up_to_an_hour_and_hear_the_receiver() -> None:
    for attempts, longest in ((0, 30), (1, 60), (4, 480), (7, 3600), (500, 3600)):
        wait = wait_before_retry(attempts).total_seconds()
        assert 0.8 * longest <= wait <= longest
    assert wait_before_retry(0, retry_after=7200) == timedelta(hours=2)
    assert wait_before_retry(0, retry_after=1e12) == timedelta(days=1)
