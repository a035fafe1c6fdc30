"""Patterns that are asked only of texts that hold their letters: they find what `re` finds, and know of each row."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.languages import ANY, compile_words, join_whole, load_languages
from tracker.languages.phrases import Phrases, find_needles, fold_case

ROWS = [row for language in load_languages().values() for rows in language.rows.values() for row in rows]


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        (r"arbitrat\w+|waive[sd]? .{0,30}jury trial", {"arbitrat", "jury trial"}),
        (r"colou?rs?", {"colo"}),
        (r"(?<!\byou )(?:may|must)\b[^.]{0,60}\b(?:change|amend)", {"change", "amend"}),
        (r"oars(?: and sails)?(?! only)", {"oars"}),
        (r"(?:boats)+ (?:lakes){0,2}", {"boats"}),
        (r"Café\s(?-i:AI)", {"café"}),
        (r"[$€]\s?\d", {"$", "€"}),
        (r"\d+|boats", None),
        (r"(boat)(?(1)s|x)", None),
        (r"\x41 boat", None),
    ],
)
def test_the_letters_a_pattern_cannot_do_without(pattern: str, needles: set[str] | None) -> None:
    assert find_needles(pattern) == (None if needles is None else frozenset(needles))


def test_every_row_of_every_language_finds_its_example_as_re_does() -> None:
    other = [row for row in ROWS if not Phrases(row.pattern).search(row.example)]
    assert other == []


@pytest.mark.parametrize("code", [code for code in load_languages() if code != ANY])
def test_whole_tables_find_what_re_finds(code: str) -> None:
    for key, rows in load_languages()[code].rows.items():
        plain, quick = re.compile(join_whole(key, code=code), re.IGNORECASE), compile_words(key, code=code)
        for row in rows:
            text = f"Ask us: {row.example.upper()}, said the CLUB. {row.example}"
            assert [found.span() for found in quick.finditer(text)] == [found.span() for found in plain.finditer(text)]


# letters that a search without case takes for one another, and what borders words
TEXTS = st.text("aAiIıİsSſkK\u212aσςΣµμßẞäÄ \n.,$-0", max_size=12)
PARTS = st.sampled_from(
    ["i", "s", "k", "σ", "μ", "ß", "ä", "is", "skis", "ask", "\\$", "\\w", "[$€]", "(?:as|is)?", "(?!a)"]
)


@given(st.lists(PARTS, min_size=1, max_size=4), st.lists(PARTS, max_size=3), TEXTS)
def test_phrases_find_what_re_finds(parts: list[str], others: list[str], text: str) -> None:
    pattern = "".join(parts) + ("|" + "".join(others) if others else "")
    plain, quick = re.compile(pattern, re.IGNORECASE), Phrases(pattern)
    assert [found.span() for found in quick.finditer(text)] == [found.span() for found in plain.finditer(text)]
    assert bool(quick.search(text)) == bool(plain.search(text))
    assert bool(quick.fullmatch(text)) == bool(plain.fullmatch(text))
    assert quick.findall(text) == plain.findall(text)


@given(TEXTS, TEXTS)
def test_what_a_search_takes_for_one_is_folded_to_one(old: str, new: str) -> None:
    if re.fullmatch(re.escape(old), new, re.IGNORECASE):
        assert fold_case(old) == fold_case(new)
