"""Cross-references in a text -> whether they follow their clauses through a renumbering."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from tracker.languages import join_patterns
from tracker.text.counters import match_ordinal
from tracker.text.label_styles import match_words

_DOTTED = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){1,4}(?:\([a-z0-9]{1,4}\)){0,3}(?![\w]|\.\d)")  # "(see 10.2)"


@cache
def _match_number() -> str:
    return (
        r"\d{1,3}(?:\.\d{1,3}){0,4}(?:\s?\([a-z0-9]{1,4}\)){0,3}|[A-Z]\.\d{1,3}(?:\.\d{1,3})*"
        rf"|(?:{match_ordinal()})(?!\w)"
    )


@cache
def _match_named() -> re.Pattern[str]:
    """Example: "Sections 12.7 and 14.3", "§ 5", "Ziffern 3 und 4", "第4条"."""
    number, joining = _match_number(), join_patterns("labels.joining")
    return re.compile(
        rf"(?:\b(?:{match_words('part', 'annex', 'clause', 'reference')})|§{{1,2}})\s?(?:{number})"
        rf"(?:\s?(?:,|;|-|–|{joining})\s?(?:{number}))*"
        rf"|(?:{join_patterns('labels.enclosed_before')})\s?\d{{1,3}}(?=\s?(?:{join_patterns('labels.enclosed_after')}))",
        re.IGNORECASE,
    )


@cache
def _match_one() -> re.Pattern[str]:
    before = join_patterns("labels.enclosed_before")
    return re.compile(rf"(?:(?<![\w.])|(?<={before}))(?:{_match_number()})(?![\w]|\.\d)")


@cache
def _match_label_word() -> re.Pattern[str]:
    """Example: what is no number in "Article 5", "第4条"."""
    before, after = join_patterns("labels.enclosed_before"), join_patterns("labels.enclosed_after")
    return re.compile(
        rf"(?:[^\W\d_]{{1,12}}\.?|§{{1,2}})\s(?=\d|(?:{match_ordinal()})$)"
        rf"|(?:{before})\s?(?=\d)|(?<=\d)(?:{after})$"
    )


def _rewrite(text: str, replace: Callable[[re.Match[str]], str]) -> str:
    """The text with the number of each named reference and each bare dotted number passed through a function."""

    def replace_named(found: re.Match[str]) -> str:
        return _match_one().sub(replace, found[0])

    parts, end = [], 0
    for named in _match_named().finditer(text):
        parts += [_DOTTED.sub(replace, text[end : named.start()]), replace_named(named)]
        end = named.end()
    return "".join([*parts, _DOTTED.sub(replace, text[end:])])


def bare_number(address: str) -> str:
    """An address without the word of its label: "5" of "Article 5", "4" of "第4条", "quarta" of "Cláusula quarta"."""
    return _match_label_word().sub("", address).lower()


def translate_references(text: str, mapping: Mapping[str, str]) -> str:
    """`text` with its cross-references as they read after a renumbering.

    `mapping` holds old and new addresses: {"10.2": "10.5"} turns "Section 10.2" into "Section 10.5".
    """

    def follow(found: re.Match[str]) -> str:
        number = re.sub(r"\s(?=\()", "", found[0])
        return mapping.get(number) or mapping.get(number.lower(), number)

    return _rewrite(text, follow)
