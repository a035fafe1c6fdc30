"""The months of the language files, against Unicode's CLDR as Babel ships it, and how dates are printed.

`python tests/test_months.py --update` writes the names that a file lacks: docs/languages.md.
"""

from __future__ import annotations

import re
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from babel import Locale

from tracker.languages import join_patterns, join_series, join_words, load_languages
from tracker.text.date_grammar import find_date_matches
from tracker.text.months import match_months, number_month
from tracker.text.tokens import split_tokens

FILES = Path(__file__).parents[1] / "tracker" / "languages"
CODES = [code for code in load_languages() if code != "any"]

SAID_OTHERWISE = {"listopada", "listopad"}  # October in Croatian, November in Czech and Polish


def names_of(code: str) -> list[str]:
    """The months as a date prints them, "stycznia" in Polish; none for languages that print figures."""
    wide = Locale.parse(code).months["format"]["wide"]
    names = [re.sub(r"^(?:de |d[’'])", "", wide[number]) for number in range(1, 13)]  # "de gener" in Catalan
    return [] if code == "zh" or any(re.search(r"\d", name) for name in names) else names


WITHOUT_FILE = [
    "af", "am", "az", "be", "bn", "cy", "eu", "fil", "fo", "ga", "gl", "gu", "hy", "is", "ka", "kk", "kn", "lb", "mk",
    "ml", "mr", "ms", "mt", "ne", "pa", "si", "sq", "sr_Latn", "sw", "ta", "te", "ur", "uz",
]  # fmt: skip
"""Languages of some millions, or official in Europe, whose months are read where day and year stand beside them."""


def list_months_without_file() -> list[list[str]]:
    """Their names in CLDR, a place each, but those that a file has, that are words elsewhere, or mean two months."""
    places: list[set[str]] = [set() for _ in range(12)]
    for code in WITHOUT_FILE:
        for context in ("format", "stand-alone"):
            wide = Locale.parse(code).months[context]["wide"]
            for number in range(1, 13):
                places[number - 1].add(wide[number].casefold())
    known = {name.casefold() for code in CODES for names in months_of(code) for name in names}
    words = {word for key in ("detect.function_words", "text.little", "duty.negation") for word in join_words(key)}
    twice = {name for place in places for name in place if sum(name in other for other in places) > 1}
    read = re.compile(rf"{match_months(with_short=False)}|.*[\d,].*", re.IGNORECASE)  # also without accents
    return [sorted(name for name in place - known - words - twice if not read.fullmatch(name)) for place in places]


def months_of(code: str) -> list[tuple[str, ...]]:
    series = load_languages()[code].series
    return [*series.get("text.months", ()), *series.get("text.months_short", ())]


def test_months_of_languages_without_a_file_are_those_that_unicode_has() -> None:
    written = [list(names) for names in load_languages()["any"].series["text.months_short"]]
    assert written == list_months_without_file(), "any.toml: run python tests/test_months.py --update"


@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_without_a_file_is_read_beside_day_and_year_alone(number: int) -> None:
    for name in load_languages()["any"].series["text.months_short"][number - 1]:
        assert [match.on for match in find_date_matches(f"7 {name} 2024")] == [date(2024, number, 7)], name
        assert not re.fullmatch(match_months(with_short=False), name, re.IGNORECASE), name


@pytest.mark.parametrize("code", CODES)
def test_a_file_has_the_months_that_unicode_has(code: str) -> None:
    series = load_languages()[code].series.get("text.months", ())
    lacking = [name for name, names in zip(names_of(code), series, strict=False) if name not in names]
    assert bool(series) == bool(names_of(code))
    assert lacking == [], f"{code}.toml: run python tests/test_months.py --update"


@pytest.mark.parametrize("code", CODES)
def test_a_month_means_one_number_in_every_language(code: str) -> None:
    language = load_languages()[code]
    for key in ("text.months", "text.months_short"):
        for number, names in enumerate(language.series.get(key, ()), start=1):
            assert {name: number_month(name, code) for name in names} == dict.fromkeys(names, number)
            apart = {name for name in names if number_month(name) != number}
            assert apart <= SAID_OTHERWISE, "two languages know this name, for two months"


@pytest.mark.parametrize("code", CODES)
def test_a_printed_date_is_read(code: str) -> None:
    """In the long form of the language, in small letters and in capitals."""
    for number, name in enumerate(names_of(code), start=1):
        pattern = Locale.parse(code).date_formats["long"].pattern
        printed = re.sub(r"G\s*", "", pattern).replace("'", "").replace("MMMM", name)
        printed = re.sub(r"\by\b", "2024", re.sub(r"\bd\b", "7", printed, count=1), count=1)
        capitals = printed.upper()
        for form in (printed, printed.lower(), capitals if len(capitals) == len(printed) else printed):
            assert [match.on for match in find_date_matches(form, language=code)] == [date(2024, number, 7)], form


PRINTED = [
    "2024年5月7日", "2024 年 5 月 7 日", "2024年5月7号", "2024년 5월 7일", "2024. 5. 7.", "7. 5. 2024",
    "٧ مايو ٢٠٢٤", "7 من أيار 2024", "ב-7 במאי 2024", "7 במאי, 2024", "ngày 7 tháng 5 năm 2024",
    "7 tháng 5, 2024", "7 พฤษภาคม 2567", "วันที่ 7 พฤษภาคม พ.ศ. 2567", "7 พ.ค. 2567", "2024. május 7.", "7. maj 2024",
    "7 MAYIS 2024", "7. toukokuuta 2024", "7 мая 2024 г.", "7η Μαΐου 2024", "7 ΜΑΙΟΥ 2024", "den 7 maj 2024",
    "7 Mei 2024", "7 maja 2024 r.", "7. května 2024", "7. kvetna 2024", "the 7th day of May, 2024", "7 mai. 2024",
    "2024 m. gegužės 7 d.", "2024. gada 7. maijs", "2024. gada 7. maijā", "7 de maig de 2024", "7. svibnja 2024.",
]  # fmt: skip


@pytest.mark.parametrize("printed", PRINTED)
def test_a_date_is_read_as_people_print_it(printed: str) -> None:
    assert [match.on for match in find_date_matches(f"({printed})")] == [date(2024, 5, 7)]


@pytest.mark.parametrize(
    "printed", ["7 maje 2024", "7 set 3", "7 tháng 13 năm 2024", "31 lutego 2024", "gen 2024", "2024 may"]
)
def test_what_only_looks_like_a_date(printed: str) -> None:
    assert list(find_date_matches(printed)) == []


@pytest.mark.parametrize(
    "token",
    ["3 de junio de 2024", "3 julio 2024", "3 czerwca 2024", "7 maj", "7 мая 2024", "May 5, 2024", "30 dni", "14 napon",
     "30 календарных дней", "6か月", "5分钟", "30일",
     "90 ngày", "30 วัน", "500 kr", "12 zł", "15 iş günü", "2024年5月7日"],
)  # fmt: skip
def test_a_date_and_a_figure_with_its_unit_are_one_token(token: str) -> None:
    assert token in [found.strip() for found in split_tokens(f"x {token} x")]


def test_a_month_that_is_a_word_of_duty_needs_its_capital() -> None:
    pattern = re.compile(rf"\b{match_months(with_short=False)}\s\d", re.IGNORECASE)
    assert pattern.search("May 5")
    assert pattern.search("may 5 users") is None
    assert pattern.search("JUNE 5")


def test_months_that_are_words_of_duty_are_named() -> None:
    duty = re.compile(join_patterns("duty.obligation") or "", re.IGNORECASE)
    months = {name.casefold() for names in join_series("text.months") for name in names}
    assert {name for name in months if duty.fullmatch(name)} == join_words("text.months_capital")


def update_any() -> None:
    """Write the months of languages without a file into `any.toml`, in place of those that stand there."""
    path = FILES / "any.toml"
    lines = []
    for names in list_months_without_file():
        wrapped = textwrap.wrap(", ".join(names), 106, break_long_words=False)
        lines += ['  """' + " \\\n   ".join(wrapped) + '""",\n']
    written = "months_short = [\n" + "".join(lines) + "]\n"
    path.write_text(
        re.sub(r"(?m)^months_short = \[\n(?:.*\n)*?\]\n", lambda _: written, path.read_text("utf-8")), "utf-8"
    )


def update() -> None:
    """Put the names that CLDR has, and a file lacks, first at their place; everything else stays as written."""
    for code in CODES:
        path = FILES / f"{code}.toml"
        text = path.read_text("utf-8")
        block = re.search(r"(?m)^months = \[\n(?:.*\n)*?\]\n", text)
        series = load_languages()[code].series.get("text.months", ((),) * 12)
        if not (names := names_of(code)):
            continue
        places = [", ".join(dict.fromkeys([name, *known])) for name, known in zip(names, series, strict=True)]
        written = "months = [\n" + "".join(f'  "{place}",\n' for place in places) + "]\n"
        if all(name in known for name, known in zip(names, series, strict=True)):
            continue
        start, end = block.span() if block else (len(text), len(text))
        path.write_text(text[:start] + ("" if block else "\n[text]\n") + written + text[end:], "utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    update()
    update_any()
