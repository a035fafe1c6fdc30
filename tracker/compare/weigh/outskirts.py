"""A reading -> the lines among which all that surrounds its document must be: those of its first and last sections.

A quick way to say of most edits that they are the document's own: `margins` and `page_ends` look at the form of every
line, this at few. What they find is always among these lines; a test holds that over whole collections.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from tracker.compare.weigh.margins import find_within
from tracker.compare.weigh.page_ends import MOST_ABOVE, MOST_BELOW
from tracker.compare.weigh.page_lines import COPYRIGHT, UNSTOPPED_WORDS, is_sentence
from tracker.model import Reading, Section
from tracker.text.scripts import count_words


def list_outskirts(old: Reading, new: Reading) -> frozenset[str]:
    """The lines, as shown, of both readings that stand in their outskirts, and those that may be the path to a page."""
    found: set[str] = set()
    texts = [frozenset(section.text for section in reading.sections if section.text) for reading in (old, new)]
    for sections, others in ((old.sections, texts[1]), (new.sections, texts[0])):
        first, last = _count_head(sections), _find_foot(sections, others)
        for section in (*sections[:first], *sections[max(first, last) :]):
            found.update(_list_shown(section))
        found.update(_list_paths(sections))
    return frozenset(found)


def _list_shown(section: Section) -> Iterator[str]:
    if section.heading or section.number:
        yield section.heading or section.number or ""
    for block in section.blocks:
        yield block.shown


def _count_head(sections: Sequence[Section]) -> int:
    """How many sections from the first may hold what stands above the document: the two that may repeat its title, all
    up to the first sentence, and as many words as may stand above."""
    words, is_said = 0, False
    for index, section in enumerate(sections):
        if index > 1 and is_said and words > MOST_ABOVE:
            return index
        for block in section.blocks:
            if not is_said and is_sentence(block.shown):
                is_said = True
            if words <= MOST_ABOVE and not block.links:
                words += count_words(block.shown)
    return len(sections)


def _find_foot(sections: Sequence[Section], others: Collection[str]) -> int:
    """The index of the first section of those that may hold what stands below the document: all behind the outline, as
    many words as may stand below, and in the outline a text that the other reading has (`others`) and a paragraph that
    is neither label nor link."""
    last = max(find_within(sections), default=len(sections))
    words, is_common, is_said = 0, False, False
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        for block in section.blocks:
            if words <= MOST_BELOW and not block.links:
                words += count_words(block.shown)
        if section.ordinal > last:
            continue
        is_common = is_common or section.text in others
        is_said = is_said or any(not block.links and _is_long(block.shown) for block in section.blocks)
        if is_common and is_said and words > MOST_BELOW:
            return index
    return 0


def _is_long(text: str) -> bool:
    return count_words(text) >= UNSTOPPED_WORDS and not COPYRIGHT.search(text)


def _list_paths(sections: Sequence[Section]) -> Iterator[str]:
    """The lines right above a heading that end with its words."""
    for above, below in pairwise(sections):
        if not above.blocks or not (heading := below.heading or below.number):
            continue
        line = above.blocks[-1].shown
        if line[-1:].casefold()[-1:] == heading[-1:].casefold()[-1:]:
            yield line
