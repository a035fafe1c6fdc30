"""The beginning of a text -> the labels it may be: "10.4", "(a)", "Article IV", "§ 5", "第3条".

A label is only a reading: "(i)" is the ninth letter or the first Roman number, "2023 was" is no label at all.
Which reading holds is told by what precedes and follows (`sections`), so every style knows its successor.
How labels are printed stands in `label_styles`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from tracker.text.counters import COUNTERS, format_letter, parse_letter, parse_ordinal
from tracker.text.date_grammar import starts_with_date
from tracker.text.label_styles import NumberStyle, is_annex_word, is_part_word, list_styles
from tracker.text.scripts import HAN_DIGITS

_RATHER_LETTERS: Final = frozenset("cdlmCDLM")  # Roman numbers too, but no list has a hundred items
_LONGEST: Final = 64  # characters that hold any label with what closes it


@dataclass(frozen=True, slots=True)
class Label:
    """One reading of a label. `number` as shown ("10.4", "(a)", "Article 4"); `values` what it counts ((10, 4)).

    `length` counts the characters it takes of the text, closing punctuation and space included; `is_closed`
    says that such punctuation was printed ("1." or "a)", not "1").
    """

    style: str
    counter: str
    values: tuple[int, ...]
    number: str
    length: int = 0
    word: str | None = None
    is_closed: bool = True
    is_weak: bool = False

    @property
    def sequence(self) -> tuple[str, str, str]:
        """What labels of one sequence share: "Article 3" and "Article 4", but not "4." nor "(d)"."""
        return self.style, self.counter, (self.word or "").casefold()

    def follows(self, old: Label) -> bool:
        """Whether this label is the next after `old` at its own depth: 10.5 after 10.4, (j) after (i)."""
        return (
            self.sequence == old.sequence
            and self.values[:-1] == old.values[:-1]
            and self.values[-1] == old.values[-1] + 1
        )

    @property
    def is_annex(self) -> bool:
        return self.word is not None and is_annex_word(self.word)

    @property
    def is_part(self) -> bool:
        return self.word is not None and is_part_word(self.word)


def find_labels(text: str) -> tuple[Label, ...]:
    """Every reading of the label that `text` begins with, likeliest first; empty where it begins with none."""
    return _find_labels(text[:_LONGEST])


@lru_cache(maxsize=8192)
def _find_labels(text: str) -> tuple[Label, ...]:
    found: list[Label] = []
    if text[:1].isdigit() and starts_with_date(text):
        return ()
    for style in list_styles():
        match = style.pattern.match(text)
        if match is None:
            continue
        for counter in style.counters:
            values = _parse_values(match["number"], counter)
            if values and match.groupdict().get("branch"):
                values = (*values, COUNTERS[counter].parse(match["branch"]) or 0)
            if values:
                found.append(_make_label(style, counter, values, match, text))
        if match["number"] in _RATHER_LETTERS:
            found.sort(key=lambda label: label.counter.lower() != "letter")
        if found and not style.is_weak:
            break
    return tuple(found)


def parse_number(text: str) -> Label | None:
    """The likeliest reading of a text that is nothing but a label, else None: "10.4", "Annex II", "(a)"."""
    for label in find_labels(text.strip() + " "):
        if label.length >= len(text.strip()):
            return label
    closed = find_labels(text.strip() + ".")
    return next((label for label in closed if label.length > len(text.strip())), None)


def format_label(label: Label) -> str:
    """The label as it is shown, made from its values: the inverse of parsing."""
    style = next(style for style in list_styles() if style.name == label.style)
    first, *others = label.values
    if label.style == "number and letter":
        number = f"{first}{format_letter(others[0]).upper()}"
    elif label.style == "letter and number":
        number = format_letter(first).upper() + ".".join(map(str, others))
    elif others and style.name == "enclosed":
        return _format_branch(label)
    else:
        number = format_values(label.values, label.counter)
    return style.shape.format(number=number, word=label.word, open=label.number[:1])


def _format_branch(label: Label) -> str:
    """An article put in later, 第3条の2: what stands around its two numbers is kept as printed."""
    signs = re.split(rf"[\d{HAN_DIGITS}]+", label.number)
    first, other = (COUNTERS[label.counter].format(value) for value in label.values)
    return f"{signs[0]}{first}{signs[1]}{other}"


def format_values(values: tuple[int, ...], counter: str) -> str:
    """(10, 4) as "10.4"; the counter prints the first value, the others are decimal."""
    return ".".join([COUNTERS[counter].format(values[0]), *map(str, values[1:])])


def replace_values(label: Label, values: tuple[int, ...]) -> Label:
    """The same label with other values, its shown number made anew."""
    changed = replace(label, values=values)
    return replace(changed, number=format_label(changed))


def _parse_values(number: str, counter: str) -> tuple[int, ...]:
    """The values of a dotted number, empty where it is not spelt in this counter or counts from nowhere."""
    if number[-1].isalpha() and number[:-1].isdecimal():  # "19A" is the first beside 19
        return (int(number[:-1]), parse_letter(number[-1].lower()) or 0)
    if number[0].isalpha() and number[1:2].isdecimal():  # "A1.2"
        number = f"{number[0]}.{number[1:]}"
    first, *others = number.split(".")
    value = parse_ordinal(first) if counter == "decimal" else None
    value = value or COUNTERS[counter].parse(first)
    if value is None or (others and counter in ("roman", "letter", "ROMAN")):
        return ()
    return (value, *map(int, others))


def _make_label(style: NumberStyle, counter: str, values: tuple[int, ...], match: re.Match[str], text: str) -> Label:
    word = match.groupdict().get("word")
    if word is not None and word.isupper():
        word = word.capitalize()  # "ARTICLE 4" and "Article 4" are one label
    length = match.end()
    raw = match[0].rstrip()
    number = match["number"].lower() if word and parse_ordinal(match["number"]) else match["number"]
    shown = style.shape.format(number=number, word=word, open=match.groupdict().get("open"))
    if branch := match.groupdict().get("branch"):
        shown += match[0][match.end("word") - match.start() : match.start("branch") - match.start()] + branch
    while length < len(text) and text[length] in "  ":
        length += 1
    is_closed = not raw[-1:].isalnum()
    return Label(style.name, counter, values, shown, length, word, is_closed, style.is_weak)
