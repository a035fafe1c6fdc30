"""Who else says the same: sentences found by their words, and what a person is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import Call
from hypothesis import given
from hypothesis import strategies as st
from records import open_pages

from tracker.across.alike import FEWEST_WORDS, find_share, list_sentences, mark_sentence, name_service, share_runs
from tracker.pages.page import SiteFrame
from tracker.pages.painting import paint_page
from tracker.pages.routes import find_page
from tracker.pages.shared import SharedPageView
from tracker.pages.site import SiteOptions, state_policies

WAIVER = "You and {name} agree to bring claims only in an individual capacity and never as a class member."
NEARLY = "You and {name} agree to bring claims only in your individual capacity and never as a class member."
BASE = "# {name} terms\n\n## 1. Service\n\n{name} keeps what you upload safe, and looks after it as well as it can.\n"


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (WAIVER.format(name="Harbour"), WAIVER.format(name="Lantern"), True),
        (WAIVER.format(name="Harbour"), NEARLY.format(name="Lantern"), True),
        ("We keep it for 30 days after you close your account with us.", "We keep it for 90 days after you close your account with us.", True),  # noqa: E501
        ("We keep it for 30 days after you close your account with us.", "You may bring a claim within one year of the day it arose.", False),  # noqa: E501
        ("The courts of Ireland decide all claims that arise from these terms.", "The courts of Ohio hear whatever dispute there is about the service.", False),  # noqa: E501
    ],
)  # fmt: skip
def test_sentences_are_alike_by_their_runs_of_words(one: str, other: str, is_alike: bool) -> None:
    names = frozenset({"harbour", "lantern"})
    first, second = mark_sentence(one, names), mark_sentence(other, names)
    meets = first.exact == second.exact or bool(set(first.bands) & set(second.bands))
    assert (share_runs(one, other, names) >= 0.6) is is_alike
    assert meets or not is_alike


@given(st.text(max_size=400))
def test_any_sentence_has_marks_and_is_like_itself(sentence: str) -> None:
    assert mark_sentence(sentence) == mark_sentence(f"  {sentence} ")
    assert share_runs(sentence, sentence) == 1.0


def test_short_sentences_are_nobodys_wording() -> None:
    assert list_sentences(["We may change this. " + "Word " * FEWEST_WORDS + "end."]) == (
        ("Word " * FEWEST_WORDS + "end.").strip(),
    )


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("As far as the law of this place permits, we", "As far as the law of this place permits, you", True),
        ("As far as the law permits it, these same", "As far as the law permits it, any claims", False),
        (WAIVER, WAIVER.replace("an individual", "your own"), True),
    ],
)  # fmt: skip
def test_short_sentences_must_be_nearer_than_long_ones(one: str, other: str, is_alike: bool) -> None:
    assert (find_share(one, other) is not None) is is_alike


def test_sentences_without_blanks_are_somebodys_wording_too() -> None:
    (one,) = list_sentences(
        ["あなたと当社は、請求を個人としてのみ行い、集団訴訟の当事者として行わないことに同意します。短い文。"]
    )
    other = one.replace("当社", "弊社")
    assert find_share(one, other) is not None
    assert set(mark_sentence(one).bands) & set(mark_sentence(other).bands)
    assert (
        find_share(
            one, "当社は、お客様の個人情報を、配送の目的に必要な期間に限って保管し、その後は速やかに削除します。"
        )
        is None
    )


def test_figures_are_no_words_of_a_sentence() -> None:
    assert list_sentences(["€ 16.90 / € 14.90 / € 14.90 / € 12.90 / € 11.90 / € 9.90 a day"]) == ()


def test_a_service_is_called_by_the_words_of_its_id() -> None:
    assert name_service("acme-video/terms") == {"acme", "video"}


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Three services adopt a sentence, one of them nearly; a fourth adopts something else."""
    call = Call(tmp_path, capsys)
    adopted = {
        "harbour": ("2024-02-01", WAIVER),
        "lantern": ("2024-02-10", WAIVER),
        "meadow": ("2024-03-01", NEARLY),
        "quarry": ("2024-02-15", "Ohio law governs every contract that is made on this site and nothing else does."),
    }
    for service, (day, sentence) in adopted.items():
        name = service.capitalize()
        first = BASE.format(name=name)
        second = f"{first}\n## 2. Disputes\n\n{sentence.format(name=name)}\n"
        (tmp_path / f"{service}-2024-01-01.md").write_text(first)
        (tmp_path / f"{service}-{day}.md").write_text(second)
        files = sorted(str(file) for file in tmp_path.glob(f"{service}*.md"))
        call("import", "files", *files, "--as", f"{service}/terms", *database(call))
    return call


def database(call: Call) -> tuple[str, str]:
    return "--database", str(call.folder / "t.db")


def find_change_set(call: Call, policy: str) -> str:
    (told,) = call.json("log", policy, *database(call))
    return str(told["change_set"])


def test_a_change_set_names_where_its_sentences_came_too(call: Call) -> None:
    (cluster,) = call.json("like", "harbour/terms", find_change_set(call, "harbour/terms"), *database(call))
    assert cluster["policies"] == ["lantern/terms", "meadow/terms"]
    assert [(twin["path"], twin["observed_at"][:10], twin["share"] == 1) for twin in cluster["twins"]] == [
        ("2", "2024-02-10", True),
        ("2", "2024-03-01", False),
    ]


def test_all_of_a_cluster_have_one_id_and_a_rebuild_keeps_it(call: Call) -> None:
    ids = [
        call.json("like", policy, find_change_set(call, policy), *database(call))[0]["cluster"]
        for policy in ("harbour/terms", "lantern/terms", "meadow/terms")
    ]
    call("rebuild", *database(call))
    again = call.json("like", "meadow/terms", find_change_set(call, "meadow/terms"), *database(call))[0]["cluster"]
    assert {*ids, again} == {ids[0]}


def test_a_change_of_ones_own_is_like_nobodys(call: Call) -> None:
    shown = call("like", "quarry/terms", find_change_set(call, "quarry/terms"), *database(call), status=1)
    assert "Nobody else says the same." in shown


def test_a_clause_names_the_clauses_that_stand_elsewhere(call: Call) -> None:
    twins = call.json("like", "lantern/terms", "2", *database(call))
    assert [(twin["policy"], twin["share"] == 1) for twin in twins] == [
        ("harbour/terms", True),
        ("meadow/terms", False),
    ]


def test_the_log_says_that_others_adopted_it_too(call: Call) -> None:
    shown = call("log", "lantern/terms", *database(call))
    assert (
        "the same sentence, or nearly, came to 2 other policies between 1 Feb 2024 and 1 Mar 2024:"
        " harbour/terms, meadow/terms" in shown
    )


def test_programs_are_told_how_far_a_sentence_went(call: Call) -> None:
    (record,) = call.json("log", "harbour/terms", *database(call))
    elsewhere = record["elsewhere"]
    assert (elsewhere["policies"], elsewhere["side"], elsewhere["exact"]) == (2, "inserted", False)
    assert (elsewhere["first"], elsewhere["last"]) == ("2024-02-10T00:00:00Z", "2024-03-01T00:00:00Z")
    assert [one["policy"] for one in elsewhere["named"]] == ["lantern/terms", "meadow/terms"]
    (cluster,) = call.json("like", "harbour/terms", record["change_set"], *database(call))
    assert elsewhere["cluster"] == cluster["cluster"]
    (record,) = call.json("log", "quarry/terms", *database(call))
    assert record["elsewhere"] is None


def test_who_has_nearly_the_words_alone_is_told_too(call: Call) -> None:
    (record,) = call.json("log", "meadow/terms", *database(call))
    assert record["elsewhere"]["policies"] == 2
    assert not record["elsewhere"]["exact"]


def test_the_page_of_a_change_leads_to_who_adopted_it_too(call: Call) -> None:
    change_set = find_change_set(call, "lantern/terms")
    with open_pages(call.folder / "t.db") as record:
        page = find_page(record, f"lantern/terms/changes/{change_set}/")
        painted = paint_page(page, SiteFrame())
        adopted = [find_change_set(call, policy) for policy in ("harbour/terms", "meadow/terms")]
    assert "the same sentence, or nearly, came to 2 other policies between 1 Feb 2024 and 1 Mar 2024" in painted
    assert all(f"/changes/{one}/" in painted for one in adopted)


def test_an_older_adoption_that_comes_to_light_is_the_first(call: Call) -> None:
    """Belief is written anew, and who adopted what with it."""
    (call.folder / "older").mkdir()
    texts = {"2023-11-01": BASE, "2023-12-15": f"{BASE}\n## 2. Disputes\n\n{WAIVER}\n"}
    for day, text in texts.items():
        (call.folder / "older" / f"harbour-{day}.md").write_text(text.format(name="Harbour"))
    files = sorted(str(file) for file in (call.folder / "older").glob("*.md"))
    call("import", "files", *files, "--as", "harbour/terms", *database(call))
    (record,) = call.json("log", "lantern/terms", *database(call))
    assert (record["elsewhere"]["policies"], record["elsewhere"]["first"]) == (2, "2023-12-15T00:00:00Z")


def test_a_site_makes_pages_anew_when_twice_as_many_have_the_words(call: Call) -> None:
    with open_pages(call.folder / "t.db") as record:
        before = state_policies(record, SiteOptions())
    (call.folder / "willow-2024-01-01.md").write_text(BASE.format(name="Willow"))
    later = f"{BASE}\n## 2. Disputes\n\n{WAIVER}\n".format(name="Willow")
    (call.folder / "willow-2024-04-01.md").write_text(later)
    files = sorted(str(file) for file in call.folder.glob("willow*.md"))
    call("import", "files", *files, "--as", "willow/terms", *database(call))
    with open_pages(call.folder / "t.db") as record:
        after = state_policies(record, SiteOptions())
    assert {policy for policy in before if before[policy] != after[policy]} == set()
    for name in ("alder", "birch"):
        texts = (BASE, f"{BASE}\n## 2. Disputes\n\n{WAIVER}\n")
        for day, text in zip(("2024-01-01", "2024-05-01"), texts, strict=True):
            (call.folder / f"{name}-{day}.md").write_text(text.format(name=name.capitalize()))
        files = sorted(str(file) for file in call.folder.glob(f"{name}*.md"))
        call("import", "files", *files, "--as", f"{name}/terms", *database(call))
    with open_pages(call.folder / "t.db") as record:
        later_states = state_policies(record, SiteOptions())
    assert {policy for policy in before if before[policy] != later_states[policy]} == {"harbour/terms", "lantern/terms"}


def test_what_is_no_clause_is_said_so(call: Call) -> None:
    call("like", "lantern/terms", "77", *database(call), status=2)
    assert "77" in call.err


def test_the_page_of_shared_words_has_them_once_with_everybody(call: Call) -> None:
    with open_pages(call.folder / "t.db") as record:
        page = find_page(record, "clusters/")
    assert isinstance(page.view, SharedPageView)
    (shared,) = page.view.shared
    assert [one.href.partition("/changes/")[0] for one in shared.adopters] == [
        "harbour/terms",
        "lantern/terms",
        "meadow/terms",
    ]
    (cluster,) = call.json("like", "meadow/terms", find_change_set(call, "meadow/terms"), *database(call))
    assert shared.id == cluster["cluster"]
