"""A redline and its first page -> one HTML file that needs nothing beside it and prints well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import jinja2

from tracker.export.cover import Cover
from tracker.export.tracked import Fate, TextLine, TrackedParagraph, TrackedRow, TrackedRun, TrackedText
from tracker.export.word import reads_from_right
from tracker.model import BlockKind
from tracker.publish.hostile import clean_text
from tracker.values import Struct

_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("tracker.export"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters["clean"] = clean_text

PARAGRAPH_MARK = "¶"
"""Shown where the end of a paragraph was deleted or inserted inside words that stay."""
DEEPEST_HEADING = 6


class PageBlock(Struct, frozen=True):
    """What the template draws: a paragraph by its tag and class, or a table by its rows."""

    tag: str
    look: str
    runs: tuple[TrackedRun, ...] = ()
    rows: tuple[TrackedRow, ...] = ()
    depth: int = 0

    @property
    def direction(self) -> str:
        return "rtl" if reads_from_right("".join(run.text for run in self.runs)) else "ltr"


def write_page(tracked: TrackedText, cover: Cover, *, language: str | None = None) -> str:
    """The whole page. Every word of the documents is text: the page runs no script and fetches nothing."""
    return _PAGES.get_template("redline.html.j2").render(
        cover=cover, blocks=list(_list_blocks(tracked)), language=language or "", Fate=Fate
    )


def _list_blocks(tracked: TrackedText) -> Iterator[PageBlock]:
    for is_table, group in groupby(tracked, key=lambda part: isinstance(part, TrackedRow)):
        if is_table:
            yield PageBlock("table", "", rows=tuple(part for part in group if isinstance(part, TrackedRow)))
        else:
            yield from (_draw(part) for part in group if isinstance(part, TrackedParagraph))


def _draw(part: TrackedParagraph) -> PageBlock:
    runs = tuple(run for run in part.runs if run.text)
    is_whole = {run.fate for run in runs} <= {part.mark}
    if part.mark is not Fate.KEPT and not is_whole:
        runs = (*runs, TrackedRun(PARAGRAPH_MARK, part.mark))
    is_changed = part.mark is not Fate.KEPT or any(run.fate is not Fate.KEPT for run in runs)
    tag, look = _find_tag(part.line)
    looks = [look, "changed" if is_changed else "", "moved" if _has_moved(runs) else ""]
    return PageBlock(tag, " ".join(filter(None, looks)), runs, depth=max(part.line.level, 1))


def _has_moved(runs: Sequence[TrackedRun]) -> bool:
    return any(run.fate in (Fate.MOVED_AWAY, Fate.MOVED_HERE) for run in runs)


def _find_tag(line: TextLine) -> tuple[str, str]:
    """The title is the second heading of the page: the first names the redline."""
    if line.kind is BlockKind.HEADING:
        return f"h{min(line.level + 2, DEEPEST_HEADING)}", "" if line.level else "title"
    if line.kind is BlockKind.QUOTE:
        return "blockquote", ""
    if line.kind is BlockKind.ITEM:
        return "p", "bullet" if line.is_bullet else "item"
    return "p", ""
