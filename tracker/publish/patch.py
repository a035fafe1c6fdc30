"""Two readings -> a unified patch of their text, which `patch` and whatever else reads diffs can read. Pure.

The one place where difflib writes what people read (docs/decisions/0106-difflib-for-the-form.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from tracker.model import Section
from tracker.publish.hostile import clean_text

CONTEXT_LINES = 3
"""Unchanged lines around each change, as everywhere."""


def write_text(title: str | None, sections: Sequence[Section]) -> str:
    """The text that a patch is of: title, then each section's address and heading on a line and each block on a line,
    a blank line between sections; harmless, and each line ended."""
    lines = [title] if title else []
    for section in sections:
        named = " ".join(part for part in (section.path or section.number, section.heading) if part)
        blocks = [block for block in section.text.split("\n") if block]
        lines += [*([""] if lines else []), *([named] if named else []), *blocks]
    return "".join(f"{' '.join(clean_text(line).split())}\n" if line else "\n" for line in lines)


def write_patch(old: str, new: str, *, old_name: str, new_name: str) -> Iterator[str]:
    """The lines of the patch from one text to the other, each ended; none where the texts are the same."""
    old_name, new_name = (" ".join(clean_text(name).split()) for name in (old_name, new_name))
    sides = [text.splitlines(keepends=True) for text in (old, new)]
    return unified_diff(sides[0], sides[1], old_name, new_name, n=CONTEXT_LINES)
