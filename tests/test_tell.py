"""From a page on loopback to what subscribers receive: who is told, of what, once, and who is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import pytest
from telling import Hook, Inbox, serve_hook, serve_mail

from tracker.archive import Archive, open_archive
from tracker.cli import run_command
from tracker.config import Config, parse_config
from tracker.errors import ConfigError, HeldError
from tracker.model import AlertState, Capture, Outcome, Signed, Source
from tracker.publish.webhook import is_signed
from tracker.schedule.lock import hold_lock
from tracker.track.checking import check_policies
from tracker.track.derive import derive_policy, rebuild_policy
from tracker.track.following import bind_clauses
from tracker.track.sampling import find_last_change
from tracker.track.sending import deliver_due, make_deliverer, preview_alerts

# Apprise imports the standard library's imghdr on the Pythons that still have it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

POLICY = "clipcast/terms"

LICENCE = (
    "You keep every right in the clips you upload to Clipcast. So that we can run the service you let us store, copy,"
    " transcode and show your clips to the people you share them with, for as long as you keep them with us."
)
TRAINING = " We may also use your clips to train models that recognise scenes and speech."
FEES = (
    "Paid plans are billed at the start of each month. A plan that you end keeps running until the month is over, and"
    " nothing is paid back for the days that you did not use."
)
CONTENT = (
    "You are answerable for what you upload. Clips that show somebody against their will, or that infringe the rights"
    " of others, may be taken down without a warning, and accounts that do so again are closed."
)


def write_page(*clauses: tuple[str, str]) -> bytes:
    fixed = [
        ("1. Who we are", "Clipcast is a service for recording and sharing clips, run by Clipcast Ltd of Utrecht."),
        ("2. Your account", "You need an account to record. Keep your password to yourself and tell us if it leaks."),
        *clauses,
        ("4. Law", "Dutch law applies to these terms, and the court of Utrecht hears what we cannot settle."),
    ]  # fmt: skip
    body = "\n".join(f"<h2>{heading}</h2>\n<p>{text}</p>" for heading, text in fixed)
    head = "<title>Clipcast Terms</title>"
    return f"<html lang=en><head>{head}</head><body><main><h1>Clipcast Terms</h1>{body}</main></body></html>".encode()


FIRST = write_page(("3.1 Your content", CONTENT), ("3.2 Licence", LICENCE), ("3.3 Fees", FEES))
TRAINED = write_page(("3.1 Your content", CONTENT), ("3.2 Licence", LICENCE + TRAINING), ("3.3 Fees", FEES))
# 3.2 has become 3.3, and its number has passed to Fees.
SWAPPED = write_page(("3.1 Your content", CONTENT), ("3.2 Fees", FEES), ("3.3 Licence", LICENCE + TRAINING))
SWAPPED_ONLY = write_page(("3.1 Your content", CONTENT), ("3.2 Fees", FEES), ("3.3 Licence", LICENCE))
FEES_RISE = write_page(
    ("3.1 Your content", CONTENT),
    ("3.2 Fees", FEES.replace("month", "year")),
    ("3.3 Licence", LICENCE + TRAINING),
)
UNTRAINED = write_page(
    ("3.1 Your content", CONTENT), ("3.2 Fees", FEES.replace("month", "year")), ("3.3 Licence", LICENCE)
)


class Site:
    """One page that a test rewrites; `status` 200 serves it."""

    def __init__(self, page: bytes = FIRST) -> None:
        self.page = page
        self.status = 200
        self.delay = 0.0
        self.asked = 0
        self.url = ""


@contextmanager
def serve_site(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path != "/robots.txt"
            if found:
                site.asked += 1
                stopping.wait(site.delay)
            self.send_response(site.status if found else 404)
            body = site.page if found and site.status == 200 else b""
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    stopping = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}/terms"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def write_config(site: Site, *, mail: int = 25, hook: str = "http://127.0.0.1:1/", every: str = "12h") -> str:
    return f"""
[tracker]
every = "{every}"
confirm_after = "0s"
dead_after = 2
[fetch]
allow_private_addresses = true
per_host_delay = "0s"
retries = 0
browser = false
[[policy]]
id = "{POLICY}"
name = "Clipcast Terms"
fetch = "{site.url}"
tags = ["video"]
[channel.desk]
kind = "email"
host = "127.0.0.1"
port = {mail}
security = "none"
from = "watch@example.org"
to = ["ana@example.org"]
[channel.hook]
kind = "webhook"
url = "{hook}"
secret_env = "CLIP_SECRET"
[channel.site]
kind = "feed"
[channel.chat]
kind = "apprise"
urls = ["{hook.replace("http:", "json:")}"]
[[subscription]]
name = "all"
channels = ["desk", "hook", "site", "chat"]
policies = ["clipcast/*"]
[[subscription]]
name = "licence"
channels = ["desk"]
clauses = ["{POLICY} 3.2"]
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site(Site()) as site:
        yield site


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        yield archive


def read(site: Site, tmp_path: Path) -> Config:
    return parse_config(write_config(site), path=tmp_path / "config.toml")


def look(archive: Archive, config: Config, site: Site, page: bytes | None = None, *, status: int = 200) -> str:
    site.page, site.status = page or site.page, status
    (checked,) = check_policies(archive, config, config.policies, now=lambda: datetime.now(UTC))
    return checked.outcome


def told(archive: Archive, subscription: str) -> list[str]:
    """The subjects a subscription was sent by mail, oldest first."""
    return [
        alert.message.subject
        for alert in archive.outbox.find(limit=-1)
        if alert.subscription == subscription and alert.channel == "desk"
    ]


def test_a_clock_set_back_changes_no_story(
    archive: Archive, site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The record holds a look of next year; what is seen now comes after it, in the log as in the alerts."""
    config = read(site, tmp_path)
    text = write_page(("3. Fees", FEES + " You have 12 days to object."))
    ahead = datetime.now(UTC) + timedelta(days=365)
    page = Capture(Source("http", site.url), ahead, text, "text/html", "utf-8", 200)
    archive.policies.ensure(POLICY, at=ahead)
    archive.observations.record(POLICY, observed_at=ahead, outcome=Outcome.FETCHED, recorded_at=ahead, captures=[page])
    derive_policy(archive, POLICY, now=ahead)
    outcomes = [look(archive, config, site, text.replace(b"12 days", b"%d days" % days)) for days in (12, 13, 13, 14)]
    assert outcomes == ["unchanged", "changed", "unchanged", "changed"]
    log = [step.comparison.summary.partition(" in ")[0] for step in archive.change_sets.of(POLICY)]
    sent = [alert.message.summary.partition(" in ")[0] for alert in archive.outbox.find(limit=-1)]
    assert log == [f'3 Fees: "{days} days" became "{days + 1} days"' for days in (12, 13)]
    assert sorted(set(sent)) == log
    assert archive.versions.latest(POLICY).last_seen_at > ahead
    warnings = [record.getMessage() for record in caplog.records if "check the clock" in record.getMessage()]
    assert len(warnings) == 4 and warnings[0].startswith(f"{POLICY}: the clock says ")


def test_a_clause_is_followed_when_its_number_passes_on(archive: Archive, site: Site, tmp_path: Path) -> None:
    config = read(site, tmp_path)
    assert look(archive, config, site) == "first"
    assert archive.outbox.find() == ()
    assert look(archive, config, site, TRAINED) == "changed"
    assert told(archive, "licence") == ["3.2 Licence — Clipcast Terms: edited (AI training)"]
    look(archive, config, site, SWAPPED)
    look(archive, config, site, FEES_RISE)
    assert len(told(archive, "licence")) == 1  # 3.2 is Fees now: somebody else's clause
    assert any("3.2 Fees" in subject for subject in told(archive, "all"))
    look(archive, config, site, UNTRAINED)
    assert told(archive, "licence")[1:] == ["3.3 Licence — Clipcast Terms: edited (AI training)"]


def test_the_same_news_is_told_once_whatever_is_rebuilt(archive: Archive, site: Site, tmp_path: Path) -> None:
    config = read(site, tmp_path)
    for page in (FIRST, TRAINED, TRAINED):
        look(archive, config, site, page)
    count = len(archive.outbox.find())
    assert count == 5  # four channels of one subscription, one of the other
    rebuild_policy(archive, POLICY, now=datetime.now(UTC))
    look(archive, config, site)
    assert len(archive.outbox.find()) == count


def test_a_dead_policy_is_told_once_and_once_more_when_it_recovers(
    archive: Archive, site: Site, tmp_path: Path
) -> None:
    config = read(site, tmp_path)
    look(archive, config, site)
    for _ in range(4):
        look(archive, config, site, status=404)
    assert len(told(archive, "all")) == 1 and "has not been readable since" in told(archive, "all")[0]
    for _ in range(3):
        look(archive, config, site)
    assert len(told(archive, "all")) == 2 and "is readable again" in told(archive, "all")[1]


def test_a_digest_gathers_and_goes_out_at_its_hour(archive: Archive, site: Site, tmp_path: Path) -> None:
    with serve_mail(Inbox()) as inbox:
        text = write_config(site, mail=inbox.port) + 'when = "daily 08:00"\n'
        config = parse_config(text, path=tmp_path / "config.toml")
        for page in (FIRST, TRAINED, UNTRAINED):
            look(archive, config, site, page)
        gathered = [alert for alert in archive.outbox.find() if alert.state is AlertState.GATHERED]
        assert len(gathered) == 2
        for now in (datetime.now(UTC), gathered[0].due_at, gathered[0].due_at + timedelta(hours=1)):
            deliverer = make_deliverer(archive, config, clock=lambda now=now: now, sleep=time.sleep)
            deliver_due(archive, config, deliverer)
    subject = "licence: 2 changes, first 3.2 Licence — Clipcast Terms: edited (AI training)"
    digests = [mail for mail in inbox.mails if mail["Subject"] == subject]
    assert len(digests) == 1
    body = digests[0].get_body(("plain",)).get_content()
    assert "{+We may also use your clips" in body and "[-We may also use your clips" in body


AGREED = """
[[subscription]]
name = "mine"
channels = ["desk"]
when = "daily 08:00"
signed_by = "ana"
"""


@pytest.mark.parametrize(
    ("narrowing", "is_there", "is_not_there"),
    [
        (
            "",
            ["{+year", "ana agreed on", "order form 118", "2 told changes between"],
            ["train models"],
        ),
        ('words = ["year"]', ["{+year"], ["train models"]),
        ('words = ["models"]', ["Nothing you asked for differs from what you agreed to."], ["{+year", "{+We may also"]),
    ],
    ids=["whole", "asked for", "came and went"],
)
def test_a_digest_tells_the_net_effect_since_somebody_signed(
    *, narrowing: str, is_there: list[str], is_not_there: list[str], archive: Archive, site: Site, tmp_path: Path
) -> None:
    """What came and went again since is nothing to who agreed before it came; what another signed tells nobody."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with serve_mail(Inbox()) as inbox:
        text = f"{write_config(site, mail=inbox.port)}{AGREED}{narrowing}\n"
        config = parse_config(text, path=tmp_path / "config.toml")
        look(archive, config, site, FIRST)
        archive.signatures.add(Signed(POLICY, yesterday, "ana", datetime.now(UTC), "order form 118"))
        for page in (TRAINED, UNTRAINED):
            look(archive, config, site, page)
        due = max(alert.due_at for alert in archive.outbox.find() if alert.subscription == "mine")
        (shown,) = (one for one in preview_alerts(archive, config, now=due) if one.subscription == "mine")
        deliver_due(archive, config, make_deliverer(archive, config, clock=lambda: due, sleep=time.sleep))
    (digest,) = [mail for mail in inbox.mails if mail["Subject"].startswith("mine: ")]
    body, html = (digest.get_body((kind,)).get_content() for kind in ("plain", "html"))
    flat = " ".join(body.split())
    assert [words for words in is_there if words not in flat] == []
    assert [words for words in is_not_there if words in flat] == []
    assert "agreed on" in html and f"Clipcast Terms, since {yesterday.day} " in digest["Subject"]
    (item,) = json.loads(shown.message.record)["items"]
    assert (item["schema"], item["signed_by"], item["steps"]) == ("tracker.since/1", "ana", 2)


def test_who_signed_nothing_is_told_the_changes(archive: Archive, site: Site, tmp_path: Path) -> None:
    config = parse_config(write_config(site) + AGREED, path=tmp_path / "config.toml")
    look(archive, config, site, FIRST)
    archive.signatures.add(Signed(POLICY, datetime.now(UTC).date(), "ben", datetime.now(UTC)))
    for page in (TRAINED, UNTRAINED):
        look(archive, config, site, page)
    (shown,) = (one for one in preview_alerts(archive, config, now=datetime.now(UTC)) if one.subscription == "mine")
    assert "{+We may also use your clips" in shown.message.text


def test_what_is_told_at_once_is_no_net_effect(site: Site, tmp_path: Path) -> None:
    text = write_config(site) + AGREED.replace('when = "daily 08:00"\n', "")
    with pytest.raises(ConfigError, match=r"signed_by: is for digests: it needs when = "):
        parse_config(text, path=tmp_path / "config.toml")


def test_mere_form_is_told_to_those_who_ask(archive: Archive, site: Site, tmp_path: Path) -> None:
    text = write_config(site) + '[[subscription]]\nname = "form"\nchannels = ["desk"]\nleast = "cosmetic"\n'
    config = parse_config(text, path=tmp_path / "config.toml")
    look(archive, config, site)
    look(archive, config, site, SWAPPED_ONLY)
    assert told(archive, "all") == []
    assert len(told(archive, "form")) == 1


def test_trying_a_subscription_binds_its_number_to_the_present_holder(
    archive: Archive, site: Site, tmp_path: Path
) -> None:
    config = read(site, tmp_path)
    before = parse_config(write_config(site).split("[[subscription]]")[0], path=tmp_path / "config.toml")
    for page in (FIRST, TRAINED, SWAPPED, FEES_RISE):
        look(archive, before, site, page)
    subscription = next(one for one in config.subscriptions if one.name == "licence")
    bind_clauses(archive, config=config, now=datetime.now(UTC))
    found = find_last_change(archive, config, subscription)
    assert found is not None
    change_set, matched = found
    assert [change_set.comparison.changes[index].label for index in matched] == ["3.2 Fees"]


@pytest.mark.parametrize("words", ["3.2.", "section 3.2", "§3.2", "3.2 Licence", "licence", "licen"])
def test_a_subscription_calls_a_clause_as_a_command_does(
    archive: Archive, site: Site, tmp_path: Path, words: str
) -> None:
    look(archive, read(site, tmp_path), site, FIRST)
    text = write_config(site).replace(f"{POLICY} 3.2", f"{POLICY} {words}")
    config = parse_config(text, path=tmp_path / "config.toml")
    bind_clauses(archive, config=config, now=datetime.now(UTC))
    (licence,) = [one for one in archive.versions.latest(POLICY).reading.sections if one.heading == "Licence"]
    assert archive.follows.of("licence", POLICY, words) == (licence.clause,)


def test_what_is_told_again_after_a_crash_is_the_same_alert(archive: Archive, site: Site, tmp_path: Path) -> None:
    config = read(site, tmp_path)
    look(archive, config, site)
    look(archive, config, site, TRAINED)
    keys = {alert.receipt_key for alert in archive.outbox.find()}
    assert len(keys) == len(archive.outbox.find()) and all(len(key) == 40 for key in keys)
    assert {alert.state for alert in archive.outbox.find()} == {AlertState.PENDING}


# --- the resident process ---------------------------------------------------------------------------------


@contextmanager
def run_resident(*, folder: Path, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """The work of `tracker run` with short turns; tests/test_container.py starts the command itself. It never outlives
    its test, whatever fails there."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("hasty_resident.py"))]
    with subprocess.Popen(command, cwd=folder, env=os.environ | {"CLIP_SECRET": "geheim"}, **more) as resident:
        try:
            yield resident
        finally:
            resident.kill()


def wait_until(condition, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_run_notices_tells_everybody_and_stops(site: Site, tmp_path: Path) -> None:
    with serve_mail(Inbox()) as inbox, serve_hook(Hook(answers=[200])) as hook:
        config = write_config(site, mail=inbox.port, hook=hook.url, every="1s")
        (tmp_path / "config.toml").write_text(config)
        with run_resident(folder=tmp_path, stderr=subprocess.PIPE) as resident:
            try:
                database = tmp_path / "snapshots" / "tracker.db"
                wait_until(lambda: database.exists() and has_version(database))
                site.page = TRAINED
                wait_until(lambda: len(inbox.mails) >= 2 and len(hook.requests) >= 2)
                wait_until((tmp_path / "feeds" / "all.atom").exists)
                with pytest.raises(HeldError), hold_lock(database, "run"):  # one process a database
                    pass
            finally:
                resident.send_signal(signal.SIGTERM)
                stopped = time.monotonic()
                log = resident.communicate(timeout=20)[1]
        assert time.monotonic() - stopped < 8 and resident.returncode == 0
    subjects = {mail["Subject"] for mail in inbox.mails}
    for_clause = "3.2 Licence — Clipcast Terms: edited (AI training)"
    assert subjects == {"Clipcast Terms: 3.2 Licence edited (AI training)", for_clause}
    assert TRAINING.strip() in inbox.mails[0].get_body(("plain",)).get_content().replace("\n", " ")
    signed = [(headers, body) for headers, body in hook.requests if "Tracker-Signature" in headers]
    ((headers, body),) = signed
    assert is_signed(b"geheim", headers, body, now=time.time()) and json.loads(body)["policy"] == POLICY
    notified = [json.loads(body) for headers, body in hook.requests if "Tracker-Signature" not in headers]
    assert [one["title"] for one in notified] == ["Clipcast Terms: 3.2 Licence edited (AI training)"]
    parsed = feedparser.parse((tmp_path / "feeds" / "all.atom").read_text())
    assert [entry.title for entry in parsed.entries] == ["Clipcast Terms: 3.2 Licence edited (AI training)"]
    events = [json.loads(line) for line in log.decode().splitlines()]
    assert any(event["message"].startswith("looked: policy=clipcast/terms") for event in events)


def test_a_page_that_drags_does_not_hold_up_a_stop(site: Site, tmp_path: Path) -> None:
    site.delay = 60.0
    (tmp_path / "config.toml").write_text(write_config(site))
    with run_resident(folder=tmp_path, stderr=subprocess.DEVNULL) as resident:
        wait_until(lambda: site.asked)
        resident.send_signal(signal.SIGTERM)
        stopped = time.monotonic()
        assert resident.wait(20) == 0
    assert time.monotonic() - stopped < 8
    with open_archive(tmp_path / "snapshots" / "tracker.db") as archive:
        assert archive.find_damage() == ()


def has_version(database: Path) -> bool:
    with open_archive(database) as archive:
        return archive.policies.has(POLICY) and bool(archive.versions.dates(POLICY))


def test_commands_do_the_same_for_cron(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLIP_SECRET", "geheim")
    with serve_mail(Inbox()) as inbox, serve_hook(Hook(answers=[200])) as hook:
        (tmp_path / "config.toml").write_text(write_config(site, mail=inbox.port, hook=hook.url))

        def call(*arguments: str) -> list[dict[str, object]]:
            status = run_command([*arguments, "--json"])
            output = capsys.readouterr().out
            assert status == 0, output
            return [json.loads(line) for line in output.splitlines()]

        call("check", "--due")
        site.page = TRAINED
        call("check")
        assert {alert["state"] for alert in call("alerts", "--pending")} == {"pending"}
        ((delivery),) = call("alerts", "send")
        assert (delivery["sent"], delivery["failed"], delivery["postponed"]) == (5, 0, 0)
        assert len(call("alerts", "--sent")) == 5
        (feeds,) = call("feeds", "write", "public")
        assert feeds["changed"] == feeds["files"]
        assert (tmp_path / "public" / "policy" / "clipcast" / "terms.atom").exists()
        samples = call("subscriptions", "test", "licence")
        assert [one["error"] for one in samples] == [None]
        assert inbox.mails[-1]["Subject"].startswith("[sample] 3.2 Licence — Clipcast Terms: edited")
        listed = {one["name"]: one for one in call("subscriptions", "list")}
        assert listed["licence"]["clauses"] == [{"query": f"{POLICY} 3.2", "now": ["3.2 Licence"]}]
        assert len(call("alerts")) == 5  # a sample is no alert
