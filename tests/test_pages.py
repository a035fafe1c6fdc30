"""Pages as data: views, addresses, redlines, and that page, JSON and terminal tell the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from calls import Call
from parcels import FIRST, START, TRAINED, capture
from records import ARABIC, ATTACKS, HOSTILE, PARCELS, RECORDED, open_pages, write_record

from tracker.archive import open_archive
from tracker.ask.blame import ask_blame
from tracker.ask.facts import ask_kinds
from tracker.ask.history import ask_history
from tracker.ask.life import ask_life, ask_number
from tracker.ask.log import ask_log
from tracker.ask.record import OpenRecord
from tracker.errors import NotFoundError, UsageError
from tracker.model import Kind, News, SharedNews, Verdict
from tracker.pages.addresses import Address, is_nameable, parse_path
from tracker.pages.change import ChangeSetView
from tracker.pages.clause import ClausePageView, NumberView
from tracker.pages.facts import KindView, PolicyFactsView
from tracker.pages.page import SiteFrame, WebPage
from tracker.pages.paging import split_parts
from tracker.pages.painting import paint_page
from tracker.pages.plan import plan_changes, plan_clauses
from tracker.pages.policy import LONGEST_OPENING, PolicyPageView
from tracker.pages.routes import find_page, make_page
from tracker.pages.shared import group_shared, view_shared
from tracker.pages.since import SinceView
from tracker.pages.site import list_top
from tracker.publish.contract import history_record, log_record
from tracker.publish.spans import Role
from tracker.text.canon import canon_key
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

POLICIES = (PARCELS, HOSTILE, ARABIC)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "t.db"
    write_record(path)
    return path


@pytest.fixture
def record(database: Path) -> Iterator[OpenRecord]:
    with open_pages(database) as record:
        yield record


def list_pages(record: OpenRecord) -> Iterator[WebPage]:
    """A page of every kind of every policy, in all parts."""
    addresses = list(list_top(record))
    for policy in POLICIES:
        addresses += [Address("policy", policy), Address("steps", policy)]
        addresses += [*plan_changes(record, policy), *plan_clauses(record, policy)]
        addresses += [Address("text", policy, "2024-03-02"), Address("text", policy, "2024-03-20")]
        addresses.append(Address("compare", policy, "2024-03-02..2024-03-20"))
        addresses += [Address("policy-facts", policy), Address("since", policy, "2024-03-02")]
    for address in addresses:
        yield make_page(record, address)


# --- addresses ------------------------------------------------------------------------------------------------

ADDRESSES = [
    ("", Address("home")),
    ("changes/", Address("news")),
    ("changes/page-3/", Address("news", part=3)),
    ("topics/ai-training/", Address("topic", name="ai-training")),
    ("zoom/", Address("service", name="zoom")),
    ("~topics/terms/", Address("policy", "topics/terms")),
    ("zoom/terms/", Address("policy", "zoom/terms")),
    ("zoom/terms/eu/", Address("policy", "zoom/terms/eu")),
    ("zoom/changes/", Address("policy", "zoom/changes")),
    ("zoom/terms/~changes/", Address("policy", "zoom/terms/changes")),
    ("zoom/terms/changes/", Address("steps", "zoom/terms")),
    ("zoom/terms/changes/4f1c20ab93d7/", Address("change", "zoom/terms", "4f1c20ab93d7")),
    ("zoom/terms/changes/4f1c20ab93d7/side/page-2/", Address("change", "zoom/terms", "4f1c20ab93d7", 2, True)),
    ("zoom/terms/clauses/10.4(a)/", Address("clause", "zoom/terms", "10.4(a)")),
    ("zoom/terms/clauses/%E7%AC%AC3%E6%9D%A1/", Address("clause", "zoom/terms", "第3条")),
    ("zoom/terms/at/2023-07-28/", Address("text", "zoom/terms", "2023-07-28")),
    ("zoom/terms/compare/2023-07-28..2023-08-07/", Address("compare", "zoom/terms", "2023-07-28..2023-08-07")),
]


@pytest.mark.parametrize(("path", "address"), ADDRESSES, ids=[path or "home" for path, _ in ADDRESSES])
def test_an_address_is_its_path_and_back(path: str, address: Address) -> None:
    assert address.path == path
    assert parse_path(unquote(path)) == address


@pytest.mark.parametrize(
    "path", ["assets/x/y", "zoom/terms/at", "zoom/terms/changes/a/b", "zoom/terms/at/2023-01-01/side", "topics/a/b"]
)
def test_what_is_no_page_is_said_to_be_none(path: str) -> None:
    with pytest.raises(NotFoundError):
        parse_path(path)


def test_numbers_that_no_folder_can_have_are_not_named() -> None:
    assert [number for number in ("10.4", "(a)", "1/2", "..", "", "§ 5") if is_nameable(number)] == [
        "10.4",
        "(a)",
        "§ 5",
    ]


def test_the_data_stand_beside_the_page() -> None:
    assert Address("home").file("atom") == "index.atom"
    assert Address("clause", "zoom/terms", "10.4").file("json") == "zoom/terms/clauses/10.4.json"
    assert Address("change", "zoom/terms", "4f1c", 2, True).file("json") == "zoom/terms/changes/4f1c.json"


# --- what is shown ----------------------------------------------------------------------------------------------


def test_the_page_of_a_change_has_every_word_of_the_change_set(record: OpenRecord) -> None:
    """Nothing is cut: what stands in the redlines is both texts, folded or not."""
    for change_set in ask_log(record.archive, is_told=False):
        page = make_page(record, Address("change", change_set.policy, change_set.id))
        view = page.view
        assert isinstance(view, ChangeSetView)
        shown = {change.label: change for change in view.changes}
        for change in change_set.comparison.changes:
            if change.is_ripple or not (change.old and change.new) or Kind.EDITED not in change.kinds:
                continue
            lines = [line for stretch in shown[change.label].stretches for line in stretch.lines]
            for role, section in ((Role.INSERTED, change.old[0]), (Role.DELETED, change.new[0])):
                kept = "".join(span.text for line in lines for span in line.spans if span.role is not role)
                assert "".join(kept.split()) == "".join(section.text.split())


def test_page_and_json_and_terminal_tell_the_same(record: OpenRecord) -> None:
    for change_set in ask_log(record.archive, is_told=False):
        page = make_page(record, Address("change", change_set.policy, change_set.id))
        written = page.write_record()
        printed = log_record(change_set)
        assert {key: written[key] for key in printed} == printed
        assert isinstance(page.view, ChangeSetView) and page.view.summary == printed["summary"]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_clause_has_the_life_and_the_ages_that_the_commands_tell(record: OpenRecord, policy: str) -> None:
    blamed = {canon_key(age.sentence): age for age in ask_blame(record.archive, policy)}
    for clause in record.archive.clauses.of(policy):
        life = ask_life(record, policy, clause)
        assert life is not None
        assert life.history.clauses == ask_history(record.archive, policy, clause).clauses
        for age in life.ages:
            told = blamed[canon_key(age.sentence)]
            assert (age.since_at, age.change_set, age.is_from_start) == (
                told.since_at,
                told.change_set,
                told.is_from_start,
            )


def test_a_number_lists_all_that_bore_it_the_present_holder_first(record: OpenRecord) -> None:
    found = ask_number(record, PARCELS, "3")
    assert history_record(found) == history_record(ask_history(record.archive, PARCELS, "3"))
    assert len(found.clauses) == 2
    html = paint(make_page(record, Address("clause", PARCELS, "3")))
    assert html.index("Your data") < html.index("Liability") and "2 clauses have been called this" in html


def test_the_outline_says_since_when_and_how_often(record: OpenRecord) -> None:
    view = make_page(record, Address("policy", PARCELS)).view
    assert isinstance(view, PolicyPageView)
    rows = {row.heading: row for row in view.outline}
    assert rows["Booking"].is_from_start and rows["Booking"].changes == 0
    assert f"{rows['Your data'].since_at:%Y-%m-%d}" == "2024-03-09" and rows["Your data"].changes == 2


def test_the_text_of_a_day_shades_what_came_last(record: OpenRecord) -> None:
    html = paint(make_page(record, Address("text", PARCELS, "2024-03-06")))
    assert "You look at the past." in html
    assert '<span class="age-0"><a href="../../../../parcels/terms/changes/316c7a2cbe12/">We use your address' in html
    assert "This text stands now." in paint(make_page(record, Address("text", PARCELS, "2024-04-01")))


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("parcels/terms/at/yesterday", UsageError, "write a day as 2023-07-28"),
        ("parcels/terms/compare/2024-03-02", UsageError, "write them as 2023-07-28..2023-08-07"),
        ("parcels/terms/at/2020-01-01", NotFoundError, "the first observation is of 2024-03-01"),
        ("parcel/terms", NotFoundError, "did you mean parcels/terms,"),
        ("parcels/terms/clauses/33", NotFoundError, "did you mean 3"),
        ("parcels/terms/page-7", NotFoundError, "there are 1"),
        ("topics/training", NotFoundError, 'no topic "training"'),
    ],
)
def test_bad_addresses_say_what_to_do(record: OpenRecord, path: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as found:
        find_page(record, path)
    assert words in str(found.value)


def test_parts_hold_everything_in_order() -> None:
    parts = split_parts(list(range(10)), lambda _: 30, limit=100)
    assert [len(part) for part in parts] == [3, 3, 3, 1] and [one for part in parts for one in part] == list(range(10))
    assert split_parts([500, 1], lambda size: size, limit=100) == ((500,), (1,))
    assert split_parts([], lambda _: 1) == ((),)


# --- what every page is ---------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Tags with their attributes, and the levels of headings."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def paint(page: WebPage) -> str:
    return paint_page(page, SiteFrame("https://terms.example.org/", revision="r"))


def test_every_page_is_harmless_and_has_an_outline(record: OpenRecord) -> None:
    """No word of a page becomes markup, nothing asks for anything outside, headings go down by one."""
    seen = 0
    for page in list_pages(record):
        html = paint(page)
        outline = Outline()
        outline.feed(html)
        seen += 1
        tags = [tag for tag, _ in outline.tags]
        assert tags.count("script") == 1 and "img" not in tags and "style" not in tags, page.address
        for tag, attributes in outline.tags:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], page.address
            source = attributes.get("src") or (attributes.get("href") if tag == "link" else None) or ""
            assert not source.startswith(("http:", "//")), page.address
        assert "\u202e" not in html and "\x1b" not in html and "\x00" not in html
        levels = [int(tag[1]) for tag in tags if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), page.address
        json.dumps(page.write_record())
    assert seen > 60


def test_hostile_words_are_shown_as_they_are(record: OpenRecord) -> None:
    html = paint(make_page(record, Address("text", HOSTILE, "2024-03-20")))
    assert "&lt;script&gt;window.ran = 1&lt;/script&gt;" in html
    assert "&lt;U+202E&gt;gpj.exe" in html and "{{ 7 * 7 }}" in html
    assert ATTACKS[0] not in html


def test_language_and_direction_stand_on_the_words(record: OpenRecord) -> None:
    html = paint(make_page(record, Address("text", ARABIC, "2024-03-20")))
    assert '<div class="document" lang="ar">' in html and '<p class="paragraph" dir="auto">' in html


def test_what_is_shared_says_the_news(record: OpenRecord) -> None:
    page = make_page(record, Address("change", PARCELS, "56df67f6c6e6"))
    html = paint(page)
    assert page.title.startswith("Harbour Parcels: 2 Liability edited")
    assert f'<meta property="og:title" content="{page.title}">' in html
    assert "became &#34;14 days&#34;" in html.split('og:description" content="')[1].split(">")[0]
    assert '<link rel="canonical" href="https://terms.example.org/parcels/terms/changes/56df67f6c6e6/">' in html


RULES = """# Terms of the {0}

These terms hold between you and the {0}, which keeps what you bring and returns it when you ask for it.

## 1. Law

These terms are governed by the laws of {1}.
"""


def test_a_policy_says_what_it_rules_and_the_kind_says_who_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = Call(tmp_path, capsys)
    for service, law in (("harbour", "Ireland"), ("lantern", "France")):
        (tmp_path / "2024-01-01.md").write_text(RULES.format(service, law), "utf-8")
        source = str(tmp_path / "2024-01-01.md")
        call("import", "files", source, "--as", f"{service}/terms", "--database", str(tmp_path / "t.db"))
    with open_pages(tmp_path / "t.db") as record:
        page, across = find_page(record, "harbour/terms/facts/"), find_page(record, "facts/governing-law/")
        silent = find_page(record, "facts/liability-cap/")
    assert isinstance(page.view, PolicyFactsView)
    assert isinstance(across.view, KindView)
    assert isinstance(silent.view, KindView)
    (told,) = page.view.ruled
    assert [value.value for value in told.values] == ["Ireland"]
    assert {told.name, *(one.label for one in (*page.view.silent, *page.view.unknown))} == {
        kind.name for kind in ask_kinds()
    }
    assert [(one.href, one.values[0].value) for one in across.view.ruled] == [
        ("harbour/terms/", "Ireland"),
        ("lantern/terms/", "France"),
    ]
    assert (silent.view.said, silent.view.silent) == (0, 2)
    assert across.write_sheet is not None
    assert [row.split(",")[:3] for row in across.write_sheet().splitlines()[1:]] == [
        ["harbour/terms", "governing-law", "Ireland"],
        ["lantern/terms", "governing-law", "France"],
    ]


@pytest.mark.parametrize(
    "path", ["facts/liability-cup/", f"{PARCELS}/since/yesteryear/", f"{PARCELS}/since/", f"{PARCELS}/facts/x/"]
)
def test_what_is_no_kind_or_day_is_refused(record: OpenRecord, path: str) -> None:
    with pytest.raises((NotFoundError, UsageError)):
        find_page(record, path)


def test_since_tells_the_net_effect_and_where_nobody_looked_says_so(record: OpenRecord) -> None:
    page, early = find_page(record, f"{PARCELS}/since/2024-03-01/"), find_page(record, f"{PARCELS}/since/2020-01-01/")
    assert isinstance(page.view, SinceView)
    assert isinstance(early.view, SinceView)
    told = page.write_record()
    assert page.view.change_count == len([one for one in told["changes"] if not one["is_ripple"]])
    assert page.view.is_watched_then
    assert not early.view.is_watched_then
    assert "the first text seen" in paint_page(early, SiteFrame())


# --- what was held ----------------------------------------------------------------------------------------------


def test_what_was_held_is_folded_where_people_look(tmp_path: Path) -> None:
    """A page that goes back and forth: policy, clause and status tell in one line what the data count."""
    path = tmp_path / "t.db"
    with open_archive(path) as archive:
        archive.policies.ensure(PARCELS, at=START)
        texts = [FIRST, TRAINED, FIRST, TRAINED, FIRST, TRAINED, FIRST]
        seen = [capture(text, 2 * day, key=f"c{day}", source=RECORDED) for day, text in enumerate(texts)]
        record_captures(archive, PARCELS, seen, now=START)
        derive_policy(archive, PARCELS, now=START)
    with open_pages(path) as record:
        page = find_page(record, f"{PARCELS}/")
        assert isinstance(page.view, PolicyPageView)
        held = page.write_record()["held"]
        assert held["flapping"] > 1 and page.view.held_count == sum(held.values())
        told = f"{page.view.held_count} changes held aside, not told"
        assert told in paint_page(page, SiteFrame()) and told in paint_page(find_page(record, "status/"), SiteFrame())
        clause = find_page(record, f"{PARCELS}/clauses/3/")
        assert isinstance(clause.view, NumberView)
        page = find_page(record, clause.view.clauses[0][0].href or "")
        (life,) = page.write_record()["clauses"]
        assert isinstance(page.view, ClausePageView) and len(page.view.aside) == len(life["alternated"]) > 0
        assert page.view.aside[0] in paint_page(page, SiteFrame())


# --- what went round --------------------------------------------------------------------------------------------


def test_sentences_that_went_round_together_stand_together() -> None:
    def share(sentence: str, side: str, *policies: str) -> SharedNews:
        news = [News(one, one, f"c-{one}", START, START, Verdict.SUBSTANTIVE, None, "") for one in policies]
        return SharedNews(sentence, side, sentence, tuple(news))

    shared = [
        share("We train models on it.", "inserted", "a/terms", "b/terms"),
        share("We keep it for a year.", "inserted", "a/terms", "b/terms", "c/terms"),
        share("You may say no.", "inserted", "a/terms", "b/terms"),
        share("We never train models.", "deleted", "a/terms", "b/terms"),
    ]
    groups = [view_shared(group) for group in group_shared(shared)]
    assert [(one.is_new, one.policies, one.sentences) for one in groups] == [
        (True, 2, ("We train models on it.", "You may say no.")),
        (True, 3, ("We keep it for a year.",)),
        (False, 2, ("We never train models.",)),
    ]


# --- scripts without spaces -------------------------------------------------------------------------------------


def test_a_clause_without_a_heading_is_named_by_its_beginning_in_any_script(tmp_path: Path) -> None:
    body = "当社は荷物の配送のために住所を利用します。" * 30
    text = "# 利用規約\n\n" + "".join(f"{number}. {body}\n\n" for number in range(1, 5))
    path = tmp_path / "t.db"
    with open_archive(path) as archive:
        archive.policies.ensure("minato/terms", at=START)
        record_captures(archive, "minato/terms", [capture(text, key="a", source=RECORDED)], now=START)
        derive_policy(archive, "minato/terms", now=START)
    with open_pages(path) as record:
        page = find_page(record, "minato/terms/")
        assert isinstance(page.view, PolicyPageView)
        assert max(len(row.opening) for row in page.view.outline) == LONGEST_OPENING + 2
