"""`tracker show`: what a text said, how long it is known to have stood, where it was seen, what became of a clause."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from calls import Call
from parcels import FIRST, LIABILITY, OPENING, PRIVACY, SHORTER, START, TRAINED, capture

from tracker.api import open_record
from tracker.archive import open_archive
from tracker.ask.moments import parse_moment
from tracker.errors import UsageError
from tracker.model import Outcome, Source
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures
from tracker.values import replace

POLICY = "parcels/terms"
BODIES = [part.partition("\n\n")[2] for part in (LIABILITY.replace("30 days", "14 days"), PRIVACY)]
MERGED = (
    OPENING
    + "## 1. Liability and your data\n\n"
    + "".join(BODIES).replace("for nothing else.", "to train our routing models.")
)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Three texts, the second of which was looked at twice."""
    monkeypatch.chdir(tmp_path)
    call = Call(tmp_path, capsys)
    for day, text in (("2023-07-01", FIRST), ("2023-07-20", SHORTER), ("2023-07-28", SHORTER), ("2023-08-07", TRAINED)):
        (tmp_path / f"terms-{day}.md").write_text(text)
    call("import", "files", *sorted(str(path) for path in tmp_path.glob("terms-*.md")), "--as", POLICY)
    return call


def test_a_text_of_a_day_says_from_when_until_when_it_is_known_to_have_stood(call: Call) -> None:
    told = call("show", POLICY, "--at", "2023-08-01")
    assert "seen 20 Jul 2023 00:00 to 28 Jul 2023 00:00 UTC, next different text 7 Aug 2023 00:00 UTC" in told
    (shown,) = call.json("show", POLICY, "--at", "2023-08-01")
    assert shown["stood"] == {
        "from": "2023-07-20T00:00:00Z",
        "to": "2023-07-28T00:00:00Z",
        "next": "2023-08-07T00:00:00Z",
    }
    assert (shown["at"], shown["observed_at"]) == ("2023-08-01T23:59:59Z", "2023-07-28T00:00:00Z")
    (now,) = call.json("show", POLICY)
    assert (now["at"], now["stood"]["next"]) == (None, None)


def test_a_text_says_where_it_was_seen(call: Call) -> None:
    (shown,) = call.json("show", POLICY, "--at", "2023-08-01")
    assert shown["source"]["kind"] == "files" and shown["source"]["commit"] is None
    assert shown["source"]["locator"].endswith("terms-2023-07-28.md")
    assert [len(digest) for digest in shown["source"]["bodies"]] == [64]
    told = call("show", POLICY)
    assert shown["text_hash"][:12] in call("show", POLICY, "--at", "2023-08-01")
    assert "terms-2023-08-07.md (files" in told and "look of 7 Aug 2023 00:00 UTC" in told


def test_a_recorded_text_names_its_commit_and_a_fetched_one_its_status_and_no_secret(call: Call) -> None:
    commit = "3f2a91c0d4e5f6a7b8c9d0e1f2a3b4c5d6e7f809"
    recorded = Source("ota-versions", "https://git.example/versions.git#Harbour/Terms.md")
    with open_archive(call.folder / "snapshots" / "tracker.db") as archive:
        captures = [capture(FIRST, key=f"{commit}:Harbour/Terms.md", source=recorded)]
        record_captures(archive, "harbour/terms", captures, now=START)
        derive_policy(archive, "harbour/terms", now=START)
        page = replace(capture(FIRST), final_url="https://harbour.example/terms?token=geheim")
        archive.policies.ensure("harbour/live", "Harbour, live", at=START)
        archive.observations.record(
            "harbour/live", observed_at=START, outcome=Outcome.FETCHED, recorded_at=START, captures=[page]
        )
        derive_policy(archive, "harbour/live", now=START)
    assert call.json("show", "harbour/terms")[0]["source"]["commit"] == commit
    assert "(ota-versions, status 200, commit 3f2a91c0d4e5)" in call("show", "harbour/terms")
    told = call("show", "harbour/live")
    assert "read from https://harbour.example/terms?token=*** (http, status 200)" in told and "geheim" not in told


def test_a_text_without_a_title_bears_the_name_of_its_policy_once(call: Call) -> None:
    untitled = call.folder / "rules-2023-07-01.txt"
    untitled.write_text("All parcels are weighed at the counter, and whoever brings one waits until that is done.\n")
    call("import", "files", str(untitled), "--as", "harbour/rules")
    assert call("show", "harbour/rules").splitlines()[0] == "harbour/rules"


def test_a_clause_that_was_merged_is_shown_as_it_stood_last_with_what_became_of_it(call: Call) -> None:
    (life,) = call.json("history", POLICY, "Your data")[0]["clauses"]
    (call.folder / "terms-2023-08-11.md").write_text(MERGED)
    (call.folder / "terms-2023-08-20.md").write_text(MERGED)
    later = [str(call.folder / f"terms-2023-08-{day}.md") for day in (11, 20)]
    call("import", "files", *later, "--as", POLICY)
    told = call("show", POLICY, life["clause"])
    assert "3 Your data stands here no more: merged into 1 Liability and your data on 11 Aug 2023." in told
    assert "to train our routing models" in told and "version 3" in told
    (shown,) = call.json("show", POLICY, life["clause"])
    heir = call.json("history", POLICY, "1")[0]["clauses"][0]["clause"]
    assert shown["gone"] == {
        "clause": life["clause"],
        "state": "merged",
        "into": [heir],
        "at": "2023-08-11T00:00:00Z",
    }
    assert "merged into 1 Liability and your data on 11 Aug 2023" in call("history", POLICY, life["clause"])
    call("blame", POLICY, life["clause"], status=2)
    assert "merged into 1 Liability and your data" in call.err


def test_a_clause_that_nobody_ever_called_so_is_not_found(call: Call) -> None:
    call("show", POLICY, "Pigeons", status=2)
    assert 'no clause "Pigeons"' in call.err


NOW = datetime(2023, 9, 1, 0, 30, tzinfo=UTC)
DAYS = [
    ("2023-08-01", date(2023, 8, 1)),
    ("20230801", date(2023, 8, 1)),
    ("2023-08", date(2023, 8, 31)),
    ("2024-02", date(2024, 2, 29)),
    ("1 August 2023", date(2023, 8, 1)),
    ("August 1, 2023", date(2023, 8, 1)),
    ("1 Aug 2023", date(2023, 8, 1)),
    ("August 2023", date(2023, 8, 31)),
    ("1. März 2023", date(2023, 3, 1)),
    ("yesterday", date(2023, 8, 31)),
    ("today", date(2023, 9, 1)),
]


@pytest.mark.parametrize(("text", "day"), DAYS, ids=[text for text, _ in DAYS])
def test_a_day_is_understood_as_people_write_it(text: str, day: date) -> None:
    moment = parse_moment(text, now=NOW)
    assert (moment.date(), moment.hour, moment.tzinfo) == (day, 23, UTC)


@pytest.mark.parametrize("text", ["2023-13", "2023-02-30", "31 February 2023", "03/04/2023", "soon", "", "1 August"])
def test_what_is_no_day_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(UsageError, match="28 July 2023"):
        parse_moment(text, now=NOW)


def test_show_takes_days_as_people_write_them(call: Call) -> None:
    for words in ("2023-07", "28 July 2023", "July 28, 2023"):
        assert "within 14 days" in call("show", POLICY, "2", "--at", words)


@pytest.mark.parametrize(
    "arguments",
    [
        ["log", "--until", "yesterday"],
        ["log", "--since", "yesterday"],
        ["diff", POLICY, "1", "yesterday"],
        ["since", "yesterday", POLICY],
        ["search", "days", "--until", "yesterday"],
        ["topic", "ai-training", "--at", "yesterday"],
        ["facts", "--at", "yesterday"],
        ["facts", "--changed-since", "yesterday"],
        ["signed", POLICY, "yesterday"],
        ["export", "dataset", "data", "--jsonl", "--since", "yesterday"],
        ["export", "html", POLICY, "1", "yesterday", "-o", "redline.html"],
        ["import", "files", "terms-2023-08-07.md", "--as", "other/terms", "--at", "yesterday"],
    ],
    ids=" ".join,
)
def test_yesterday_is_a_day_everywhere(call: Call, arguments: list[str]) -> None:
    call(*arguments)


def test_yesterday_is_a_day_of_the_python_api_too(call: Call) -> None:
    with open_record(call.folder / "snapshots" / "tracker.db") as record:
        assert record.show(POLICY, at="yesterday").stood == record.show(POLICY).stood
        assert record.diff(POLICY, 1, "yesterday").comparison.changes


ASKED = (
    *(("show", "{}", "1"), ("history", "{}", "1"), ("blame", "{}"), ("diff", "{}"), ("log", "{}"), ("facts", "{}")),
    *(("since", "2023-07-20", "{}"), ("search", "liability", "--policy", "{}"), ("signed", "{}", "2023-07-20")),
)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[0])
def test_a_service_names_its_only_policy(call: Call, asked: tuple[str, ...]) -> None:
    by_service, by_id = (call.json(*(word.format(name) for word in asked)) for name in ("parcels", POLICY))
    for record in (*by_service, *by_id):
        record.pop("at", None)  # of a signed day when it was noted
    assert by_service == by_id


@pytest.mark.parametrize(
    "asked", [one for one in ASKED if one[0] not in ("log", "facts", "since")], ids=lambda one: one[0]
)
def test_a_service_of_several_policies_offers_them(call: Call, asked: tuple[str, ...]) -> None:
    call("import", "files", "terms-2023-07-01.md", "--as", "parcels/privacy")
    call(*(word.format("parcels") for word in asked), status=2)
    assert '"parcels" has 2 policies: which: parcels/privacy, parcels/terms' in call.err.replace(" (", ": ").replace(
        ")", ""
    )
