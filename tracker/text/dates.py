"""Sections -> the dates a document states about itself: effective, updated, announced, with their phrase.

A date counts only beside words that say what it is the date of ("Effective Date: July 27, 2023"); the
words stand in the language files (`[dates]`), those of all languages side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final
from unicodedata import normalize

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.model import Block, DateKind, Section, StatedDate
from tracker.text.date_grammar import DateMatch, find_date_matches
from tracker.text.months import match_months
from tracker.text.scripts import WORD_END, WORD_START

_FARTHEST: Final = 70  # characters between the words and their date: "effective for all users who join as of"
_SHORT_BLOCK: Final = 400  # characters of a paragraph that may say of the document when it applies
MOST_OF_A_DATE_LINE: Final = 160  # characters of such a line
PAGE_ADDRESS = compile_pattern(r"(?:\w\.[a-z]{2,12}/|//)\w", re.IGNORECASE)
"""A line that names the address of a page dates that page: "Addendum at boats.example/a (dated 2 May 2021)"."""
_SHORT_LINE: Final = 14  # words of a line that is about nothing but a date

_KINDS: Final[tuple[DateKind, ...]] = ("effective", "updated", "announced")


@cache
def _keywords() -> tuple[tuple[DateKind, re.Pattern[str]], ...]:
    """Example of each: "Effective Date: July 27, 2023"; "Zuletzt aktualisiert am 1. Mai"; "Published on 2 May"."""
    return tuple((kind, _match(f"dates.{kind}", rf"{WORD_START}(?:{{}})")) for kind in _KINDS)


_FIGURES = compile_pattern(r"\d\d")  # nearly every line is let go without them


@cache
def _month_of_year() -> re.Pattern[str]:
    """A date without its day, or with its year in short: "October 2023", "marzo/2025", "2023年10月", "01/02/23",
    "1-Mar-25"."""
    month, word = match_months(with_short=False), join_patterns("text.date_words")
    after_year, after_month = join_patterns("text.after_year"), join_patterns("text.after_month")
    return compile_pattern(
        rf"{WORD_START}(?<![/.])(?:(?:{month})\.?,?[\s/](?:(?:{word})\s)?(?:19|20)\d\d(?!\d)|\d{{1,2}}/(?:19|20)\d\d(?!\d)"
        rf"|(?:19|20)\d\d\s?(?:{after_year})\s?\d{{1,2}}\s?(?:{after_month})|\d{{1,2}}/\d{{1,2}}/\d\d(?![\w/])"
        rf"|\d{{1,2}}-(?:{month})-\d\d(?![\w-]))",
        re.IGNORECASE,
    )


@cache
def _other_text() -> re.Pattern[str]:
    """Example: "Previous version May 17 2023 (archived)": the date of another text."""
    return _match("dates.other_text", rf"{WORD_START}(?:{{}}){WORD_END}")


@cache
def _until() -> re.Pattern[str]:
    """Example: "Effective until" before a day, "まで" behind it: the last day of a text, not its first."""
    return _match("dates.until", rf"{WORD_START}(?:{{}})\W{{{{0,3}}}}$")


@cache
def _until_after() -> re.Pattern[str]:
    return _match("dates.until_after", rf"^\s?(?:{{}}){WORD_END}")


@cache
def _joined() -> re.Pattern[str]:
    """Example: "updated and effective"."""
    return _match("dates.joining", r"\s{{0,3}}(?:{}|&|/|,)\s{{0,3}}")


@cache
def _about_itself() -> re.Pattern[str]:
    """Example: "These Terms and Conditions were published on 21 February 2024", wherever it stands."""
    names = join_patterns("dates.document")
    return _match("dates.itself", rf"^(?:{{}}){WORD_END}.{{{{0,40}}}}?{WORD_START}(?:{names}){WORD_END}")


def _match(key: str, around: str) -> re.Pattern[str]:
    return compile_pattern(around.format(join_patterns(key)), re.IGNORECASE)


# not between "1." and "Januar"
_SENTENCE = compile_pattern(r"(?:(?<=\d{4}[.;])|(?<=[^\d\s][.!?;]))\s+(?=[A-ZÀ-ÝÄÖÜ“\"(])|\n")
_WORD = compile_pattern(r"\w+")
_CLOCK = compile_pattern(r"\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[+-]\d\d:?\d\d)?\b")  # "Thu, 16 Feb 2017 17:17:39 -0500"
_DOTTED = compile_pattern(r"(?<![\w.])(?P<day>[0-3]?\d)\.(?P<month>0[1-9]|1[0-2])\.\d\d\W{0,2}$")
_LONG = compile_pattern(r"\W*+(?:\w++\W++){6}\w")  # a seventh word: a line that announces a date has six at most


def find_dates(sections: Sequence[Section], *, language: str | None) -> tuple[StatedDate, ...]:
    """The dates the document states of itself, in order, each kind and day once.

    Looked for in the opening, in lines that are about nothing else, and in the last section's sentences;
    `phrase` is the sentence or line that says it.
    """
    found: dict[tuple[DateKind, object], StatedDate] = {}
    for phrase in _iterate_phrases(sections):
        for stated in _read_phrase(phrase, language):
            found.setdefault((stated.kind, stated.on), stated)
    return tuple(found.values())


def is_date_line(text: str) -> bool:
    """Whether a line is about nothing but a date of the document: "Last Updated: October 25, 2024"."""
    return len(text) <= MOST_OF_A_DATE_LINE and _is_date_line(normalize("NFC", text))


@lru_cache(maxsize=8192)  # every block is asked about when marks and when dates are found, and again when compared
def _is_date_line(text: str) -> bool:
    matches = list(find_date_matches(text))
    if not matches and not (_FIGURES.search(text) and _month_of_year().search(text)):
        return _ends_in_dotted_date(text)
    rest = "".join(_cut_dates(text, matches)) if matches else _month_of_year().sub("", text)
    words = _WORD.findall(_CLOCK.sub("", rest))
    if len(words) <= (3 * len(matches) or 1):
        return True
    return (
        len(words) <= _SHORT_LINE
        and any(pattern.search(rest) for _, pattern in _keywords())
        and not PAGE_ADDRESS.search(rest)
    )


def _ends_in_dotted_date(text: str) -> bool:
    """Whether two figures stand for the year of a dotted date: "Stand: 01.03.25". "1.2.13 Payment" is a clause, and so
    is "1.2.13": the date closes its line, its month has two figures, and words before it announce one, or none stand
    there and it has a nought."""
    match = _DOTTED.search(text)
    if match is None:
        return False
    before = text[: match.start()]
    return names_date(before) if _WORD.search(before) else "0" in (match["day"][0], match["month"][0])


def names_date(text: str) -> bool:
    """Whether a line only announces a date that stands elsewhere: "Effective Date:"."""
    return not _LONG.match(text) and _names_date(text)


@lru_cache(maxsize=8192)  # short lines alone, and successive versions share most of them
def _names_date(text: str) -> bool:
    return any(pattern.search(text) for _, pattern in _keywords())


def find_last_day(text: str) -> date | None:
    """The day until which a line says that its text holds ("Effective until 3 May 2024"); None where it says none."""
    if len(text) > MOST_OF_A_DATE_LINE or not _is_date_line(text):
        return None
    is_dated = _kinds_of(text)  # "Until 3 May" alone is the season of a rule
    return next((match.on for match in find_date_matches(text) if is_dated and _is_last_day(text, match)), None)


def _is_last_day(text: str, match: DateMatch) -> bool:
    before, after = text[max(0, match.start - _FARTHEST) : match.start], text[match.end : match.end + _FARTHEST]
    return _until().search(before) is not None or _until_after().search(after) is not None


def _cut_dates(text: str, matches: list[DateMatch]) -> Iterator[str]:
    end = 0
    for match in matches:
        yield text[end : match.start]
        end = match.end
    yield text[end:]


def _iterate_phrases(sections: Sequence[Section]) -> Iterator[str]:
    """Sentences that may state a date; a line that ends in "Effective Date:" goes with the line after it."""
    for section in sections:
        is_edge = section.ordinal == 0 or section.ordinal >= len(sections) - 2
        heading = section.heading or ""
        before = heading if names_date(heading) else ""
        for block in section.blocks:
            text = f"{before} {block.text}" if before and len(block.text) < 60 else block.text
            if is_edge or is_date_line(text) or (len(text) < _SHORT_BLOCK and _about_itself().match(text)):
                yield from _SENTENCE.split(text[:20_000])
            before = block.text if _ends_open(block) else ""


def _ends_open(block: Block) -> bool:
    return names_date(block.text) and not any(True for _ in find_date_matches(block.text))


def _read_phrase(phrase: str, language: str | None) -> Iterator[StatedDate]:
    previous_end = 0
    for match in find_date_matches(phrase, language=language):
        before = phrase[max(previous_end, match.start - _FARTHEST) : match.start]
        after = phrase[match.end : match.end + _FARTHEST // 2]
        is_other = _other_text().search(before) or _is_last_day(phrase, match)
        kinds = [] if is_other else _kinds_of(before) or _kinds_of(after)
        for kind in kinds:
            yield StatedDate(kind, match.on, " ".join(phrase.split()))
        previous_end = match.end


def _kinds_of(words: str) -> list[DateKind]:
    """What the words say of a date: the last of them, and those joined to it ("Last updated and effective:")."""
    found = sorted(
        (match.start(), match.end(), kind) for kind, pattern in _keywords() for match in pattern.finditer(words)
    )
    kinds: list[DateKind] = []
    start = len(words)
    for begins, ends, kind in reversed(found):
        if kinds and not _joined().fullmatch(words[ends:start]):
            break
        if kind not in kinds:
            kinds.append(kind)
        start = begins
    return kinds[::-1]
