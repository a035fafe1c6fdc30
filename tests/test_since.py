"""Across policies, as a person asks: who speaks of a topic, who said it first, what changed since they agreed."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import Call

HARBOUR = """# Harbour terms

## 1. The service

You keep what you upload to the service, and we look after it for you with care.

## 2. Disputes

The courts of Ireland decide, and you may write to us first if you like to.
"""
TRAINED = HARBOUR.replace("with care.", "with care. We may use your content to train artificial intelligence models.")
ARBITRATED = TRAINED.replace(
    "The courts of Ireland decide, and you may write to us first if you like to.",
    "You agree that disputes between us will be resolved by binding arbitration, and by nothing else.",
)
LANTERN = """# Lantern terms

## 1. Models

We train artificial intelligence models on what you post, unless you opt out in your settings.
"""


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    call = Call(tmp_path, capsys)
    texts = {
        "harbour/terms": {"2024-01-01": HARBOUR, "2024-02-01": TRAINED, "2024-03-01": ARBITRATED},
        "lantern/terms": {"2024-01-15": LANTERN},
    }
    for policy, editions in texts.items():
        for day, text in editions.items():
            (tmp_path / f"{policy.partition('/')[0]}-{day}.md").write_text(text)
        files = sorted(str(file) for file in tmp_path.glob(f"{policy.partition('/')[0]}*.md"))
        call("import", "files", *files, "--as", policy, *database(call))
    return call


def database(call: Call) -> tuple[str, str]:
    return "--database", str(call.folder / "t.db")


def test_a_topic_names_the_clauses_and_since_when_they_speak_of_it(call: Call) -> None:
    told = call.json("topic", "ai-training", *database(call))
    clauses = [one for one in told if one["schema"] == "tracker.topic-clause/1"]
    assert [(one["policy"], one["path"], one["from"][:10], one["from_start"]) for one in clauses] == [
        ("harbour/terms", "1", "2024-02-01", False),
        ("lantern/terms", "1", "2024-01-15", True),
    ]
    changes = [one for one in told if one["schema"] == "tracker.topic-change/1"]
    assert [(one["policy"], one["observed_at"][:10]) for one in changes] == [("harbour/terms", "2024-02-01")]
    assert "train artificial intelligence" in changes[0]["inserted"][0]


def test_a_topic_as_it_was_on_a_day(call: Call) -> None:
    told = call.json("topic", "AI training", "--at", "2024-01-20", *database(call))
    assert [one["policy"] for one in told] == ["lantern/terms"]


def test_a_topic_that_nobody_speaks_of(call: Call) -> None:
    assert "No clause speaks of auto-renewal" in call("topic", "auto-renewal", *database(call), status=1)


def test_an_unknown_topic_offers_the_nearest(call: Call) -> None:
    call("topic", "ai-trainig", *database(call), status=2)
    assert "did you mean ai-training?" in call.err


def test_who_said_it_first(call: Call) -> None:
    told = call.json("first", '"artificial intelligence"', *database(call))
    assert [(one["policy"], one["side"]) for one in told] == [("lantern/terms", "first"), ("harbour/terms", "inserted")]


def test_what_changed_since_i_agreed(call: Call) -> None:
    (told,) = call.json("since", "2024-01-10", "harbour/terms", *database(call))
    assert (told["steps"], told["watched_then"]) == (2, True)
    facts = {one["kind"]: one["new"] for one in told["facts"]}
    assert facts["ai-training"] == ["yes"]
    assert facts["arbitration"] == ["yes"]
    shown = call("since", "2024-01-10", "harbour", *database(call))
    assert "Use for AI training: not said → yes" in shown
    assert "the text of 1 Jan 2024 against the one of 1 Mar 2024, 2 told changes between" in shown


def test_before_anybody_looked_the_first_text_is_taken_and_said_so(call: Call) -> None:
    assert "nobody looked then" in call("since", "2020-01-01", "harbour/terms", *database(call))


def test_what_came_and_went_between_is_no_news(call: Call) -> None:
    (call.folder / "harbour-2024-04-01.md").write_text(HARBOUR)
    call("import", "files", str(call.folder / "harbour-2024-04-01.md"), "--as", "harbour/terms", *database(call))
    assert "Nothing differs from what you agreed to." in call("since", "2024-01-10", "harbour/terms", *database(call))


def test_since_i_signed(call: Call) -> None:
    call("since", "signed", *database(call), status=2)
    assert "tracker signed POLICY DATE" in call.err
    call("signed", "harbour/terms", "2024-01-10", "--note", "order 7", "--by", "dana", *database(call))
    call("signed", "harbour/terms", "2024-02-10", "--by", "dana", *database(call))
    call("rebuild", *database(call))
    assert [one["on"] for one in call.json("signed", "--by", "dana", *database(call))] == ["2024-02-10"]
    (told,) = call.json("since", "signed", "--by", "dana", *database(call))
    assert (told["steps"], "arbitration" in {one["kind"] for one in told["facts"]}) == (1, True)
    assert told["since"].startswith("2024-02-10")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("since", "2024-01-01"), "which policy?"),
        (("signed", "harbour/terms"), "on which day?"),
        (("signed", "harbour/terms", "2999-01-01"), "is still to come"),
    ],
)
def test_half_a_question_says_what_is_missing(call: Call, words: tuple[str, ...], what: str) -> None:
    call(*words, *database(call), status=2)
    assert what in call.err
