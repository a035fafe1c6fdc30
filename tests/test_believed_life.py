"""A page that comes and goes between texts: what people are shown is what is believed, what was held folds under it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from calls import Call
from parcels import FIRST, SHORTER, START, TRAINED
from telling import make_section

from tracker.believe.lasting import Standing
from tracker.compare.follow.history import Occurrence, follow_clause
from tracker.model import Change, ClauseEvent, Kind, Step

POLICY = "parcels/terms"


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    return Call(tmp_path, capsys)


def test_a_state_that_was_told_again_and_again_is_weighed_however_often() -> None:
    standing = Standing("a", START)
    for _ in range(60):
        standing.tell_lasting("a")
    standing.held = 0
    assert not standing.is_lasting(START + timedelta(days=2)) and standing.is_lasting(START + timedelta(days=4))


def bring(call: Call, texts: list[str], *, step: float = 5) -> None:
    """Import texts as files, one every `step` days."""
    paths = []
    for number, text in enumerate(texts):
        path = call.folder / f"terms-{START + timedelta(days=step * number):%Y-%m-%d}.md"
        path.write_text(text)
        paths.append(str(path))
    call("import", "files", *paths, "--as", POLICY)


def test_a_version_that_comes_and_goes_is_one_line_of_a_clauses_life(call: Call) -> None:
    bring(call, [FIRST, SHORTER] * 12)
    (life,) = call.json("history", POLICY, "Liability")[0]["clauses"]
    assert life["events"] == []
    assert life["alternated"] == [{"from": "2024-03-06T00:00:00Z", "to": "2024-06-24T00:00:00Z", "times": 12}]
    told = call("history", POLICY, "Liability")
    assert "alternated with another version 12 times between 6 Mar 2024 and 24 Jun 2024; --all shows them" in told


def test_what_was_held_beside_a_life_follows_it_where_it_is_asked_for(call: Call) -> None:
    bring(call, [FIRST, SHORTER] * 12)
    (life,) = call.json("history", POLICY, "Liability", "--all")[0]["clauses"]
    held = [event["held"] for event in life["events"]]
    assert held == ["flapping"] * 23
    assert "held: flapping" in call("history", POLICY, "Liability", "--all")


@pytest.mark.parametrize(("step", "events"), [(5, 0), (20, 2)])
def test_a_change_that_is_taken_back_within_days_is_no_event_of_a_life(call: Call, step: int, events: int) -> None:
    bring(call, [FIRST, SHORTER, FIRST], step=step)
    (life,) = call.json("history", POLICY, "Liability")[0]["clauses"]
    assert (len(life["events"]), len(life["alternated"])) == (events, int(not events))


def test_a_text_seen_for_a_moment_makes_no_sentence_younger_and_no_clause_longer(call: Call) -> None:
    """A stub stands in for the document for a day; blame, show and history know nothing of it."""
    stub = FIRST.replace("## 2. Liability", "## 2. Carriage").replace("Claims reach us within 30 days", "Claims end")
    bring(call, [FIRST, stub, FIRST], step=1)
    (life,) = call.json("history", POLICY, "2")[0]["clauses"]
    assert (life["heading"], life["events"], life["now"]) == ("Liability", [], {"state": "present"})
    assert life["alternated"] == [{"from": "2024-03-02T00:00:00Z", "to": "2024-03-02T00:00:00Z", "times": 1}]
    assert "stood otherwise once, on 2 Mar 2024; --all shows it" in call("history", POLICY, "2")
    assert {sentence["since"] for sentence in call.json("blame", POLICY, "2")} == {"2024-03-01T00:00:00Z"}
    assert "Claims end" not in call("show", POLICY, "--at", "2024-03-02")


def test_what_stands_is_the_text_that_was_told_not_the_one_the_page_blinks_to(call: Call) -> None:
    bring(call, [FIRST, SHORTER] * 4)
    assert "within 30 days" in call("show", POLICY, "2")
    assert "within 14 days" in call("show", POLICY, "2", "--at", "2024-03-08")


def test_news_that_comes_while_another_version_stands_is_told_whole(call: Call) -> None:
    """People know FIRST; the page stood at SHORTER in silence when it began to train models."""
    bring(call, [FIRST, SHORTER, FIRST, SHORTER, TRAINED])
    newest = call.json("log", POLICY)[-1]
    assert newest["alerted"]
    assert [change["new"][0]["heading"] for change in newest["changes"]] == ["Liability", "Your data"]
    (life,) = call.json("history", POLICY, "Liability")[0]["clauses"]
    assert life["events"][-1]["change_set"] == newest["change_set"]
    assert "within 14 days" in call("show", POLICY, "2")


def test_a_clause_of_a_text_that_was_never_believed_has_no_life_and_is_found_by_its_id(call: Call) -> None:
    other = FIRST + "\n## 5. Pigeons\n\nLetters under ten grams are flown to you by one of our pigeons.\n"
    bring(call, [FIRST, other, FIRST], step=1)
    call("history", POLICY, "Pigeons", status=2)
    (change,) = call.json("log", POLICY)[0]["changes"]
    (life,) = call.json("history", POLICY, change["new"][0]["clause"])[0]["clauses"]
    assert (life["heading"], life["held"], life["events"]) == ("Pigeons", [], [])
    assert "never stood in a text that was believed" in call("history", POLICY, life["clause"])


def test_a_clause_that_stands_is_not_told_as_new_again() -> None:
    """The page of another region comes, and is compared with its own last text, which is older than the clause."""
    section = make_section("Row on.", heading="Oars")
    days = [START + timedelta(days=30 * number) for number in range(3)]
    events = [ClauseEvent(Step(f"s{day:%j}", day, day), Change((Kind.ADDED,), (), (section,))) for day in days]
    life = follow_clause("c1", [Occurrence(days[0], section)], events, {})
    assert [event.step.observed_at for event in life.events] == days[:1]
    away = Occurrence(days[1] - timedelta(days=9), None)
    life = follow_clause("c1", [Occurrence(days[0], section), away, Occurrence(days[1], section)], events, {})
    assert [event.step.observed_at for event in life.events] == days[:2]
