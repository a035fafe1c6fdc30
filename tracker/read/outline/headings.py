"""A stretch of text -> whether it is a heading, and where a run-in heading ends.

Looks at words only: how long, how it ends, whether it says something (a sentence) or names something.
Knows neither markup nor what stands around it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.languages import compile_words, join_patterns, join_words
from tracker.languages.phrases import Phrases
from tracker.text.dates import is_date_line
from tracker.text.numbering import Label
from tracker.text.scripts import HALTS, QUESTIONS, WIDE_STOPS, WORD_END, WORD_START, count_words

_MOST_WORDS: Final = 24  # of a marked heading; a question may be longer
_MOST_QUESTION_WORDS: Final = 28
_MOST_PLAIN_WORDS: Final = 12  # of a line without any markup
_MOST_CLOSED_WORDS: Final = 8  # of a heading that ends in a full stop or colon
_MOST_PLAIN_CLOSED_WORDS: Final = 3  # the same without any markup, unless every word has a capital
_MOST_SHOUTED_WORDS: Final = 14  # capitals beyond this are a warning, not a heading
_LONGEST_HEADING: Final = 300  # letters
_LONGEST_PHRASE: Final = 140  # letters looked at behind a label

CLOSING: Final = " .:–—-。："
"""What stands between a heading and the text that goes on in its line."""

_CONTACT = compile_pattern(r"@|https?:|www\.|\+\d[\d ()]{5}|\[email", re.IGNORECASE)
# "... or misleading activities. This includes"
_NEW_SENTENCE = compile_pattern(r"(?:[^\W\d_]{3}|\d{4})[.!]\s+[A-ZÀ-Ý]")
_LETTERS = compile_pattern(r"[^\W\d_]")
# example: "Disputes. Any dispute or claim arising": a phrase, its stop, and a new beginning
_PHRASE = compile_pattern(
    r"((?:\d{1,3}\s)?[\"“«]?[^\W\d_][^.:?!]{0,100}?)(?:(\.|:|\?|\s[–—-])\s{1,3}(?=[A-ZÀ-Ý“\"«(\[\d])|(\.)(?=[A-ZÀ-Ý][a-zà-ÿ]))"
)


@cache
def match_title() -> re.Pattern[str]:
    """Finds a word that documents are called by in their titles: "Terms of Use"."""
    return compile_pattern(rf"{WORD_START}(?:{join_patterns('headings.titles')}){WORD_END}", re.IGNORECASE)


@cache
def _saying() -> Phrases:
    """Words that make a statement: in a line that ends like a sentence they tell it from a heading."""
    return compile_words("headings.saying", before=r"(?<![-\w])", after=r"(?![-\w])")


@cache
def _company() -> re.Pattern[str]:
    """Example: "Harbour Parcels GmbH", a line of an address."""
    return compile_pattern(rf"\b(?:{join_patterns('headings.companies')})\.?$")


@cache
def _remark() -> re.Pattern[str]:
    """Example: "Note: Unless otherwise specified": introduces a remark, names no clause."""
    return compile_pattern(rf"(?:{join_patterns('headings.remarks')})", re.IGNORECASE)


@cache
def _open_end() -> re.Pattern[str]:
    """Example: "(vi) any loss to others; and"."""
    return compile_pattern(rf"[;,]\s(?:{join_patterns('headings.joining')})$")


class RunIn(NamedTuple):
    """A heading at the beginning of a paragraph: where it ends, and where the body begins."""

    heading: str
    body_start: int


def is_heading_text(text: str, *, is_marked: bool) -> bool:
    """Whether the words, without any label, name something rather than say something.

    `is_marked` says that markup sets the line apart (bold, `#`), which allows for more words.
    """
    text = text.strip()
    return len(text) <= _LONGEST_HEADING and _is_heading_text(text, is_marked)


@lru_cache(maxsize=8192)  # successive versions share nearly all their lines
def _is_heading_text(text: str, is_marked: bool) -> bool:
    if not _LETTERS.search(text) or is_date_line(text) or _CONTACT.search(text):
        return False
    count = count_words(text)
    if text[-1] in QUESTIONS:
        return count <= _MOST_QUESTION_WORDS
    if count > (_MOST_WORDS if is_marked else _MOST_PLAIN_WORDS):
        return False
    if count > _MOST_CLOSED_WORDS and _NEW_SENTENCE.search(text):
        return False
    if text[-1] in ",;，；、" or _open_end().search(text) or _company().search(text):
        return False
    if text.isupper() and count > _MOST_SHOUTED_WORDS:
        return False
    if text[-1] in WIDE_STOPS and not is_marked:  # "（二）转账。": no title ends so
        return False
    if text[-1] in HALTS + ":：":
        most = _MOST_CLOSED_WORDS if is_marked else _MOST_PLAIN_CLOSED_WORDS
        is_name = count <= most or (is_title_case(text) and not text.isupper())
        return is_name and not _saying().search(text)
    return not (count > _MOST_PLAIN_WORDS and _saying().search(text) and not text.isupper())


def says_more(text: str) -> bool:
    """Whether a line goes on after its second sentence: text that is set large, however it is marked up."""
    return len(_NEW_SENTENCE.findall(text)) > 1 and count_words(text) > _MOST_CLOSED_WORDS


def find_run_in(text: str, start: int, lead: int, *, is_labelled: bool) -> RunIn | None:
    """The bold heading that `text` runs on from, between `start` (after its label) and `lead` (the end of bold).

    Example: "10.4 Customer License Grant. You agree to grant ..." with lead 27.
    """
    bold, rest = text[start:lead], text[lead:]
    if not bold.strip() or is_date_line(text):
        return None
    heading = bold.strip()
    body_start = lead + len(rest) - len(rest.lstrip(CLOSING))
    is_ended = heading[-1] in CLOSING + QUESTIONS + "!！" or rest.lstrip()[:1] in tuple(CLOSING.strip())
    body = text[body_start:]
    if _is_run_in_heading(heading, body, is_ended=is_ended, is_labelled=is_labelled):
        return RunIn(heading, body_start)
    phrase = _PHRASE.match(text, start, lead) or _PHRASE.match(text[: lead + 40], start)
    if phrase and phrase.end(1) <= lead and _names_clause(phrase[1], is_labelled=is_labelled):
        return RunIn(phrase[1].strip(), phrase.end())
    return None


def _is_run_in_heading(heading: str, body: str, *, is_ended: bool, is_labelled: bool) -> bool:
    bare = heading.rstrip(CLOSING)
    shown = bare if is_labelled else heading
    if not body or not is_heading_text(shown, is_marked=True) or _remark().fullmatch(bare):
        return False
    if not is_labelled and (count_words(body) < 5 or not _begins_name(bare)):
        return False
    if is_ended:
        return is_labelled or not _is_statement(bare)
    return body[:1].isupper() and count_words(bare) <= 8 and not _is_statement(bare)


def _begins_name(text: str) -> bool:
    """Whether words begin as a name does: with a capital, or with a figure where each word has one; any letter will
    do in scripts without capitals. Example: "30-Day Refunds".
    """
    letter = next(filter(str.isalpha, text), None)
    if letter is None:
        return False
    is_cased = letter.isupper() or letter.islower()
    return not is_cased or text[:1].isupper() or (text[:1].isdigit() and is_title_case(text))


def _is_statement(text: str) -> bool:
    return count_words(text) > 8 and _saying().search(text) is not None


def _names_clause(phrase: str, *, is_labelled: bool) -> bool:
    words = phrase.split()
    if len(words) > _MOST_CLOSED_WORDS or _saying().search(phrase) or _remark().fullmatch(phrase.strip()):
        return False
    return is_labelled or (len(words) <= 6 and not (phrase.isupper() and len(words) > 2) and is_title_case(phrase))


def find_bare_run_in(text: str, start: int) -> RunIn | None:
    """A heading without markup that the text after a label begins with: "1.1 Data Transfer. All facilities ..."."""
    return _find_bare_run_in(text[: start + _LONGEST_PHRASE], start)


@lru_cache(maxsize=8192)
def _find_bare_run_in(text: str, start: int) -> RunIn | None:
    phrase = _PHRASE.match(text, start)
    if phrase is None or phrase[2] == "?" or not phrase[1].lstrip('"“«0123456789 ')[:1].isupper():
        return None
    words = phrase[1].split()
    if (
        len(words) > 10
        or _saying().search(phrase[1])
        or _remark().fullmatch(phrase[1].strip())
        or _company().search(phrase[1])
        or _is_cut_short(phrase)
    ):
        return None
    return RunIn(phrase[1].strip(), phrase.end())


def _is_cut_short(phrase: re.Match[str]) -> bool:
    """Whether the stop belongs to the last word: "a) Death, resp. Dissolution", "(i) The monies of X.Org"."""
    last = phrase[1].split()[-1].strip('(["“«')
    is_name = phrase[3] is not None and len(last) == 1
    is_shortened = phrase[2] == "." and last.casefold() in join_words("text.shortened")
    return is_name or (is_shortened and last != "etc")  # "Marks, Logos, etc. You follow our rules"


def is_title_case(text: str) -> bool:
    """Whether every word of weight begins with a capital: "Facilities and Data Transfer"."""
    small = join_words("headings.small")
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if word not in small]
    return bool(words) and all(word[0].isupper() for word in words)


_THREE_LETTERS = compile_pattern(r"[^\W\d_]{3}")
_MOST_CAPITALS: Final = 100  # characters of a line that a bare number heads


def heads_in_capitals(label: Label, text: str) -> bool:
    """Whether a number without a sign behind it heads a short line in capitals: "1 FEES". What only looks so ("24
    HOURS") is told by what does not count on."""
    words = text[label.length :]
    is_short = len(words) <= _MOST_CAPITALS and _THREE_LETTERS.search(words) is not None
    return label.style == "decimal" and is_short and words.isupper()
