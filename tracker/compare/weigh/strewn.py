"""Two readings -> the lines within the document that are its page's all the same: buttons at every clause, contents.

Told by where else the same words stand, not by what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from tracker.compare.weigh.page_lines import MARKER, PageLine, is_introduced, is_linked, is_sentence
from tracker.compiled import compile_pattern
from tracker.model import BlockKind
from tracker.text.canon import canon_key
from tracker.text.dates import is_date_line
from tracker.text.scripts import count_words

_LEAST_PLACES: Final = 3
_BUTTON_WORDS: Final = 8
_LEAST_ENTRIES: Final = 3
_LONGEST_ENTRY: Final = 120  # letters
_PAGE = compile_pattern(r"\s\d{1,3}$")
_LABEL = compile_pattern(
    r"^[^\W\d_]{1,12}\s(?:\d{1,3}|[IVXLC]{1,7})\s?[.:)–-]?\s"
)  # "Annex 1 - Fees", "Article IV. Fees"
_ANY_FIGURE = compile_pattern(r"\d")


def find_strewn(readings: Sequence[Sequence[PageLine]]) -> frozenset[str]:
    """The labels that one of two readings, given by their lines, has in three places at least and the other nowhere: a
    button at every clause ("Choose a section to give feedback on", 31 times), an entry of menus that a text put
    together of pages has once for each. No rule comes so; an entry of a list may, where it is no link."""
    printed = [Counter(line.text for line in lines) for lines in readings]
    often = {text for counts in printed for text, count in counts.items() if count >= _LEAST_PLACES}
    sides = [Counter(line.text for line in lines if line.text in often and _may_be_button(line)) for lines in readings]
    return frozenset(
        text
        for here, there in (sides, reversed(sides))
        for text, count in here.items()
        if count >= _LEAST_PLACES and text not in there
    )


def is_label_long(text: str) -> bool:
    """Whether a line is no longer than a button's words, and without a figure."""
    return count_words(text) <= _BUTTON_WORDS and not _ANY_FIGURE.search(text)


def _may_be_button(line: PageLine) -> bool:
    is_alone = line.block is None or line.block.kind is BlockKind.PARAGRAPH or is_linked(line.block)
    return is_alone and is_label_long(line.text)


def find_contents(lines: Sequence[PageLine]) -> frozenset[str]:
    """The lines of a reading that list the document's headings in their order, three or more in a row and no other
    label beside them: a contents list, wherever it stands and whatever it is called. A list of names that is
    introduced, or holds others as well, says more: "only these services are covered:"."""
    places = {key_entry(line.text): index for index, line in enumerate(lines) if line.block is None}
    keys = ([] if line.block is None else list_entry_keys(line.text) for line in lines)
    entries = [next((places[one] for one in some if one in places), -1) for some in keys]
    found: set[str] = set()
    for is_run, group in groupby(range(len(lines)), lambda index: entries[index] >= 0):
        run = list(group)
        order = [entries[index] for index in run]
        if not is_run or len(run) < _LEAST_ENTRIES or order != sorted(set(order)) or is_introduced(lines, run[0]):
            continue
        if not any(_is_of_list(lines, index, run[0]) for index in (run[0] - 1, run[-1] + 1)):
            found.update(lines[index].text for index in run)
    return frozenset(found)


def _is_of_list(lines: Sequence[PageLine], index: int, first: int) -> bool:
    """Whether a line is one more label of the list that a run of entries begins; the date above a list is none."""
    if not 0 <= index < len(lines) or is_date_line(lines[index].text):
        return False
    block, entry = lines[index].block, lines[first].block
    return block is not None and entry is not None and block.kind is entry.kind and not is_sentence(block.shown)


def list_entry_keys(line: str) -> list[str]:
    """What headings that a line names may be called: it may have their label before it and a page behind it, as
    "Annex 1 - Fees 12" has (seen in ten of 2,557 newest texts, of eight services, where 171 have a list)."""
    keys = [key_entry(line)]
    if keys[0] and _ANY_FIGURE.search(line):
        named = _PAGE.sub("", MARKER.sub("", line))
        keys += [key_entry(named), key_entry(_LABEL.sub("", named))]
    return list(filter(None, keys))


def key_entry(line: str) -> str:
    """What a line of a contents list and the heading that it names have in common, "" for one too long to be either."""
    return canon_key(MARKER.sub("", line)).casefold() if len(line) <= _LONGEST_ENTRY else ""
