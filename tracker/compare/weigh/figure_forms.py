"""A difference -> whether a figure is only written otherwise, or only the mark of a note came, went or counts on.

Each function is the test of a row in `harmless.RULES`, which holds examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from tracker.compare.weigh.difference import Difference
from tracker.compiled import compile_pattern
from tracker.languages import join_pairs, join_patterns, join_series, join_whole, join_words
from tracker.text.canon import canon_text
from tracker.text.counters import parse_han
from tracker.text.date_grammar import find_date_matches
from tracker.text.scripts import HAN_DIGITS, bound_words
from tracker.text.signs import RAISED, spell_fractions

_CONTEXT: Final = 60  # characters on either side of a run that are looked at with it
_NOTE = compile_pattern(rf"\[\^?\w{{1,3}}\]|[{RAISED}]{{1,3}}(?:, ?[{RAISED}]{{1,3}})*")
# What a note's mark stands behind: a word, the end of a sentence, an amount. "m²" and "10⁶" are figures.
_NOTED = compile_pattern(r"(?:[^\W\d_]{3}|[.,;:!?)\]”\"’»%]|[$€£¥]\s?\d[\d.,]*)$")
_MOST_SPELT: Final = 12  # words by which one way to write a figure is longer: "one thousand two hundred (1,200)"
_DIGITS = compile_pattern(r"\d+")
_AGAIN = compile_pattern(r"(\d+(?:\.\d+)?)\s?\(\1\)")  # "30 (30)"
_THOUSANDS = compile_pattern(r"(?<![\d.,])\d{1,3}(?:[.,'’\s]\d{3})+(?!\d)")  # "1.000", "1'000" of an amount
_LAKHS = compile_pattern(r"(?<![\d.,])\d{1,2}(?:,\d\d)+,\d{3}(?!\d)")  # "1,00,000"
_HAN = compile_pattern(f"[{HAN_DIGITS}]{{1,3}}")  # "三十"
_EITHER = compile_pattern(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1[0-2])/\d{4}")  # "01/03/2024"
_CLOCK = compile_pattern(r"(?<![\d:.,])0(?=\d\s?:\s?[0-5]\d(?!\d))")  # "09:00" is 9:00
_ZEROS = compile_pattern(r"(?<![\d.,])(\d+)(?:[.,](\d?[1-9])?0{1,2})(?![\d.,]*\d)")  # "10.00", "10,50"


def differs_in_note_mark(difference: Difference) -> bool:
    """Only the marks of notes behind words differ: "fees¹", "fees[12]"."""
    if len(difference.old) > _CONTEXT or len(difference.new) > _CONTEXT:
        return False
    before, after = difference.before[-_CONTEXT:], difference.after[:_CONTEXT]
    after = after if after[:1] in (")", "]") else f" {after}"
    old, new = (f"{before}{run}{after}" for run in (difference.old, difference.new))
    if not (_NOTE.search(old) or _NOTE.search(new)):
        return False
    plain = tuple("".join(_drop_notes(text).split()) for text in (old, new))
    return plain[0] == plain[1] and _drop_notes(old) + _drop_notes(new) != old + new


# "(PDF, 0.2 MB, FR)", "rules.pdf 300 kB"
_SIZE = compile_pattern(r"\d{1,4}(?:[.,]\d{1,3})?(?: ?[kmg](?:i?b|o))?", re.IGNORECASE)
_FILE = compile_pattern(r"\b(?:pdf|docx?|xlsx?|zip)\W{0,3}$", re.IGNORECASE)
_BYTES = compile_pattern(r"\d ?[kmg](?:i?b|o)\b", re.IGNORECASE)


def differs_in_file_size(difference: Difference) -> bool:
    """Only the size of a file that may be fetched differs, behind its form: "(PDF, 0.2 MB)"."""
    runs, after = (difference.old, difference.new), difference.after[:_CONTEXT]
    if not all(_SIZE.fullmatch(run.strip()) for run in runs) or not _FILE.search(difference.before[-_CONTEXT:]):
        return False
    return all(_BYTES.match(f"{run.strip()[-1]}{after}") or _BYTES.search(run) for run in runs)


def differs_in_figure_form(difference: Difference) -> bool:
    """Only how figures are written differs: "1,000" and "1000", "thirty (30)" and "30", "٣٠" and "30", "€5.00" and
    "5 EUR", "10 %" and "10 per cent", "2024-03-01" and "1 March 2024", "1st" and "first", "10–20" and "10 to 20"."""
    if not any(map(_says_number, (difference.old, difference.new, difference.before[-2:]))):
        return False
    if abs(len(difference.old.split()) - len(difference.new.split())) > _MOST_SPELT:
        return False
    if _has_other_figures(difference.old, difference.new):
        return False  # as most do
    before, after = difference.before[-_CONTEXT:], difference.after[:_CONTEXT]
    old, new = (
        _write_plainly(f"{before} {run} {after}", difference.language) for run in (difference.old, difference.new)
    )
    return old == new


def _drop_notes(text: str) -> str:
    return _NOTE.sub(lambda mark: "" if _NOTED.search(text, 0, mark.start()) else mark[0], text)


def _says_number(run: str) -> bool:
    return any(map(str.isnumeric, run))


def _has_other_figures(old: str, new: str) -> bool:
    """Whether as many digits but others stand in two runs without a word, noughts apart: "30" and "60", never
    "1,000" and "1000" or "24" and "2024"."""
    if not (old.isascii() and new.isascii()) or any(map(str.isalpha, old + new)):
        return False
    digits = [sorted(filter("123456789".__contains__, run)) for run in (old, new)]
    return len(digits[0]) == len(digits[1]) and digits[0] != digits[1]


def _write_plainly(text: str, language: str | None) -> str:
    """A text with all its figures in ASCII, without signs between thousands, and those spelt out as figures; dates as
    ISO 8601 has them, amounts before their currency."""
    text = spell_fractions(_drop_articles(_write_dates(text, language), language))
    text = _match_unit().sub(" ", _CLOCK.sub("", text))
    text = _DIGITS.sub(lambda digits: digits[0] if digits[0].isascii() else str(int(digits[0])), text)
    text = _LAKHS.sub(_join_digits, text)
    if language:
        text = _match_thousands(language).sub("", text)
        words = _match_numerals(language)
        text = words.sub(lambda word: _read_as(join_pairs("text.numerals", language), word[0]), text) if words else text
    text = _HAN.sub(lambda han: str(parse_han(han[0]) or han[0]), text)
    text = _match_money().sub(_name_currency, _match_magnitude().sub(_multiply, text))
    text = _match_amount().sub(_write_amount, _match_share().sub("%", text))
    text = _write_ordinals(text, language) if language else text
    return _AGAIN.sub(r"\1", " ".join(_join_ranges(canon_text(text), language).split()))


def _read_as(pairs: Mapping[str, str], word: str) -> str:
    """What a word of some pairs is read as, in whatever case it stands; the word itself where no case of it is one:
    "dreißig" is in lower case, "DREISSIG" has no way back."""
    return pairs.get(word.lower()) or pairs.get(word.casefold()) or word


@cache
def _match_thousands(language: str) -> re.Pattern[str]:
    """The signs between the thousands of a figure."""
    signs = "|".join(map(re.escape, sorted(join_words("text.thousands", language)))) or "(?!)"
    return compile_pattern(rf"(?<=\d)(?:{signs})(?=\d{{3}}(?!\d))")


def _write_dates(text: str, language: str | None) -> str:
    """The dates of a text as "2024-03-01", but for those that one reader takes for March and another for January."""
    parts, end = [], 0
    for found in find_date_matches(text, language=language):
        spelt = text[found.start : found.end]
        if not (_EITHER.fullmatch(spelt) and (language or "en").startswith("en")):
            parts += [text[end : found.start], found.on.isoformat()]
            end = found.end
    return "".join([*parts, text[end:]])


def _drop_articles(text: str, language: str | None) -> str:
    """Without an article before a date: "on the 31st of December 2025"."""
    articles = _match_dated_article(language) if language and "-" in text else None
    return articles.sub("", text) if articles else text


@cache
def _match_dated_article(language: str) -> re.Pattern[str] | None:
    words = "|".join(map(re.escape, sorted(join_words("forms.article", language))))
    return compile_pattern(rf"(?<!\w)(?:{words})\s(?=\d{{4}}-\d\d-\d\d)", re.IGNORECASE) if words else None


def _write_ordinals(text: str, language: str) -> str:
    """Ordinals as figures with a sign: "1st" and "first" are "1°"."""
    text = _match_ordinal().sub(r"\1°", text)
    places, names = _match_ordinal_words(language)
    return names.sub(lambda name: f"{_read_as(places, name[0])}°", text) if names else text


@cache
def _match_ordinal_words(language: str) -> tuple[Mapping[str, str], re.Pattern[str] | None]:
    """The ordinals of a language that are words, with what each counts, and the pattern that finds them."""
    series = enumerate(join_series("labels.ordinals", language), 1)
    places = {name: str(place) for place, names in series for name in names}
    either = bound_words("|".join(map(re.escape, sorted(places, key=len, reverse=True))))
    return places, compile_pattern(either, re.IGNORECASE) if places else None


@cache
def _match_ordinal() -> re.Pattern[str]:
    return compile_pattern(rf"(?<![\w.,])(\d{{1,2}})(?:{join_patterns('text.day_suffixes')}|[ºª])(?!\w)", re.IGNORECASE)


_RANGE = compile_pattern(r"(?<=[\d%A-Z])\s?-\s?(?=\d)")
_UNIT_AGAIN = compile_pattern(r"(?<=\d) ([A-Z]{3}|%)(?=-\d[\d.]* \1)")  # "10 %-20 %"


def _join_ranges(text: str, language: str | None) -> str:
    """From a figure to another with a hyphen, and the unit of both once: "10 to 20 %" and "10%–20%" are "10-20 %"."""
    words = _match_range_word(language) if language else None
    text = words.sub("-", text) if words else text
    return _UNIT_AGAIN.sub("", _RANGE.sub("-", text))


@cache
def _match_range_word(language: str) -> re.Pattern[str] | None:
    words = join_patterns("text.range", language)
    return compile_pattern(rf"(?<=[\d%A-Z])\s(?:{words})\s(?=\d)") if words else None


def _join_digits(found: re.Match[str]) -> str:
    return re.sub(r"\D", "", found[0])


@cache
def _match_share() -> re.Pattern[str]:
    """What says behind a figure that it is a share of hundred."""
    return compile_pattern(rf"(?<=\d)\s?(?:%|{join_whole('text.percent', before='')})", re.IGNORECASE)


@cache
def _match_unit() -> re.Pattern[str]:
    """The hyphen before a unit: "thirty-day" says what "30 day" says."""
    return compile_pattern(rf"(?<=\w)-(?={join_whole('text.units', before='')})", re.IGNORECASE)


@cache
def _match_amount() -> re.Pattern[str]:
    """A figure with its currency or a sign of per cent, once both are written plainly: "EUR 10.00", "10.50 %"."""
    codes = "|".join(sorted(set(join_pairs("text.currency_signs").values()) | {r"\$"}))
    number = r"\d[\d.,'’]{0,14}(?<=\d)(?:\s\d{3}(?!\d)){0,3}"
    times = "|".join(sorted(join_pairs("text.magnitudes"), key=len, reverse=True))
    return compile_pattern(
        rf"(?<![\w.,])(?P<before>{codes})\s?(?P<first>{number})(?:\s?(?P<by>{times})(?!\w))?"
        rf"|(?<![\w.,])(?P<last>{number})\s?(?:(?P<times>{times})\s)?(?P<behind>{codes}|%)(?!\w)",
        re.IGNORECASE,
    )


def _write_amount(found: re.Match[str]) -> str:
    """The figure without signs between thousands and zeros at its end, "5 million" in figures, then its currency."""
    number = _THOUSANDS.sub(_join_digits, found["first"] or found["last"])
    number = _ZEROS.sub(lambda zeros: f"{zeros[1]}.{zeros[2]}" if zeros[2] else zeros[1], number)
    if times := found["by"] or found["times"]:
        number = _write_product(number, times) or number
    return f"{number} {found['before'] or found['behind']}"


def _write_product(number: str, times: str) -> str:
    """ "1.5", "million" → "1500000"; "" where the number is none ("1.2.3")."""
    whole = float(number.replace(",", ".")) if number.count(".") + number.count(",") < 2 else 0
    by = _read_as(join_pairs("text.magnitudes"), times)
    return f"{whole * int(by):.0f}" if whole and by.isdecimal() else ""


_SHORTEST_MAGNITUDE: Final = 4  # letters: "k" and "mn" mean it of money alone


@cache
def _match_magnitude() -> re.Pattern[str]:
    """A number of whatever it is with its magnitude: "1 million boats"."""
    names = [name for name in join_pairs("text.magnitudes") if len(name) >= _SHORTEST_MAGNITUDE]
    times = "|".join(sorted(names, key=len, reverse=True))
    return compile_pattern(rf"(?<![\w.,])(\d{{1,6}}(?:[.,]\d{{1,3}})?)\s({times})(?!\w)", re.IGNORECASE)


def _multiply(found: re.Match[str]) -> str:
    return _write_product(found[1], found[2]) or found[0]


@cache
def _match_money() -> re.Pattern[str]:
    """An amount with the sign of its currency before or behind it."""
    signs = "|".join(map(re.escape, sorted(join_pairs("text.currency_signs"), key=len, reverse=True)))
    return compile_pattern(rf"(?<!\w)(?P<before>{signs})\s?(?=\d)|(?<=\d)\s?(?P<behind>{signs})(?!\w)")


def _name_currency(sign: re.Match[str]) -> str:
    codes = join_pairs("text.currency_signs")
    return f"{codes[sign['before']]} " if sign["before"] else f" {codes[sign['behind']]}"


@cache
def _match_numerals(language: str) -> re.Pattern[str] | None:
    names = sorted(join_pairs("text.numerals", language), key=len, reverse=True)
    return compile_pattern(bound_words("|".join(map(re.escape, names))), re.IGNORECASE) if names else None
