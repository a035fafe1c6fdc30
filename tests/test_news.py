"""Whether a step is news is decided once: what may be told, what became so, and what a live look makes news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.believe.news import became_tellable, is_news
from tracker.model import HeldBecause, Judgement

AT = datetime(2026, 5, 1, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def judge(held: HeldBecause | None = None, confirmed_at: datetime | None = AT) -> Judgement:
    return Judgement("a", "b", 1, 2, AT, AT, confirmed_at, held)


@pytest.mark.parametrize("held", [None, *HeldBecause])
def test_held_as_cosmetic_may_still_be_told_to_those_who_ask(held: HeldBecause | None) -> None:
    assert judge(held).is_tellable is (held in (None, HeldBecause.COSMETIC))
    assert judge(held).is_told is (held is None)
    assert not judge(held, None).is_tellable and not judge(held, None).is_told


ROWS = [
    (judge(), {2}, None, True),
    (judge(), {2}, AT, True),
    (judge(), {2}, LATER, False),  # confirmed by looks that were weighed before
    (judge(confirmed_at=LATER), {2}, LATER, True),
    (judge(), {1}, None, False),  # its text came with imported history
    (judge(HeldBecause.COSMETIC), {2}, None, True),
    (judge(HeldBecause.FLAPPING), {2}, None, False),
    (judge(confirmed_at=None), {2}, None, False),
]


@pytest.mark.parametrize(("judged", "live", "since", "wanted"), ROWS)
def test_news_is_what_a_live_look_made_tellable(
    judged: Judgement, live: set[int], since: datetime | None, wanted: bool
) -> None:
    assert is_news(judged, live=live, since=since) is wanted


def test_what_could_be_told_before_is_no_news() -> None:
    assert became_tellable(None, judge())
    assert became_tellable(judge(HeldBecause.UNCONFIRMED, None), judge())
    assert not became_tellable(judge(), judge())
    assert not became_tellable(judge(HeldBecause.COSMETIC), judge())
    assert not became_tellable(None, judge(HeldBecause.FLAPPING))
