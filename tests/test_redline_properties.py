"""What holds for every redline, whatever the two texts are."""

from __future__ import annotations

import itertools

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.compare.redline.redlining import changed_runs, redline_texts
from tracker.model import Op
from tracker.text.sentences import split_sentences
from tracker.text.tokens import compile_tokens, split_tokens

WORDS = [
    "you",
    "may",
    "must",
    "not",
    "share",
    "the",
    "of",
    "and",
    "data.",
    "Data",
    "(b)",
    "“Service”",
    "30",
    "days,",
    "$50",
    "10.4(a)",
    "a@b.org",
    "同意",
    "\n",
    "–",
    "-",
    "•",
    "\n\n",
    "x",
]
PROSE = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
ANYTHING = st.text(max_size=80)
TEXTS = st.one_of(PROSE, ANYTHING)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
@example("a b\n", "a b")
@example("same", "same")
@example("", "came")
def test_the_redline_rebuilds_both_texts(old: str, new: str) -> None:
    ops = redline_texts(old, new)
    assert "".join(text for op, text in ops if op is not Op.INSERT) == old
    assert "".join(text for op, text in ops if op is not Op.DELETE) == new


@settings(max_examples=100, deadline=None)
@given(PROSE, PROSE)
def test_operations_are_joined_and_in_order(old: str, new: str) -> None:
    ops = redline_texts(old, new)
    assert all(text for _, text in ops)
    kinds = [op for op, _ in ops]
    assert all(one is not other for one, other in itertools.pairwise(kinds))
    assert (Op.INSERT, Op.DELETE) not in itertools.pairwise(kinds)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_text_against_itself_is_equal(text: str) -> None:
    assert redline_texts(text, text) == (((Op.EQUAL, text),) if text else ())
    assert changed_runs(redline_texts(text, text)) == ((), ())


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_tokens_and_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(split_tokens(text)) == text
    assert "".join(split_sentences(text)) == text


@settings(max_examples=60, deadline=None)
@given(PROSE, PROSE)
def test_what_came_stands_in_the_new_text(old: str, new: str) -> None:
    deleted, inserted = changed_runs(redline_texts(old, new))
    assert all(run in old for run in deleted)
    assert all(run in new for run in inserted)


PIECES = [
    "January", "may", "5", "EUR", "de", "mayo", "the", "$", "1", "000", " ", "  ", ", ", ". ", "; ", "-", '"', "“", "”",
    "[", "]", "@", "example", ".org", "https://", "www.", "e-mail protected", "30", "days", "ß", "é", "契", "(a)", "’s",
    "&", "\n", "a", "I", "third-", "US$", "U.S.", "\u0301", "и",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=40))
@example("the first of May, 5 EUR a day")
def test_the_short_way_to_plain_words_finds_the_same_tokens(text: str) -> None:
    slow = [found[0] for found in compile_tokens(is_quick=False).finditer(text)]
    assert split_tokens(text) == slow
