"""A finished line or a button's words → do they belong to the page rather than to the document?

A rule takes whole lines only. The words stand in the language files, in the table [page].
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns

_LONGEST_BUTTON: Final = 60
_LONGEST_LINE: Final = 90


def is_consent_button(text: str) -> bool:
    """Whether a button's words accept, refuse or manage cookies: "Accept all cookies", "Nur erforderliche"."""
    return len(text) < _LONGEST_BUTTON and bool(_match_start("page.consent_button").match(text))


def speaks_of_cookies(text: str) -> bool:
    """Whether a text names cookies at all (a consent dialog that does not is some other dialog)."""
    return bool(_find_cookies().search(text))


def is_furniture_line(text: str) -> bool:
    """Whether a whole line (whitespace collapsed) is the page's own: "Updated 3 weeks ago", "Back to top"."""
    return len(text) < _LONGEST_LINE and _is_furniture(text)


@lru_cache(maxsize=8192)  # successive looks at a page, and the pages of a site, share most of their short lines
def _is_furniture(text: str) -> bool:
    return _match_furniture().fullmatch(text) is not None


def starts_link_list(text: str) -> bool:
    """Whether a furniture line heads a list of links that goes with it: "Related articles"."""
    return bool(_match_start("page.link_list_head").match(text))


@cache
def _match_start(key: str) -> re.Pattern[str]:
    return compile_pattern(rf"\W{{0,3}}(?:{join_patterns(key)})", re.IGNORECASE)


@cache
def _find_cookies() -> re.Pattern[str]:
    return compile_pattern(join_patterns("page.cookies") or "", re.IGNORECASE)


@cache
def _match_furniture() -> re.Pattern[str]:
    updated, ago = join_patterns("page.updated"), join_patterns("page.ago")
    return compile_pattern(
        # "Updated over 2 months ago", "3 years ago", "vor 3 Wochen aktualisiert", "Mis à jour il y a 3 jours"
        rf"(?:(?:{updated})\W{{1,3}})?(?:{ago})(?:\W{{1,3}}(?:{updated}))?"
        # "Skip to main content", "Nach oben", "5 min read"
        rf"|{join_patterns('page.furniture_line')}",
        re.IGNORECASE,
    )
