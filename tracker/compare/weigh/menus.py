"""The blocks of a section -> the lines among them that stand in a menu, told by the company they keep.

A menu, a language picker or a footer is a run of short labels, and some of them are known wherever they stand ("Sign
in", "Cookies", "Deutsch"). A label in such company is no term, whatever it says ("In other projects", "2 languages").
A list inside the terms keeps other company: its labels are introduced by a sentence, and none is a button. Between
labels a line or two that advertise something belong to the menu as well; never one that speaks of terms or of a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from tracker.compare.weigh.binding import addresses
from tracker.compare.weigh.pickers import names_language
from tracker.compiled import compile_pattern
from tracker.languages import compile_lines, compile_words
from tracker.model import Block, BlockKind, Section
from tracker.text.scripts import STOPS, WIDE_STOPS, count_words

_LABEL_WORDS: Final = 8
_GLUED_WORDS: Final = 16  # a whole menu in one line, of known labels
_GLUED_LABELS: Final = 3
_BRIDGE_WORDS: Final = 30  # of a line that stands between labels
LONGEST_LINE: Final = max(_GLUED_WORDS, _BRIDGE_WORDS)
"""Words of the longest line that a menu may hold."""
_BRIDGE_LABELS: Final = 3  # on either side of it
_SHORTEST_RUN: Final = 4  # fewer labels in a row are a heading with its date, an address, a signature
_WITNESSES: Final = 3  # known labels that make a run a menu, in text without number and heading
_SHARE: Final = 0.3  # of the run, where it stands under a clause's heading: the foot of the page after the last clause
_SENTENCE_END = compile_pattern(rf"[{STOPS}{WIDE_STOPS};；]\W{{0,2}}$|[,:，：]$")
_BRAND_WORDS: Final = 3  # "Boats!" is a name, not a sentence
_REPEATED: Final = 3  # labels in a row that stand twice: the menu of wide screens, and that of narrow ones
_MARGIN: Final = 2  # labels before the first known one and after the last that still belong to it, outside clauses
_ENDS_LIKE_ADVERT = compile_pattern(r"[!…»×]\W*$")
_YEAR = compile_pattern(r"\d{4}")


def find_menu_lines(sections: Iterable[Section], language: str | None) -> frozenset[str]:
    """The lines of the sections, which are written in a language, that stand in a menu."""
    return frozenset(
        line for section in sections for run in _list_runs(section, language) for line in _cut_menu(run, section)
    )


def _list_runs(section: Section, language: str | None) -> Iterator[list[str]]:
    """The stretches of labels in a row, each as its lines; outside clauses a line between two of them bridges them."""
    pieces = [(kind, list(run)) for kind, run in groupby(section.blocks, key=partial(_is_label, language=language))]
    labels: list[str] = []
    for index, (is_label, run) in enumerate(pieces):
        lines = [block.shown for block in run]
        if is_label or (
            labels and index + 1 < len(pieces) and _is_bridge(section, lines, labels, pieces[index + 1][1])
        ):
            labels += lines
            continue
        if len(labels) >= _SHORTEST_RUN:
            yield labels
        labels = []
    if len(labels) >= _SHORTEST_RUN:
        yield labels


def _is_bridge(section: Section, lines: Sequence[str], before: Sequence[str], after: Sequence[Block]) -> bool:
    """Whether lines that are no labels stand in a menu all the same: few, short, with labels on both sides."""
    if section.number or section.heading or len(lines) > 2:
        return False
    is_small = all(count_words(line) <= _BRIDGE_WORDS and not _is_of_terms(line) for line in lines)
    is_advert = all(_is_advert(line) for line in lines)
    return is_small and is_advert and len(before) >= _BRIDGE_LABELS and len(after) >= _BRIDGE_LABELS


def _is_of_terms(line: str) -> bool:
    return bool(_YEAR.search(line) or compile_words("menu.of_terms").search(line))


def _is_advert(line: str) -> bool:
    """Example: "Close this window", "Get the oars", "Fermer cette fenêtre", "See it live!"."""
    return bool(_ENDS_LIKE_ADVERT.search(line) or compile_words("menu.advert", before=r"^\W*").search(line))


def _holds_labels(line: str) -> bool:
    """Whether a line is a whole menu, label after label."""
    return len(compile_words("menu.glued_label").findall(line)) >= _GLUED_LABELS


def _is_label(block: Block, language: str | None) -> bool:
    """Whether a block is a few words that say nothing: no sentence, no row of a table, nobody addressed."""
    line = block.shown
    count = count_words(line)
    if count > _GLUED_WORDS:  # nearly every line, and what follows costs more
        return False
    is_brand = count <= _BRAND_WORDS and line.endswith("!")
    if block.kind is BlockKind.ROW or (_SENTENCE_END.search(line) and not is_brand) or addresses(line, language):
        return False
    return count <= _LABEL_WORDS or _holds_labels(line)


def _cut_menu(run: Sequence[str], section: Section) -> Sequence[str]:
    """The part of a run of labels that its known ones show to be a menu; empty where it is none."""
    if section.number or section.heading:
        known = [index for index, line in enumerate(run) if compile_lines("menu.link").fullmatch(line)]
        is_menu = len(known) >= _WITNESSES and len(known) >= _SHARE * len(run)
        return run[known[0] : known[-1] + 1] if is_menu else ()
    languages = [index for index, line in enumerate(run) if names_language(line)]
    if _repeats_itself(run) or 2 * len(languages) >= len(run):
        return run
    glued = [index for index, line in enumerate(run) if _holds_labels(line)]
    known_label = compile_lines("menu.link", "menu.label")
    known = [index for index, line in enumerate(run) if known_label.fullmatch(line)]
    witnesses = len(known) + _WITNESSES * len(glued) + min(len(languages), _WITNESSES - 1)
    if witnesses < _WITNESSES:
        return ()
    places = sorted((*known, *glued, *languages))
    return run[max(0, places[0] - _MARGIN) : places[-1] + 1 + _MARGIN]


def _repeats_itself(run: Sequence[str]) -> bool:
    """Whether some labels in a row stand in the run twice."""
    rows = [tuple(run[at : at + _REPEATED]) for at in range(len(run) - _REPEATED + 1)]
    return len(set(rows)) < len(rows)
