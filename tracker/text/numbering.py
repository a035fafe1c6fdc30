"""The beginning of a text -> the labels it may be: "10.4", "(a)", "Article IV", "§ 5", "第3条".

A label is only a reading: "(i)" is the ninth letter or the first Roman number, "2023 was" is no label at all.
Which reading holds is told by what precedes and follows (`sections`), so every style knows its successor.
How labels are printed stands in `label_styles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Final

from tracker.compiled import compile_pattern
from tracker.languages import join_series
from tracker.text.counters import format_letter, format_ordinal_like, list_counters, parse_ordinal
from tracker.text.date_grammar import starts_with_date
from tracker.text.label_styles import NumberStyle, is_annex_word, is_part_word, list_styles
from tracker.text.mixed_numbers import format_mixed, parse_mixed
from tracker.text.scripts import HAN_DIGITS
from tracker.values import Struct, replace

_RATHER_LETTERS: Final = frozenset("cdlmCDLM")  # Roman numbers too, but no list has a hundred items
_STEP = compile_pattern(r"(\d+)(?:[\s-]?([^\W\d_]+))?")  # "2", "2A", "2bis", "3 ter"
_FIRST: Final = {"decimal": "1", "letter": "a", "LETTER": "A", "ROMAN": "I"}
_LONGEST: Final = 64  # characters that hold any label with what closes it
# "🔒 1. Data", "⚖️ 2. Law": pictures before a label; those of the private use area come from a font of icons
_PICTURES = compile_pattern("(?:(?:[\U0001f000-\U0001faff\ue000-\uf8ff]\ufe0f?|[\u2190-\u2bff]\ufe0f)\u200d?)+\\s*")
# what says in which direction a line runs: "\u200f1.\u200f" is "1." on Arabic and Hebrew pages
_DIRECTION = compile_pattern("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RAISED: Final = ("º", "ª")  # letters to Unicode, and the end of a label: "1º"
_WIDE_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")  # "第１条" is 第1条


class Label(Struct, frozen=True, dict=True):
    """One reading of a label. `number` as shown ("10.4", "(a)", "Article 4"); `values` what it counts ((10, 4)).

    `letters`: what numbers put in later bear, a text for each value ("1A.2bis": "A" and "bis"); empty where none does.
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
    letters: tuple[str, ...] = ()

    @cached_property  # an outline asks each label what it follows many times
    def steps(self) -> tuple[str, ...]:
        """Where the label stands, outermost first: the values with their letters, ("1A", "2")."""
        return tuple(map("{}{}".format, self.values, self.letters or ("",) * len(self.values)))

    @property
    def inserted(self) -> str:
        """The letters of a number put in after another: "A" of "1.2A", "bis"; "" where it has none."""
        return self.letters[-1] if self.letters else ""

    @property
    def sequence(self) -> tuple[str, str, str]:
        """What labels of one sequence share: "Article 3" and "Article 4", but not "4." nor "(d)"."""
        return self.style, self.counter, (self.word or "").casefold()

    def is_above(self, inner: Label) -> bool:
        """Whether a number with one step more goes on from this one: 10.4 from 10, 3.b.ii from 3.b, 1(a) from 1."""
        if self.steps != inner.steps[:-1]:
            return False
        own = (
            self.counter
            if self.style == "mixed"
            else ".".join([_FIRST.get(self.counter, ""), *["1"] * (len(self.values) - 1)])
        )
        return self.counter == inner.counter or (inner.style == "mixed" and own != "" and inner.counter.startswith(own))

    def follows(self, old: Label) -> bool:
        """Whether this label is the next after `old` at its own depth: 10.5 after 10.4, (j) after (i)."""
        return self.sequence == old.sequence and self.steps[:-1] == old.steps[:-1] and self.count_from(old) == 1

    def count_from(self, old: Label) -> int:
        """How many places further on this label's last step is than that of `old`: 1 for the next, 0 for the same.

        1.2A is the next after 1.2, and so is 1.3 where nothing was put in; after 1.2A come 1.2AA, 1.2B and 1.3.
        """
        gap = self.values[-1] - old.values[-1]
        if not self.inserted:
            return gap
        if gap:
            return gap + 1 if gap > 0 else gap
        mine, before = _rank_inserted(self.inserted), _rank_inserted(old.inserted)
        return (mine > before) - (mine < before)

    @property
    def is_annex(self) -> bool:
        return self.word is not None and is_annex_word(self.word)

    @property
    def is_part(self) -> bool:
        return self.word is not None and is_part_word(self.word)


def find_labels(text: str) -> tuple[Label, ...]:
    """Every reading of the label that `text` begins with, likeliest first; empty where it begins with none."""
    start = text[:_LONGEST]
    if start.isascii():
        return _find_labels(start)
    if _DIRECTION.search(start):
        return tuple(_find_between_signs(start))
    pictures = _PICTURES.match(start)
    if pictures is None:
        return _find_labels(start.translate(_WIDE_DIGITS))
    found = _find_labels(start[pictures.end() :].translate(_WIDE_DIGITS))
    return tuple(replace(label, length=label.length + pictures.end()) for label in found)


def _find_between_signs(text: str) -> Iterator[Label]:
    """The labels that a text begins with where the signs of direction in it are left out."""
    places = [place for place, letter in enumerate(text) if not _DIRECTION.match(letter)]
    for label in find_labels("".join(text[place] for place in places)):
        is_all = label.length >= len(places)
        yield replace(label, length=len(text) if is_all else places[label.length])


@lru_cache(maxsize=8192)
def _find_labels(text: str) -> tuple[Label, ...]:
    found: list[Label] = []
    if text[:1].isdigit() and starts_with_date(text):
        return ()
    for style in list_styles():
        match = style.pattern.match(text)
        if match is None:
            continue
        if style.name == "mixed":
            found += [_make_label(style, *read, match, text) for read in parse_mixed(match["number"])]
        for counter in style.counters if style.name != "mixed" else ():
            number = match["number"].replace("-", ".") if style.name == "hyphened" else match["number"]
            values, letters = _parse_values(number, counter)
            if values and match.groupdict().get("branch"):
                letters = (_read_branch(match, counter),)
            if values:
                found.append(replace(_make_label(style, counter, values, match, text), letters=letters))
        if match["number"] in _RATHER_LETTERS:
            found.sort(key=lambda label: label.counter.lower() != "letter")
        if found and (not style.is_weak or (style.name == "mixed" and text[:1].isdigit())):
            break  # "3" is not the number of "3.b. Fees"
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
    if label.style == "letter and number":
        hyphen = "-" if "-" in label.number else ""
        number = format_letter(first).upper() + hyphen + ".".join(map(str, others))
    elif label.style == "hyphened":
        number = "-".join(label.steps)
    elif label.style == "mixed":
        number = format_mixed(label.counter, label.values)
    elif label.inserted and style.name == "enclosed":
        return _format_branch(label)
    else:
        number = format_steps(label)
    return style.shape.format(number=number, word=label.word, open=label.number[:1])


def _format_branch(label: Label) -> str:
    """An article put in later, 第3条の2: what stands around its two numbers is kept as printed."""
    signs = re.split(rf"[\d{HAN_DIGITS}]+", label.number)
    first, other = map(list_counters()[label.counter].format, (label.values[0], _rank_inserted(label.inserted)[0]))
    return f"{signs[0]}{first}{signs[1]}{other}"


def _read_branch(match: re.Match[str], counter: str) -> str:
    """What an article put in later bears behind its number, in figures: "の2" of 第3条の2, "之2" of 第三条之二."""
    signs = match.string[match.end("word") : match.start("branch")]
    return f"{signs}{list_counters()[counter].parse(match['branch']) or 0}"


def format_steps(label: Label) -> str:
    """The number alone, "10.4" or "1A.2bis": the counter prints the first step, the others are decimal."""
    if label.counter == "ordinal":
        return format_ordinal_like(label.values[0], label.number)
    if label.style == "mixed":
        return format_mixed(label.counter, label.values)
    first = list_counters()[label.counter].format(label.values[0]) + (label.letters[0] if label.letters else "")
    return ".".join([first, *label.steps[1:]])


def replace_values(label: Label, values: tuple[int, ...]) -> Label:
    """The same label with other values, its shown number made anew."""
    changed = replace(label, values=values, letters=())
    return replace(changed, number=format_label(changed))


def _parse_values(number: str, counter: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The values of a dotted number and their letters, empty where it is not spelt in this counter."""
    if number[0].isalpha() and number[1:].removeprefix("-")[:1].isdecimal():  # "A1.2", "S-1.2"
        number = f"{number[0]}.{number[1:].removeprefix('-')}"
    first, *others = number.split(".")
    steps = [_STEP.fullmatch(step) for step in others]
    start = _STEP.fullmatch(first) if counter == "decimal" else None
    value = parse_ordinal(first) if counter == "decimal" else None
    value = value or (int(start[1]) if start else list_counters()[counter].parse(first))
    if value is None or (others and counter in ("roman", "letter", "ROMAN")):
        return (), ()
    letters = [(step[2] or "") if step else "" for step in (start, *steps)]
    return (value, *(int(step[1]) if step else 0 for step in steps)), tuple(letters) if any(letters) else ()


def _rank_inserted(letters: str) -> tuple[int, str]:
    """The place of what a number put in bears: "" < "A" < "AA" < "B", "bis" < "ter", "の2" < "の10"."""
    if letters[-1:].isdecimal():
        return int(re.sub(r"\D", "", letters)), ""
    latin = [names[0] for names in join_series("labels.inserted")]
    folded = letters.casefold()
    return (latin.index(folded) + 1, "") if folded in latin else (0, folded)


def label_with_word(found: re.Match[str]) -> Label | None:
    """The label of a match with the groups `word` and `number`, whatever the word: "Straipsnis 4", "4. člen"."""
    is_first = found.start("word") < found.start("number")
    style = next(one for one in list_styles() if one.name == ("worded" if is_first else "number and word"))
    for counter in ("decimal", "ROMAN", "LETTER"):
        values, letters = _parse_values(found["number"], counter)
        if values:
            label = _make_label(style, counter, values, found, found.string)
            return replace(label, letters=letters, is_weak=False)
    return None


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
    is_closed = not (raw[-1:].isalpha() or raw[-1:].isdecimal()) or raw[-1:] in _RAISED
    return Label(style.name, counter, values, shown, length, word, is_closed, style.is_weak)
