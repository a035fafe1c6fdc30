"""A difference -> whether only a date of the document itself changed, or how long ago something was.

Each function is the test of one row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tracker.compare.weigh.binding import promises
from tracker.compare.weigh.difference import Difference
from tracker.compiled import compile_pattern
from tracker.languages import compile_words, find_language, join_patterns
from tracker.text.date_grammar import find_date_matches
from tracker.text.dates import MOST_OF_A_DATE_LINE, PAGE_ADDRESS, is_date_line, names_date
from tracker.text.months import match_months
from tracker.text.scripts import count_words

_COLON = compile_pattern(r":\W*$")
_LONGEST_NAME = 80
_MOST_NAMES = 8
_LINE_WORDS = 20
_MOST_LABEL = 4  # words before the colon
_WORDS_BEHIND = 2  # "2024 r." and "2024 UTC" are dates
_VERSION = compile_pattern(r"\W?v\.?\s?\d+(?:\.\d+){0,3}\W{1,4}[\d./-]{4,10}\W{0,3}", re.IGNORECASE)  # "v2.1 (03/2025)"
_DATED = compile_pattern(r"([^\W\d][\w.-]*[/_-]v?)(?:19|20)\d\d[._-]?(?:0\d|1[0-2])[._-]?(?:[0-2]\d|3[01])(?!\d)")


def is_own_date(difference: Difference) -> bool:
    """A date of the document itself: in lines that state it, in a sentence, as its edition, as a machine's time."""
    rules = (is_date_only, is_date_in_sentence, is_dated_reference, is_time_stamp)
    return any(rule(difference) for rule in rules)


def is_date_only(difference: Difference) -> bool:
    """Lines that state a date of the document, and the words that announce one on the next line."""
    lines, language = difference.single_lines, difference.language
    is_unread = difference.section.ordinal == 0 and bool(language) and find_language(language) is None
    return bool(lines) and all(
        states_date(line, language) or _announces_date(line, language) or (is_unread and _labels_date(line))
        for line in lines
    )


def _labels_date(line: str) -> bool:
    """Whether a line is some words, a colon and a date. Whose date it is nobody can tell where no word is known; in the
    opening of a text it is the text's own."""
    label, colon, _ = line.partition(":")
    return (
        bool(colon) and count_words(label) <= _MOST_LABEL and not any(map(str.isdecimal, label)) and _ends_in_date(line)
    )


def _announces_date(line: str, language: str | None) -> bool:
    """Example: "Terms of Use Effective Date:"."""
    ends_in_date = compile_words("around.date_word", code=language, after=r"\W*$")
    return names_date(line) and bool(_COLON.search(line) or ends_in_date.search(line))


@cache
def _match_loose_date() -> re.Pattern[str]:
    """Example: "Version 03/2024", "Stand: März 2024", "Effective 10 May 2023, 08:31 GMT", "le 14/09/22",
    "Rev. 03/25"."""
    month = rf"{match_months(with_short=False)}\.?"
    return compile_pattern(
        rf"\b(?:0[1-9]|1[0-2])/\d\d(?![\d/])|\b\d{{1,2}}[./](?:19|20)\d\d\b|\b\d{{1,2}}([./-])\d{{1,2}}\1\d\d(?!\d)"
        rf"|\b(?:{month} )?(?:19|20)\d\d\b|\b{month} \d{{1,2}}(?!\w)"
        rf"|\b\d{{1,2}}(?:{join_patterns('text.day_suffixes')}|\.)? {month}(?!\w)",
        re.IGNORECASE,
    )


@cache
def _match_place() -> re.Pattern[str]:
    """Example: "Madrid, 3 de mayo de 2023", "Köln, den 4. Juni 2024", "Łódź, dnia 1.2.2024 r."."""
    month, on_day = rf"{match_months(with_short=False)}\.?", join_patterns("around.on_day")
    day = rf"(?:(?:{on_day})\s)?(?:\d{{1,2}}\D|{month}\s\d)"
    return compile_pattern(rf"^[^\W\d_][\w' -]{{2,30}},\s{day}[^,;:]{{0,22}}\d\d\W{{0,3}}\w{{0,4}}\.?$", re.IGNORECASE)


@lru_cache(maxsize=1024)  # each difference on a line asks for the line
def states_date(text: str, language: str | None) -> bool:
    """Whether a line is about a date of the document and nothing else."""
    if len(text) > MOST_OF_A_DATE_LINE or promises(text, language) or PAGE_ADDRESS.search(text):
        return False
    place, about_date = _match_place(), compile_words("around.about_date", code=language)
    is_short = (count_words(text) <= 4 and not _goes_on(text)) or bool(place.match(text))
    if is_date_line(text) and (is_short or about_date.search(text) or names_date(text)):
        return True
    is_about = place.match(text) or about_date.search(text) or _VERSION.fullmatch(text)
    if is_about and count_words(text) <= _LINE_WORDS and _ends_in_date(text):
        return True
    return len(text) <= 90 and count_words(text) <= 10 and bool(is_about and _match_loose_date().search(text))


def _goes_on(text: str) -> bool:
    """Whether words follow the last date of a line: "Until 01/03/2024 you pay"."""
    *_, last = (None, *find_date_matches(text))
    return last is not None and count_words(text[last.end :]) >= _WORDS_BEHIND


def _ends_in_date(text: str) -> bool:
    """Example: "In force for members from outside the country, and for their guests: 3 May 2024"."""
    *_, last = (None, *find_date_matches(text))
    return last is not None and text[: last.start].rstrip().endswith((":", "：")) and len(text) - last.end <= 1


def is_date_in_sentence(difference: Difference) -> bool:
    """A date swapped for a date in a sentence that says since when this text itself applies.

    Example: "These terms are effective as of 1 May 2024 and replace the terms of 1 May 2023."
    """
    if difference.is_heading or not (difference.old and difference.new):
        return False
    if not all(_is_date(run) for run in (difference.old, difference.new)):
        return False
    key = "around.about_date" if difference.section.number is None else "around.own_date"
    says_when = compile_words(key, code=difference.language)
    return all(says_when.search(sentence) for sentence in difference.sentences)


def is_dated_reference(difference: Difference) -> bool:
    """The date within the name of the edition: "rules/20240105" became "rules/20240304"."""
    old, new = difference.old.split(), difference.new.split()
    if (
        len(old) != len(new)
        or not any(map(str.isdecimal, difference.old + difference.new))
        or len(old) > _MOST_NAMES
        or any(len(word) > _LONGEST_NAME for word in (*old, *new))
    ):
        return False
    names = [(_DATED.sub(r"\1", word), _DATED.sub(r"\1", other)) for word, other in zip(old, new, strict=True)]
    return bool(old) and old != new and all(one == other for one, other in names)


_STAMP = compile_pattern(
    r"(?:19|20)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
)


def is_time_stamp(difference: Difference) -> bool:
    """A time as machines write it, which a page prints of itself: "2026-01-05T11:02:20+01:00"."""
    old, new = difference.old_line, difference.new_line
    return old != new and bool(_STAMP.search(old)) and _STAMP.sub("", old) == _STAMP.sub("", new)


def _is_date(run: str) -> bool:
    """Whether a run is a date or a part of one ("14 March", "2024", "July 7,")."""
    if not re.search(r"\d", run):
        return False
    rest = run
    for match in find_date_matches(run):
        rest = rest.replace(run[match.start : match.end], "")
    rest = _match_loose_date().sub("", rest)
    if re.search(r"[^\W\d_]{3}|\d{3}", rest):
        return False
    return compile_words("text.units", before=r"\d\s?", after="").search(rest) is None  # "7天" is a time limit


def is_relative_time(difference: Difference) -> bool:
    """Lines that say how long ago something was: "Updated over 2 years ago", "il y a 3 semaines"."""
    lines, ago = difference.single_lines, compile_words("around.relative_time", code=difference.language)
    return bool(lines) and all(count_words(line) <= 14 and ago.search(line) for line in lines)
