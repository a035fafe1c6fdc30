"""What a format reader (HTML, Markdown, PDF, plain text) hands to sectioning: blocks in reading order."""

from __future__ import annotations

from tracker.model import Block, ReadingWarning, StatedDate
from tracker.values import Struct


class Page(Struct, frozen=True):
    """`title` is what the format itself calls the document (`<title>`, PDF metadata); `language` and `dates` what it
    declares beside the text; `warnings` what a person should know of it; `spare_title` is for a text without one."""

    blocks: tuple[Block, ...]
    title: str | None = None
    language: str | None = None
    dates: tuple[StatedDate, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    spare_title: str | None = None
