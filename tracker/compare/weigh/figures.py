"""A difference -> the figures on either side, told apart: money, dates, numbers with their unit, cross-references."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from tracker.compare.weigh.difference import Difference
from tracker.languages import join_patterns
from tracker.text.canon import canon_text
from tracker.text.months import match_months
from tracker.text.tokens import split_tokens

# "$1,250.00", "EUR 12", "5 €", "50 dollars"
_MONEY = re.compile(r"[$€£¥₹₩]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|euros?|dollars?|pounds?)\b", re.IGNORECASE)
# "Sections 3, 10.2 and ": what stands before the number of a clause
_REFERENCE = re.compile(
    r"(?:\b(?:sections?|clauses?|articles?|paragraphs?|exhibits?|annex|schedule|ziffer|abschnitt|artikel|cláusula)|§)[\s(]{0,3}"
    r"(?:(?:\d[\d.]{0,9}(?:\([a-z0-9]{1,3}\)){0,3}|and|or|to|through|und|et|y|en|bis|à)[\s,;–-]{1,3}){0,8}\(?$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"^[\s)]*((?:calendar |business |working )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|%"
    r"|jours?|mois|ans?|années?"
    r"|tagen?|wochen|monaten?|jahren?|días?|meses|años|dagen|weken|maanden|jaar|times?|users?|members?|copies"
    r"|devices?))(?!\w)",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """A figure as printed with its unit, and which of `FIGURE_KINDS` it is."""

    kind: str
    text: str


FIGURE_KINDS: Final = ("money", "date", "cross-reference", "number")


def list_figures(difference: Difference) -> tuple[list[Figure], list[Figure]]:
    """The figures of the run that went and of the one that came, in order; a unit that follows both goes with them."""
    found = _UNIT_AFTER.match(canon_text(difference.after)) if difference.after else None
    unit = found[1] if found else ""
    is_cited = _is_cited(difference)
    before = difference.before[-60:]
    return (
        _list_run(difference.old, before, unit, is_cited=is_cited),
        _list_run(difference.new, before, unit, is_cited=is_cited),
    )


def _is_cited(difference: Difference) -> bool:
    """Example: "12.1 hereof" speaks of a clause."""
    return (
        re.match(r"\s*(?:hereof|above|below|of (?:this|these|the) (?:agreement|terms))\b", difference.after, re.I)
        is not None
    )


def _list_run(run: str, before: str, unit: str, *, is_cited: bool) -> list[Figure]:
    """The figures of a run, which stands after `before`; `unit` follows it and belongs to a figure at its very end."""
    figures: list[Figure] = []
    tokens = split_tokens(canon_text(run))
    for index, token in enumerate(tokens):
        core = token.strip()
        if any(map(str.isdigit, core)) and "@" not in core and "://" not in core:
            is_last = index == len(tokens) - 1
            kind = "cross-reference" if is_last and is_cited else _detect_kind(core, before)
            takes_unit = is_last and unit and kind == "number" and core[-1].isdigit()
            figures.append(Figure(kind, f"{core} {unit}" if takes_unit else core))
        before = (before + token)[-60:]
    return figures


@cache
def _match_date() -> re.Pattern[str]:
    month, word = match_months(with_short=False), join_patterns("text.date_words")
    return re.compile(
        rf"\b{month}\.?\s\d|\d\.?\s(?:(?:{word})\s?)?{month}\.?(?!\w)|\d{{4}}-\d\d-\d\d"
        rf"|\d[./]\d{{1,2}}[./]\d|\d{{4}}(?:{join_patterns('text.after_year')})\d",
        re.IGNORECASE,
    )


def _detect_kind(core: str, before: str) -> str:
    if _MONEY.search(core):
        return "money"
    if _match_date().search(core):
        return "date"
    return "cross-reference" if _REFERENCE.search(before) else "number"
