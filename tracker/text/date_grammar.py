"""A calendar date spelt out in any of the usual European, American and East Asian ways -> a date.

Knows neither what a date means nor where it stands; `dates` tells that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

_MONTHS: Final[tuple[tuple[str, ...], ...]] = (
    ("january", "januar", "jänner", "janvier", "enero", "gennaio", "janeiro", "januari", "jan", "janv", "ene", "gen"),
    ("february", "februar", "février", "fevrier", "febrero", "febbraio", "fevereiro", "februari", "feb", "févr", "fev"),
    ("march", "märz", "maerz", "mars", "marzo", "março", "marco", "maart", "marts", "mar", "mrt"),
    ("april", "avril", "abril", "aprile", "apr", "avr", "abr"),
    ("may", "mai", "mayo", "maggio", "maio", "mei", "maj"),
    ("june", "juni", "juin", "junio", "giugno", "junho", "jun", "giu"),
    ("july", "juli", "juillet", "julio", "luglio", "julho", "jul", "juil", "lug"),
    ("august", "août", "aout", "agosto", "augustus", "augusti", "aug", "ago"),
    ("september", "septembre", "septiembre", "setiembre", "settembre", "setembro", "sept", "sep", "set"),
    ("october", "oktober", "octobre", "octubre", "ottobre", "outubro", "oct", "okt", "ott", "out"),
    ("november", "novembre", "noviembre", "novembro", "nov"),
    ("december", "dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro", "dec", "dez", "déc", "dic"),
)
MONTH_NUMBERS: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_DATE = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?!\d)"  # 2023-08-07
    r"|(?P<y2>(?:19|20)\d\d)\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日일]"  # 2023年8月7日
    r"|(?P<a3>\d{1,2})(?P<sep>[./-])(?P<b3>\d{1,2})(?P=sep)(?P<y3>(?:19|20)\d\d)(?!\d)"  # 27.07.2023
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th|er|re|º|ª|°|\.)?[\s-](?:(?:day\s)?(?:of|de|del|d[’'])\s?(?:the\s)?)?"
    rf"(?P<m4>{_MONTH})\.?(?:,|-|\s(?:de|del|of))?[\s-]?(?P<y4>(?:19|20)\d\d)(?!\d)"  # 1er janvier 2025
    rf"|(?P<m5>{_MONTH})\.?\s(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s?|\.\s|\s)(?P<y5>(?:19|20)\d\d)(?!\d)"
    r")",
    re.IGNORECASE,
)


class DateMatch(NamedTuple):
    """A date and where in the text it is spelt."""

    on: date
    start: int
    end: int


def find_date_matches(text: str, *, language: str | None = None) -> Iterator[DateMatch]:
    """Every date in `text`, in order; impossible ones (31.02.) are left out.

    "03/04/2023" is April the third, unless the language is English, where it is March the fourth; a dotted or
    dashed one always begins with the day.
    """
    for match in _DATE.finditer(text):
        on = _make_date(match, is_month_first=language is None or language.startswith("en"))
        if on is not None:
            yield DateMatch(on, match.start(), match.end())


def starts_with_date(text: str) -> bool:
    """Whether a text begins with a date: "25. März 2019: 10.2 erweitert" is no clause 25."""
    return _DATE.match(text) is not None


def _make_date(match: re.Match[str], *, is_month_first: bool) -> date | None:
    group = match.groupdict()
    if group["y1"]:
        year, month, day = int(group["y1"]), int(group["m1"]), int(group["d1"])
    elif group["y2"]:
        year, month, day = int(group["y2"]), int(group["m2"]), int(group["d2"])
    elif group["y3"]:
        year, first, second = int(group["y3"]), int(group["a3"]), int(group["b3"])
        is_month_first = (is_month_first and group["sep"] == "/" and first <= 12) or second > 12
        month, day = (first, second) if is_month_first else (second, first)
    elif group["y4"]:
        year, month, day = int(group["y4"]), MONTH_NUMBERS[group["m4"].lower()], int(group["d4"])
    else:
        year, month, day = int(group["y5"]), MONTH_NUMBERS[group["m5"].lower()], int(group["d5"])
    try:
        return date(year, month, day)
    except ValueError:
        return None
