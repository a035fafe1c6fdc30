"""Topics as files of one's own: heard, told, asked for; refused with a line a fault where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import Call
from parcels import FIRST, INSURED, SHORTER
from records import open_pages

from tracker.compare.weigh.topics import find_topics
from tracker.config import load_config
from tracker.errors import ConfigError
from tracker.pages.routes import find_page

POLICY = "parcels/terms"
INSURANCE = """
name = "insurance of goods"

[en]
words = ["insur*", "full value"]
patterns = ['premium (?:is|of) \\w+']
speaks = ["You can insure a parcel for its full value.", "The premium is one percent."]
silent = ["We deliver premium parcels first."]
"""
PHOTOGRAPHS = 'name = "photographs"\n[en]\nwords = ["photograph*"]\nspeaks = ["Send us a photograph of it."]\n'


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """A folder with a configuration, a topic file and three texts, none read yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "insurance.toml").write_text(INSURANCE)
    for day, text in (("2024-01-01", FIRST), ("2024-02-01", SHORTER), ("2024-03-01", INSURED)):
        (tmp_path / f"terms-{day}.md").write_text(text)
    return Call(tmp_path, capsys)


def bring(call: Call) -> None:
    call("import", "files", *sorted(str(path) for path in call.folder.glob("terms-*.md")), "--as", POLICY)


def test_a_topic_of_ones_own_is_heard_told_and_asked_for(call: Call) -> None:
    bring(call)
    told = [change for record in call.json("log") for change in record["changes"]]
    (added,) = [change for change in told if "topic: insurance of goods" in change["reasons"]]
    assert added["new"][0]["heading"] == "Insurance"
    assert len(call.json("log", "--topic", "insurance-of-goods", "--told")) == 1
    clauses = [one for one in call.json("topic", "insurance-of-goods") if one["schema"] == "tracker.topic-clause/1"]
    assert [(one["heading"], one["from"]) for one in clauses] == [("Insurance", "2024-03-01T00:00:00Z")]
    assert call.json("search", "premium", "--inserted", "--topic", "insurance-of-goods")
    with open_pages(call.folder / "snapshots" / "tracker.db") as record:
        assert "Insurance" in str(find_page(record, "topics/insurance-of-goods/").view)
    (own,) = [one for one in call.json("topics") if one["own"]]
    assert (own["topic"], own["languages"]) == ("insurance-of-goods", ["en"])
    assert own["example"] == "You can insure a parcel for its full value."


def test_the_nearest_topic_is_offered_among_ones_own(call: Call) -> None:
    bring(call)
    call("topic", "insurance-of-good", status=2)
    assert "did you mean insurance-of-goods?" in call.err
    (call.folder / "config.toml").write_text(
        '[channel.desk]\nkind = "command"\ncommand = ["true"]\n'
        '[[subscription]]\nname = "mine"\nchannels = ["desk"]\ntopics = ["insurance-of-good"]\n'
    )
    with pytest.raises(ConfigError, match=r'there is no topic .*did you mean "insurance-of-goods"'):
        load_config(call.folder / "config.toml")


def test_texts_that_were_read_with_other_files_are_read_again(call: Call) -> None:
    """A file that comes: status says so, a rebuild or the next reading hears with it, nobody is told."""
    (call.folder / "topics" / "insurance.toml").rename(call.folder / "insurance.toml")
    bring(call)
    call("topic", "insurance-of-goods", status=2)
    ids = [record["change_set"] for record in call.json("log")]
    (call.folder / "insurance.toml").rename(call.folder / "topics" / "insurance.toml")
    assert [one["is_up_to_date"] for one in call.json("status")[1:]] == [False]
    assert "topic files: tracker rebuild" in call("status")
    call("rebuild")
    assert [one["is_up_to_date"] for one in call.json("status")[1:]] == [True]
    assert [record["change_set"] for record in call.json("log")] == ids
    assert call.json("topic", "insurance-of-goods")
    (call.folder / "topics" / "photographs.toml").write_text(PHOTOGRAPHS)
    bring(call)  # nothing new was seen: what there is is heard anew
    assert {one["heading"] for one in call.json("topic", "photographs")} == {"Liability"}
    assert call.json("alerts") == []


def test_what_is_compared_when_it_is_asked_hears_them_too(call: Call) -> None:
    bring(call)
    (difference,) = call.json("diff", POLICY, "1", "3")
    reasons = {reason for change in difference["changes"] for reason in change["reasons"]}
    (since,) = call.json("since", "2024-01-15", POLICY)
    assert "topic: insurance of goods" in reasons & {r for one in since["changes"] for r in one["reasons"]}


FAULTS = {
    'nam = "x"': "needs name",
    'name = "Price"\n[en]\nwords = ["fee"]\nspeaks = ["A fee."]': 'there is a topic "price" already',
    'name = "x"': "needs a table for a language, such as [",
    'name = "x"\n[enn]\nwords = ["a"]': '[enn]: no language; did you mean "en"?',
    'name = "x"\n[en]\nword = ["a"]\nspeaks = ["a"]': '[en] word: unknown key; did you mean "words"?',
    'name = "x"\n[en]\nwords = "a"\nspeaks = ["a"]': "[en] words: expected a list of texts",
    'name = "x"\n[en]\nwords = ["crane"]': "[en] needs speaks",
    'name = "x"\n[en]\nspeaks = ["crane"]': "[en] needs words or patterns",
    'name = "x"\n[en]\nwords = ["cr*ne"]\nspeaks = ["crane"]': "a star stands at the end alone",
    'name = "x"\n[en]\npatterns = ["(crane"]\nspeaks = ["crane"]': '"(crane" is no pattern',
    'name = "x"\n[en]\npatterns = ["(crane)?"]\nspeaks = ["crane"]': "is found in every text",
    'name = "x"\n[en]\nwords = ["crane"]\nspeaks = ["Two cranes."]': 'speaks: "Two cranes." is not heard',
    'name = "x"\n[en]\nwords = ["crane*"]\nspeaks = ["Cranes."]\nsilent = ["Crane fly."]': 'silent: "Crane fly." is',
    "name = ": "topics/x.toml: ",
}


@pytest.mark.parametrize(("text", "said"), FAULTS.items(), ids=range(len(FAULTS)))
def test_a_file_that_is_wrong_is_refused_with_one_line(call: Call, text: str, said: str) -> None:
    (call.folder / "topics" / "x.toml").write_text(text)
    call("config", "check", status=2)
    assert len(call.err.splitlines()) == 1 and said in call.err, call.err
    assert call.err.startswith("tracker: topics/x.toml: ")
    call("status", status=2)
    assert said in call.err


def test_every_fault_has_a_line(call: Call) -> None:
    (call.folder / "topics" / "x.toml").write_text('name = "x"\n[en]\nwords = 1\nspeaks = []\n[dee]\n')
    call("config", "check", status=2)
    assert len(call.err.splitlines()) == 3
    call("status", status=2)
    assert "(2 more: tracker config check)" in call.err


def test_a_folder_is_named_or_lies_beside_the_configuration(call: Call) -> None:
    assert "1 topic of your own: no mistake found" in call("config", "check")
    (call.folder / "config.toml").write_text('[tracker]\ntopics = "elsewhere"\n')
    call("config", "check", status=2)
    assert "there is no folder" in call.err
    (call.folder / "topics").rename(call.folder / "elsewhere")
    assert "1 topic of your own" in call("config", "check")


def test_words_are_whole_where_a_language_writes_blanks(call: Call) -> None:
    (call.folder / "topics" / "x.toml").write_text(
        'name = "cranes"\n[en]\nwords = ["crane"]\nspeaks = ["A crane."]\n'
        '[ja]\nwords = ["鶴"]\nspeaks = ["白鶴です。"]\n'
    )
    own = load_config(call.folder / "config.toml").own_topics
    heard = [find_topics(text, language, own) for text, language in (("Cranes.", "en"), ("白鶴です。", "ja"))]
    assert heard == [(), ("cranes",)]
    assert find_topics("Eine crane.", "de", own) == ()
