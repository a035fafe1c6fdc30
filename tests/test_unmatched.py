"""A subscription that asks for what is not there -> it is refused, or said by `check`, `status` and the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import Call

from tracker.languages import load_languages

CONFIG = """
[fetch]
allow_private_addresses = true
retries = 0
[[policy]]
id = "boats/terms"
fetch = "http://127.0.0.1:9/terms"
tags = ["vendor"]
[[policy]]
id = "canoes/privacy"
fetch = "http://127.0.0.1:9/privacy"
[channel.desk]
kind = "command"
command = ["true"]
"""
TERMS = "# Terms\n\n## 1. Fees\n\nYou pay for the boat.\n\n## 2. Governing law\n\nThe law of the harbour applies.\n"

# the keys of a subscription | what is said of it, nothing where it reaches something
CASES = {
    'policies = ["boat/*"]': 'policies "boat/*" matches nothing; did you mean "boats/*"?',
    'policies = ["boats/terns"]': 'policies "boats/terns" matches nothing; did you mean "boats/terms"?',
    'policies = ["*/terms", "xylophones"]': 'policies "xylophones" matches nothing',
    'services = ["canoe"]': 'services "canoe" matches nothing; did you mean "canoes"?',
    'tags = ["vendr"]': 'tags "vendr" matches nothing; did you mean "vendor"?',
    'policies = ["canoes/*"]\ntags = ["vendor"]': "no policy matches all its keys together",
    'clauses = ["boat/terms 2"]': 'clauses "boat/terms 2" matches nothing; did you mean "boats/terms 2"?',
    "clauses = ['boats/terms \"Goverming laws\"']": 'did you mean "boats/terms Governing law"?',
    'clauses = ["boats/terms 14"]': 'clauses "boats/terms 14" matches nothing',
    'clauses = ["boats/terms 2", "canoes/privacy 14"]': "",  # of the second policy nothing was read yet
    'policies = ["boats/*"]\ntags = ["vendor"]\ntopics = ["AI training", "price"]': "",
}


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    for name in ("TRACKER_DATABASE", "TRACKER_CONFIG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    call = Call(tmp_path, capsys)
    (tmp_path / "terms-2024-05-01.md").write_text(TERMS)
    call("import", "files", "terms-2024-05-01.md", "--as", "boats/terms")
    return call


def subscribe(folder: Path, *keys: str) -> None:
    tables = [f'[[subscription]]\nname = "s{place}"\nchannels = ["desk"]\n{one}\n' for place, one in enumerate(keys)]
    (folder / "config.toml").write_text(CONFIG + "".join(tables))


def test_what_matches_nothing_is_said_where_people_look(call: Call) -> None:
    subscribe(call.folder, *CASES)
    listed, status = call("subscriptions", "list"), call("status")
    for place, said in enumerate(CASES.values()):
        assert said in listed
        assert not said or (f'subscription "s{place}": ' in status and said in status)
    assert listed.count("matches nothing") == status.count("matches nothing") == 8
    records = {record["name"]: record["unmatched"] for record in call.json("subscriptions", "list")}
    assert records["s4"] == [{"key": "tags", "value": "vendr", "did_you_mean": "vendor"}]
    assert records["s5"] == [{"key": None, "value": None, "did_you_mean": None}]
    assert [name for name, unmatched in records.items() if not unmatched] == ["s9", "s10"]
    database, *_ = call.json("status")
    assert {"subscription": "s4", "key": "tags", "value": "vendr", "did_you_mean": "vendor"} in database["unmatched"]


def test_a_check_says_it_on_one_line_of_stderr(call: Call) -> None:
    subscribe(call.folder, 'policies = ["boat/*"]', 'tags = ["vendr"]')
    call("check", status=1)
    first = 'tracker: subscription "s0": policies "boat/*" matches nothing; did you mean "boats/*"?'
    assert call.err.splitlines() == [f"{first} (1 more: `tracker subscriptions list`)"]
    subscribe(call.folder, 'policies = ["boats/*"]')
    call("check", status=1)
    assert call.err == ""


def test_a_clause_that_was_there_once_is_no_misspelling(call: Call) -> None:
    subscribe(call.folder, 'clauses = ["boats/terms 2"]')
    call("check", status=1)  # binds the clause
    (call.folder / "terms-2024-06-01.md").write_text(TERMS.partition("\n## 2.")[0])
    call("import", "files", "terms-2024-06-01.md", "--as", "boats/terms")
    listed = call("subscriptions", "list")
    assert "boats/terms 2: not there now" in listed and "matches nothing" not in listed


def test_the_topics_that_can_be_asked_for(call: Call) -> None:
    topics = call.json("topics")
    subscribe(
        call.folder, f"topics = {[topic['topic'] for topic in topics]}", f"topics = {[t['name'] for t in topics]}"
    )
    assert call("subscriptions", "list").count("AI training") == 1  # each is taken, by either name
    training = next(topic for topic in topics if topic["topic"] == "ai-training")
    assert "AI" in training["example"] and {"en", "de"} <= set(training["languages"]) <= set(load_languages())
    assert f"ai-training  such as “{training['example']}”" in call("topics")
    german = next(topic for topic in call.json("topics", "--language", "de") if topic["topic"] == "retention")
    english = next(topic for topic in topics if topic["topic"] == "retention")
    assert german["example"] != english["example"]
    call("topics", "--language", "sw", status=2)
    assert 'no words are known in "sw"' in call.err
