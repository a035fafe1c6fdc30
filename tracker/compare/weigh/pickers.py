"""A line -> whether it names languages in their own words: an entry of a language picker, or a row of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import group_rows, list_patterns
from tracker.languages.phrases import Phrases

_BORDER: Final = compile_pattern(r"[•·|\n]")
_LOOSE_BORDER: Final = compile_pattern(r"[•·|/,\n]")
_FEWEST: Final = 3
_MANY: Final = 6  # languages in their own words: "Danmark - dansk Österreich - Deutsch España - español ..."
_SHARE: Final = 0.6  # of the entries; the rest are languages that the table does not know


@cache
def _compile_name() -> re.Pattern[str]:
    names = group_rows(list_patterns("menu.language"))
    return compile_pattern(rf"^\W*(?:{names})\s*(?:[(（][^()（）]{{1,30}}[)）])?\W*$", re.IGNORECASE)


@cache
def _compile_named() -> Phrases:
    return Phrases(rf"(?<!\w)(?:{group_rows(list_patterns('menu.language'))})(?!\w)")


def names_language(line: str) -> bool:
    """Whether a line is one entry of a language picker: "Português (Brasil)", "中文(简体)"."""
    return _compile_name().search(line) is not None


@lru_cache(maxsize=1024)  # each difference on a line asks for the line
def names_languages(line: str, *, is_loose: bool) -> bool:
    """ "In other languages: česky • Deutsch • English • suomi": a picker written in one line.

    Outside clauses (`is_loose`) commas part its entries as well; in one, "Deutsch, English" may be what a court speaks.
    """
    if len({found.casefold() for found in _compile_named().findall(line)}) >= _MANY:
        return True
    entries = [entry for entry in (_LOOSE_BORDER if is_loose else _BORDER).split(line) if entry.strip()]
    named = sum(names_language(entry) for entry in entries)
    return named >= _FEWEST and named >= _SHARE * len(entries)
