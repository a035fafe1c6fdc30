"""The lines of a reading -> those above its first menu and below its last one: the page, not the document.

An archive that keeps pages whole has the document between two menus of the site: six links or more in a row into it,
with labels between them. What stands with them is the page's as well, whatever it is: teasers of a blog, a form, a
promotion, a window that asks something, a blurb about the company. Of 60 documents drawn from nine public
collections 13 were kept so, and 17 of the alerts read of them told of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import Final

from tracker.compare.weigh.binding import addresses
from tracker.compare.weigh.page_lines import (
    LABEL_WORDS,
    MENU,
    OwnSites,
    PageLine,
    is_closing,
    is_introduced,
    is_label,
    is_link,
    is_sentence,
    leads_on,
)
from tracker.compiled import compile_pattern
from tracker.languages import compile_words
from tracker.model import BlockKind
from tracker.text.scripts import count_words

_MENU_SHARE: Final = 0.5  # of the lines of a menu are links; the rest are labels
_WIDEST_SIX: Final = 2 * (2 * MENU - 1)  # lines
_END_SHARE: Final = 0.3  # of a page's words, its links apart, stand above the document, and as many below it
MOST_ABOVE: Final = 150
"""Words above it: more say something."""
MOST_BELOW: Final = 500
"""Words below it: windows and forms are long."""
# a telephone number, a post code, an address to write to
_REFERENCE = compile_pattern(r"(?<![^\W_])\d(?:[ .-]?\d){4,20}(?![^\W_])|@")


def find_page_ends(lines: Sequence[PageLine], sites: OwnSites, language: str | None) -> Iterator[int]:
    """The indices of the lines, written in a language, that stand beyond the page's menus.

    A sentence that speaks to somebody or promises, and a line with an address, is the document's all the same.
    """
    above, below = _measure_above(lines, MOST_ABOVE, language), _measure_below(lines, MOST_BELOW)
    if not (_may_hold_menu(lines[:above]) or _may_hold_menu(lines[len(lines) - below :])):
        return
    menus = list(_list_menus(lines, sites, language))
    room = _END_SHARE * sum(map(_count_own, lines))
    above = min(above, _measure_above(lines, room, language))
    below = min(below, _measure_below(lines, room))
    first = max((end for _, end in menus if end <= above), default=0)
    starts = (start for start, _ in menus if start >= len(lines) - below and not is_introduced(lines, start))
    last = min(starts, default=len(lines))
    for index in (*range(first), *range(max(first, last), len(lines))):
        text = lines[index].text
        is_spoken = _REFERENCE.search(text) or (is_sentence(text) and addresses(text, language))
        if is_link(lines[index]) or not is_spoken:
            yield index


def _may_hold_menu(lines: Sequence[PageLine]) -> bool:
    """Whether six links stand close enough to be of one menu, half of whose lines are links: a quick no for most texts.

    Of the sixes that such a menu can be cut into, with up to five links over, one takes less than 22 lines.
    """
    links = [index for index, line in enumerate(lines) if is_link(line)]
    return any(last - first < _WIDEST_SIX for first, last in zip(links, links[MENU - 1 :], strict=False))


def _list_menus(lines: Sequence[PageLine], sites: OwnSites, language: str | None) -> Iterator[tuple[int, int]]:
    """Where the menus of a page begin and end: with the headings above the first link, behind the last one."""
    names_document = compile_words("around.title", code=language)

    def is_short(index: int) -> bool:
        line = lines[index]
        return (is_closing(line) or is_label(line)) and not (line.block is None and names_document.search(line.text))

    for is_run, run in groupby(range(len(lines)), key=is_short):
        links = [index for index in run if is_link(lines[index])] if is_run else []
        if len(links) < MENU:
            continue
        start, end = links[0], links[-1] + 1
        own = sum(leads_on(lines[index], sites) for index in links)
        if own >= MENU and own >= _MENU_SHARE * (end - start):
            yield _find_teasers(lines, start), end


def _find_teasers(lines: Sequence[PageLine], start: int) -> int:
    """Where the headed parts begin that stand right above a menu and hold no sentence: links, names, days."""
    while start:
        section, first = lines[start - 1].section, start - 1
        while first and lines[first - 1].section is section:
            first -= 1
        if section.number or lines[first].block is not None or not all(map(_is_teaser, lines[first:start])):
            break
        start = first
    return start


def _is_teaser(line: PageLine) -> bool:
    if line.block is None:
        return True
    if is_sentence(line.text) or _REFERENCE.search(line.text):
        return False
    linked = sum(len(link.text) for link in line.block.links)
    return 2 * linked >= len(line.text) or (
        line.block.kind is BlockKind.PARAGRAPH and count_words(line.text) <= LABEL_WORDS
    )


def _measure_above(lines: Sequence[PageLine], most: float, language: str | None) -> int:
    """How many lines from the top may be none of the document: of few words, and no heading that names it but one over
    a menu, the last step of the path to the page."""
    names_document = compile_words("around.title", code=language)
    for index, (line, total) in enumerate(zip(lines, accumulate(map(_count_own, lines)), strict=False)):
        is_named = line.block is None and (
            _heads_clause(line) or (names_document.search(line.text) and not _heads_menu(line))
        )
        if total > most or is_named:
            return index
    return len(lines)


def _measure_below(lines: Sequence[PageLine], most: float) -> int:
    """How many lines from the end may be none of the document: of few words, and no heading of a numbered clause."""
    for count, (line, total) in enumerate(
        zip(reversed(lines), accumulate(map(_count_own, reversed(lines))), strict=False)
    ):
        if total > most or (line.block is None and _heads_clause(line)):
            return count
    return len(lines)


def _count_own(line: PageLine) -> int:
    """The words of a line, none where it is a link."""
    return 0 if is_link(line) else count_words(line.text)


def _heads_clause(line: PageLine) -> bool:
    """Whether a line heads a numbered clause: one with a sentence. "Schedule B" may head a list of pages as well."""
    return bool(line.section.number) and any(is_sentence(block.text) for block in line.section.blocks)


def _heads_menu(line: PageLine) -> bool:
    """Whether all below a heading are links to pages, six or more, and labels."""
    below = [PageLine(block.text, line.section, block) for block in line.section.blocks]
    return sum(map(is_link, below)) >= MENU and not any(is_sentence(one.text) for one in below)
