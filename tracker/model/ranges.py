"""A range of a page as a person says it ("before #terms .. before footer") -> its two ends.

The form of a declaration of Open Terms Archive, `{"startBefore": "#terms", "endBefore": "footer"}`, in one line; ".."
is no CSS, so that no selector is taken for one.
"""

from __future__ import annotations

from tracker.compiled import compile_pattern
from tracker.values import Struct

_RANGE = compile_pattern(r"\s*(before|after)\s+(\S.*?)\s+\.\.\s+(before|after)\s+(\S.*?)\s*")


class PageRange(Struct, frozen=True):
    """From before or after the first element that `start` matches to before or after the first that `end` does."""

    start: str
    end: str
    starts_before: bool
    ends_before: bool

    def __str__(self) -> str:
        return f"{_word(self.starts_before)} {self.start} .. {_word(self.ends_before)} {self.end}"


def _word(before: bool) -> str:
    return "before" if before else "after"


def parse_range(text: str) -> PageRange | None:
    """The range that a text says; None where it is a selector."""
    found = _RANGE.fullmatch(text)
    return found and PageRange(found[2], found[4], found[1] == "before", found[3] == "before")
