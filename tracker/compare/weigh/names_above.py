"""The lines of a reading -> those above its first sentence that name pages of the site: breadcrumbs, menus' entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from tracker.compare.weigh.page_lines import MARKER, MENU, REFERENCE, PageLine, is_label, is_sentence
from tracker.languages import compile_words
from tracker.text.dates import names_date
from tracker.text.scripts import count_words
from tracker.values import replace

_NAME_WORDS: Final = 3


def find_names_above(lines: Sequence[PageLine]) -> Iterator[int]:
    """The indices of the labels before the first sentence, in text without number and heading; among a menu's worth of
    them, of names with a figure as well ("2nd League", "Cup 2026")."""
    above = list(takewhile(_stands_above, lines))
    labels = [index for index, line in enumerate(above) if is_label(line) or is_label(_drop_marker(line))]
    yield from labels
    if len(labels) >= MENU and 2 * len(labels) >= len(above):
        yield from (index for index in range(labels[0], labels[-1]) if _is_numbered_name(above[index]))


def _stands_above(line: PageLine) -> bool:
    is_loose = line.block is not None and not line.section.number and not line.section.heading
    return is_loose and not is_sentence(line.text)


def _drop_marker(line: PageLine) -> PageLine:
    return replace(line, text=MARKER.sub("", line.text))  # "3. Boats", of a path


def _is_numbered_name(line: PageLine) -> bool:
    """Whether a line is two or three words with a figure in them, and no date or edition."""
    text = _drop_marker(line).text
    is_short = (
        count_words(text) <= _NAME_WORDS
        and any(map(str.isdecimal, text))
        and not text.rstrip().endswith((".", ":", "："))
    )
    is_own = names_date(text) or REFERENCE.search(text) or compile_words("menu.of_terms").search(text)
    return is_short and not is_own
