"""The head is time-stamped after a run of looks, by every authority, and whatever an authority does stops no look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from calls import Call
from parcels import FIRST, SHORTER, START, capture
from proving import POLICY, configure, read_now
from stamping import HAS_OPENSSL, TestAuthority

from tracker.archive import Archive, open_archive
from tracker.demo.site import DemoSite
from tracker.model import Outcome
from tracker.track.stamping import stamp_after_check, stamp_head

pytestmark = pytest.mark.skipif(not HAS_OPENSSL, reason="needs openssl")


@pytest.fixture(scope="module")
def running() -> Iterator[TestAuthority]:
    with TestAuthority() as authority:
        yield authority


@pytest.fixture
def authority(running: TestAuthority) -> TestAuthority:
    running.spoil, running.pause, running.asked = (lambda answer: answer), 0.0, 0
    return running


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        look(archive, FIRST, 0)
        yield archive


def look(archive: Archive, text: str, days: int) -> None:
    moment = START + timedelta(days=days)
    archive.observations.record(
        POLICY, observed_at=moment, recorded_at=moment, outcome=Outcome.FETCHED, captures=[capture(text, days)]
    )


def test_every_authority_stamps_a_head_once_and_the_next_look_covers_the_tokens(
    archive: Archive, authority: TestAuthority, tmp_path: Path
) -> None:
    with TestAuthority() as second:
        config = configure(tmp_path, authority, second)
        assert [one.error for one in stamp_head(archive, config, clock=read_now)] == [None, None]
        assert list(stamp_head(archive, config, clock=read_now)) == [], "a head is stamped once"
        look(archive, SHORTER, 1)
        stamps = archive.stamps.all()
    assert {stamp.authority for stamp in stamps} == {authority.url, second.url}
    assert {(stamp.seq, stamp.covered_by) for stamp in stamps} == {(1, 2)}
    assert all(stamp.hash in link.covered for stamp in stamps for link in archive.observations.links(2, 2))
    assert archive.observations.find_break() is None


def test_after_a_check_an_authority_is_left_alone_for_the_time_that_is_configured(
    archive: Archive, authority: TestAuthority, tmp_path: Path
) -> None:
    config = configure(tmp_path, authority, every='"1h"')
    assert len(stamp_after_check(archive, config, clock=read_now)) == 1
    look(archive, SHORTER, 1)
    assert stamp_after_check(archive, config, clock=read_now) == []
    assert len(stamp_after_check(archive, config, clock=lambda: read_now() + timedelta(hours=2))) == 1
    quiet = configure(tmp_path, authority, after_check="false")
    look(archive, FIRST, 2)
    assert stamp_after_check(archive, quiet, clock=lambda: read_now() + timedelta(days=1)) == []


def test_a_failure_is_tried_again_and_then_told(archive: Archive, authority: TestAuthority, tmp_path: Path) -> None:
    answers = iter([503, 503, 503])
    authority.spoil = lambda answer: next(answers, answer)
    config = configure(tmp_path, authority, retries=1)
    (failed,) = stamp_head(archive, config, clock=read_now)
    assert authority.asked == 2 and failed.error == f"{authority.url} answered 503"
    assert archive.stamps.all() == ()
    (stamped,) = stamp_head(archive, config, clock=read_now)
    assert stamped.error is None and authority.asked == 4


def test_an_answer_to_another_question_is_not_kept(archive: Archive, authority: TestAuthority, tmp_path: Path) -> None:
    config = configure(tmp_path, authority, retries=0)
    old: list[bytes] = []
    authority.spoil = lambda answer: old.append(answer) or answer  # type: ignore[func-returns-value]
    assert [one.error for one in stamp_head(archive, config, clock=read_now)] == [None]
    look(archive, SHORTER, 1)
    authority.spoil = lambda _: old[0]
    (failed,) = stamp_head(archive, config, clock=read_now)
    assert failed.error == "the token answers another question: its nonce is not ours"
    assert len(archive.stamps.all()) == 1


def test_a_certificate_file_that_is_missing_is_named(
    archive: Archive, authority: TestAuthority, tmp_path: Path
) -> None:
    config = configure(tmp_path, authority)
    (tmp_path / "root-0.pem").unlink()
    (failed,) = stamp_head(archive, config, clock=read_now)
    assert failed.error is not None and "root-0.pem cannot be read" in failed.error and authority.asked == 0


def test_a_check_goes_on_whatever_the_authority_does(
    authority: TestAuthority, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_DATABASE", raising=False)
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    call = Call(tmp_path, capsys)
    authority.pause = 1.0
    with DemoSite() as site:
        site.publish(1)
        configure(tmp_path, authority, timeout=0.2, retries=0, every='"0s"')
        more = f'[fetch]\nallow_private_addresses = true\n[[policy]]\nid = "demo/terms"\nfetch = "{site.url}"\n'
        config = tmp_path / "config.toml"
        config.write_text(config.read_text() + more)
        (checked,) = call.json("check")
        assert checked["outcome"] == "first"
        assert f"no time-stamp over look 1: {authority.url} gave no answer within 0.2 s" in call.err
        call("check", "-q")
        assert call.err == "", "cron is not mailed for an authority's bad day"
        call("timestamp", status=1)
        authority.pause = 0.0
        config.write_text(config.read_text().replace("timeout = 0.2", "timeout = 10"))
        said = call("timestamp")
        assert said.startswith("Look 2 is time-stamped by http://127.0.0.1")
        assert call("timestamp") == "Look 2 is time-stamped already.\n"
        (report,) = call.json("verify")
        assert report["holds"] and report["proven"][0]["not_after"]


def test_without_an_authority_it_says_where_to_name_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Call(tmp_path, capsys)("timestamp", status=2)
