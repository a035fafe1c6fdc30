"""A printed line -> whether it is nothing but the number of a page."""

from __future__ import annotations

import re
from functools import cache

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns


def is_page_number(text: str, *, is_framed: bool = False) -> bool:
    """Example: "3", "Page 3 of 12", "Seite 3 / 12".

    `is_framed` also takes what only the edge of a printed page has: "- 3 -", "iv".
    """
    return _match_number(is_framed).fullmatch(text) is not None


@cache
def _match_number(is_framed: bool) -> re.Pattern[str]:
    word, among = join_patterns("page.number"), join_patterns("page.number_of")
    frame, roman = (r"\W{0,3}", r"|[ivxlc]{1,6}") if is_framed else ("", "")
    return compile_pattern(
        rf"{frame}(?:(?:{word})\s*)?(?:\d{{1,4}}{roman})(?:\s*(?:/|{among})\s*\d{{1,4}})?{frame}", re.IGNORECASE
    )
