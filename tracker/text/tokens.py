"""Text -> tokens, the units a redline never splits: words, figures with their unit, dates, money, addresses, terms.

Whitespace belongs to the token before it, so the tokens of a text, joined, are the text. Knows no other version, and
not which language it reads: the words of all stand side by side.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.text.canon import canon_key, match_hidden_email
from tracker.text.months import match_months
from tracker.text.scripts import HANGUL, MARKS, UNSPACED, UNSPACED_LETTER, has_unspaced
from tracker.text.signs import MINUS, POINT, RAISED

_SIGN: Final = r"(?:US\$|A\$|C\$|CA\$|AU\$|HK\$|[$€£¥₹₩])"
_FIGURE: Final = rf"{MINUS}?{POINT}?\d{{1,18}}(?:[.,'’]\d{{1,18}}){{0,12}}"
# Figures above the line are no part of a word or figure: "fees¹", "$100²".
_LETTER: Final = rf"(?-i:[^\W{UNSPACED}{RAISED}])"
_END: Final = rf"(?!{_LETTER})"
# "10 062,33": with a blank before each three figures, which only a unit behind or a sign before shows to be one figure
_SPACED: Final = rf"{MINUS}?\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}}){{1,5}}(?:[.,]\d{{1,18}})?(?!\d)"


# A plain word and the blank before another: most of most texts. Whatever else may begin with letters goes on with a
# figure, a sign or a bracket ("May 5", "EUR 12", "example.org"), so nothing that stands below is lost to it.
_PLAIN: Final = r"(?-i:[a-zA-Z]+(?=[,;]? [a-zA-Z]))"


@cache
def compile_tokens(*, is_quick: bool = True) -> re.Pattern[str]:
    """The pattern of one token with the whitespace behind it. `is_quick` False leaves the short way to plain words out:
    it finds the same tokens in three times the time."""
    month = rf"{match_months(with_short=False)}\.?"
    word, suffix, unit, code = (_match(key) for key in ("date_words", "day_suffixes", "units", "currencies"))
    pattern = "|".join(
        (
            *([_PLAIN] if is_quick else []),
            UNSPACED_LETTER,
            # "⁶" of "10⁶", "¹" of "fees¹"
            rf"[{RAISED}]+",
            # "privacy@example.org"
            r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
            # "[email protected]", "i[email protected]"
            rf"(?=(?a:[\w.+-]{{0,64}}+)\[){match_hidden_email()}",
            # "https://example.org/terms?x=1"
            r"(?:https?://|www\.)[^\s<>\"”»)]{1,500}(?<![.,;:!?])",
            # "January 5, 2024", "Sept. 1st 2023"
            rf"\b{month}\s\d{{1,2}}{suffix}?(?:,?\s\d{{4}})?(?!\w)",
            # "5 January 2024", "1er mars 2024", "3 de mayo de 2022", "5. Januar 2024"
            rf"\d{{1,2}}(?:{suffix}|\.)?\s(?:{word}\s?)?{month}(?:\s(?:{word}\s)?\d{{4}})?(?!\w)",
            # "2024-01-05", "05.01.2024", "1/5/24"
            r"\d{4}-\d\d-\d\d(?!\w)|\d{1,2}([./-])\d{1,2}\1\d{2,4}(?!\w)",
            # "2024年3月1日"
            rf"\d{{4}}{_match('after_year')}\d{{1,2}}{_match('after_month')}\d{{1,2}}{_match('after_day')}",
            # "$1,250.00", "US$ 50", "EUR 12", "$.50", "-$5"
            rf"{MINUS}?(?:{_SIGN}|\b{code})\s?(?:{_SPACED}|{_FIGURE})",
            # "30 days", "99.9%", ".5%", "-5 °C", "1,000 EUR", "5 000€", "14 jours", "6か月", "30일은"
            rf"(?:{_SPACED}|{_FIGURE})\s?(?:{unit}|{code})(?!(?-i:[^\W{UNSPACED}{HANGUL}{RAISED}]))",
            # "10.4(a)(ii)", "27.1.3", "1,000.50", "18", "3rd"
            rf"{_FIGURE}(?:\([a-z0-9]{{1,4}}\)){{0,4}}{suffix}?{_END}",
            # a quoted defined term: “Customer Content”
            r"[“„«\"](?=[^\s“”„«»\"])[^“”„«»\"\n]{1,40}(?<!\s)[”“»\"](?!\w)",
            # "(b)", "(iv)", "(30)"
            r"\([a-z0-9]{1,4}\)",
            # "example.org", "support.example.org"
            r"[a-z0-9-]{2,63}(?:\.[a-z][a-z0-9-]{1,62}){1,4}(?!\w)",
            # "e.g.", "i.e.", "U.S."
            r"(?:[A-Za-z]\.){2,6}(?!\w)",
            # "third-party", "don't", "and/or", "AT&T", "Nutzer*innen"
            rf"{_LETTER}(?:{_LETTER}|(?-i:[{MARKS}])|(?<=\w)[-'’/&*](?={_LETTER}))*",
            r"([^\w\s])\2*",
        )
    )
    return compile_pattern(rf"(?:{pattern})\s*|\s+|.", re.IGNORECASE | re.DOTALL)


def _match(key: str) -> str:
    return f"(?:{join_patterns(f'text.{key}')})"


_ROUGH = compile_pattern(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


def split_tokens(text: str) -> list[str]:
    """The tokens of a text in order, each with the whitespace that follows it; joined, they are the text."""
    return [found[0] for found in compile_tokens().finditer(text)]


def key_token(token: str) -> str:
    """What two tokens are compared by: the token without its whitespace, in canonical form; "" for a bullet."""
    core = token.rstrip()
    return core if core.isascii() and "]" not in core else canon_key(core)


def split_roughly(text: str) -> list[str]:
    """Words by whitespace alone (lone characters where a script has none): quick, to judge whether lines are alike."""
    if text.isascii():
        return text.split()
    words = _ROUGH.findall(text) if has_unspaced(text) else text.split()
    return [word if word.isascii() else canon_key(word) for word in words]
