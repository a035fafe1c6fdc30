"""Markdown and plain text into blocks: kinds, levels, markers, bold leads and links."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Block, BlockKind, Link
from tracker.read.plain.inline import read_inline
from tracker.read.plain.markdown import read_markdown
from tracker.read.plain.plaintext import read_plaintext


def show(block: Block) -> str:
    """`kind level marker lead | text`, what is absent left out."""
    level = str(block.level) if block.level else ""
    lead = f"+{block.lead}" if block.lead else ""
    return " ".join(part for part in (block.kind[0], level, block.marker, lead, "|", block.text) if part)


BLOCKS = [
    ("Terms\n=====\n\nUse\n---\n### 1\\. Fees ###", ["h 1 | Terms", "h 2 | Use", "h 3 | 1. Fees"]),
    ("Terms of use\n\n\n=====\n\ntext", ["h 1 | Terms of use", "p | text"]),
    ("**10.4 Grant**. You agree", ["p +10 | 10.4 Grant. You agree"]),
    ("**IMPORTANT** **: READ**", ["p +16 | IMPORTANT : READ"]),
    ("** c**. **Content**. The", ["p +10 | c. Content. The"]),
    ("one\ntwo  \nthree\\\nfour<br>five", ["p | one two", "p | three", "p | four", "p | five"]),
    ("1.  **Fees.** You pay.\n    1.  **Tax.** Too.\n\n    more\n\nafter",
     ["i 1 1. +5 | Fees. You pay.", "i 2 1. +4 | Tax. Too.", "i 1 | more", "p | after"]),
    ("22.  **A**\n    1.  b", ["i 1 22. +1 | A", "i 2 1. | b"]),
    ("* * IP address\n    * Date", ["i 2 • | IP address", "i 2 • | Date"]),
    ("1. #### Subject\n    1. First", ["h 4 1. | Subject", "i 2 1. | First"]),
    ("> quoted\n> more\n\nnot", ["q | quoted more", "p | not"]),
    ("| A | B |\n| --- | --- |\n| 1 | **2** |", ["r | A | B", "r | 1 | 2"]),
    ("text\n\n* * *\n\n---\n\nrest", ["p | text", "p | rest"]),
    ("Name \\* and 5 * 3 and a_b and _it_", ["p | Name * and 5 * 3 and a_b and it"]),
    ("1\\. Not a list", ["p | 1. Not a list"]),
    ("![logo](x.png)Acme <b>Terms</b> &copy;&nbsp;2024", ["p | Acme Terms © 2024"]),
    ("\u200b**Direct**", ["p +6 | Direct"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), BLOCKS, ids=lambda value: str(value)[:30])
def test_blocks(source: str, expected: list[str]) -> None:
    assert [show(block) for block in read_markdown(source).blocks] == expected


LINKS = [
    ("see [our **Terms**](https://e.org/t \"T\").", "see our Terms.", [Link("our Terms", "https://e.org/t")]),
    ("[\\[email protected\\]](https://e.org/x)", "[email protected]", [Link("[email protected]", "https://e.org/x")]),
    ("[](#a)2. Fees[\u200b](#fees \"Link\")", "2. Fees", []),
    ("[a](b?q=(c+(d+(e)))#f) of", "a of", [Link("a", "b?q=(c+(d+(e)))#f")]),
    ("[a](b_(c)) and [d](<e f>)", "a and d", [Link("a", "b_(c)"), Link("d", "e f")]),
    ("<https://e.org>", "https://e.org", [Link("https://e.org", "https://e.org")]),
    ("Ask <crew@boats.example>.", "Ask crew@boats.example.", [Link("crew@boats.example", "mailto:crew@boats.example")]),
    ("[not a link] and ](", "[not a link] and ](", []),
    ("[![alt](i.png)](https://e.org)x", "x", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "links"), LINKS)
def test_links_stand_beside_the_text(source: str, text: str, links: list[Link]) -> None:
    (line,) = read_inline(source)
    assert (line.text, list(line.links)) == (text, links)


def test_header_rows_are_told() -> None:
    rows = read_markdown("| A | B |\n| --- | --- |\n| 1 | 2 |").blocks
    assert [(row.kind, row.is_header) for row in rows] == [(BlockKind.ROW, True), (BlockKind.ROW, False)]


def test_a_heading_that_holds_breaks_does_not_reach_over_a_rule() -> None:
    lines = ["Was this useful?", "", "YesNo", "", "- - -", "", "Boats", "", "and oars", "", "=" * 40]
    headings = [block.text for block in read_markdown("\n".join(lines)).blocks if block.kind is BlockKind.HEADING]
    assert headings == ["Boats and oars"]


def test_plain_text() -> None:
    source = (
        "TERMS\n=====\n\nA line that is long enough to have been wrapped at its end by some\neditor.\n"
        "1. One\n2. Two\n- three"
    )
    long_line = "A line that is long enough to have been wrapped at its end by some editor."
    shown = [show(block) for block in read_plaintext(source).blocks]
    assert shown == [
        "h 1 | TERMS",
        f"p | {long_line}",
        "p | 1. One",
        "p | 2. Two",
        "i 1 • | three",
    ]


def test_a_link_around_whole_blocks_is_a_link_on_each() -> None:
    source = (
        "Whom we tell\n\n[\n\nShips' chandlers\n\n](https://x.example/c) [\n\n### Harbours\n\nAll of them.\n\n](u)\n\n"
        "[See the rules of others\n\nHelp](https://x.example/h)\n\nHe said [sic] and\n\nthen [more](m).\n\n"
        '* [Source](https://x.example/s "This page is protected.\n    You can [e] it")'
    )
    blocks = read_markdown(source).blocks
    assert [(block.text, [link.target for link in block.links]) for block in blocks] == [
        ("Whom we tell", []),
        ("Ships' chandlers", ["https://x.example/c"]),
        ("Harbours", ["u"]),
        ("All of them.", ["u"]),
        ("See the rules of others", ["https://x.example/h"]),
        ("Help", ["https://x.example/h"]),
        ("He said [sic] and", []),
        ("then more.", ["m"]),
        ("Source", ["https://x.example/s"]),
    ]


@given(st.text(alphabet="ab *_[]()!\\<>&;`#-=|>1.\n \t", max_size=200))
def test_any_text_is_read(source: str) -> None:
    for block in read_markdown(source).blocks + read_plaintext(source).blocks:
        assert block.text or block.marker
        assert 0 <= block.lead <= len(block.text)


@given(
    st.lists(
        st.sampled_from(["word", "**bold**", "_it_", "[link](u)", "\n\n", "* item\n", "1. one\n", "# head\n", "  \n"]),
        max_size=30,
    )
)
def test_no_word_is_lost(parts: list[str]) -> None:
    text = " ".join(block.text for block in read_markdown(" ".join(parts)).blocks)
    for word in ("word", "bold", "it", "link", "item", "one", "head"):
        assert text.count(word) >= sum(part.strip("#*_[]()u1. \n").startswith(word) for part in parts) - text.count(
            "item"
        ) * (word == "it")


@pytest.mark.parametrize(
    "piece",
    ["[", "[a\n\n", "[a\n\nb](c) ", "](", "**", "* ", "> ", "|", "![", "<a ", "(", "`", "&", "1. ", "- a\n", "\\", "_"],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    read_markdown(piece * 20_000)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("source", "text", "target"),
    [
        (
            "Write to [row@boats.example](mailto: row@boats.example).",
            "Write to row@boats.example.",
            "mailto: row@boats.example",
        ),
        ("[Ring us](tel:+34 911 000 000) by day", "Ring us by day", "tel:+34 911 000 000"),
        (
            "See [how boats are hired](#How boats are hired) below",
            "See how boats are hired below",
            "#How boats are hired",
        ),
        ("![](data:image/svg+xml,%3Csvg viewBox=%220 0 350 161%22%3E) Oars", "Oars", None),
        ('[Open](# "Open the list") the list', "Open the list", "#"),
        ('[Oars](# "Open <b style="color: red">oars</b>") and sails', "Oars and sails", "#"),
        ("a footnote[1](see below)", "a footnote[1](see below)", None),
    ],
)
def test_an_address_may_have_blanks_where_it_leads_no_further(source: str, text: str, target: str | None) -> None:
    (line,) = read_inline(source)
    assert line.text == text
    assert [link.target for link in line.links] == ([target] if target else [])


def test_a_picture_within_its_own_address_is_no_text() -> None:
    picture = "iVBORw0KGgo" + "AAAA/Zg+" * 5_000
    text = f"![A pier](data:image/png;base64,{picture}) Boats lie here."
    assert [line.text for line in read_inline(text)] == [
        line.text for line in read_inline("![A pier](p.png) Boats lie here.")
    ]


def test_a_heading_within_a_cell_is_its_words() -> None:
    (head, row) = read_markdown("| # of oars | Fee |\n| --- | --- |\n| #### Two | 3 EUR |\n").blocks
    assert (head.text, row.text) == ("# of oars | Fee", "Two | 3 EUR")
