"""Turns at hosts, on a clock that is turned by hand."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta

import pytest

from tracker.capture.agenda import Agenda
from tracker.capture.exchange import read_retry_after
from tracker.capture.looks import PageRequest
from tracker.capture.pacing import JITTER, Pacer, Timing
from tracker.errors import TransientError

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class HandClock:
    """Time stands still but for who sleeps."""

    def __init__(self, chance: float = 0.0) -> None:
        self.seconds = 1000.0
        self.timing = Timing(
            now=lambda: NOON + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            sleep=self.sleep,
            chance=lambda: chance,
        )

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


def visit_all(pacer: Pacer, clock: HandClock, hosts: str, *, each: float = 0.0) -> list[float]:
    """When each of the hosts ("aab") is asked, one after the other, if an answer takes `each` seconds."""

    async def visits() -> list[float]:
        starts = []
        for host in hosts:
            async with pacer.turn(host):
                starts.append(clock.seconds - 1000)
                clock.seconds += each
        return starts

    return asyncio.run(visits())


@pytest.mark.parametrize(
    ("hosts", "each", "chance", "expected"),
    [
        ("aaa", 0.0, 0.0, [0, 2, 4]),
        ("abab", 0.0, 0.0, [0, 0, 2, 2]),
        ("aa", 5.0, 0.0, [0, 7]),  # the rest is counted from the end of the answer
        ("aa", 0.0, 1.0, [0, 2 * (1 + JITTER)]),
    ],
)
def test_a_host_rests(hosts, each, chance, expected):
    clock = HandClock(chance)
    assert visit_all(Pacer(delay=2.0, at_once=1, timing=clock.timing), clock, hosts, each=each) == expected


def test_a_host_may_ask_for_a_longer_rest_but_not_for_any():
    clock = HandClock()
    pacer = Pacer(delay=2.0, at_once=1, timing=clock.timing)
    pacer.slow_down("a", 10.0)
    pacer.slow_down("b", 86400.0)
    pacer.slow_down("c", 0.1)
    assert visit_all(pacer, clock, "aabbcc") == [0, 10, 10, 70, 70, 72]


def test_a_short_wait_is_waited_and_a_long_one_closes_the_host():
    clock = HandClock()
    pacer = Pacer(delay=0.0, at_once=1, timing=clock.timing)
    pacer.hold("a", 90)
    assert visit_all(pacer, clock, "a") == [90]
    pacer.hold("a", 3600)
    with pytest.raises(TransientError, match="another 3600 s"):
        visit_all(pacer, clock, "a")
    clock.seconds += 3601
    assert visit_all(pacer, clock, "a")


def test_as_many_at_one_time_as_are_allowed():
    clock = HandClock()
    pacer = Pacer(delay=0.0, at_once=2, timing=clock.timing)
    inside, most = 0, 0

    async def visit() -> None:
        nonlocal inside, most
        async with pacer.turn("a"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async def all_at_once(*visits: Coroutine[None, None, None]) -> None:
        await asyncio.gather(*visits)

    asyncio.run(all_at_once(*(visit() for _ in range(6))))
    assert most == 2


def test_the_agenda_goes_to_who_has_rested_longest_and_comes_back_to_what_failed():
    clock = HandClock()
    pacer = Pacer(delay=2.0, at_once=1, timing=clock.timing)
    urls = ["http://a.example/1", "http://a.example/2", "http://b.example/1"]
    agenda = Agenda([PageRequest(url, (url,)) for url in urls], pacer=pacer, at_once=1)
    first, second = agenda.take(), agenda.take()
    assert (first.request.policy, second.request.policy) == (urls[0], urls[2])
    assert agenda.take() is None  # both hosts are held
    agenda.put_back(first, 1030.0)
    agenda.finish(second)
    again = agenda.take()
    assert (again.request.policy, again.attempt, again.ready_at) == (urls[0], 1, 1030.0)
    agenda.finish(again)
    last = agenda.take()
    assert last.request.policy == urls[1]
    agenda.finish(last)
    assert agenda.take() is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 01 Jun 2026 12:02:00 GMT", 120),
        ("Mon, 01 Jun 2026 11:00:00 GMT", 0),
        ("Monday, 01-Jun-26 12:02:00 GMT", 120),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("9" * 400, 10**8),
    ],
)
def test_retry_after(value, seconds):
    assert read_retry_after(value, now=NOON) == seconds
