"""Words are found where they stand, stood first, came in and went out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.errors import UsageError
from tracker.model import Source
from tracker.track import derive_policy, rebuild_policy, record_captures

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


def test_scripts_without_spaces(archive: Archive) -> None:
    assert find(archive, "電話番号", "inserted", "now") == [
        ("nimotsu/terms", "inserted", "定義", 2),
        ("nimotsu/terms", "now", "定義", 2),
    ]
    assert find(archive, "電話番号", "deleted", "first") == []


@pytest.mark.parametrize("query", ["AND OR NOT", 'a" OR b', "par*cel", "heading:x", "(", "NEAR(a b)", "-x ^y", "'; --"])
def test_no_query_is_an_error_of_syntax(archive: Archive, query: str) -> None:
    if any(c.isalnum() for c in query):
        find(archive, query)
    else:
        with pytest.raises(UsageError, match="nothing to search for"):
            find(archive, query)


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
