"""Hostile and broken pages: an answer within seconds or a clear refusal, never another exception; no text is lost."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.model import ReadingSettings
from tracker.read.document import read_document
from tracker.read.markup.html import read_html
from tracker.read.page.nesting import flatten_nesting

# Generous for a machine that does other things at the same time; a quadratic step takes minutes on these.
SECONDS = 20.0


def read_in_time(markup: str) -> str:
    """The text of a page, or the refusal; asserts that it came in time."""
    begun = time.monotonic()
    try:
        text = "\n".join(block.text for block in read_html(markup, ReadingSettings()).blocks)
    except ReadingError as error:
        text = f"refused: {error}"
    assert time.monotonic() - begun < SECONDS
    return text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div>" * 50_000 + "the words", "the words"),
        ("<b><div>" * 25_000 + "the words", "the words"),
        ("<ol><li>" * 20_000 + "the words", "the words"),
        ("<table><tr><td>" * 5_000 + "the words", "the words"),
        ("<p><b>the words " * 10_000, "the words"),
        ("<i>" * 50_000 + "the words", "the words"),
        ("<blockquote><summary><h2>" * 5_000 + "the words", "the words"),
        ("the words " * 2_000_000, "refused: the page is too large to read"),
        ("<p class='" + "cookie-banner " * 50_000 + "'>the words", "the words"),
        ("<p " + 'a="1" ' * 100_000 + ">the words", "the words"),
        ("<a href='#'>Accept</a>" * 2_000 + "<p>the words", "the words"),
        ("<div hidden>" * 300 + "the words are hidden" * 20, "the words"),
        ("<div hidden>the words are hidden, many times and each time in other words</div>" * 2_000, "the words"),
        ("<p>the words<br>" + "<br>" * 100_000, "the words"),
        ("<p>the words " + "&nbsp;" * 200_000, "the words"),
        ("<title>" + " | " * 100_000 + "</title><p>the words", "the words"),
        ("<!--" * 100_000 + "--><p>the words", "the words"),
        ("<p>the words " + "vor 3 " * 50_000, "the words"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_hostile_pages_are_answered_in_time(markup: str, expected: str):
    assert expected in read_in_time(markup)


def test_a_million_unclosed_tags_are_refused_at_once():
    assert read_in_time("<p>the words" + "<li><b>" * 500_000).startswith("refused: the page is too large to read")


def test_flattening_keeps_every_word():
    deep = "".join(f"<div>w{number} " for number in range(20_000))
    flat = flatten_nesting(deep)
    assert re.findall(r"w\d+ ", flat) == [f"w{number} " for number in range(20_000)]
    assert flat.count("<div>") <= 500


def test_ordinary_pages_are_not_touched_by_flattening():
    ordinary = "<div><p>text</p></div>" * 10_000
    assert flatten_nesting(ordinary) == ordinary


TAGS = [
    *(
        "p",
        "div",
        "b",
        "a href=x",
        "ol",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h3",
        "br",
        "span",
        "dl",
        "dt",
        "dd",
    ),
    *(
        "details",
        "summary",
        "pre",
        "blockquote",
        "button",
        "main",
        "x-y",
        "form",
        "label",
        "ol type=i start=3",
        "li value=9",
    ),
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]),
    st.sampled_from(["<", "</", "<!--", "-->", "&", "&#x0;", "<p", '"', "<a href='", "\x00", "<![CDATA[", "</body>"]),
    st.text(max_size=8),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_broken_markup_never_raises(pieces: list[str]):
    read_in_time("".join(pieces))


WORDS = st.lists(st.sampled_from(["fee", "plot", "water", "shed", "key", "bee"]), min_size=1, max_size=4).map(" ".join)
NODES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, children: f"<{tag}>{''.join(children)}</{tag.split()[0]}>",
        st.sampled_from([tag for tag in TAGS if tag not in {"br", "button", "table", "tr", "td", "th", "main"}]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(NODES)
def test_no_word_is_lost(markup: str):
    """What a browser prints of a page of ordinary elements is in its blocks, letter for letter."""
    lexical = "".join(part.partition(">")[2] for part in f">{markup}".split("<"))
    letters = "".join(lexical.split())
    page = f"<body><main><h1>Rules</h1><p>Of the garden.</p><div>{markup}</div></main></body>"
    assert "".join(read_in_time(page).split()) == "RulesOfthegarden." + letters


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes):
    try:
        reading = read_document(body, name="page.html")
    except ReadingError as error:
        assert str(error)
    else:
        assert reading.sections or reading.title
