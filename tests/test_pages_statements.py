"""A summary is told statement by statement, and words of a document keep their direction to themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.pages.statements import Statement, isolate, split_summary

SUMMARIES = [
    ("Nothing changed.", ["|Nothing changed."]),
    ('3 Fees: "5" became "6". One without effect.', ['3 Fees|"5" became "6".', "|One without effect."]),
    (
        'Use of data: yes → no. 4 Data: new clause: "We ask. You answer. All well." Two more changes of substance.',
        ["Use of data|yes → no.", '4 Data|new clause: "We ask. You answer. All well." Two more changes of substance.'],
    ),
    ('22 22. STATE LAW: clause removed: "It is."', ['22 22. STATE LAW|clause removed: "It is."']),
    ("D.8 Access: edited. E. Other: retitled.", ["D.8 Access|edited.", "E. Other|retitled."]),
    ('"A" became "B" in 10 places. 2 Law: edited.', ['|"A" became "B" in 10 places.', "2 Law|edited."]),
    ('Odd " mark: here. There: also.', ['|Odd " mark: here.', "There|also."]),
]  # fmt: skip


@pytest.mark.parametrize(("summary", "told"), SUMMARIES)
def test_a_summary_is_cut_between_statements(summary: str, told: list[str]) -> None:
    assert [f"{one.lead}|{one.rest}" for one in split_summary(summary)] == told


def join(statements: tuple[Statement, ...]) -> str:
    return " ".join(f"{one.lead}: {one.rest}" if one.lead else one.rest for one in statements)


@given(st.text(alphabet='ab1": .→\u05d0', max_size=60))
def test_nothing_of_a_summary_is_lost(summary: str) -> None:
    assert join(split_summary(summary)) == summary


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('a "b" c', 'a "<bdi>b</bdi>" c'),
        ("1 \u05d3\u05d9\u05df edited", "1 <bdi>\u05d3\u05d9\u05df</bdi> edited"),
        ("\u05d0 1 \u05d1 was cut", "<bdi>\u05d0 1 \u05d1</bdi> was cut"),
        ("<b> & \u202e", "&lt;b&gt; &amp; &lt;U+202E&gt;"),
        ('"<i>"', '"<bdi>&lt;i&gt;</bdi>"'),
    ],
)
def test_words_of_a_document_keep_their_direction(text: str, html: str) -> None:
    assert isolate(text) == html
