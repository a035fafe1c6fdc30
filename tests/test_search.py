"""`tracker search` as a person uses it: what is found where, told apart, counted, bounded, and what to try next."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from calls import Call

from tracker.cli import main

COMMON = "The law of Ireland applies, and the courts of Dublin decide unless your home gives you another."
OLD = f"""# Terms

## Notice

Boats are lent for 30 days against a deposit.

## Notice

Letters about boats reach you within a week of our writing them.

## Law

{COMMON}
"""
NEW = OLD.replace("30 days", "14 days").replace(
    "reach you", "and models that we train with artificial intelligence reach you"
)
PARCELS = OLD.replace("oats", "arcels").replace("Boats", "Parcels")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two policies: of one two clauses of the same heading change in March."""
    folder = tmp_path_factory.mktemp("searched")
    for policy, days in (
        ("boats/terms", {"2023-01-05": OLD, "2023-03-01": NEW, "2023-03-02": NEW}),
        ("parcels/terms", {"2023-02-01": PARCELS, "2023-04-01": PARCELS}),
    ):
        files = [folder / f"{policy.replace('/', '-')}-{day}.md" for day in days]
        for file, text in zip(files, days.values(), strict=True):
            file.write_text(text)
        with pytest.raises(SystemExit) as ended:
            main(["import", "files", *map(str, files), "--as", policy, "--database", str(folder / "t.db")])
        assert ended.value.code == 0
    return folder


@pytest.fixture
def call(record: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(record)
    monkeypatch.setenv("TRACKER_DATABASE", str(record / "t.db"))
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    return Call(record, capsys)


def test_what_came_in_is_not_what_stood_from_the_first_look(call: Call) -> None:
    assert call.json("search", "--inserted", "deposit", status=1) == []
    assert {hit["side"] for hit in call.json("search", "--first", "deposit")} == {"first"}
    (hit,) = call.json("search", "--first", "--inserted", '"artificial intelligence"')
    assert (hit["policy"], hit["side"], hit["observed_at"][:10]) == ("boats/terms", "inserted", "2023-03-01")


def test_two_clauses_of_one_name_are_told_apart(call: Call) -> None:
    records = call.json("search", "boats", "--policy", "boats/terms")
    lines = call("search", "boats", "--policy", "boats/terms").splitlines()[::2]
    assert len({record["clause"] for record in records}) == len(set(lines)) == 2
    for record, line in zip(records, lines, strict=True):
        assert record["clause"] in line
        (shown,) = call.json("show", "boats/terms", record["clause"])
        assert [section["clause"] for section in shown["sections"]] == [record["clause"]]


def test_a_limit_is_told(call: Call) -> None:
    assert len(call.json("search", "law", "--limit", "1")) == 1
    assert "only the first 1 of a side are shown" in call.err
    assert len(call.json("search", "law", "--limit", "2")) == 2
    assert call.err == ""


def test_words_of_a_phrase_that_is_nowhere_are_offered(call: Call) -> None:
    call("search", '"intelligence artificial"', "--inserted", status=1)
    assert "no such phrase, but its words are there: tracker search intelligence artificial" in call.err
    call("search", '"zeppelin flights"', status=1)
    assert call.err == ""


def test_counted_policy_by_policy(call: Call) -> None:
    assert call("search", "law", "--count").splitlines() == [
        "     1  boats/terms  stands",
        "     1  parcels/terms  stands",
        "2 hits in 2 policies",
    ]
    counted = call.json("search", "boats", "--first", "--now", "--count")
    assert [(one["policy"], one["side"], one["hits"]) for one in counted] == [
        ("boats/terms", "first", 2),
        ("boats/terms", "now", 2),
    ]
    assert call("search", "zeppelin", "--count", status=1) == "0 hits in 0 policies\n"


def test_a_date_or_a_topic_asks_for_changes(call: Call) -> None:
    assert [hit["side"] for hit in call.json("search", "days", "--since", "2023-02-01")] == ["inserted", "deleted"]
    assert call.json("search", "days", "--until", "2023-02-01", status=1) == []
    assert [hit["side"] for hit in call.json("search", "models", "--topic", "ai-training")] == ["inserted"]
    assert call.json("search", "days", "--topic", "ai-training", status=1) == []
    call("search", "days", "--now", "--topic", "ai-training", status=2)
    assert "only changes have topics" in call.err
    call("search", "days", "--topic", "ai-trainin", status=2)
    assert "did you mean ai-training" in call.err


def test_hits_as_a_spreadsheet(call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call("search", "--inserted", "models", "--csv"))))
    assert [(row["policy"], row["side"], row["heading"]) for row in rows] == [("boats/terms", "inserted", "Notice")]
    assert "[models]" in rows[0]["excerpt"] and rows[0]["change_set"]


@pytest.mark.parametrize(
    ("query", "said"), [('"law', "a quote is opened and not closed"), ("law OR", "OR lacks a side")]
)
def test_a_query_that_is_none_is_one_clear_line(call: Call, query: str, said: str) -> None:
    assert call("search", query, status=2) == ""
    assert said in call.err and len(call.err.splitlines()) == 1


def test_words_are_asked_for_near_each_other(call: Call) -> None:
    assert call.json("search", "--inserted", "--near", "4", "models", "intelligence", status=1) == []
    (hit,) = call.json("search", "--inserted", "--near", "6", "models", "intelligence")
    assert hit["policy"] == "boats/terms"
    (phrase,) = call.json("search", "--inserted", "--near", "6", 'models "artificial intelligence"')
    assert phrase["change_set"] == hit["change_set"]
    for query in ("models OR intelligence", "(models)"):
        call("search", "--near", "6", query, status=2)
        assert "--near takes words and phrases alone (within a query: NEAR(a b, 5))" in call.err
