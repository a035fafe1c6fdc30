"""What the room read/outline promises of its marks and its tree, on random blocks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model import Block, BlockKind
from tracker.read.handover import Page
from tracker.read.outline.contents_list import find_contents_lists
from tracker.read.outline.marks import find_marks
from tracker.read.outline.sections import section_page
from tracker.read.outline.tree import build_outline, iterate_nodes

SENTENCES = (
    "The guest pays the rent before the boat leaves the harbour.",
    "You may bring a dog; it stays on deck and wears a vest.",
    "see 10.4 million reasons",
    "Fees",
    "Contents",
)
LABELS = (
    "",
    "1. ",
    "2. ",
    "3. ",
    "1.1 ",
    "2.1 ",
    "(a) ",
    "(b) ",
    "Article 4 ",
    "§ 5 ",
    "iv. ",
    "Section 3: ",
    "第3条 ",
    "1.a ",
    "1.b. ",
    "1(a) ",
    "II.1 ",
)
MARKERS = (None, "1.", "2.", "3.", "(a)", "•")


@st.composite
def make_block(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(list(BlockKind)))
    label = draw(st.sampled_from(LABELS))
    text = label + draw(st.sampled_from((*SENTENCES, "")))
    level = draw(st.integers(1, 6)) if kind in (BlockKind.HEADING, BlockKind.ITEM) else 0
    marker = draw(st.sampled_from(MARKERS)) if kind is BlockKind.ITEM and not label else None  # one label, not two
    lead = draw(st.integers(0, len(text))) if kind is BlockKind.PARAGRAPH else 0
    return Block(kind, text, level=level, marker=marker, lead=lead)


BLOCKS = st.lists(make_block(), max_size=25)


@given(BLOCKS)
@settings(max_examples=100, deadline=None)
def test_a_mark_is_one_block_outside_rows_and_contents(blocks: list[Block]) -> None:
    indexes = [mark.index for mark in find_marks(blocks)]
    assert indexes == sorted(set(indexes))
    assert not {index for index in indexes if blocks[index].kind is BlockKind.ROW}
    assert not set(indexes) & set(find_contents_lists(blocks))


@given(BLOCKS)
@settings(max_examples=100, deadline=None)
def test_the_tree_keeps_marks_in_their_order_and_makes_none(blocks: list[Block]) -> None:
    marks = find_marks(blocks)
    kept = [node.mark for node in iterate_nodes(build_outline(marks))]
    proposed = [mark.index for mark in marks]
    places = [mark.index for mark in kept if mark is not None]
    assert None not in kept
    assert places == sorted(set(places))
    assert set(places) <= set(proposed)


@given(BLOCKS)
@settings(max_examples=100, deadline=None)
def test_no_word_is_lost_and_none_is_said_twice(blocks: list[Block]) -> None:
    title, sections = section_page(Page(tuple(blocks), None, None))
    told = [part for s in sections for part in (s.printed or s.number, s.heading, s.text) if part]
    words = [word for part in (title, *told) if part for word in read_letters(part)]
    assert sorted(words) == sorted(word for block in blocks for word in read_letters(block.shown))


def read_letters(text: str) -> str:
    """Letters and digits alone: which punctuation of a label is printed is no question of words."""
    return "".join(character for character in text if character.isalnum())
