"""Blocks -> which numbered items are clauses and which are plain list items.

Decided for a whole list at once and from what its items are (sentences, headings, their lead-in), so that an edit
of one item does not turn a clause into a list item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_patterns
from tracker.model import Block, BlockKind
from tracker.read.outline.headings import find_bare_run_in, find_run_in, is_heading_text
from tracker.read.outline.short_lines import is_above_paragraph
from tracker.text.numbering import Label, find_labels
from tracker.text.scripts import CLOSERS, PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS, count_words
from tracker.values import Struct, field

_LEAST_CLAUSE_WORDS: Final = 7  # the median of a list's items: shorter ones name things, they rule nothing
_LEAST_PARAGRAPH_WORDS: Final = 4  # the same where items are bracketed and stand right under a heading
_DEEPEST: Final = 12  # nesting beyond this is counted as this deep
_WIDEST_GAP: Final = 3
_WITHIN: Final = frozenset({"degree", "sign"})  # styles of what a clause lists: "1° …; 2° …", "① …"
_SENTENCE_END = compile_pattern(rf"[{STOPS}{WIDE_STOPS}:：][{CLOSERS}]?$")  # not ";", which ends an item


@cache
def _match_lead_in() -> re.Pattern[str]:
    """The end of a line that a list goes on from: "You may not:", "we or"."""
    return compile_pattern(rf"[:,–—-]$|\b(?:{join_patterns('headings.joining')})$")


class ListEntry(Struct, frozen=True):
    """One numbered item: the block it is, its label, and where in the block's text its own words start."""

    index: int
    label: Label
    start: int
    depth: int


class Enumeration(Struct):
    """Items that count on: one list, however often it is interrupted. `lead_in` is the block before the first."""

    entries: list[ListEntry] = field(default_factory=list)
    lead_in: Block | None = None
    is_nested_in_text: bool = False


class ClauseEntry(Struct, frozen=True):
    """An item that is a clause. `heading` and where the body starts in the block's text, as far as it has them."""

    entry: ListEntry
    heading: str | None
    body_start: int


def find_clause_entries(blocks: Sequence[Block], skipped: frozenset[int]) -> dict[int, ClauseEntry]:
    """The numbered items and paragraphs that act as clauses, by block index; `skipped` blocks are not looked at.

    An item is a clause where the list's items carry headings, or where they are sentences that stand at the top of
    their chapter without a lead-in ("You may not:") and without a parent item that has words of its own.
    """
    found: dict[int, ClauseEntry] = {}
    for enumeration in gather_enumerations(blocks, skipped):
        headed = {entry.index: _find_heading(blocks, entry) for entry in enumeration.entries}
        count = sum(clause is not None for clause in headed.values())
        is_headed = count * 2 >= len(enumeration.entries)
        is_ruling = not enumeration.is_nested_in_text and _is_ruling(blocks, enumeration)
        for entry in enumeration.entries:
            clause = headed[entry.index]
            if clause is not None and (is_headed or is_ruling or blocks[entry.index].lead > entry.start):
                found[entry.index] = clause
            elif is_ruling or (is_headed and (_is_bold(blocks, enumeration) or not enumeration.is_nested_in_text)):
                found[entry.index] = (
                    _find_bare_chapter(blocks, entry) if is_headed else ClauseEntry(entry, None, entry.start)
                )
    return found


def gather_enumerations(blocks: Sequence[Block], skipped: frozenset[int]) -> Iterator[Enumeration]:
    """The lists of a document, in order of their first item. Markers and numbers typed into the text count alike."""
    gathering = _Gathering()
    owners: dict[int, Block] = {}
    for index, block in enumerate(blocks):
        depth = min(block.level, _DEEPEST) if block.kind is BlockKind.ITEM else 0
        if block.kind is BlockKind.HEADING:
            depth = 1 if block.marker else 0
        owners = {
            level: owner for level, owner in owners.items() if level < depth or (level == depth and not block.marker)
        }
        if index not in skipped:
            entry = _choose_entry(index, block, depth, gathering.running)
            if entry is not None:
                gathering.add(entry, blocks[index - 1] if index else None, owners.get(depth - 1))
        if block.marker:
            owners[depth] = block
    yield from gathering.done


def _choose_entry(
    index: int, block: Block, depth: int, running: dict[tuple[int, str, str], Enumeration]
) -> ListEntry | None:
    """The item's reading that counts on an open list, else one that begins a list, else the likeliest."""
    source = block.marker if block.marker and block.marker[-1:] != "•" else block.text
    if block.kind in (BlockKind.ROW, BlockKind.QUOTE) or (block.kind is BlockKind.HEADING and not block.marker):
        return None
    labels = [label for label in find_labels(source or "") if label.steps == (str(label.values[0]),) and label.is_weak]
    if source is block.text:
        labels = [label for label in labels if label.is_closed and label.length < len(block.text)]
    if not labels:
        return None
    start = 0 if source is block.marker else labels[0].length
    entries = [ListEntry(index, label, start, depth) for label in labels]
    for entry in entries:
        enumeration = running.get((depth, entry.label.style, entry.label.counter))
        if enumeration and entry.label.follows(enumeration.entries[-1].label):
            return entry
    return next((entry for entry in entries if entry.label.values == (1,)), entries[0])


class _Gathering(Struct):
    """Lists while they are gathered: those running, by depth and style, and by the value that each value follows."""

    done: list[Enumeration] = field(default_factory=list)
    running: dict[tuple[int, str, str], Enumeration] = field(default_factory=dict)
    ends: dict[tuple[int, str, str], dict[int, Enumeration]] = field(default_factory=dict)

    def add(self, entry: ListEntry, before: Block | None, owner: Block | None) -> None:
        """Put an item to the list it goes on, also one that another list has interrupted, or begin a list with it."""
        key = (entry.depth, entry.label.style, entry.label.counter)
        flat = (max(entry.depth, 1), *key[1:])  # a list goes on in typed paragraphs, and the other way round
        value = entry.label.values[0]
        enumeration = self.running.get(key)
        if enumeration is None or not _goes_on(enumeration.entries[-1].label, entry.label):
            enumeration = self.ends.get(flat, {}).get(value - 1)
        if enumeration is None:
            is_nested = owner is not None and owner.kind is not BlockKind.HEADING and not _is_bold_line(owner)
            enumeration = Enumeration(lead_in=before, is_nested_in_text=is_nested)
            self.done.append(enumeration)
        enumeration.entries.append(entry)
        for other in [other for other in self.running if other[0] > entry.depth]:
            del self.running[other]
            if other[0] > 1:
                self.ends.pop(other, None)
        self.running[key] = enumeration
        self.ends.setdefault(flat, {})[value] = enumeration


def _is_bold_line(block: Block) -> bool:
    """Whether a line is all in bold, whatever ends it."""
    return block.lead >= len(block.text.rstrip(" .:"))


def _goes_on(old: Label, new: Label) -> bool:
    """Whether a number goes on from another; an item or two may be missing, as where one was struck out."""
    return 0 < new.values[0] - old.values[0] <= _WIDEST_GAP


def _is_bold(blocks: Sequence[Block], enumeration: Enumeration) -> bool:
    """Whether the list's headings are set in bold, mostly: then an item without one is a clause all the same."""
    return sum(blocks[entry.index].lead > entry.start for entry in enumeration.entries) * 2 >= len(enumeration.entries)


def _find_heading(blocks: Sequence[Block], entry: ListEntry) -> ClauseEntry | None:
    """The item's own heading: marked up, bold, run-in, or a short line with a body of its own under it."""
    block = blocks[entry.index]
    words = block.text[entry.start :]
    if block.kind is BlockKind.HEADING:
        return ClauseEntry(entry, block.text, len(block.text))
    if not words:  # nothing but its label, or not even that: an empty paragraph before a list within the item
        return None
    if block.lead >= len(block.text) - 1 and not words[:1].islower() and is_heading_text(words, is_marked=True):
        return ClauseEntry(entry, words, len(block.text))
    if block.lead > entry.start:
        run_in = find_run_in(block.text, entry.start, block.lead, is_labelled=True)
        return ClauseEntry(entry, run_in.heading, run_in.body_start) if run_in else None
    if not words[:1].islower() and words[-1] not in ":：" and is_heading_text(words, is_marked=False):
        return ClauseEntry(entry, words, len(block.text)) if _has_body(blocks, entry) else None
    if not words[:1].islower() and is_above_paragraph(blocks, entry.index, words):
        return ClauseEntry(entry, words, len(block.text))
    run_in = find_bare_run_in(block.text, entry.start)
    return ClauseEntry(entry, run_in.heading, run_in.body_start) if run_in else None


def _find_bare_chapter(blocks: Sequence[Block], entry: ListEntry) -> ClauseEntry:
    """An item among headed ones: a short line right above a heading of its own clauses ("4. Fees", "**4.1 Prices**")
    heads them, though it has no text."""
    words = blocks[entry.index].text[entry.start :]
    after = blocks[entry.index + 1] if entry.index + 1 < len(blocks) else None
    is_above = after is not None and (after.kind is BlockKind.HEADING or after.lead > 0) and not _repeats(entry, after)
    is_line = is_heading_text(words, is_marked=False) and not words[:1].islower() and words[-1] not in ":："
    return (
        ClauseEntry(entry, words, len(blocks[entry.index].text))
        if is_above and is_line
        else ClauseEntry(entry, None, entry.start)
    )


def _repeats(entry: ListEntry, beside: Block) -> bool:
    """Whether a neighbouring block is an item of the same list."""
    labels = find_labels(beside.marker or beside.text)
    return any(label.sequence == entry.label.sequence and len(label.values) == 1 for label in labels)


def _has_body(blocks: Sequence[Block], entry: ListEntry) -> bool:
    """Whether words of its own follow the line, rather than the next item of a list of names."""
    if entry.index + 1 >= len(blocks):
        return False
    after = blocks[entry.index + 1]
    if after.kind is BlockKind.HEADING or after.lead >= len(after.text):
        return False
    if after.kind is BlockKind.ITEM and after.marker:
        begins = any(label.values == (1,) for label in find_labels(after.marker))
        return after.level > entry.depth or entry.depth == 0 or begins
    labels = find_labels(after.text)
    if labels:
        if len(labels[0].values) > 1 or labels[0].sequence != entry.label.sequence:
            return True
        is_outer = labels[0].values == (1,) != entry.label.values  # "13. Messages", then "1. Consent: …"
        before = blocks[entry.index - 1] if entry.index else None
        return is_outer and not (before and _repeats(entry, before))  # which is no last line of a list of contents
    return len(after.text) > 60 or after.text[-1:] in STOPS + WIDE_STOPS + PAUSES + WIDE_PAUSES


def _is_ruling(blocks: Sequence[Block], enumeration: Enumeration) -> bool:
    """Whether the items of a list without headings are sentences of their own, not the ends of one begun before."""
    lead_in = enumeration.lead_in
    if lead_in is not None and lead_in.kind is not BlockKind.HEADING and _match_lead_in().search(lead_in.text):
        return False
    first = enumeration.entries[0].label
    if first.values != (1,) or (first.style == "bracketed" and not _is_title(lead_in)) or first.style in _WITHIN:
        return False
    texts = [blocks[entry.index].text[entry.start :] for entry in enumeration.entries]
    sentences = sum(not text[:1].islower() and bool(_SENTENCE_END.search(text[-3:])) for text in texts)
    lengths = sorted(count_words(text) for text in texts)
    is_alone = len(texts) == 1 and not (lead_in is not None and lead_in.kind is BlockKind.HEADING)
    least = _LEAST_PARAGRAPH_WORDS if first.style == "bracketed" else _LEAST_CLAUSE_WORDS
    return not is_alone and sentences * 2 > len(texts) and lengths[len(lengths) // 2] >= least


def _is_title(block: Block | None) -> bool:
    """Whether a block is the heading that bracketed paragraphs stand under: "§ 2 Haftung", then "(1) Wir ..."."""
    if block is None or (block.kind is BlockKind.ITEM and block.marker == "•"):
        return False
    if block.kind is BlockKind.HEADING or block.lead >= len(block.text) - 1:
        return True
    labels = find_labels(block.text)
    words = block.text[labels[0].length :] if labels else block.text
    return not words or (words[-1] not in ".:;," and is_heading_text(words, is_marked=bool(labels)))
