"""Two readings -> the lines of both that stand outside the document and look like the page's own: menus, boxes.

What surrounds a document is told by its place and its form, not by its words. Its place: before the first sentence,
after the last clause. Its form: labels, lines that only link to the same site, and boxes, in which hardly a line is a
sentence and one calls for something. A clause that is added at the end is made of sentences, an address has figures in
it, and a list is introduced: none of them is a box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from tracker.compare.weigh.names_above import find_names_above
from tracker.compare.weigh.names_below import find_names_below
from tracker.compare.weigh.page_ends import find_page_ends
from tracker.compare.weigh.page_lines import (
    LABEL_WORDS,
    MENU,
    REFERENCE,
    UNSTOPPED_WORDS,
    OwnSites,
    PageLine,
    is_closing,
    is_introduced,
    is_label,
    is_link,
    is_linked,
    is_loose_label,
    is_sentence,
    leads_on,
)
from tracker.compiled import compile_pattern
from tracker.languages import compile_lines
from tracker.model import BlockKind, Reading, Section
from tracker.text.canon import canon_key
from tracker.text.scripts import count_words
from tracker.values import Struct

_BOX_LINES: Final = 3
_TWICE: Final = 8  # letters of a button that is printed twice over: "Show wordShow word"
_BOX_WORDS: Final = 250  # the longest boxes seen are sign-up forms of about 200 words
_BOX_LABELS: Final = 0.5  # more of a box's lines are no sentences; a question and its answer are half
_LEAST_NUMBERED: Final = 4  # fewer numbered sections show no outline
_OUTLINE_SHARE: Final = 0.5  # of the letters stand in the outline
_EXCLAMATION = compile_pattern(r"[!！](?:\W|$)")
_ANY_FIGURE = compile_pattern(r"\d")
_LEADS_ON = compile_pattern(r"[^\W\d_]\s+$")  # a word and a blank: what follows is of the same sentence
_QUESTION = compile_pattern(r"[?？]\W{0,2}$")


class Margins(Struct, frozen=True):
    """Lines of two readings, as shown.

    `furniture` stands outside the document and looks like the page's own; `around` stands outside its outline, whatever
    it looks like; `tail` ends the text, after its last sentence or where the other reading ends, within a clause
    as well. `twofold` are lines of both kinds: "Host" heads a card below the text, and is a cell of a table within it.
    """

    furniture: frozenset[str]
    twofold: frozenset[str]
    around: frozenset[str]
    tail: frozenset[str]


def find_margins(readings: tuple[Reading, Reading], sides: Sequence[Sequence[PageLine]]) -> Margins:
    """The lines that stand outside the document, of an old and a new reading: in both, where both have them.

    `sides` are the lines of each. Compares nothing but where a stretch of lines ends the one text and is not in the
    other.
    """
    printed = [[line.text for line in lines] for lines in sides]
    known = [frozenset(texts) for texts in printed]
    furniture: set[str] = set()
    around: set[str] = set()
    document: set[str] = set()
    outline: set[str] = set()
    tail: set[str] = set()
    for lines, texts, reading, others in zip(sides, printed, readings, reversed(known), strict=True):
        first, last = _find_outline(lines, reading.sections)
        found = _find_furniture(lines, reading, (first, last), others)
        loose = {texts[index] for index in found}
        furniture |= loose
        around |= {*loose, *texts[:first], *texts[last + 1 :]}
        document.update(_leave_out(texts, found, (0, len(texts))))
        outline.update(_leave_out(texts, found, (first, last + 1)))
        tail.update(texts[_find_tail(lines, others) :])
    return Margins(
        furniture=frozenset(furniture - document),
        twofold=frozenset(furniture & document),
        around=frozenset(around - outline),
        tail=frozenset(tail),
    )


def _leave_out(texts: Sequence[str], found: Collection[int], stretch: tuple[int, int]) -> Iterable[str]:
    """The texts of a stretch but for those found, given by their indices."""
    start, end = stretch
    return (texts[index] for index in range(start, end) if index not in found) if found else texts[start:end]


def find_labels(sides: Sequence[Sequence[PageLine]]) -> frozenset[str]:
    """The lines of both readings that are loose labels or links alone, as shown, wherever they stand."""
    return frozenset(line.text for lines in sides for line in lines if is_loose_label(line) or is_linked(line.block))


def _find_furniture(
    lines: Sequence[PageLine], reading: Reading, outline: tuple[int, int], others: Collection[str]
) -> frozenset[int]:
    """The indices of a reading's lines that are the page's own; `others` are the lines of the other reading."""
    first, last = outline
    sites = OwnSites(reading.sections)
    found = {*find_names_above(lines), *_find_title(lines, reading.title), *_find_paths(lines)}
    found.update(find_names_below(lines, reading.language))
    found.update(find_page_ends(lines, sites, reading.language))
    found.update(index for end in (last + 1, len(lines)) for index in _find_closing(lines[:end], sites))
    stretches = [*_cut_above(lines), (last + 1, len(lines)), *_cut_by_section(lines, last + 1)]
    for end in {len(lines), last + 1}:
        start = end
        while start > first and lines[start - 1].text not in others:
            start -= 1
        is_headed = end - start > 1 and lines[start].block is None
        if (is_headed or end - start >= _BOX_LINES) and not is_introduced(lines, start):
            stretches.append((start, end))
    for start, end in stretches:
        if _is_box(lines[start:end], sites):
            found.update(range(start, end))
    return frozenset(found)


def _find_outline(lines: Sequence[PageLine], sections: Sequence[Section]) -> tuple[int, int]:
    """The first and the last line of the outline: of what is numbered, or else of what has headings."""
    if within := find_within(sections):
        places = [index for index, line in enumerate(lines) if line.section.ordinal in within]
        sizes = [len(line.text) for line in lines]
        if sum(sizes[places[0] : places[-1] + 1]) >= _OUTLINE_SHARE * sum(sizes):
            return places[0], places[-1]
    return next((index for index, line in enumerate(lines) if line.block is None), 0), len(lines) - 1


def find_within(sections: Sequence[Section]) -> frozenset[int]:
    """The ordinals of the numbered sections of a reading with what stands below them; none where too few are numbered.
    The last ones without a number are not of the outline."""
    numbered = {section.ordinal for section in sections if section.number}
    if len(numbered) < _LEAST_NUMBERED:
        return frozenset()
    within = set(numbered)
    for section in sections:
        if section.parent in within:
            within.add(section.ordinal)
    return frozenset(within.difference(_find_trailing(sections)))


def _find_tail(lines: Sequence[PageLine], others: Collection[str]) -> int:
    """Where the end of a text begins: behind its last sentence, or behind the last line that both readings have."""
    sentence = common = len(lines)
    while sentence and not is_sentence(lines[sentence - 1].text):
        sentence -= 1
    while common and lines[common - 1].text not in others:
        common -= 1
    return min(sentence, common)


def _find_trailing(sections: Sequence[Section]) -> Iterator[int]:
    """The last sections, where they bear no number and most that stand beside them do: below a part or a title that is
    numbered itself they are no more of the outline than elsewhere."""
    beside = Counter(section.parent for section in sections)
    numbered = Counter(section.parent for section in sections if section.number is not None)
    for section in reversed(sections):
        parent = section.parent
        if section.number or numbered[parent] < _LEAST_NUMBERED or 2 * numbered[parent] <= beside[parent]:
            break
        yield section.ordinal


def _cut_by_section(lines: Sequence[PageLine], start: int) -> Iterator[tuple[int, int]]:
    """The stretches of lines from `start` on, one for each section."""
    for index in range(start, len(lines)):
        if index + 1 == len(lines) or lines[index + 1].section is not lines[index].section:
            yield start, index + 1
            start = index + 1


def _cut_above(lines: Sequence[PageLine]) -> Iterator[tuple[int, int]]:
    """The stretches of lines before the first sentence, one for each section without number that is headed."""
    first = next((index for index, line in enumerate(lines) if line.section.number or is_sentence(line.text)), 0)
    return (
        (start, end)
        for start, end in _cut_by_section(lines[:first], 0)
        if lines[start].block is None and lines[first].section is not lines[start].section
    )


def _find_paths(lines: Sequence[PageLine]) -> Iterator[int]:
    """The lines right above a heading that end with its words, set apart from a few names before them: the path to a
    page, glued or its last step ("Help centreBoatsRules for boats", "3. Rules for boats")."""
    for index, (line, below) in enumerate(pairwise(lines)):
        if below.block is not None or line.block is None or len(line.text) <= len(below.text):
            continue
        if line.text[-1:].casefold()[-1:] != below.text[-1:].casefold()[-1:]:
            continue  # a quick no for most
        path, heading = line.text.casefold(), below.text.casefold()
        names = path.removesuffix(heading)
        is_apart = names != path and not _LEADS_ON.search(names)
        if is_apart and line.block.kind is not BlockKind.ROW and count_words(names) <= LABEL_WORDS:
            yield index


def _find_title(lines: Sequence[PageLine], title: str | None) -> Iterator[int]:
    """The page's title, where it stands in the text once more, above the first clause or as its heading."""
    key = canon_key(title or "").casefold()
    for index, line in enumerate(lines):
        if line.section.ordinal > 1:
            break
        if key and canon_key(line.text).casefold() == key:
            yield index


def _find_closing(lines: Sequence[PageLine], sites: OwnSites) -> Iterator[int]:
    """The lines at the very end that are links and lead to the same site for the most part, with what heads them."""
    start = len(lines)
    while start and (is_closing(lines[start - 1]) or _is_among_links(lines, start - 1)):
        start -= 1
    while start < len(lines) and lines[start].block is not None and not is_link(lines[start]):
        start += 1
    own = sum(leads_on(line, sites) for line in lines[start:])
    if own >= MENU and start and is_loose_label(lines[start - 1]):
        start -= 1  # "Related articles", as a line of its own
    elif own < MENU and start:
        while start < len(lines) and lines[start].block is not None and lines[start].section.number:
            start += 1  # what ends a numbered clause may be what it refers to
    links = sum(is_link(line) for line in lines[start:])
    if links and len(lines) - start > 1 and 2 * own > links:
        yield from range(start, len(lines))


def _is_among_links(lines: Sequence[PageLine], index: int) -> bool:
    """Whether a line is a short one among links, two of which may be apart: "Get help with your account", a choice."""
    line = lines[index]
    if line.block is None or count_words(line.text) >= UNSTOPPED_WORDS:
        return False
    if line.block.kind is BlockKind.ITEM:  # a menu's entry that lost its link, between two that have theirs
        beside = lines[max(0, index - 1) : index + 2 : 2]
        return len(beside) > 1 and is_label(line) and all(map(is_link, beside))
    if line.block.kind is not BlockKind.PARAGRAPH:
        return False
    return index > 1 and index + 1 < len(lines) and any(map(is_link, lines[index - 2 : index]))


def _is_box(lines: Sequence[PageLine], sites: OwnSites) -> bool:
    """Whether lines are a box: short, hardly a sentence, and one calls for something; no address, and no table or list
    of anything but pages of the site."""
    if not lines or any(line.section.number for line in lines if line.block is None):
        return False
    texts = [line.text for line in lines]
    if len(texts) < 2 or sum(map(count_words, texts)) > _BOX_WORDS:
        return False
    if any(REFERENCE.search(text) or text.rstrip().endswith((":", "：")) for text in texts):
        return False
    listed = [line for line in lines if line.block is not None and line.block.kind in (BlockKind.ROW, BlockKind.ITEM)]
    if not all(leads_on(line, sites) for line in listed):
        return False
    labels = sum(not is_sentence(text) for text in texts)
    is_called = any(_calls(line, sites) for line in lines) or _holds_button(lines)
    return is_called and labels > _BOX_LABELS * len(texts)


def _holds_button(lines: Sequence[PageLine]) -> bool:
    """Whether one of some lines is a known button, and none holds a figure or an address: fees have "Learn more" beside
    them, too."""
    texts = [line.text for line in lines if line.block is not None]
    if any(_ANY_FIGURE.search(line.text) or "://" in line.text for line in lines):
        return False
    return any(map(compile_lines("menu.button").fullmatch, texts))


def _calls(line: PageLine, sites: OwnSites) -> bool:
    """Whether a line asks for something: an exclamation, a question, a link into the site, a button printed twice."""
    half, count = len(line.text) // 2, count_words(line.text)
    is_twice = len(line.text) >= _TWICE and line.text[:half] == line.text[-half:]
    if is_twice or (count < UNSTOPPED_WORDS and _EXCLAMATION.search(line.text)):
        return True
    is_question = line.block is not None and count <= LABEL_WORDS and _QUESTION.search(line.text) is not None
    return is_question or leads_on(line, sites)
