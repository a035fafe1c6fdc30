"""Where words begin and end: in scripts with spaces, and in those without."""

from __future__ import annotations

import re

import pytest

from tracker.text.scripts import bound_words, count_words


@pytest.mark.parametrize(
    ("words", "text", "is_found"),
    [
        ("all", "You accept all of it.", True),
        ("all", "You shall accept.", False),
        ("in", "An opt-in list", False),
        ("同意", "当社に同意する", True),
        ("ยินยอม", "ท่านยินยอมให้เรา", True),
        ("согласие", "Ваше согласие нужно", True),
        ("동의", "동의 없이", True),
        ("동의", "부동의 없이", False),
    ],
)
def test_words_are_found_whole(words: str, text: str, *, is_found: bool) -> None:
    assert (re.search(bound_words(words), text) is not None) == is_found


@pytest.mark.parametrize(
    ("text", "count"),
    [("three plain words", 3), ("利用規約", 3), ("서비스 이용 약관", 3), ("ข้อกำหนด", 5)],
)
def test_two_characters_without_spaces_count_as_a_word(text: str, count: int) -> None:
    assert count_words(text) == count
