"""Words are found where they stand, stood first, came in and went out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.errors import UsageError
from tracker.model import Source
from tracker.track.derive import derive_policy, rebuild_policy
from tracker.track.recording import record_captures

RECORDED = Source("ota-versions", "https://git.example/versions.git#x")
SIDES = ("now", "first", "inserted", "deleted")
CHINESE = "# 利用規約\n\n本規約は荷物の配送に適用されます。\n\n" + "".join(
    f"## 第{number}条 定義\n\n当社は配送のために住所を利用します。\n\n" for number in range(1, 9)
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        bring(archive, "parcels/terms", [FIRST, SHORTER, TRAINED, INSURED])
        bring(archive, "letters/terms", [TRAINED.replace("routing", "sorting")])
        bring(archive, "nimotsu/terms", [CHINESE, CHINESE.replace("住所", "住所と電話番号", 1)])
        yield archive


def bring(archive: Archive, policy: str, texts: list[str]) -> None:
    captures = [capture(text, 2 * n, key=f"{policy}{n}", source=RECORDED) for n, text in enumerate(texts)]
    record_captures(archive, policy, captures, now=START)
    derive_policy(archive, policy, now=START)


def find(archive: Archive, query: str, *sides: str, **options) -> list[tuple[str, str, str | None, int]]:
    """(policy, side, heading, day) of each hit."""
    hits = archive.search.find(query, sides=sides or SIDES, **options)
    return [(hit.policy, hit.side, hit.heading, (hit.observed_at - START) // timedelta(days=1)) for hit in hits]


def test_when_words_first_came_in(archive: Archive) -> None:
    assert find(archive, '"routing models"', "inserted", "first") == [("parcels/terms", "inserted", "Your data", 4)]
    assert find(archive, "sorting", "inserted", "first") == [("letters/terms", "first", "Your data", 0)]


def test_words_are_stemmed_and_all_must_be_there(archive: Archive) -> None:
    assert find(archive, "trained model", "inserted") == [("parcels/terms", "inserted", "Your data", 4)]
    assert find(archive, "training collections", "inserted") == []


def test_what_went_out_and_what_stands(archive: Archive) -> None:
    assert find(archive, "nothing", "deleted") == [("parcels/terms", "deleted", "Your data", 4)]
    assert find(archive, "insure", "now") == [("parcels/terms", "now", "Insurance", 6)]
    assert find(archive, "nothing", "now") == []
    assert find(archive, "premium") == [
        ("parcels/terms", "now", "Insurance", 6),
        ("parcels/terms", "inserted", "Insurance", 6),
    ]


def test_one_policy_and_a_limit(archive: Archive) -> None:
    assert {hit[0] for hit in find(archive, "parcel", "now")} == {"parcels/terms", "letters/terms"}
    assert {hit[0] for hit in find(archive, "parcel", "now", policy="letters/terms")} == {"letters/terms"}
    assert len(find(archive, "parcel", "now", limit=1)) == 1


def test_a_hit_shows_the_words_and_leads_to_the_change(archive: Archive) -> None:
    (hit,) = archive.search.find('"routing models"', sides=("inserted",))
    assert "[routing] [models]" in hit.excerpt or "[routing models]" in hit.excerpt
    assert archive.change_sets.get("parcels/terms", hit.change_set).id == hit.change_set
    assert hit.clause in {section.clause for section in archive.versions.latest("parcels/terms").reading.sections}


def test_words_of_a_heading_show_how_the_clause_begins(archive: Archive) -> None:
    (hit, *_) = archive.search.find('"Your data"', sides=["now"], policy="parcels/terms")
    assert hit.heading == "Your data" and len(hit.excerpt.split()) > 8


def test_scripts_without_spaces(archive: Archive) -> None:
    assert find(archive, "電話番号", "inserted", "now") == [
        ("nimotsu/terms", "inserted", "定義", 2),
        ("nimotsu/terms", "now", "定義", 2),
    ]
    assert find(archive, "電話番号", "deleted", "first") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("AND OR NOT", "AND lacks a side"),
        ("parcel OR", "OR lacks a side"),
        ("NOT parcel", "NOT lacks a side"),
        ('a" OR b', "a quote is opened and not closed"),
        ("(", "a bracket lacks a side"),
        ("(parcel", "a bracket is opened and not closed"),
        ("parcel)", "a bracket is closed and not opened"),
        ("NEAR(, 5)", "NEAR"),
        ("(parcel OR box) NEAR fee", "NEAR stands between words"),
        ("'; --", "nothing to search for"),
        ("", "nothing to search for"),
        ("a " * 600, "1000 characters"),
    ],
)
def test_what_is_no_query_is_said_in_words(archive: Archive, query: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        find(archive, query)


PIECES = ['"', "(", ")", "NEAR(", ", 5)", "AND", "OR", "NOT", "NEAR", "a", "b*", "-", "^x", "{c}", "C++", "x:y", "約款"]


@given(st.lists(st.sampled_from(PIECES)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_is_an_error_of_the_index(archive: Archive, pieces: list[str]) -> None:
    with contextlib.suppress(UsageError):
        find(archive, " ".join(pieces))


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("insure OR models", {"Insurance", "Your data"}),
        ("insure AND models", set()),
        ("(insure OR models) premium", {"Insurance"}),
        ("routing NEAR models", {"Your data"}),
        ("NEAR(collections models, 1)", set()),
        ("insure NOT premium", set()),
        ("insure NOT models", {"Insurance"}),
        ('"or"', set()),
    ],
)
def test_operators(archive: Archive, query: str, headings: set[str]) -> None:
    assert {heading for _, _, heading, _ in find(archive, query, "inserted", policy="parcels/terms")} == headings


def test_signs_that_tell_words_apart_must_be_there(archive: Archive) -> None:
    mark, languages = "(c) 2020 by us, as AT T.", "We write C++ and R&D reports for AT&T."
    bring(archive, "code/terms", [f"# Terms\n\n## 1. Mark\n\n{mark}\n\n## 2. Languages\n\n{languages}\n"])
    for query in ("C++", "c++", "R&D", "AT&T", '"C++ and R&D"', "C++ OR zeppelin", "write C++"):
        assert [hit[2] for hit in find(archive, query, "now")] == ["Languages"], query
    assert [hit[2] for hit in find(archive, "2020 NOT C++", "now")] == ["Mark"]
    assert [hit[2] for hit in find(archive, "write NOT C++", "now", policy="code/terms")] == []


def test_when_and_of_which_topic(archive: Archive) -> None:
    day = timedelta(days=1)
    every = find(archive, "parcel* OR model* OR premium", "inserted", policy="parcels/terms")
    later = find(archive, "parcel* OR model* OR premium", "inserted", policy="parcels/terms", since=START + 4 * day)
    earlier = find(archive, "parcel* OR model* OR premium", "inserted", policy="parcels/terms", until=START + 4 * day)
    assert later and earlier and sorted(every) == sorted(earlier + later)
    topical = find(archive, "models", "inserted", "now", reasons=["topic: AI training"])
    assert [hit[:3] for hit in topical] == [("parcels/terms", "inserted", "Your data")]
    assert find(archive, "premium", "inserted", reasons=["topic: AI training"]) == []


def test_a_beginning_is_asked_for_with_a_star(archive: Archive) -> None:
    assert find(archive, "photogr*", "now", policy="parcels/terms")
    assert not find(archive, "photogr", "now", policy="parcels/terms")


def test_a_rebuild_leaves_no_ghosts_in_the_index(archive: Archive) -> None:
    before = [find(archive, query) for query in ("parcel", "days", '"routing models"', "premium")]
    for _ in range(2):
        rebuild_policy(archive, "parcels/terms", now=START)
    assert [find(archive, query) for query in ("parcel", "days", '"routing models"', "premium")] == before
    for index in ("section_search", "change_search"):
        archive._store.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 0)")
