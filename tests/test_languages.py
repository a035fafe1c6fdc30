"""The language files: every row finds its example, every key is known and read by somebody, a tag finds its file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracker.errors import LanguageError
from tracker.languages import (
    ANY,
    compile_lines,
    compile_words,
    find_language,
    group_rows,
    has_key,
    join_patterns,
    join_words,
    load_languages,
)
from tracker.languages.keys import KEYS

PACKAGE = Path(__file__).parents[1] / "tracker"
TABLES = [(code, key) for code, language in load_languages().items() for key in language.rows]


@pytest.mark.parametrize(("code", "key"), TABLES)
def test_a_row_finds_its_example(code: str, key: str) -> None:
    rows = load_languages()[code].rows[key]
    lost = [row for row in rows if not re.search(row.pattern, row.example, re.IGNORECASE)]
    assert lost == [], f"{code}.toml, {key}: these patterns do not find their examples"


@pytest.mark.parametrize(("code", "key"), TABLES)
def test_a_table_says_nothing_twice(code: str, key: str) -> None:
    patterns = [row.pattern for row in load_languages()[code].rows[key]]
    assert len(set(patterns)) == len(patterns)


@pytest.mark.parametrize("key", ["text.months", "text.months_short"])
def test_a_series_of_months_has_twelve_places(key: str) -> None:
    assert {len(language.series[key]) for language in load_languages().values() if key in language.series} == {12}


def test_rows_are_whole_words_where_a_language_parts_words_by_blanks() -> None:
    assert compile_words("menu.glued_label", code="de").findall("Suche Hilfestellung Mehr mehrere") == ["Suche", "Mehr"]
    assert compile_words("around.about_date", code="ja").search("本規約は2024年に改定されました")
    assert not compile_words("around.about_date", code="xx").search("updated 改定")
    assert compile_lines("menu.link", code="de").fullmatch("» Über uns")
    assert not compile_lines("menu.link", code="xx").fullmatch("Über uns")


@pytest.mark.parametrize(("code", "key"), [(c, k) for c, one in load_languages().items() for k in one.pairs])
def test_a_pair_leads_to_a_form_that_stands(code: str, key: str) -> None:
    pairs = load_languages()[code].pairs[key]
    assert [form for form, read in pairs.items() if read in pairs] == []
    assert all(re.compile(form) for form in pairs)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_read_by_somebody_and_written_by_somebody(key: str) -> None:
    short = key.partition(".")[2]
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.parent.name != "languages")
    code = code.replace("'", '"')
    assert f'"{key}"' in code or f'"{short}"' in code, f"nothing reads {key}"
    assert any(language.has(key) for language in load_languages().values())


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pt-BR", "pt"),
        ("EN", "en"),
        ("no", "nb"),
        ("zh-Hant-TW", "zh"),
        ("xx", None),
        ("", None),
        (None, None),
        (ANY, None),
    ],
)
def test_a_tag_finds_its_file(tag: str | None, code: str | None) -> None:
    language = find_language(tag)
    assert (language and language.code) == code


def test_what_a_language_lacks_it_cannot_say() -> None:
    assert not has_key("duty.obligation", "th") or join_patterns("duty.obligation", "th")
    assert not has_key("duty.obligation", "xx")
    assert join_patterns("duty.obligation", "xx") is None
    assert join_words("duty.negation", "xx") == frozenset()
    assert find_language("de") is not None
    assert "duty.obligation" not in find_language("de").lacks


def test_a_key_that_does_not_exist_is_no_empty_answer() -> None:
    with pytest.raises(LanguageError, match=r"keys\.py"):
        join_words("duty.negations")


@pytest.mark.parametrize("code", [None, *load_languages()])
def test_rows_that_stand_together_by_letter_find_what_they_find_one_by_one(code: str | None) -> None:
    languages = load_languages().values() if code is None else [load_languages()[code]]
    for key in KEYS:
        rows = [row for language in languages for row in language.rows.get(key, ())]
        text = " ".join(row.example for row in rows)
        patterns = [row.pattern for row in rows]
        flat, grouped = (re.compile(joined, re.IGNORECASE) for joined in ("|".join(patterns), group_rows(patterns)))
        for written in (text, text.upper()):
            found = [[match.span() for match in pattern.finditer(written)] for pattern in (flat, grouped)]
            assert found[0] == found[1], key


@pytest.mark.parametrize(
    ("rows", "joined"),
    [
        (["may", "must", "will", "may not"], "m(?:ay|ust|ay not)|w(?:ill)"),
        (["not", r"\bno\b", "none"], r"n(?:ot)|\bno\b|n(?:one)"),
        (["a|b", "a(?:b)|c(?:d)", "ab?"], "a|b|a(?:b)|c(?:d)|a(?:b?)"),
        ([r"a\(b|c", r"a[|]b", "a(?:b|(?:c|d))"], r"a\(b|c|a(?:[|]b|(?:b|(?:c|d)))"),
        (["a?b", "s+", "é"], "a?b|s+|é(?:)"),
    ],
)
def test_a_row_stands_with_others_only_where_its_first_letter_is_sure(rows: list[str], joined: str) -> None:
    assert group_rows(rows) == joined
