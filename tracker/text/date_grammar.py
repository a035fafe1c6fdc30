"""A calendar date spelt out in any of the usual ways of the languages known -> a date.

Knows neither what a date means nor where it stands; `dates` tells that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.languages import join_pairs, join_patterns
from tracker.text.counters import parse_han
from tracker.text.months import match_months, number_month
from tracker.text.scripts import HAN_DIGITS, HAN_ZEROS, WORD_START

_DIGITS: Final = {zero + value: str(value) for zero in (0x660, 0x6F0, 0x966, 0xE50, 0xFF10) for value in range(10)}
"""Arabic, Persian, Hindi, Thai and wide digits -> the ones that the patterns know."""
_YEAR_FIRST: Final = r"(?:19|20|25)\d\d"
_HAS_YEAR: Final = compile_pattern(_YEAR_FIRST)  # no date of the grammar is without one, and few texts have one
_OTHER_DIGIT: Final = compile_pattern(f"[{''.join(map(chr, _DIGITS))}]")
_YEAR: Final = rf"{_YEAR_FIRST}(?!\d)"
_HAN_YEAR: Final = rf"[{HAN_DIGITS[1:3]}][{HAN_ZEROS}{HAN_DIGITS[9]}][{HAN_ZEROS}{HAN_DIGITS[1:10]}]{{2}}"
_HAN: Final = rf"[{HAN_DIGITS[1:]}]{{1,3}}"
_BUDDHIST: Final = 543  # years by which the Thai calendar is ahead


class DateMatch(NamedTuple):
    """A date and where in the text it is spelt."""

    on: date
    start: int
    end: int


def find_date_matches(text: str, *, language: str | None = None) -> Iterator[DateMatch]:
    """Every date in `text`, in order; impossible ones (31.02.) are left out.

    "03/04/2023" is April the third, unless the language is English, where it is March the fourth; a dotted or
    dashed one always begins with the day. A year from 2500 on is one of the Thai calendar.
    """
    if not text.isascii() and _OTHER_DIGIT.search(text):
        text = text.translate(_DIGITS)
    if not _may_hold_date(text):
        return
    for match in _compile().finditer(text):
        on = _make_date(match, language)
        if on is not None:
            yield DateMatch(on, match.start(), match.end())


_LONGEST_DATE = 100  # characters of one, however it is written


def starts_with_date(text: str) -> bool:
    """Whether a text begins with a date: "25. März 2019: 10.2 erweitert" is no clause 25."""
    text = text[:_LONGEST_DATE]
    return _may_hold_date(text) and _compile().match(text) is not None


def _may_hold_date(text: str) -> bool:
    """Whether a text names a year, or an era that years are counted in: a cheap no for most."""
    return _HAS_YEAR.search(text) is not None or (not text.isascii() and _find_other_year().search(text) is not None)


@cache
def _find_other_year() -> re.Pattern[str]:
    return compile_pattern(f"{_find_era().pattern}|{_HAN_YEAR}")


@cache
def _find_era() -> re.Pattern[str]:
    return compile_pattern("|".join(map(re.escape, join_pairs("text.eras"))) or r"(?!)")


@cache
def _compile() -> re.Pattern[str]:
    month = match_months(with_short=True)
    word, suffix = _match("date_words"), _match("day_suffixes")
    return compile_pattern(
        rf"{WORD_START}(?<!\.)(?:"
        rf"(?P<y1>{_YEAR_FIRST})(?:[-/]|\.\s?)(?P<m1>\d{{1,2}})(?:[-/]|\.\s?)(?P<d1>\d{{1,2}})(?!\d)"  # 2023-08-07
        rf"|(?P<y2>{_YEAR_FIRST})\s?{_match('after_year')}\s?(?P<m2>\d{{1,2}})\s?{_match('after_month')}"
        rf"\s?(?P<d2>\d{{1,2}})\s?{_match('after_day')}"  # 2023年8月7日
        rf"|(?P<era>{_find_era().pattern})\s?(?P<y8>\d{{1,3}}|{_match('first_year')})\s?{_match('after_year')}\s?(?P<m8>\d{{1,2}})"
        rf"\s?{_match('after_month')}\s?(?P<d8>\d{{1,2}})\s?{_match('after_day')}"  # 令和6年3月1日
        rf"|(?P<y0>{_HAN_YEAR}){_match('after_year')}(?P<m0>{_HAN}){_match('after_month')}(?P<d0>{_HAN}){_match('after_day')}"
        rf"|(?P<a3>\d{{1,2}})(?P<sep>[/-]|\.\s?)(?P<b3>\d{{1,2}})(?P=sep)(?P<y3>{_YEAR})"  # 27.07.2023
        rf"|(?P<d4>\d{{1,2}})(?:{suffix}|[ºª°.])?[\s-](?:{word}\s?)?(?P<m4>{month})\.?(?:,|-|\s{word})?[\s-]?"
        rf"(?:{_match('before_year')}\s?)?(?P<y4>{_YEAR})"  # 1er janvier 2025
        rf"|(?P<m5>{month})\.?[\s-](?P<d5>\d{{1,2}}){suffix}?(?:,\s?|\.\s|\s|-)(?P<y5>{_YEAR})"  # May 5, 2024
        rf"|(?P<y6>{_YEAR})(?:\.|\s{_match('after_year')})?\s(?P<m6>{month})\.?\s(?P<d6>\d{{1,2}})(?!\d)"  # 2024. május
        rf"|(?P<y9>{_YEAR})\.\s{_match('after_year')}\s(?P<d9>\d{{1,2}})\.\s(?P<m9>{month})"  # 2024. gada 1. maijs
        rf"|(?P<d7>\d{{1,2}}),?\s{_match('before_month')}\s?(?P<m7>\d{{1,2}}),?\s(?:{_match('before_year')}\s)?"
        rf"(?P<y7>{_YEAR})"  # ngày 1 tháng 5 năm 2024
        r")",
        re.IGNORECASE,
    )


def _match(key: str) -> str:
    return f"(?:{join_patterns(f'text.{key}')})"


def _make_date(match: re.Match[str], language: str | None) -> date | None:
    group = match.groupdict()
    is_month_first = language is None or language.startswith("en")
    if group["y3"]:
        first, second = int(group["a3"]), int(group["b3"])
        is_month_first = (is_month_first and group["sep"] == "/" and first <= 12) or second > 12
        year, month, day = group["y3"], first if is_month_first else second, second if is_month_first else first
    else:
        form = next(form for form in "012456789" if group[f"y{form}"])
        year, spelt, named = (_read_han(group[f"{part}{form}"], is_year=part == "y") for part in "ydm")
        if group["era"]:
            since = int(join_pairs("text.eras")[group["era"]])
            year = str(since + (int(year) if year.isdecimal() else 1))  # the first year has a name
        month, day = int(named) if named.isdecimal() else number_month(named, language) or 0, int(spelt)
    try:
        return date(int(year) - (_BUDDHIST if year.startswith("25") else 0), month, day)
    except ValueError:
        return None


def _read_han(spelt: str, *, is_year: bool) -> str:
    """Figures spelt in Chinese as figures, anything else as it is: a year digit by digit, a day as a number."""
    if spelt[0] not in HAN_DIGITS:
        return spelt
    if is_year:
        return "".join("0" if sign in HAN_ZEROS else str(HAN_DIGITS.index(sign)) for sign in spelt)
    return str(parse_han(spelt) or 0)
