"""A difference -> the figures on either side, told apart: money, dates, numbers with their unit, cross-references."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from tracker.compare.weigh.difference import Difference
from tracker.compiled import compile_pattern
from tracker.languages import compile_words, join_patterns, join_whole
from tracker.text.canon import canon_text
from tracker.text.label_styles import match_words
from tracker.text.months import match_months
from tracker.text.signs import spell_fractions
from tracker.text.tokens import split_tokens

_SIGN = compile_pattern("[$€£¥₹₩]")


@cache
def _match_reference() -> re.Pattern[str]:
    """What stands before the number of a clause: "Sections 3, 10.2 and "."""
    words, joining = match_words("annex", "clause", "reference"), join_patterns("labels.joining")
    numbers = rf"(?:(?:\d[\d.]{{0,9}}(?:\([a-z0-9]{{1,3}}\)){{0,3}}|{joining})[\s,;–-]{{1,3}}){{0,8}}"
    return compile_pattern(rf"(?:\b(?:{words})|§)[\s(]{{0,3}}{numbers}\(?$", re.IGNORECASE)


@cache
def _match_unit() -> re.Pattern[str]:
    """What follows a figure and says of what it is the number."""
    unit = join_whole("text.units", "forms.counted", before="")
    return compile_pattern(rf"^[\s)]*({unit}|%)", re.IGNORECASE)


class Figure(NamedTuple):
    """A figure as printed with its unit, and which of `FIGURE_KINDS` it is."""

    kind: str
    text: str


FIGURE_KINDS: Final = ("money", "date", "cross-reference", "number")


def list_figures(difference: Difference) -> tuple[list[Figure], list[Figure]]:
    """The figures of the run that went and of the one that came, in order; a unit that follows both goes with them."""
    if not (_may_hold(difference.old) or _may_hold(difference.new)):
        return [], []
    found = _match_unit().match(canon_text(difference.after)) if difference.after else None
    unit = found[1] if found else ""
    is_cited = _is_cited(difference)
    before = difference.before[-60:]
    return (
        _list_run(difference.old, before, unit, is_cited=is_cited),
        _list_run(difference.new, before, unit, is_cited=is_cited),
    )


def _may_hold(run: str) -> bool:
    """A quick no for most runs; what is no ASCII may be a figure once it is canonical ("½")."""
    return not run.isascii() or any(map(str.isdigit, run))


def _is_cited(difference: Difference) -> bool:
    """Example: "12.1 hereof" speaks of a clause."""
    return compile_words("forms.cited", before=r"^\s*").search(difference.after) is not None


def _list_run(run: str, before: str, unit: str, *, is_cited: bool) -> list[Figure]:
    """The figures of a run, which stands after `before`; `unit` follows it and belongs to a figure at its very end."""
    figures: list[Figure] = []
    text = canon_text(spell_fractions(run))
    if not any(map(str.isdigit, text)):
        return figures
    # A hyphen is a minus only where something stands before it on its line.
    is_inside = run.startswith("−") or (before.strip() != "" and not before.rstrip()[-1:].isdigit())
    tokens = split_tokens((" " if is_inside else "") + text)
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
def _match_calendar() -> re.Pattern[str]:
    """Example: "31 May 2023", "May 2": the month is no permission."""
    month = rf"{match_months(with_short=False)}\.?"
    return compile_pattern(rf"\d{{1,2}}\s{month}(?!\w)|\b{month}\s\d{{1,4}}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=256)  # five lists ask for the same runs
def drop_calendar(run: str) -> str:
    """The canonical text of a run without months beside figures: "May 2" permits nothing."""
    text = canon_text(run)
    return _match_calendar().sub("", text) if any(map(str.isdigit, text)) else text


@cache
def _match_date() -> re.Pattern[str]:
    month, word = match_months(with_short=False), join_patterns("text.date_words")
    return compile_pattern(
        rf"\b{month}\.?\s\d|\d\.?\s(?:(?:{word})\s?)?{month}\.?(?!\w)|\d{{4}}-\d\d-\d\d"
        rf"|\d[./]\d{{1,2}}[./]\d\d|\d{{4}}(?:{join_patterns('text.after_year')})\d",
        re.IGNORECASE,
    )


def _detect_kind(core: str, before: str) -> str:
    if _SIGN.search(core) or compile_words("text.currencies").search(core):
        return "money"
    if _match_date().search(core):
        return "date"
    return "cross-reference" if _match_reference().search(before) else "number"


def says_ordinal(reason: str) -> bool:
    """Whether a reason only says that an ordinal came or went: 'number: added "3rd"' of "3rd party"."""
    suffixes = join_patterns("text.day_suffixes")
    return re.search(rf'"\d+(?:{suffixes})"$', reason) is not None
