"""The redline in the form of difflib: the same tuples under the same promises, whatever the two texts are."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.compare.redline.opcodes import list_opcodes
from tracker.text.tokens import split_tokens

WORDS = [
    "you ",
    "may ",
    "must ",
    "not ",
    "share ",
    "data. ",
    "30 days",
    "30\ndays ",
    "$50, ",
    "(b) ",
    "“x” ",
    "同意",
    "\n",
    " ",
    "- ",
]
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=30).map("".join), st.text(max_size=60))

Opcodes = Sequence[tuple[str, int, int, int, int]]


def rebuild(opcodes: Opcodes, old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Both texts, each from the side it has and the equal words of the other."""
    made_old, made_new = [], []
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "equal":
            made_old += new[j1:j2]
            made_new += old[i1:i2]
        else:
            made_old += old[i1:i2]
            made_new += new[j1:j2]
    return "".join(made_old), "".join(made_new)


def check_form(opcodes: Opcodes, old: Sequence[str], new: Sequence[str]) -> None:
    """What difflib promises of its opcodes."""
    i = j = 0
    last = None
    for tag, i1, i2, j1, j2 in opcodes:
        assert (i1, j1) == (i, j)
        shape = {"equal": (True, True), "replace": (True, True), "delete": (True, False), "insert": (False, True)}[tag]
        assert (i2 > i1, j2 > j1) == shape
        assert last is None or (tag == "equal") != (last == "equal")
        if tag == "equal":
            assert list(old[i1:i2]) == list(new[j1:j2])
        i, j, last = i2, j2, tag
    assert (i, j) == (len(old), len(new))


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
@example("a b\n", "a b")
@example("30 days", "30\ndays")
@example("same", "same")
@example("", "came")
def test_ours_and_those_of_difflib_keep_the_same_promises(old: str, new: str) -> None:
    old_words, new_words = split_tokens(old), split_tokens(new)
    reference = difflib.SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    for opcodes in (list_opcodes(old, new), reference):
        check_form(opcodes, old_words, new_words)
        assert rebuild(opcodes, old_words, new_words) == (old, new)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_text_equals_itself(text: str) -> None:
    assert [code.tag for code in list_opcodes(text, text)] == ["equal"] * bool(text)


def test_a_word_that_changed_is_one_replacement() -> None:
    opcodes = list_opcodes("We keep data for 30 days. You may object.", "We keep data for 14 weeks. You may object.")
    assert [tuple(code) for code in opcodes] == [
        ("equal", 0, 4, 0, 4),
        ("replace", 4, 5, 4, 5),
        ("equal", 5, 10, 5, 10),
    ]
