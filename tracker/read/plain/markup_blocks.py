"""Markdown source -> the stretches of it that are HTML: a table, a list or a heading written with tags.

People write with tags what Markdown has no signs for, tables above all. CommonMark hands such a stretch to the page as
it stands (https://spec.commonmark.org/0.31.2/#html-blocks, the sixth kind), so it is read as a page is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Block

ReadMarkup = Callable[[str], Sequence[Block]]
"""Reads a stretch of HTML -> its blocks."""

_NAMES: Final = (
    "address|article|aside|blockquote|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
# '<table class="wide">', "</div>"; what has no attributes after its name is text: "<Section 12>"
_START: Final = compile_pattern(
    rf" *</?(?:{_NAMES})(?:\s{{1,9}}[a-z_:@][\w:.@-]{{0,60}}(?:\s{{0,9}}=\s{{0,9}}"
    r"(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[^\s\"'=<>`]{1,500}))?){0,20}\s{0,9}/?>",
    re.IGNORECASE,
)
# A table or list goes on over empty lines until it is closed.
_WHOLE: Final = compile_pattern(r"<(/?)(?:table|ul|ol|dl)\b", re.IGNORECASE)
_DEEPEST: Final = 3  # columns that a first tag stands in at most; deeper is an example of code
_DEEPEST_BELOW: Final = 40  # the same below a stretch of HTML, which goes on over empty lines as it is laid out
_MOST_LINES: Final = 5_000  # of one stretch; what is closed later was never meant to be


def split_markup(lines: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Where a text's stretches begin and end, in order, and whether each is HTML. Every line is in one of them."""
    done = at = 0
    most = _DEEPEST
    while at < len(lines):
        if "<" not in lines[at] or not _START.match(lines[at]) or _measure_indent(lines[at]) > most:
            most = most if not lines[at].strip() else _DEEPEST
            at += 1
            continue
        if at > done:
            yield done, at, False
        end = _find_end(lines, at)
        yield at, end, True
        done = at = end
        most = _DEEPEST_BELOW
    if done < len(lines):
        yield done, len(lines), False


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_end(lines: Sequence[str], start: int) -> int:
    """The line after a stretch: an empty one, and where a table or list is open the first after its end."""
    opened = 0
    first = None
    for at in range(start, min(len(lines), start + _MOST_LINES)):
        if not lines[at].strip():
            first = at if first is None else first
            if opened <= 0:
                return at
        opened += sum(-1 if found[1] else 1 for found in _WHOLE.finditer(lines[at]))
    end = min(len(lines), start + _MOST_LINES)
    return end if first is None or opened <= 0 else first
