"""Looks at a policy and the spans in which nothing is known of it. "+": a trusted text, "x": an error, "?": a doubt,
"!": a doubt whose text was believed in the end, ".": no look; one place every 12 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.archive.derivations import RecordedLook
from tracker.ask.gaps import find_gap, find_gaps
from tracker.model import Gap
from tracker.publish.unknown import describe_gap, describe_gaps

START = datetime(2026, 5, 1, tzinfo=UTC)
BELIEVED = 7


def take_looks(line: str, kind: str = "http") -> list[RecordedLook]:
    looks = []
    for place, sign in enumerate(line):
        if sign != ".":
            is_doubted = sign in "?!"
            looks.append(
                RecordedLook(
                    seq=place,
                    observed_at=START + timedelta(hours=12 * place),
                    source_kind=kind,
                    status=200,
                    is_unmodified=False,
                    error="answered 503" if sign == "x" else None,
                    bodies=(),
                    is_read=True,
                    is_judged=True,
                    version=BELIEVED if sign == "!" else 1,
                    text_hash=None if sign == "x" else sign,
                    failure=None,
                    screened="collapse: 9 words after 900" if is_doubted else None,
                )
            )
    return looks


ROWS = [
    ("+++++", []),
    ("++xx++", [(1, 4, "answered 503")]),
    ("xx++", [(0, 2, "answered 503")]),
    ("++xx", [(1, 3, "answered 503")]),
    ("+x?+", [(0, 3, "answered 503")]),
    ("+!!!!+", []),
    ("+++++..........+++", [(4, 15, "nobody looked")]),
    ("+++++...+++", []),
    ("+++x..........+++", [(2, 14, "answered 503")]),
    ("+.........+.........+", []),
]


@pytest.mark.parametrize(("line", "wanted"), ROWS, ids=[row[0] for row in ROWS])
def test_gaps(line: str, wanted: list[tuple[int, int, str]]) -> None:
    found = find_gaps(take_looks(line), believed={BELIEVED})
    hours = timedelta(hours=12)
    assert [((gap.from_at - START) // hours, (gap.to_at - START) // hours, gap.why) for gap in found] == wanted


def test_the_silence_of_a_recorded_history_is_no_gap() -> None:
    assert list(find_gaps(take_looks("+++++..........+++", "ota-versions"))) == []


def test_a_gap_is_told_with_its_ends_and_its_reason() -> None:
    gaps = list(find_gaps(take_looks("+x+x+x+x+x+")))
    assert describe_gap(gaps[0]) == "not observed from 1 May 2026 00:00 to 2 May 2026 00:00 UTC: answered 503"
    assert describe_gaps(gaps)[0] == "2 earlier gaps"
    assert len(describe_gaps(gaps)) == 4
    inside = START + timedelta(hours=13)
    assert find_gap(gaps, inside) == gaps[0]
    assert find_gap(gaps, START) is None
    assert find_gap([Gap(START, START, "x")], START) is None


def test_a_long_time_without_a_capture_is_a_gap_and_a_usual_one_is_none() -> None:
    """A capture a month (60 places of 12 hours); one year nobody came by."""
    line = ("+" + "." * 59) * 6 + "." * 700 + "+"
    (gap,) = find_gaps(take_looks(line, "wayback"))
    assert (gap.from_at, gap.to_at) == (START + timedelta(days=150), START + timedelta(days=530))
    assert gap.why == "no web archive captured it"
    assert list(find_gaps(take_looks(line, "ota-versions"))) == []
