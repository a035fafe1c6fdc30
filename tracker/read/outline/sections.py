"""Blocks in reading order -> the title and the tree of sections, without losing a word.

Knows neither markup nor addresses nor which service it reads. Proposals come from `marks`, the tree from
`outline`, the numbers from `repair`; here the blocks are dealt out and what stands before the first and after
the last clause is told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind, Link, Section
from tracker.read.handover import Page
from tracker.read.outline.headings import match_title
from tracker.read.outline.lone_labels import join_lone_labels
from tracker.read.outline.marks import HEADING_RANK, NUMBERED_LINE_RANK, Mark, find_marks
from tracker.read.outline.numbers_to_come import drop_references
from tracker.read.outline.repair import find_paths, repair_numbers
from tracker.read.outline.trailing import ListEnds, count_trailing, is_closing_date
from tracker.read.outline.tree import Node, build_outline, iterate_nodes
from tracker.read.outline.typed_labels import settle_labels
from tracker.text.numbering import find_labels
from tracker.values import Struct, replace

_MOST_BLOCKS_BEFORE: Final = 12  # and characters: what may stand before a title is a banner, not a document
_MOST_TEXT_BEFORE: Final = 1500
_MOST_HEADINGS_BEFORE: Final = 6  # and characters, where a heading stands above all others
_MOST_PAGE_BEFORE: Final = 5000
_LEAST_ABOVE_DATE: Final = 100  # characters; the clauses of 28 documents hold more, three notes about a text less
_TYPED_BULLET = compile_pattern(r"[•·▪●◦➢‣]\s*")  # "• the order is incomplete"


class _Draft(Struct):
    """A section while blocks are dealt to it: its node, or None for the opening and for text of its own."""

    node: Node | None
    blocks: list[Block]
    level: int
    parent: Node | None = None
    heading_links: tuple[Link, ...] = ()


def section_page(page: Page) -> tuple[str | None, tuple[Section, ...]]:
    """The document's title and its sections in order. The opening comes first if there is any text before them.

    Nothing is lost: title, numbers, headings and texts joined are the blocks joined, but for whitespace, the
    punctuation that closes a label or heading, and the second of two equal labels.
    """
    blocks = join_lone_labels([block for block in page.blocks if block.text or block.marker])
    marks = settle_labels(blocks, drop_references(find_marks(blocks)))
    title, title_index = _find_title(blocks, marks, page.title)
    marks = [mark for mark in marks if mark.index != title_index]
    root = build_outline(marks)
    repair_numbers(root)
    drafts = _deal_blocks(blocks, root, title_index)
    return title, _make_sections(root, drafts)


def _find_title(blocks: Sequence[Block], marks: Sequence[Mark], declared: str | None) -> tuple[str | None, int | None]:
    """The document's own title and its block: a heading above all others, or the first if its words say so."""
    above = _find_highest(blocks, marks)
    if above is not None:
        return above.heading, above.index
    plain = _find_plain_title(blocks, marks, declared)
    if plain[1] is not None or not marks:
        return plain
    first = marks[0]
    heading = first.heading
    is_line = not first.labels and heading is not None and first.body_start >= len(blocks[first.index].text)
    if heading is None or not is_line or not _stands_early(blocks, first.index):
        return declared, None
    is_named = match_title().search(heading) is not None or _same_words(heading, declared)
    others = [mark.rank for mark in marks[1:]]
    is_above = first.rank[0] == HEADING_RANK and all(first.rank < rank for rank in others)
    if is_above or (is_named and all(min(first.rank, (NUMBERED_LINE_RANK, 0)) <= rank for rank in others)):
        return heading, first.index
    return declared, None


def _stands_early(blocks: Sequence[Block], index: int) -> bool:
    """Whether no more than a banner stands before a block."""
    return index <= _MOST_BLOCKS_BEFORE and sum(len(block.text) for block in blocks[:index]) <= _MOST_TEXT_BEFORE


def _find_highest(blocks: Sequence[Block], marks: Sequence[Mark]) -> Mark | None:
    """The one heading above all others, also where headings of the page ("Select a language") stand before it."""
    ranks = sorted({mark.rank for mark in marks})
    for place, mark in enumerate(marks[:_MOST_HEADINGS_BEFORE]):
        if mark.labels or (mark.rank[0] != HEADING_RANK and mark.rank == ranks[0]):
            return None
        is_alone = mark.rank == ranks[0] and sum(other.rank == mark.rank for other in marks) == 1
        if is_alone and len(marks) > place + 1 and match_title().search(mark.heading or ""):
            is_near = sum(len(block.text) for block in blocks[: mark.index]) <= _MOST_PAGE_BEFORE
            return mark if is_near else None
    return None


def _find_plain_title(
    blocks: Sequence[Block], marks: Sequence[Mark], declared: str | None
) -> tuple[str | None, int | None]:
    """A first line without markup that names the document: "Acme Terms of Use"."""
    if not blocks or (marks and marks[0].index == 0) or blocks[0].kind is not BlockKind.PARAGRAPH:
        return declared, None
    text = blocks[0].text
    is_short = len(text.split()) <= 12 and text[-1] not in ".:,;!?"
    if is_short and (match_title().search(text) or _same_words(text, declared)) and not find_labels(text):
        return text, 0
    return declared, None


def _same_words(heading: str, declared: str | None) -> bool:
    return bool(declared) and heading.casefold() in (declared or "").casefold()


def _deal_blocks(blocks: Sequence[Block], root: Node, title_index: int | None) -> list[_Draft]:
    """Every block to the section it stands in; the first draft is the opening, text after a whole list its own."""
    starts = {node.mark.index: node for node in iterate_nodes(root) if node.mark}
    titles = {node.mark.heading_index for node in starts.values() if node.mark}
    levels = {root: 0}
    drafts = [_Draft(None, [], 1)]
    lists = ListEnds(blocks, root)
    for index, block in enumerate(blocks):
        if index == title_index and len(drafts) > 1:
            drafts.append(_Draft(None, [], 1))
        if index == title_index or index in titles:
            continue
        node = starts.get(index)
        if node is not None:
            levels[node] = levels[node.parent or root] + 1
            body = _body_of(block, node)
            links = _heading_links(blocks, node, body)
            drafts.append(_Draft(node, body, levels[node], node.parent, links))
        elif lists.ends_before(block, drafts[-1].node):
            drafts.append(_Draft(None, [_settle_block(block)], drafts[-1].level, drafts[-1].parent))
        else:
            drafts[-1].blocks.append(_settle_block(block))
    _split_trailing(drafts)
    _split_closing_date(drafts)
    return [draft for draft in drafts if draft.node is not None or draft.blocks]


def _body_of(block: Block, node: Node) -> list[Block]:
    """What the block that carries number and heading has left for the body."""
    mark = node.mark
    if mark is None or mark.body_start >= len(block.text):
        return []
    links = tuple(link for link in block.links if block.text.find(link.text) >= mark.body_start)
    lead = max(0, block.lead - mark.body_start)
    kind = BlockKind.PARAGRAPH if block.kind is BlockKind.ITEM else block.kind
    text = block.text[mark.body_start :]
    return [replace(block, kind=kind, text=text, lead=lead, links=links, marker=None, level=0)]


def _heading_links(blocks: Sequence[Block], node: Node, body: Sequence[Block]) -> tuple[Link, ...]:
    """The links on the words of number and heading: all of those blocks but what went to the body."""
    if node.mark is None:
        return ()
    below = {link for block in body for link in block.links}
    own = tuple(link for link in blocks[node.mark.index].links if link not in below)
    title = node.mark.heading_index
    return own if title is None else own + blocks[title].links


def _settle_block(block: Block) -> Block:
    """A block as part of a body: headings that are none become paragraphs, typed labels and bullets become markers."""
    if block.kind is BlockKind.HEADING:
        return replace(block, kind=BlockKind.PARAGRAPH, level=0, lead=len(block.text))
    if block.kind is not BlockKind.PARAGRAPH:
        return block
    bullet = _TYPED_BULLET.match(block.text)
    if bullet and bullet.end() < len(block.text):
        return _move_marker(block, "•", bullet.end())
    labels = find_labels(block.text)
    if labels and len(labels[0].values) == 1 and not labels[0].letters and labels[0].is_closed and labels[0].is_weak:
        length = labels[0].length
        if length < len(block.text):
            return _move_marker(block, block.text[:length].strip(), length)
    return block


def _move_marker(block: Block, marker: str, length: int) -> Block:
    lead = max(0, block.lead - length)
    return replace(block, kind=BlockKind.ITEM, level=1, marker=marker, text=block.text[length:], lead=lead)


def _split_trailing(drafts: list[_Draft]) -> None:
    """Sign-off, dates and links to older versions after the last clause become a section of their own."""
    last = drafts[-1]
    count = count_trailing(last.blocks, heading=last.node.mark.heading if last.node and last.node.mark else None)
    if not count or len(drafts) == 1:
        return
    tail = last.blocks[-count:]
    del last.blocks[-count:]
    if last.node is None and not last.blocks:
        drafts.pop()
    drafts.append(_Draft(None, tail, 1))


def _split_closing_date(drafts: list[_Draft]) -> None:
    """The line that dates the text above becomes a section of its own also where something headed follows ("Stand: 4.
    Mai 2023", then "Hinweis"; an addendum). A text with several such lines is one of dated parts, which keep theirs, as
    a few words do that stand above nothing else ("Downloads", "Summary of changes")."""
    steps = enumerate(pairwise(drafts[1:]), start=1)
    dated = [place for place, (draft, after) in steps if _is_headed(after) and _ends_in_date(draft)]
    if len(dated) == 1:
        date_line = drafts[dated[0]].blocks.pop()
        drafts.insert(dated[0] + 1, _Draft(None, [date_line], 1))


def _is_headed(draft: _Draft) -> bool:
    """Whether a section has a heading of the first level and no label."""
    node = draft.node
    mark = node.mark if node is not None and not node.label else None
    return draft.level == 1 and mark is not None and bool(mark.heading)


def _ends_in_date(draft: _Draft) -> bool:
    """Whether the last line of a section says when the text above it was changed or takes effect."""
    if draft.node is None or len(draft.blocks) < 2 or not is_closing_date(draft.blocks[-1]):
        return False
    return sum(len(block.text) for block in draft.blocks[:-1]) >= _LEAST_ABOVE_DATE


def _make_sections(root: Node, drafts: Sequence[_Draft]) -> tuple[Section, ...]:
    paths = find_paths(root)
    ordinals: dict[Node, int] = {}
    sections: list[Section] = []
    for ordinal, draft in enumerate(drafts):
        node, blocks = draft.node, tuple(draft.blocks)
        if node is not None:
            ordinals[node] = ordinal
        parent = ordinals.get(draft.parent) if draft.parent is not None else None
        path = paths.get(node or draft.parent or root)
        number = node.label.number if node is not None and node.label else None
        sections.append(
            Section(
                ordinal,
                draft.level,
                number=number,
                printed=node.printed if node is not None else None,
                path=path,
                heading=_clean_heading(node),
                heading_links=draft.heading_links,
                blocks=blocks,
                parent=parent,
            )
        )
    return tuple(sections)


def _clean_heading(node: Node | None) -> str | None:
    """The heading without the stop that closes it; "..." and an abbreviation's own stop stay."""
    if node is None or node.mark is None or not node.mark.heading:
        return None
    heading = node.mark.heading.strip()
    if heading.endswith(("...", "U.S.", "etc.", "Inc.")):
        return heading
    return heading.rstrip(" .:。：") or None
