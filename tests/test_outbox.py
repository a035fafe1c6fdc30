"""The outbox keeps what is to be sent, gives it in order, and forgets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import NOW, make_alert, make_message

from tracker.archive import Archive, open_archive
from tracker.archive.outbox import Outbox
from tracker.model import AlertState
from tracker.publish.digests import make_digest


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        yield archive


@pytest.fixture
def outbox(archive: Archive) -> Outbox:
    return archive.outbox


def keys(alerts) -> list[str]:
    return [alert.receipt_key for alert in alerts]


def test_an_alert_comes_back_as_it_went_in(outbox: Outbox) -> None:
    alert = make_alert(message=make_message(summary="half \ud83d pair, nul \x00, ü"))
    assert outbox.enqueue([alert]) == 1
    assert outbox.due("desk", NOW) == (alert,)


def test_the_same_news_is_queued_once(outbox: Outbox) -> None:
    assert outbox.enqueue([make_alert("k1"), make_alert("k2"), make_alert("k1")]) == 2
    outbox.mark_sent("k1", at=NOW)
    assert outbox.enqueue([make_alert("k1")]) == 0
    assert keys(outbox.due("desk", NOW)) == ["k2"]


def test_rows_go_with_the_transaction_they_were_written_in(archive: Archive) -> None:
    with pytest.raises(RuntimeError), archive.write():
        archive.outbox.enqueue([make_alert()])
        archive.outbox.record_told("clipcast/terms", old_seq=1, new_seq=2, at=NOW, is_alerted=True)
        raise RuntimeError("the change set could not be written")
    assert archive.outbox.find() == ()
    assert not archive.outbox.is_told("clipcast/terms", 2)


def test_a_lane_waits_for_its_eldest_and_other_lanes_do_not(outbox: Outbox) -> None:
    outbox.enqueue([make_alert(f"{who}{n}", address=f"{who}@example.org") for n in (1, 2) for who in ("ana", "ben")])
    outbox.postpone("ana1", next_at=NOW + timedelta(minutes=5), error="450 busy")
    assert keys(outbox.due("desk", NOW)) == ["ben1", "ben2"]
    assert keys(outbox.due("desk", NOW + timedelta(minutes=5))) == ["ana1", "ben1", "ana2", "ben2"]


def test_one_given_up_frees_its_lane(outbox: Outbox) -> None:
    outbox.enqueue([make_alert("k1"), make_alert("k2")])
    outbox.mark_failed("k1", error="550 no such user")
    assert keys(outbox.due("desk", NOW)) == ["k2"]
    assert outbox.find(AlertState.FAILED)[0].error == "550 no such user"
    assert outbox.retry(now=NOW) == 1
    assert keys(outbox.due("desk", NOW)) == ["k1", "k2"]


def test_retry_takes_only_those_named(outbox: Outbox) -> None:
    outbox.enqueue([make_alert("k1"), make_alert("k2")])
    for key in ("k1", "k2"):
        outbox.mark_failed(key, error="no")
    assert outbox.retry(now=NOW, receipt_keys=["k2", "unknown"]) == 1
    assert keys(outbox.due("desk", NOW)) == ["k2"]


def test_a_channel_that_is_down_is_not_asked_before_its_time(outbox: Outbox) -> None:
    outbox.enqueue([make_alert(), make_alert("k2", channel="hook")])
    later = NOW + timedelta(minutes=1)
    outbox.record_outage("desk", now=NOW, next_at=later, error="refused")
    assert outbox.due_channels(NOW) == ("hook",)
    assert outbox.due_channels(later) == ("desk", "hook")
    outbox.record_outage("desk", now=later, next_at=later + timedelta(minutes=2), error="refused")
    (outage,) = outbox.outages()
    assert (outage.since_at, outage.attempts, outbox.outage_attempts("desk")) == (NOW, 2, 2)
    outbox.end_outage("desk")
    assert outbox.outages() == () and outbox.outage_attempts("desk") == 0


def test_a_digest_takes_the_place_of_its_members(outbox: Outbox) -> None:
    eight = NOW + timedelta(hours=20)
    members = [make_alert(f"k{n}", due_at=eight, state=AlertState.GATHERED) for n in (1, 2)]
    outbox.enqueue([*members, make_alert("other", due_at=eight, state=AlertState.GATHERED, address="ben@example.org")])
    assert list(outbox.due_digests(eight - timedelta(seconds=1))) == []
    groups = list(outbox.due_digests(eight))
    assert sorted(map(keys, groups)) == [["k1", "k2"], ["other"]]
    digest = make_digest(groups[0] if len(groups[0]) == 2 else groups[1], now=eight)
    outbox.bundle(digest, members)
    assert keys(outbox.due("desk", eight)) == [digest.receipt_key]
    outbox.mark_sent(digest.receipt_key, at=eight)
    assert {alert.receipt_key: alert.state for alert in outbox.find()} == {
        "k1": AlertState.SENT,
        "k2": AlertState.SENT,
        "other": AlertState.GATHERED,
        digest.receipt_key: AlertState.SENT,
    }


def test_a_digest_to_come_does_not_hold_up_what_is_due(outbox: Outbox) -> None:
    outbox.enqueue([make_alert("later", due_at=NOW + timedelta(days=1)), make_alert("now")])
    assert keys(outbox.due("desk", NOW)) == ["now"]


def test_messages_are_kept_once(archive: Archive) -> None:
    message = make_message()
    archive.outbox.enqueue([make_alert(f"k{n}", address=f"{n}@example.org", message=message) for n in range(50)])
    assert archive._store.row("select count(*) from message")[0] == 1


def test_told_is_noted_once_and_survives(outbox: Outbox) -> None:
    outbox.record_told("clipcast/terms", old_seq=1, new_seq=2, at=NOW, is_alerted=True)
    outbox.record_told("clipcast/terms", old_seq=0, new_seq=2, at=NOW, is_alerted=False)
    assert outbox.is_told("clipcast/terms", 2)
    assert not outbox.is_told("clipcast/terms", 1)
    assert not outbox.is_told("other/terms", 2)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["sent", "failed", "postponed", "left"])), max_size=25)
)
def test_nothing_is_lost_and_lanes_keep_their_order(tmp_path_factory, steps) -> None:
    """Whatever happens to some alerts, every one left can still be had, each lane in the order of raising."""
    with open_archive(tmp_path_factory.mktemp("o") / "t.db") as archive:
        outbox = archive.outbox
        outbox.enqueue([make_alert(str(n), address=lane) for n, (lane, _fate) in enumerate(steps)])
        later = NOW + timedelta(hours=1)
        for n, (_lane, fate) in enumerate(steps):
            if fate == "sent":
                outbox.mark_sent(str(n), at=NOW)
            elif fate == "failed":
                outbox.mark_failed(str(n), error="no")
            elif fate == "postponed":
                outbox.postpone(str(n), next_at=later, error="busy")
        now_due = [int(key) for key in keys(outbox.due("desk", NOW))]
        for lane in "abc":
            fates = [(n, fate) for n, (one, fate) in enumerate(steps) if one == lane]
            blocked = min((n for n, fate in fates if fate == "postponed"), default=len(steps))
            expected = [n for n, fate in fates if fate == "left" and n < blocked]
            assert [n for n in now_due if steps[n][0] == lane] == expected
        waiting = [str(n) for n, (_lane, fate) in enumerate(steps) if fate in ("left", "postponed")]
        assert keys(outbox.due("desk", later)) == waiting
