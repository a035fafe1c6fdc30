"""The list of what is watched, changed from the command line: comments and records stay, subscriptions are named."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from calls import Call

from tracker.config import load_config
from tracker.schedule.lock import hold_lock

CONFIG = """\
# ours, since 2019
[tracker]
every = "12h"  # twice a day

# the lawyers asked for this one
[[policy]]
id = "acme/terms"   # the main one
fetch = "https://acme.example/terms"
tags = [
  "vendor",  # all of them
]

# and this one
[[policy]]
fetch = "https://acme.example/privacy"
id = 'acme/privacy'

[[policy]]
id = "bolt/terms"
fetch = "https://bolt.example/terms"

[channel.desk]
kind = "command"
command = ["true"]

# whom to tell
[[subscription]]
name = "lawyers"
channels = ["desk"]
policies = ["acme/terms", "bolt/*"]
clauses = ["acme/terms 1"]
"""
COMMENTS = [line.strip() for line in CONFIG.splitlines() if line.startswith("#")]
TERMS = (
    "# Terms\n\n## 1. Notice\n\nYou have {days} days to object.\n\n## 2. Law\n\nThe law of Ireland applies to all.\n"
)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("TRACKER_DATABASE", "TRACKER_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config.toml").write_text(CONFIG)
    call = Call(tmp_path, capsys)
    for day, days in (("2023-01-05", 30), ("2023-03-01", 14), ("2023-03-02", 14)):
        (tmp_path / f"terms-{day}.md").write_text(TERMS.format(days=days))
    call("import", "files", *sorted(map(str, tmp_path.glob("terms-*.md"))), "--as", "acme/terms")
    return call


def watched(call: Call) -> list[str]:
    return [policy.id for policy in load_config(call.folder / "config.toml").policies]


def comments(call: Call) -> list[str]:
    return [line.strip() for line in (call.folder / "config.toml").read_text().splitlines() if line.startswith("#")]


def test_what_is_removed_is_watched_no_more_and_can_still_be_read(call: Call) -> None:
    said = call("remove", "acme/terms", "bolt/terms")
    assert watched(call) == ["acme/privacy"] and comments(call) == COMMENTS
    assert "acme/terms: no longer watched; `tracker log acme/terms` reads its record." in said
    assert 'subscription "lawyers": policies "acme/terms" matches nothing from now on' in call.err
    assert 'subscription "lawyers": clauses "acme/terms 1" matches nothing from now on' in call.err
    assert "14 days" in call("log", "acme/terms")
    text = (call.folder / "config.toml").read_text()
    assert "\n\n\n" not in text and 'every = "12h"  # twice a day' in text


def test_what_is_purged_is_gone(call: Call) -> None:
    call("remove", "acme/terms", "--purge", "--yes")
    call("log", "acme/terms", status=2)
    assert call("status", "--verify").count("no damage") == 1
    call("remove", "acme/terms", status=2)
    assert 'watches no policy "acme/terms"' in call.err
    assert watched(call) == ["acme/privacy", "bolt/terms"]


def test_a_purge_asks_before_it_deletes(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    call("remove", "acme/terms", "--purge", status=2)
    assert "Delete 3 looks and all that is known of acme/terms?" in call.err
    assert "14 days" in call("log", "acme/terms")
    assert "acme/terms" in watched(call)


def test_a_renamed_policy_keeps_its_record(call: Call) -> None:
    before = call.json("log", "acme/terms")
    assert call("rename", "acme/terms", "acme/terms-of-service") == "acme/terms is acme/terms-of-service now.\n"
    assert 'policies "acme/terms" matches nothing from now on: write acme/terms-of-service' in call.err
    after = call.json("log", "acme/terms-of-service")
    assert after == [record | {"policy": "acme/terms-of-service"} for record in before]
    assert watched(call) == ["acme/terms-of-service", "acme/privacy", "bolt/terms"]
    assert 'id = "acme/terms-of-service"   # the main one' in (call.folder / "config.toml").read_text()
    call("rename", "acme/privacy", "acme/privacy-policy")  # watched, and not looked at yet
    assert watched(call)[1] == "acme/privacy-policy" and comments(call) == COMMENTS
    assert "no damage" in call("status", "--verify")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("acme/terms", "acme/privacy", 'has a policy "acme/privacy" already'),
        ("acme/terms", "ACME/Privacy", "already"),
        ("acme/terms", "no slash", "expected service/document"),
        ("acne/terms", "acme/tos", "did you mean acme/terms"),
    ],
)
def test_a_name_that_cannot_be_taken_changes_nothing(call: Call, old: str, new: str, said: str) -> None:
    call("rename", old, new, status=2)
    assert said in call.err
    assert (call.folder / "config.toml").read_text() == CONFIG


def test_nothing_is_renamed_or_deleted_under_a_running_process(call: Call) -> None:
    with hold_lock(call.folder / "snapshots/tracker.db", "run"):
        call("rename", "acme/terms", "acme/tos", status=1)
        assert "holds the run lock" in call.err
        call("remove", "acme/terms", "--purge", "--yes", status=1)
    assert (call.folder / "config.toml").read_text() == CONFIG and call.json("log", "acme/terms")


def test_a_paused_policy_is_due_no_more_until_it_is_resumed(call: Call) -> None:
    call("pause", "acme/terms", "acme/privacy")
    assert [policy.paused for policy in load_config(call.folder / "config.toml").policies] == [True, True, False]
    assert re.search(r"^acme/privacy .*paused$", call("list"), re.MULTILINE)
    assert re.search(r"^acme/terms .*paused$", call("status"), re.MULTILINE)
    assert [record["is_paused"] for record in call.json("list")] == [True, True, False]
    asked = call.json("check", "--due", "--fail-on", "never")
    assert [record["policy"] for record in asked] == ["bolt/terms"]
    call("resume", "acme/privacy", "acme/terms")
    assert (call.folder / "config.toml").read_text() == CONFIG
    call("pause", "acme/tems", status=2)
    assert "did you mean acme/terms" in call.err


def test_policies_that_are_no_tables_are_left_to_a_person(call: Call) -> None:
    text = 'policy = [{id = "acme/terms", fetch = "https://acme.example/terms"}]\n'
    (call.folder / "config.toml").write_text(text)
    call("pause", "acme/terms", status=2)
    assert "change it by hand" in call.err
    assert (call.folder / "config.toml").read_text() == text


def test_a_configuration_is_checked_without_a_look(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOOK", raising=False)
    config = call.folder / "config.toml"
    config.write_text(CONFIG + '[channel.hook]\nkind = "webhook"\nurl = "https://example.org/"\nsecret_env = "HOOK"\n')
    assert call("config", "check") == "config.toml: 3 policies, 2 channels, 1 subscription: no mistake found\n"
    assert 'channel "hook": no subscription uses it' in call.err
    assert 'channel "hook": secret_env names $HOOK, which is not set here' in call.err
    config.write_text(CONFIG.replace("every", "eveyr"))
    assert call("config", "check", status=2) == ""
    assert "config.toml:3: tracker.eveyr" in call.err and "every" in call.err
