"""Sectioning, one case file a phenomenon: Markdown above the line, its outline below."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model import Block, BlockKind, Section
from tracker.read.handover import Page
from tracker.read.markup.fragment import read_fragment
from tracker.read.outline.sections import section_page
from tracker.read.plain.markdown import read_markdown
from tracker.read.plain.plaintext import read_plaintext
from tracker.text.canon import canon_key

CASES = sorted((Path(__file__).parent / "cases" / "sections").glob("*.md"))
ORDINAL = re.compile(r"(?<=\d)(?:er\b|re\b|ère\b|[ªº°])")  # "Article 1er" and "Cláusula 1ª" are shown as number 1
LINE = "\n=== outline ===\n"


def show_outline(title: str | None, sections: tuple[Section, ...]) -> str:
    """`path (number, printed) | heading | text`, indented by level, a block a line where there are several."""
    lines = [f"title: {title}"]
    for section in sections:
        label = section.path or "-"
        if section.number not in (None, section.path):
            label += f" ({section.number})"
        if section.printed:
            label += f" <{section.printed}>"
        indent = "  " * section.level
        lines.append(f"{indent}{label} | {section.heading or '-'}")
        lines.extend(f"{indent}    {block.shown}" for block in section.blocks)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_outline_is_as_a_reader_would_draw_it(case: Path, update_cases: bool) -> None:
    source, _, expected = case.read_text(encoding="utf-8").partition(LINE)
    page = read_plaintext(source) if case.stem.startswith("plain_text") else read_markdown(source, read_fragment)
    shown = show_outline(*section_page(page))
    if update_cases and shown != expected:
        case.write_text(source + LINE + shown, encoding="utf-8")
        return
    assert shown == expected


def gather_text(title: str | None, sections: tuple[Section, ...]) -> str:
    parts = [title or ""]
    for section in sections:
        parts += [section.printed or section.number or "", section.heading or "", section.text]
    return "".join(parts)


def count_letters(text: str) -> list[str]:
    text = ORDINAL.sub("", text)
    return sorted(character for character in canon_key(text).casefold() if character.isalnum())


def assert_nothing_lost(page: Page) -> None:
    title, sections = section_page(page)
    taken_title = title if any(block.text == title for block in page.blocks) else None
    whole = "".join(block.shown for block in page.blocks)
    assert count_letters(gather_text(taken_title, sections)) == count_letters(whole)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.stem != "labels_printed_twice"], ids=lambda path: path.stem
)
def test_no_text_is_lost(case: Path) -> None:
    """A label that is printed twice is told once, and nothing is lost by that."""
    assert_nothing_lost(read_markdown(case.read_text(encoding="utf-8").partition(LINE)[0], read_fragment))


LABELS = [
    "",
    "1. ",
    "2. ",
    "1.1 ",
    "1.2 ",
    "10.4 ",
    "(a) ",
    "(i) ",
    "b. ",
    "IV. ",
    "Article 3 ",
    "§ 5 ",
    "第3条 ",
    "A1. ",
]
LABELS += ["Annex II. ", "Section 4: ", "19A. ", "Exhibit B", "2023 ", "27. "]
BODIES = [
    "",
    "Fees",
    "Data Transfer. All of it moves.",
    "you pay at once;",
    "We may change the terms at any time.",
    "Note: x",
]
BODIES += [
    "Last updated: 1 May 2024",
    "Acme Ltd",
    "What do we keep?",
    "Contents",
    "Previous versions",
    "PLEASE READ THIS.",
]
blocks = st.builds(
    lambda kind, label, body, level, marker, bold: Block(
        kind,
        ((label if kind is not BlockKind.ITEM or marker in (None, "•") else "") + body).strip()
        or ("" if kind is BlockKind.ITEM and marker else "x"),
        level=level if kind in (BlockKind.HEADING, BlockKind.ITEM) else 0,
        marker=marker if kind is BlockKind.ITEM else None,
        lead=min(len(label + body), bold),
    ),
    st.sampled_from(list(BlockKind)),
    st.sampled_from(LABELS),
    st.sampled_from(BODIES),
    st.integers(1, 4),
    st.sampled_from([None, "•", "1.", "2.", "3.", "(a)", "iv."]),
    st.sampled_from([0, 3, 8, 100]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(blocks, max_size=14))
def test_no_text_is_lost_whatever_the_blocks(made: list[Block]) -> None:
    assert_nothing_lost(Page(tuple(made)))


@settings(max_examples=100, deadline=None)
@given(st.lists(blocks, max_size=14))
def test_the_tree_is_sound(made: list[Block]) -> None:
    _, sections = section_page(Page(tuple(made)))
    for ordinal, section in enumerate(sections):
        assert section.ordinal == ordinal
        parent = sections[section.parent] if section.parent is not None else None
        assert section.level == (parent.level + 1 if parent else 1)
        assert parent is None or parent.ordinal < ordinal
        assert section.number is None or section.path is not None


def test_an_empty_page_has_no_sections() -> None:
    assert section_page(Page((), title="Terms")) == ("Terms", ())


def test_a_document_of_thousands_of_clauses_is_read() -> None:
    text = "\n\n".join(f"**{n % 40 + 1}.{n % 9 + 1} Clause number {n}**. You agree to item {n}." for n in range(3_000))
    _, sections = section_page(read_markdown(text))
    assert len(sections) == 3_000


def test_links_of_headings_and_bodies_are_kept_apart() -> None:
    source = (
        "## [2. Fees](#fees)\n\nSee [the list](https://e.org/l).\n\n**[3. Tax](#t).** As [law](https://e.org/w) says."
    )
    _, (fees, tax, *_) = section_page(read_markdown(source + "\n\n## 4. End\n\nDone."))
    assert [link.target for link in fees.heading_links] == ["#fees"]
    assert [link.target for link in fees.links] == ["#fees", "https://e.org/l"]
    assert [link.target for link in tax.heading_links] == ["#t"]
    assert [link.target for link in tax.links] == ["#t", "https://e.org/w"]
