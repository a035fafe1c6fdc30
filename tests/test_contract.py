"""The JSON shapes are a public interface: each key of the contract, by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from samples import CHANGE_SET, COMPARISON, EDIT, HELD, MOVED, NEW_LICENCE, READING, SEEN_AT, VERSION

from tracker.errors import CaptureError, EmptyDocumentError
from tracker.model import (
    ClauseEvent,
    ClauseHistory,
    Gap,
    Heir,
    Held,
    History,
    SentenceAge,
    ShownText,
    Step,
    VersionDiff,
)
from tracker.publish import contract
from tracker.publish.record import dump_record

REF = {"number", "printed", "path", "heading", "level", "clause", "text"}
CHANGE = {
    "kinds",
    "old",
    "new",
    "significance",
    "reasons",
    "ripple_of",
    "deleted",
    "inserted",
    "ops",
    "heading_ops",
    "moved_text",
}


def test_reference_has_every_key() -> None:
    assert contract.section_record(NEW_LICENCE) == {
        "number": "10.5",
        "printed": None,
        "path": "10.5",
        "heading": "Customer Licence",
        "level": 2,
        "clause": "c0000001",
        "text": "You grant us a licence. We must ask before we train models.",
    }


def test_compare_lists_every_change_with_every_key() -> None:
    record = contract.compare_record(READING, READING, COMPARISON, old_file="a.md", new_file="b.md")
    assert set(record) >= {
        "schema",
        "old",
        "new",
        "verdict",
        "event",
        "summary",
        "changes",
        "links_changed",
        "unchanged",
    }
    assert record["schema"] == "tracker.compare/1"
    assert record["old"] == {"file": "a.md", "title": "Terms", "sections": 2}
    assert [set(change) >= CHANGE for change in record["changes"]] == [True, True, True]
    assert [change["ripple_of"] for change in record["changes"]] == [None, None, 0]
    assert record["changes"][1]["ops"][1] == ["delete", "may "]
    assert set(record["changes"][1]["old"][0]) == REF
    assert record["links_changed"] == [
        {"section": "16.2", "text": "Privacy", "old": "https://a.example/1", "new": "https://a.example/2"}
    ]


def test_moved_text_names_both_places_without_their_text() -> None:
    record = contract.moved_record(MOVED)
    assert set(record) == {"text", "from", "to"}
    assert set(record["from"]) == set(record["to"]) == REF - {"text"}


def test_ops_rebuild_both_bodies() -> None:
    ops = contract.change_record(EDIT)["ops"]
    assert "".join(text for op, text in ops if op != "insert") == EDIT.old[0].text
    assert "".join(text for op, text in ops if op != "delete") == EDIT.new[0].text


def test_diff_has_times_on_both_sides() -> None:
    record = contract.diff_record(VersionDiff("zoom/terms-of-service", VERSION, VERSION, COMPARISON))
    assert (record["schema"], record["policy"]) == ("tracker.diff/1", "zoom/terms-of-service")
    assert record["old"]["observed_at"] == record["new"]["observed_at"] == "2023-07-28T06:31:02Z"


def test_log_says_what_was_told_and_what_was_held() -> None:
    told, held = contract.log_record(CHANGE_SET), contract.log_record(HELD)
    keys = {
        "schema",
        "change_set",
        "policy",
        "observed_at",
        "previous_at",
        "confirmed_at",
        "verdict",
        "event",
        "alerted",
    }
    assert set(told) >= keys | {"held_because", "reverts_to", "effective_on"}
    assert (told["observed_at"], told["effective_on"]) == ("2023-08-07T18:30:15Z", "2023-08-07")
    assert (told["alerted"], told["held_because"]) == (True, None)
    assert (held["alerted"], held["held_because"], held["confirmed_at"]) == (False, "flapping", None)
    assert told["notes"][0]["by"] == "Dana"


def test_show_blame_and_check() -> None:
    gap = Gap(SEEN_AT, SEEN_AT + timedelta(days=1), "HTTP 503")
    shown = contract.show_record(ShownText(VERSION, READING.sections, (gap,), ()))
    assert set(shown) >= {"schema", "observed_at", "first_seen", "last_seen", "gaps", "sections"}
    assert shown["gaps"] == [{"from": "2023-08-07T18:30:15Z", "to": "2023-08-08T18:30:15Z", "why": "HTTP 503"}]
    blamed = contract.blame_record(SentenceAge(NEW_LICENCE, "You grant.", SEEN_AT))
    assert set(blamed) >= {"schema", "number", "heading", "sentence", "since", "change_set"}
    checked = contract.check_record("a/b", outcome="error", error=CaptureError("HTTP 503"))
    assert checked["error"] == {"kind": "capture", "message": "HTTP 503"}
    assert set(checked) >= {"schema", "policy", "outcome", "observed_at", "change_set", "error"}


def test_history_has_the_life_of_each_clause() -> None:
    life = ClauseHistory(
        "c0000001",
        NEW_LICENCE,
        held=(Held("10.4", "10.4", SEEN_AT, None),),
        events=(ClauseEvent(Step("4f1c", SEEN_AT, SEEN_AT), EDIT),),
        state="merged",
        into=(Heir("c9", "10.2 Uses"),),
    )
    record = contract.history_record(History("a/b", "10.4", (life,), ()))
    (clause,) = record["clauses"]
    (held,), (event,) = clause["held"], clause["events"]
    assert set(record) == {"schema", "policy", "query", "gaps", "clauses"}
    assert clause["now"] == {"state": "merged", "into": ["c9"]}
    assert set(event) >= {"observed_at", "kinds", "old", "new", "deleted", "inserted", "significance", "change_set"}
    assert held == {"number": "10.4", "path": "10.4", "from": "2023-08-07T18:30:15Z", "to": None}


def test_outline_error_names_the_file() -> None:
    record = contract.outline_error_record(EmptyDocumentError("nothing to read"), file="a.pdf")
    assert record == {
        "schema": "tracker.outline/1",
        "file": "a.pdf",
        "error": {"kind": "empty", "message": "nothing to read"},
    }


def test_times_are_utc_to_the_second() -> None:
    moment = datetime(2023, 8, 7, 20, 30, 15, 999999, timezone(timedelta(hours=2)))
    assert contract.write_time(moment) == "2023-08-07T18:30:15Z"
    assert contract.write_time(datetime(2023, 1, 2, tzinfo=UTC)) == "2023-01-02T00:00:00Z"


def test_text_that_utf8_cannot_hold_still_makes_json() -> None:
    line = dump_record({"text": "half \ud83d of a pair", "other": "第3条"})
    assert json.loads(line.encode("utf-8"))["text"] == "half \ud83d of a pair"
    assert "第3条" in dump_record({"other": "第3条"})
