"""What a format reader (HTML, Markdown, PDF, plain text) hands to sectioning: blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import Block


@dataclass(frozen=True)
class Page:
    """`title` is what the format itself calls the document (`<title>`, PDF metadata); `language` what it declares."""

    blocks: tuple[Block, ...]
    title: str | None = None
    language: str | None = None
