"""A topic that somebody asked for, and a text in whose language nobody wrote down its words -> it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.cli import main

CONFIG = """
[[policy]]
id = "boats/terms"
fetch = "https://boats.example/terms"
[[policy]]
id = "canoes/terms"
fetch = "https://canoes.example/terms"
[channel.desk]
kind = "command"
command = ["true"]
[[subscription]]
name = "law"
channels = ["desk"]
topics = ["arbitration", "price"]
"""
MARATHI = (
    "<html lang='mr'><body><h1>नियम</h1><p>बोटीचे भाडे वेळेवर द्यावे. सदस्य बोट परत आणतात "
    "आणि ती घाटावर ठेवतात, जिथे इतर लोक तिची वाट पाहत असतात.</p></body></html>"
)
ENGLISH = "<html lang='en'><body><h1>Terms</h1><p>You pay for the boat and bring it back to the pier.</p></body></html>"


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == 0, said.err
    return said.out


def test_a_topic_that_cannot_be_heard_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_DATABASE", raising=False)
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    (tmp_path / "config.toml").write_text(CONFIG)
    for service, page in (("boats", MARATHI), ("canoes", ENGLISH)):
        (tmp_path / service).mkdir()
        (tmp_path / service / "2024-05-01.html").write_text(page)
        ask(capsys, "import", "files", service, "--as", f"{service}/terms")

    record = json.loads(ask(capsys, "subscriptions", "list", "--json"))
    assert record["deaf"] == [
        {"topic": topic, "policy": "boats/terms", "language": "mr"} for topic in ("arbitration", "price")
    ]
    listed = ask(capsys, "subscriptions", "list")
    assert 'arbitration cannot be heard in boats/terms: no words for that in "mr"' in " ".join(listed.split())
    _, boats, canoes = map(json.loads, ask(capsys, "status", "--json").splitlines())
    assert (boats["language"], len(boats["deaf_topics"])) == ("mr", 13)
    assert (canoes["language"], canoes["deaf_topics"]) == ("en", [])
    assert '13 topics cannot be heard here: no words for that in "mr"' in " ".join(ask(capsys, "status").split())
