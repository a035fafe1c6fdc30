"""Trying it out and sending: samples, previews, what a changed `when` moves, and what `--now` does not wait for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from calls import Call
from telling import Inbox, serve_mail
from test_tell import TRAINED, Site, serve_site


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site(Site()) as site:
        yield site


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with serve_mail(Inbox()) as inbox:
        yield inbox


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    for name in ("TRACKER_DATABASE", "TRACKER_CONFIG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Call(tmp_path, capsys)


def configure(site: Site, inbox: Inbox, *, when: str = "at once", channels: str = '["desk"]') -> None:
    Path("config.toml").write_text(f"""
[tracker]
confirm_after = "0s"
[fetch]
allow_private_addresses = true
per_host_delay = "0s"
browser = false
[[policy]]
id = "clipcast/terms"
name = "Terms of Use"
fetch = "{site.url}"
[channel.desk]
kind = "email"
host = "127.0.0.1"
port = {inbox.port}
security = "none"
from = "watch@example.org"
to = ["ana@example.org"]
[channel.site]
kind = "feed"
[[subscription]]
name = "training"
channels = {channels}
topics = ["ai-training"]
when = "{when}"
""")


def change(call: Call, site: Site) -> None:
    """A first look, a change, and a look that sees it."""
    call("check")
    site.page = TRAINED
    call("check")


def read_text(inbox: Inbox, place: int = -1) -> str:
    return inbox.mails[place].get_body(("plain",)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("when", ["at once", "daily 08:00"])
def test_a_sample_is_just_what_is_sent(call: Call, site: Site, inbox: Inbox, when: str) -> None:
    configure(site, inbox, when=when)
    change(call, site)
    call("alerts", "send", "--now")
    call("subscriptions", "test", "training")
    sent, sample = inbox.mails
    assert sample["Subject"] == f"[sample] {sent['Subject']}"
    assert "AI training — Clipcast: Terms of Use" in sent["Subject"]
    assert read_text(inbox, 1) == read_text(inbox, 0)


def test_where_nothing_was_ever_told_a_specimen_is_sent_that_says_so(call: Call, site: Site, inbox: Inbox) -> None:
    configure(site, inbox)
    call("check")
    (record,) = call.json("subscriptions", "test", "training")
    assert record["error"] is None and record["is_specimen"] is True
    (mail,) = inbox.mails
    assert mail["Subject"] == "[sample] AI training — Clipcast: Terms of Use: 1 Specimen edited"
    assert "This is a specimen: no document changed." in read_text(inbox)
    assert "tracker log" not in read_text(inbox)
    assert call.json("alerts") == []


def test_a_sample_never_stands_in_a_feed_that_people_read(call: Call, site: Site, inbox: Inbox) -> None:
    configure(site, inbox, channels='["site"]')
    change(call, site)
    call("alerts", "send")
    before = Path("feeds/training.atom").read_bytes()
    assert call("subscriptions", "test", "training").startswith("written to feeds/sample/training")
    assert Path("feeds/training.atom").read_bytes() == before
    (entry,) = feedparser.parse(Path("feeds/sample/training.atom").read_text()).entries
    assert entry.title.startswith("[sample] AI training — Clipcast")


def test_a_changed_when_moves_what_waits(call: Call, site: Site, inbox: Inbox) -> None:
    configure(site, inbox, when="weekly mon 08:00")
    change(call, site)
    (waiting,) = call.json("alerts", "--pending")
    configure(site, inbox, when="daily 08:00", channels='["desk"]')
    call("alerts", "send")
    (moved,) = call.json("alerts", "--pending")
    assert moved["due_at"] <= waiting["due_at"] and moved["due_at"][11:16] == "08:00"
    configure(site, inbox)
    call("alerts", "send")
    assert call.json("alerts", "--pending") == [] and len(inbox.mails) == 1
    assert inbox.mails[0]["Subject"].startswith("AI training — Clipcast")


def test_what_waits_alone_goes_into_the_digest_that_is_asked_for_now(call: Call, site: Site, inbox: Inbox) -> None:
    configure(site, inbox)
    change(call, site)
    configure(site, inbox, when="daily 08:00")
    call("alerts", "send")
    assert inbox.mails == [] and [one["state"] for one in call.json("alerts")] == ["gathered"]


def test_now_does_not_wait_for_the_hour_of_a_digest(call: Call, site: Site, inbox: Inbox) -> None:
    configure(site, inbox, when="daily 08:00")
    change(call, site)
    call("alerts", "send")
    assert inbox.mails == []
    assert call("alerts", "send", "--now") == "1 sent, 0 failed, 0 put off.\n"
    assert inbox.mails[0]["Subject"].startswith("training: AI training — Clipcast: Terms of Use:")
    assert {one["state"] for one in call.json("alerts")} == {"sent"}


def test_a_preview_shows_what_will_be_sent_and_sends_nothing(call: Call, site: Site, inbox: Inbox) -> None:
    configure(site, inbox, when="daily 08:00")
    change(call, site)
    shown = call("alerts", "preview")
    (record,) = call.json("alerts", "preview")
    assert inbox.mails == [] and {one["state"] for one in call.json("alerts")} == {"gathered"}
    call("alerts", "send", "--now")
    (mail,) = inbox.mails
    assert shown.startswith(f"{mail['Subject']}\ndue ") and "training → desk ana@example.org" in shown
    assert record["text"] in read_text(inbox) and record["subject"] == mail["Subject"]
    assert call("alerts", "preview") == "Nothing waits to be sent.\n"
    assert call("alerts", "preview", "--subscription", "other") == "Nothing waits to be sent.\n"


@pytest.mark.parametrize("arguments", [("alerts", "send"), ("alerts", "retry"), ("alerts", "preview")])
def test_sending_makes_no_database(call: Call, site: Site, inbox: Inbox, arguments: tuple[str, ...]) -> None:
    configure(site, inbox)
    call(*arguments, status=1)
    assert "no database at" in call.err and not Path("snapshots").exists()
