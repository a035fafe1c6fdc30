"""A reading -> Markdown that is read back as the same text: headings, numbers, lists, tables, quotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.compiled import compile_pattern
from tracker.model import Block, BlockKind, Reading, Section

DEEPEST = 6
CELL_MARK = " | "

_MARKS = compile_pattern(r"([\\`*_\[\]<>~|])")
_STARTS = compile_pattern(r"^(\s*)([#>+=-])")  # "# 1 dollar", "- 5 degrees", "> 30 days" at the beginning of a line
_COUNTED = compile_pattern(r"^(\d{1,9})([.)])(\s|$)")  # "2023. It began": no list


def write_markdown(reading: Reading) -> str:
    """The whole text, a blank line between paragraphs."""
    parts = [f"# {_escape(reading.title)}"] if reading.title else []
    for section in reading.sections:
        parts += _write_section(section)
    return "\n\n".join(parts) + "\n"


def _write_section(section: Section) -> Iterator[str]:
    label = section.printed or section.number or ""
    blocks = list(section.blocks)
    if section.heading:
        marks = "#" * min(section.level + 1, DEEPEST)
        yield f"{marks} {_label(label)}{_escape(section.heading)}"
    elif label and blocks and blocks[0].kind is not BlockKind.ROW:
        yield f"{_label(label)}{_escape(blocks[0].shown)}"
        blocks = blocks[1:]
    elif label:
        yield label
    yield from _write_blocks(blocks)


def _label(label: str) -> str:
    if not label:
        return ""
    return f"{label}. " if label.isdigit() else f"{label} "


def _write_blocks(blocks: Sequence[Block]) -> Iterator[str]:
    """Paragraphs one by one; items of a list and rows of a table together."""
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind is BlockKind.ROW:
            yield _write_table(list(group))
        elif kind is BlockKind.ITEM:
            yield "\n".join(_write_item(block) for block in group)
        else:
            for block in group:
                yield f"{'> ' if kind is BlockKind.QUOTE else ''}{_guard(_escape(block.shown))}"


def _write_item(block: Block) -> str:
    marker = block.marker if block.marker and re.fullmatch(r"\d{1,9}[.)]", block.marker) else "-"
    text = block.text if marker != "-" else block.shown
    return f"{'    ' * (max(block.level, 1) - 1)}{marker} {_escape(text)}"


def _write_table(rows: Sequence[Block]) -> str:
    cells = [[_escape(cell) for cell in row.text.split(CELL_MARK)] for row in rows]
    width = max(map(len, cells))
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _escape(text: str | None) -> str:
    return _MARKS.sub(r"\\\1", " ".join((text or "").split()))


def _guard(line: str) -> str:
    """A paragraph that begins like a mark of Markdown, without its meaning."""
    return _COUNTED.sub(r"\1\\\2\3", _STARTS.sub(r"\1\\\2", line))
