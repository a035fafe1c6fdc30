"""Facts: what was captured, observed and decided comes back as it was, in a chain that shows tampering."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import FIRST, LIVE, SHORTER, START, capture

from tracker.archive import Archive, open_archive
from tracker.archive.moments import read_moment, write_moment
from tracker.archive.passages import read_blocks, write_body
from tracker.errors import NotFoundError
from tracker.model import Block, BlockKind, Capture, Link, Outcome, ReadingSettings, Source
from tracker.values import replace

POLICY = "parcels/terms"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, "Harbour Parcels Terms", at=START)
        yield archive


def look(archive: Archive, *captures: Capture, outcome: Outcome = Outcome.FETCHED, days: float = 0, error=None):
    moment = START + timedelta(days=days)
    return archive.observations.record(
        POLICY, observed_at=moment, outcome=outcome, recorded_at=moment, captures=captures, error=error
    )


# --- any fact comes back ---

texts = st.text(max_size=20)
captures = st.builds(
    Capture,
    source=st.builds(Source, st.sampled_from(["http", "browser", "files"]), st.text("abc:/", max_size=9)),
    captured_at=st.datetimes(timezones=st.just(UTC)).map(lambda d: d.replace(microsecond=d.microsecond // 1000 * 1000)),
    body=st.binary(max_size=60),
    media_type=st.none() | st.just("text/html"),
    charset=st.none() | st.just("utf-8"),
    status=st.none() | st.integers(100, 599),
    final_url=st.none() | st.just("https://parcels.example/"),
    headers=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    redirects=st.lists(texts, max_size=3).map(tuple),
    external_key=st.none() | st.uuids().map(str),
    part=st.integers(0, 3),
)
blocks = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    level=st.integers(0, 6),
    marker=st.none() | st.sampled_from(["", "3.", "(a)", "•"]),
    lead=st.integers(0, 9),
    links=st.lists(st.builds(Link, st.just("here"), st.text("a/:", max_size=4)), max_size=2).map(tuple),
    is_header=st.booleans(),
    anchor=st.none() | st.sampled_from(["", "top"]),
)


@given(given_capture=captures)
@settings(max_examples=40, deadline=None)
def test_any_capture_comes_back(tmp_path_factory: pytest.TempPathFactory, given_capture: Capture) -> None:
    with open_archive(tmp_path_factory.mktemp("facts") / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        observation = look(archive, given_capture)
        assert archive.snapshots.get(observation.snapshots[0]) == given_capture
        assert archive.observations.of(POLICY) == (observation,)
        assert archive.observations.find_break() is None


@given(given_blocks=st.lists(blocks, max_size=4).map(tuple))
def test_any_blocks_come_back(given_blocks: tuple[Block, ...]) -> None:
    _, text, written = write_body(given_blocks)
    assert read_blocks(written, text) == given_blocks


def test_half_an_emoji_is_kept_as_a_replacement() -> None:
    _, text, written = write_body((Block(BlockKind.ITEM, "a \ud83d b", marker="\ud83d1"),))
    assert read_blocks(written, text) == (Block(BlockKind.ITEM, "a \ufffd b", marker="\ufffd1"),)


# --- times ---


def test_times_sort_as_text_whatever_their_zone_and_precision() -> None:
    east = timezone(timedelta(hours=9))
    moments = [
        datetime(2023, 8, 11, 19, 15, 38, tzinfo=UTC),
        datetime(2023, 8, 12, 4, 15, 38, 500_000, tzinfo=east),
        datetime(2023, 8, 11, 19, 15, 39, tzinfo=UTC),
    ]
    written = [write_moment(moment) for moment in moments]
    assert written == sorted(written)
    assert [read_moment(text) for text in written] == moments
    assert written[1] == "2023-08-11T19:15:38.500Z"


def test_a_time_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        write_moment(datetime(2023, 8, 11))  # noqa: DTZ001


# --- observations ---


def test_an_unmodified_look_stands_on_the_snapshots_before_it(archive: Archive) -> None:
    first = look(archive, capture(FIRST), capture(SHORTER))
    look(archive, outcome=Outcome.ERROR, days=1, error="timed out")
    again = look(archive, outcome=Outcome.NOT_MODIFIED, days=2)
    assert again.snapshots == first.snapshots
    assert archive.observations.last(POLICY) == again
    assert archive.observations.get(2).error == "timed out"


def test_the_first_look_cannot_be_unmodified(archive: Archive) -> None:
    with pytest.raises(NotFoundError, match="never fetched"):
        look(archive, outcome=Outcome.NOT_MODIFIED)
    assert archive.observations.of(POLICY) == ()


def test_looks_are_in_order_of_time_then_of_recording(archive: Archive) -> None:
    for days in (3, 1, 2, 1):
        look(archive, capture(FIRST, days), days=days)
    assert [one.seq for one in archive.observations.of(POLICY)] == [2, 4, 3, 1]


def test_a_combined_document_is_recorded_whole_or_not_at_all(archive: Archive) -> None:
    broken = Capture(LIVE, START, "no bytes")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="must be encoded"):
        look(archive, capture(FIRST), broken)
    assert archive.observations.of(POLICY) == ()
    assert archive.snapshots.latest(POLICY) is None


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE observation SET observed_at = '2024-03-01T08:30:00.001Z' WHERE seq = 2",
        "UPDATE observation SET error = 'never mind' WHERE seq = 2",
        "UPDATE snapshot SET status = 404 WHERE id = 2",
        "UPDATE snapshot SET body = (SELECT body FROM snapshot WHERE id = 1) WHERE id = 2",
        "UPDATE source SET locator = 'https://elsewhere.example/' ",
        "DELETE FROM observation WHERE seq = 2",
    ],
)
def test_tampering_shows(archive: Archive, tamper: str) -> None:
    for number, text in enumerate((FIRST, SHORTER, FIRST)):
        look(archive, capture(text, number), days=number)
    assert archive.find_damage() == ()
    archive._store.run("PRAGMA foreign_keys = OFF")
    archive._store.run(tamper)
    (found,) = archive.find_damage()
    assert "is not as it was recorded" in found


def test_an_external_key_counts_once_a_policy(archive: Archive) -> None:
    archive.policies.ensure("parcels/privacy", at=START)
    first = archive.snapshots.add(POLICY, capture(FIRST, key="c1:terms.md"))
    assert archive.snapshots.add(POLICY, capture(SHORTER, key="c1:terms.md")) == first
    assert archive.snapshots.add("parcels/privacy", capture(FIRST, key="c1:terms.md")) != first
    assert archive.snapshots.known_keys(POLICY) == {"c1:terms.md"}


def test_the_latest_live_capture_is_no_import(archive: Archive) -> None:
    archive.snapshots.add(POLICY, capture(FIRST))
    archive.snapshots.add(POLICY, capture(SHORTER, 9, key="c1:terms.md"))
    latest = archive.snapshots.latest(POLICY)
    assert latest is not None and latest.body == FIRST.encode()
    headers_only = archive.snapshots.latest(POLICY, with_body=False)
    assert headers_only == replace(latest, body=b"")


# --- policies ---


def test_settings_are_facts_and_the_newest_hold(archive: Archive) -> None:
    assert archive.policies.settings(POLICY) is None
    wanted = ReadingSettings(select=("main",), remove=("nav", ".ad"), language="nl", fragment="terms")
    first = archive.policies.set_settings(POLICY, ReadingSettings(), at=START)
    second = archive.policies.set_settings(POLICY, wanted, at=START)
    assert archive.policies.set_settings(POLICY, wanted, at=START) == second != first
    assert archive.policies.settings(POLICY) == wanted


def test_an_unknown_policy_offers_near_misses(archive: Archive) -> None:
    with pytest.raises(NotFoundError) as caught:
        archive.policies.get("parcel/term")
    assert caught.value.candidates == (POLICY,)
    assert str(caught.value) == 'no policy "parcel/term" (did you mean parcels/terms?)'


def test_a_policy_keeps_its_name_until_another_is_given(archive: Archive) -> None:
    archive.policies.ensure(POLICY, at=START)
    assert archive.policies.get(POLICY).name == "Harbour Parcels Terms"
    archive.policies.ensure(POLICY, "Terms of carriage", at=START)
    assert [policy.name for policy in archive.policies.all()] == ["Terms of carriage"]
