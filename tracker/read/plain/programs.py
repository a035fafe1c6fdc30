"""Lines of Markdown -> the same without those that only a program reads: scripts, style sheets, data.

Whoever turns a whole page into Markdown without dropping its <script> and <style> first prints them as paragraphs, with
a token that is another each day. A program is told by its signs: a brace around a value, a value given, a call, and an
eighth of all that is printed neither letter nor digit. Prose of the same pages has a thirtieth; of 3,292 documents in
fifteen public collections without scripts eight lines are taken for programs: two are, six are examples of code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

from tracker.compiled import compile_pattern

_LEAST_SIGNS: Final = 0.13  # of the characters printed
_MOST_PROSE: Final = 0.3  # of a line's characters; a clause that stands behind a style sheet on its line is kept
_BRACES = compile_pattern(r"\{([^{}]{1,20000})\}")  # ".menu { display: none; }", '{"page":"3"}'
# "var tag = tag || [];", "id = '4711';", "w[l] = new Date();", never a formula: "rate = (20 + 1) × 2;"
_ASSIGNED = compile_pattern(
    r"(?<![\w.$\]])[\w.$\]]{1,80}\s?=\s?"
    r"(?:[\[{\"'!]|new\b|function\b|[^\W\d][\w.$]{0,80}[(\[]|[^\W\d][\w$]{0,80}(?:\.[\w$]|\s?\|\|)|true\b|false\b|null\b)"
)
_CALLED = compile_pattern(r"[^\W\d]\.[^\W\d]\w{0,60}\([^()]{0,500}(?:\([^()]{0,200}\)[^()]{0,200}){0,9}\)\s?;|\}\)\(")
# "5f2b…e1" of 24 signs or more, alone on its line: the commit that a page was built of
_TOKEN = compile_pattern(
    r"\W{0,3}(?=[a-f-]*\d)(?=[\d-]*[a-f])(?:[0-9a-f]{24,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\W{0,3}"
)
_TARGET = compile_pattern(r"\]\((?:\\.|[^()\\\n]|\([^()\n]{0,200}\)){0,2000}\)|</?[a-z][^<>\n]{0,1000}>")
_PROSE = compile_pattern(r"[^\W\d_]{1,40}(?:[,;:]?[ '’-][^\W\d_]{1,40}){9,400}|[\u3040-\u9fff\uac00-\ud7af]{12,2000}")
# a sheet of its own in a Markdown source: "<style>" to "</style>", empty lines and all
# (https://spec.commonmark.org/0.31.2/#html-blocks, the first kind)
_SHEET = compile_pattern(r" {0,3}<(style|script)\b[^<>\n]{0,1000}>", re.IGNORECASE)
_FENCE = compile_pattern(r" {0,3}(?:```|~~~)")


def drop_programs(lines: Sequence[str]) -> list[str]:
    """The lines, those that a program reads left empty. What stands between fences was meant to be read."""
    kept: list[str] = []
    is_fenced = False
    sheets, sheet_end = _Sheets(lines), 0
    for number, line in enumerate(lines):
        if ("`" in line or "~" in line) and _FENCE.match(line):
            is_fenced = not is_fenced
        if "<s" in line and not is_fenced and number >= sheet_end:
            sheet_end = sheets.find_end(number)
        is_dropped = number < sheet_end or (line and not is_fenced and _is_program(line))
        kept.append("" if is_dropped else line)
    return kept


class _Sheets:
    """Where the style sheets and scripts of a text end; its closing tags are looked for once, when one begins."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    @cached_property
    def _closing(self) -> dict[str, list[int]]:
        """The lines that close a sheet or a script, by tag."""
        closing: dict[str, list[int]] = {"</style>": [], "</script>": []}
        for at, line in enumerate(self._lines):
            for tag, found in closing.items():
                if "</" in line and tag in line.lower():
                    found.append(at)
        return closing

    def find_end(self, start: int) -> int:
        """The line after a sheet or script that stands on lines of its own from `start`; 0 where none begins or it is
        never closed, or text follows its end."""
        opened = _SHEET.match(self._lines[start])
        if opened is None:
            return 0
        tag = f"</{opened[1].lower()}>"
        found = self._closing[tag]
        index = bisect_left(found, start)
        if index == len(found):
            return 0
        after = self._lines[found[index]].lower().partition(tag)[2]
        return 0 if after.strip() else found[index] + 1


def _is_program(line: str) -> bool:
    if not (("{" in line and "}" in line) or (";" in line and ("=" in line or ");" in line)) or " " not in line):
        return False  # nearly every line
    if line.lstrip().startswith("|"):
        return False  # a row of a table: a cookie and its value
    return _reads_as_program(_TARGET.sub("]", line).replace("\\", "").strip())


@lru_cache(maxsize=2048)  # successive versions share them: a list of links, an address alone
def _reads_as_program(text: str) -> bool:
    if _TOKEN.fullmatch(text):
        return True
    is_braced = any(sign in body for body in _BRACES.findall(text) for sign in ":;=(")
    if not is_braced and not (
        ";" in text and (("=" in text and _ASSIGNED.search(text)) or (")" in text and _CALLED.search(text)))
    ):
        return False
    letters, blanks = sum(map(str.isalnum, text)), sum(map(str.isspace, text))
    if len(text) - letters - blanks < _LEAST_SIGNS * (len(text) - blanks):
        return False
    return sum(len(run) for run in _PROSE.findall(text)) < _MOST_PROSE * len(text)
