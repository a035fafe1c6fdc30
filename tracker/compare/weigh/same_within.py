"""The lines of two readings -> what surrounds a text in one of them that stands by itself in the other.

An archive that kept a page whole begins to cut the document out of it: menus go above and below on one day, and between
them not a word changes. Of 441 documents of one public archive 78 have such a step, of 80 steps drawn from twelve
archives five; three of these told a line of the site's foot, or of a notice above the menus, as a clause removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.compare.weigh.page_lines import (
    MENU,
    UNSTOPPED_WORDS,
    OwnSites,
    PageLine,
    leads_on,
)
from tracker.text.canon import canon_key
from tracker.text.scripts import count_words

_FEWEST_WITHIN: Final = 8  # lines of the text that stays
_TITLE_LINES: Final = 2  # of the text alone that the page has not: the path to it, a title
_MENU_SHARE: Final = 0.5  # of the lines at an end are links into the site
_MOST_SAID: Final = 0.25  # of the lines around it are as long as sentences: more are another text


def find_around(old: Sequence[PageLine], new: Sequence[PageLine]) -> frozenset[str]:
    """All lines of the reading that holds the whole text of the other between others, without a word changed.

    None where neither a menu of the site is among them, nor a menu's lines at both ends, or where they say too much.
    """
    small, big = sorted((old, new), key=len)
    if len(small) < _FEWEST_WITHIN or len(big) - len(small) < MENU:
        return frozenset()
    within = _find_within([canon_key(line.text) for line in big], [canon_key(line.text) for line in small])
    above, below = big[: within.start], big[within.stop :]
    if not within or not (min(len(above), len(below)) >= MENU or _hold_menu(big, above, below)):
        return frozenset()
    said = sum(count_words(line.text) >= UNSTOPPED_WORDS for line in (*above, *below))
    if said > _MOST_SAID * (len(above) + len(below)):
        return frozenset()
    return frozenset(line.text for line in big)


def _find_within(big: Sequence[str], small: Sequence[str]) -> range:
    """The places in `big` of all lines of `small`, a title's apart; empty where they do not stand there in a row.

    Linear: the lines, which hold no line end, are looked for as one text in another.
    """
    whole = _run_together(big)
    for skipped in range(_TITLE_LINES + 1):
        rest = small[skipped:]
        at = whole.find(_run_together(rest))
        if at >= 0:
            start = whole.count("\n", 0, at)
            return range(start, start + len(rest))
    return range(0)


def _run_together(lines: Sequence[str]) -> str:
    return "\n".join(("", *lines, ""))


def _hold_menu(big: Sequence[PageLine], *ends: Sequence[PageLine]) -> bool:
    sites = OwnSites(list(dict.fromkeys(line.section for line in big)))
    linked = [sum(leads_on(line, sites) for line in end) for end in ends]
    return any(links >= max(MENU, _MENU_SHARE * len(end)) for links, end in zip(linked, ends, strict=True))
