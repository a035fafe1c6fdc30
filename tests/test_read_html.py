"""Saved pages of our own making, each with the blocks it must give (tests/cases/html/NAME.html and NAME.txt)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.errors import EmptyDocumentError, SelectorError
from tracker.model import Block, BlockKind, ReadingSettings
from tracker.read.handover import Page
from tracker.read.markup.html import clean_title, read_html

CASES = sorted((Path(__file__).parent / "cases" / "html").glob("*.html"))


def show_page(page: Page) -> str:
    """A page as text: `h2 heading`, `p [bold lead] text <link target>`, `2 (a)| item`, `th`/`tr` rows, `q` quotes."""
    lines = [f"title: {page.title or '-'}"]
    for block in page.blocks:
        text = f"[{block.text[: block.lead]}]{block.text[block.lead :]}" if block.lead else block.text
        links = "".join(f" <{link.text} {link.target}>" for link in block.links)
        lines.append(f"{_show_kind(block)} {text}{links}")
    return "\n".join(lines) + "\n"


def _show_kind(block: Block) -> str:
    kind = {
        BlockKind.HEADING: f"h{block.level}",
        BlockKind.ITEM: f"{block.level}",
        BlockKind.ROW: "th" if block.is_header else "tr",
        BlockKind.QUOTE: "q",
        BlockKind.PARAGRAPH: "p",
    }[block.kind]
    if block.kind is BlockKind.ITEM:
        return f"{kind} {block.marker or '-'}|"
    return f"{kind} {block.marker}|" if block.marker else kind


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_page_gives_its_blocks(case: Path, update_cases: bool):
    expected = case.with_suffix(".txt")
    shown = show_page(read_html(case.read_text(encoding="utf-8"), ReadingSettings()))
    if update_cases:
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")


def read_texts(markup: str, **settings: object) -> list[str]:
    return [block.text for block in read_html(markup, ReadingSettings(**settings)).blocks]  # type: ignore[arg-type]


TWO_PARTS = (
    """<body><div class="all"><h2 id="pond">The pond</h2><p>No swimming.</p><p class="ad">Buy a kayak!</p>
<h3>Ice</h3><p>No skating.</p><h2 id="wood">The wood</h2><p>No fires.</p></div>
<section id="hill"><p>"""
    + "Sledges are for hire on the hill, all winter long, at the hut. " * 5
    + """</p></section></body>"""
)


def test_select_takes_only_what_matches_and_nested_matches_once():
    assert read_texts(TWO_PARTS, select=("div.all", "div p", "h2")) == [
        "The pond", "No swimming.", "Buy a kayak!", "Ice", "No skating.", "The wood", "No fires.",
    ]  # fmt: skip


def test_remove_takes_out_what_matches():
    assert "Buy a kayak!" not in read_texts(TWO_PARTS, select=(".all",), remove=(".ad",))


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("before #pond .. before h3", ["The pond", "No swimming.", "Buy a kayak!"]),
        ("after #pond .. before h3", ["No swimming.", "Buy a kayak!"]),
        ("after #pond .. after h3", ["No swimming.", "Buy a kayak!", "Ice"]),
        ("before h3 .. after #wood", ["Ice", "No skating.", "The wood"]),
        ("after #wood .. before #hill", ["No fires."]),
    ],
)
def test_a_range_is_all_between_its_two_ends(asked: str, read: list[str]):
    assert read_texts(TWO_PARTS, select=(asked,)) == read
    rest = read_texts(TWO_PARTS, select=(".all",), remove=(asked,))
    assert not {*rest} & {*read} and len(rest) + len(read) == 7


def test_a_range_may_cut_through_elements_and_keeps_their_loose_text():
    markup = (
        "<main><div>Menu<h1>Rules</h1>Be kind.<br>Be calm.</div><div>Be brief.<footer>Imprint</footer></div></main>"
    )
    assert read_texts(markup, select=("before h1 .. before footer",)) == ["Rules", "Be kind.", "Be calm.", "Be brief."]


TURNS = """<body><h2>Pond</h2><div class="law">No swimming.</div><h2>Wood</h2><div class="law">No fires.</div>
<div class="end">Be kind.</div></body>"""


def test_what_several_selectors_match_in_turns_stays_in_the_order_of_the_page():
    assert read_texts(TURNS, select=(".law", "h2")) == ["Pond", "No swimming.", "Wood", "No fires."]
    assert read_texts(TURNS, select=(".end", "h2")) == ["Be kind.", "Pond", "Wood"]


def test_a_page_without_text_names_where_its_script_leads():
    with pytest.raises(EmptyDocumentError, match="leads to /rules"):
        read_texts("<head><script>window.location.replace('/rules');</script></head><body></body>")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"select": ("before .gone .. before h3",)}, "select range: selector '.gone' matches nothing"),
        ({"select": ("before h3 .. before #pond",)}, "the range 'before h3 .. before #pond' ends before it begins"),
        ({"select": ("before .all .. before h3 ..",)}, "is not valid CSS"),
        ({"select": (".gone",)}, "select selector '.gone' matches nothing"),
        ({"remove": ("p", ".gone")}, "remove selector '.gone' matches nothing"),
        ({"select": ("p[",)}, "select selector 'p[' is not valid CSS"),
        ({"fragment": "gone"}, "no part of the page has the id 'gone'"),
    ],
)
def test_selector_without_match_is_named(settings: dict[str, object], named: str):
    with pytest.raises(SelectorError) as caught:
        read_texts(TWO_PARTS, **settings)
    assert named in caught.value.message


def test_fragment_means_the_part_that_its_heading_starts():
    assert read_texts(TWO_PARTS, fragment="#pond") == ["The pond", "No swimming.", "Buy a kayak!", "Ice", "No skating."]
    assert read_texts(TWO_PARTS, fragment="wood") == ["The wood", "No fires."]


def test_fragment_of_an_element_with_text_means_that_element():
    assert len(read_texts(TWO_PARTS, fragment="hill")) == 1


@pytest.mark.parametrize(
    "markup", ["", "   ", "<p></p>", "<script>x</script>", "<!-- only -->", "<body hidden></body>"]
)
def test_page_without_text_says_so(markup: str):
    with pytest.raises(EmptyDocumentError):
        read_texts(markup)


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("Terms of Use | Bike Club", "Terms of Use"),
        ("Bike Club - Privacy Policy", "Privacy Policy"),
        ("Opt-out rules", "Opt-out rules"),
        ("Startseite » Datenschutz", "Datenschutz"),
        (" | ", " | "),
        (None, None),
    ],
)
def test_title_loses_the_name_of_the_site(title: str | None, cleaned: str | None):
    assert clean_title(title) == cleaned


def test_words_joined_by_markup_stay_joined_and_boxes_do_not():
    assert read_texts("<p>un<b>lim</b>ited <i>use</i></p><div>one<div>two</div>three</div>") == [
        "unlimited use", "one", "two", "three",
    ]  # fmt: skip


def test_lead_covers_neighbouring_bold_runs_and_underlines():
    page = read_html("<p><b>10.4</b> <u>Licence.</u> You <b>grant</b> it.</p>", ReadingSettings())
    assert page.blocks[0].text[: page.blocks[0].lead] == "10.4 Licence."


def test_anchors_go_to_the_block_that_follows():
    page = read_html('<body><a name="fees"></a><h2>Fees</h2><p id="x">Due.</p></body>', ReadingSettings())
    assert [block.anchor for block in page.blocks] == ["fees", "x"]
