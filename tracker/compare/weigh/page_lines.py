"""A reading -> its lines in order, and which of them are links: to the same site, elsewhere, a menu in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages.phrases import Phrases
from tracker.model import Block, BlockKind, Reading, Section
from tracker.text.scripts import STOPS, WIDE_STOPS, count_words
from tracker.text.sites import read_brand
from tracker.values import Struct

_SHARE_LINKED: Final = 0.9  # of a line's letters are links
MENU: Final = 6
"""Links of the site in a row that are its menu, also under a numbered clause."""
_NEARLY: Final = 0.8  # of a menu in one line: an address to write to, or a network, stands among its pages
_MAIL_HOST = compile_pattern(r"@([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
MARKER: Final = compile_pattern(r"^\d{1,3}[.)]\s")
"""The number that a list counts a line with."""
REFERENCE: Final = compile_pattern(r"\d(?:[ .-]?\d){4}|^\d{4}\s+[^\W\d]|@")
"""In a line: a telephone number, a post code, a register's number, an address to write to."""
LABEL_WORDS: Final = 6
_SENTENCE_WORDS: Final = 6  # fewer words with a stop behind them are a button or a greeting
UNSTOPPED_WORDS: Final = 14  # a line of so many words says something, stop or not
_STOP = compile_pattern(rf"[{STOPS}{WIDE_STOPS};；:，,：]\W{{0,2}}$")
_FIGURES = compile_pattern(r"\d")
COPYRIGHT: Final = Phrases(r"^\W{0,3}(?:©|\(c\))|\b(?:19|20)\d\d\W{1,3}all rights reserved")
"""What a copyright line begins with, or says."""


class PageLine(Struct, frozen=True, eq=False):
    """A line of a reading in order: its heading (`block` None) or a block, and the section that it stands in."""

    text: str
    section: Section
    block: Block | None = None


def list_lines(reading: Reading) -> list[PageLine]:
    lines = []
    for section in reading.sections:
        if section.heading or section.number:
            lines.append(PageLine(section.heading or section.number or "", section))
        lines += [PageLine(shown, section, block) for block in section.blocks if (shown := block.shown).strip()]
    return lines


class OwnSites:
    """The sites that a reading is of; found when first asked for, for most texts have no line of links alone."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections

    def own(self, target: str) -> bool:
        """Whether an address leads to one of the sites; a relative one does."""
        brand = read_brand(target)
        return not brand or brand in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        """The name of the site that most links lead to, and of the one that most addresses to write to are of: a page
        for one country leads to those for others (of 32 links below an airline's terms 14 had its own ending)."""
        linked: Counter[str] = Counter()
        written: Counter[str] = Counter()
        for section in self._sections:
            linked.update(site for link in section.links if (site := read_brand(link.target)))
            if "@" in section.text:
                written.update(site for host in _MAIL_HOST.findall(section.text) if (site := read_brand(f"//{host}")))
        return frozenset(site for counts in (linked, written) for site, _ in counts.most_common(1))


def is_linked(block: Block | None) -> bool:
    """Whether a block is links and nothing else but what sets them apart: "2. · Imprint ·"."""
    return block is not None and bool(block.links) and _is_linked(block)


@lru_cache(maxsize=8192)  # asked many times, and successive versions share most lines
def _is_linked(block: Block) -> bool:
    letters = sum(map(str.isalnum, MARKER.sub("", block.text)))
    return sum(map(str.isalnum, "".join(link.text for link in block.links))) >= _SHARE_LINKED * letters


def is_link(line: PageLine) -> bool:
    """Whether a line is links alone, to other pages: all of them, or nearly all of a whole menu in one line."""
    return line.block is not None and bool(line.block.links) and bool(_list_pages(line))


def leads_on(line: PageLine, sites: OwnSites) -> bool:
    """Whether a line is links alone, to other pages of the sites: all of them, or nearly all of a whole menu."""
    pages = _list_pages(line)
    own = sum(map(sites.own, pages))
    return bool(pages) and (own == len(pages) or (len(pages) >= MENU and own >= _NEARLY * len(pages)))


def _list_pages(line: PageLine) -> Sequence[str]:
    """The pages that a line of links leads to, none where it is more than that."""
    if line.block is None or not is_linked(line.block):
        return ()
    targets = [link.target for link in line.block.links]
    pages = [target for target in targets if not target.startswith(("mailto:", "tel:", "#"))]
    is_menu = len(targets) >= MENU and len(pages) >= _NEARLY * len(targets)
    return pages if is_menu or len(pages) == len(targets) else ()


def is_introduced(lines: Sequence[PageLine], start: int) -> bool:
    """Whether the line before a place leads on to what begins there: "These are our harbours:"."""
    return start > 0 and lines[start - 1].text.rstrip().endswith((":", "："))


def is_closing(line: PageLine) -> bool:
    """Whether a line may stand among the links below a text: one of them, a heading, a label, a copyright line."""
    return line.block is None or is_link(line) or is_loose_label(line) or COPYRIGHT.search(line.text) is not None


def is_label(line: PageLine) -> bool:
    is_name = count_words(line.text) <= LABEL_WORDS and not _STOP.search(line.text)
    return is_name and not _FIGURES.search(line.text) and "@" not in line.text and not line.text.startswith("(")


def is_loose_label(line: PageLine) -> bool:
    """Whether a line is a label by itself: what stands in a list or a table may be a name that the terms are about."""
    return line.block is not None and line.block.kind is BlockKind.PARAGRAPH and is_label(line)


def is_sentence(text: str) -> bool:
    count = count_words(text)
    return count >= UNSTOPPED_WORDS or (count >= _SENTENCE_WORDS and _STOP.search(text) is not None)
