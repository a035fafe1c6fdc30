"""A text read piece by piece is the text read whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.model import Block
from tracker.read.plain.markdown import _Builder, _take_lines, read_markdown
from tracker.read.plain.pieces import read_pieces

LINES = (
    "", "", "", " ", "Row on.", "**Oars.** Bring two.", "## 2. Sails", "# Rules", "1. first", "1. again", "1. more",
    "- item", "  - inner", "  goes on", "    far in", "> said", "> ## told", "| a | b |", "| --- | --- |", "a | b",
    "***", "---", "===", "  =====", "```", "~~~", "Oar", ": what one rows with", "[^1]: a note", "#", "* * *",
    "See [boats](https://boats.example/a?visitor=1f3) and [oars](/b?c=2).", "See boats](https://boats.example/a?b=1)",
    "![a boat](https://boats.example/a.png?size=3)", "[*x*](/a?b=1) [y](/a?b=1#top)", "été", "2 boats", "Two words  ",
)  # fmt: skip


def read_whole(text: str) -> tuple[Block, ...]:
    builder = _Builder()
    _take_lines(builder, text.split("\n"))
    builder.finish()
    return tuple(builder.blocks)


@given(st.lists(st.sampled_from(LINES), max_size=24))
@example(["Row", "", "on", "", "====", ""])
@example(["Row on.", "", "#", "==="])
@example(["- item", "", "Row on.", "", "  goes on"])
@example(["```", "", "Row on.", "", "- item", "```"])
def test_pieces_make_the_whole(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert tuple(read_pieces(text, read_whole)) == read_whole(text)


def test_each_kind_of_piece_is_read_once() -> None:
    read: list[str] = []

    def read_piece(piece: str) -> tuple[Block, ...]:
        read.append(piece)
        return read_whole(piece)

    for visitor in ("1f3", "c20"):
        link = f"https://boats.example/hire?visitor={visitor}"
        blocks = tuple(read_pieces(f"## Hire\n\nSee [boats]({link}).\n\nRow on.", read_piece))
        assert [block.links[0].target for block in blocks if block.links] == [link]
    assert len(read) == 6
    assert len(set(read)) == 3


@pytest.mark.parametrize("visitor", ["1f3", "c20"])
def test_an_address_that_is_text_stays_as_it_is(visitor: str) -> None:
    page = read_markdown(f"# Hire\n\nSee boats](https://boats.example/hire?visitor={visitor}).")
    assert page.blocks[1].text == f"See boats](https://boats.example/hire?visitor={visitor})."
