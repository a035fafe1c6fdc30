"""Words of a document -> how a summary quotes them: in straight quotes, on one line, cut at a word border."""

from __future__ import annotations

import re
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Section
from tracker.text.scripts import STOPS, WIDE_STOPS, count_words
from tracker.text.sentences import split_sentences

LONGEST_QUOTE: Final = 160
"""Characters of a quotation; a longer one is cut between words, so that two fit on a phone."""
LONGEST_OF_TWO: Final = 100
"""Characters of a quotation of two that are laid side by side."""
MOST_ALIKE: Final = 5
"""Words that two quotations may begin with alike; of more only the last are kept."""
KEPT_ALIKE: Final = 2
LEAST_SAID: Final = 3
"""Words that a quoted clause begins with: a label with its title ("1. Oars.") says less."""

_BEFORE_WORDS = compile_pattern(r"^(?:[\s,;:*•]|[.-](?!\d))+")  # a point or minus that begins a figure is part of it


def name_run(run: str) -> str:
    """What a run is called: a sentence, sentences, or words."""
    sentences = [sentence for sentence in split_sentences(run) if len(sentence.split()) > 2]
    starts = run.lstrip("\"'“”‘’«([*• ")[:1]
    ends = run.rstrip("\"'“”’») ")[-1:]
    if len(sentences) > 1 and not starts.islower() and starts.isalnum():
        return f"{spell(len(sentences))} sentences were"
    is_sentence = len(run.split()) > 5 and starts.isupper() and ends in tuple(STOPS + WIDE_STOPS)
    return "a sentence was" if is_sentence else "words were"


def quote_section(section: Section) -> str:
    """How a section begins: its first sentence, with the next where that is hardly more than a label ("1.")."""
    quoted = ""
    for sentence in split_sentences(section.text):
        quoted += sentence
        if count_words(quoted) >= LEAST_SAID:
            break
    return quote(quoted) if quoted.strip() else ""


def quote(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The text in straight quotes, on one line, shortened at a word border; quotes inside become single ones."""
    inner = _BEFORE_WORDS.sub("", re.sub(r"[\"“”„«»]", "'", " ".join(text.split())))
    return f'"{cut(inner, longest).rstrip(" .;,:")}"'


def quote_both(old: str, new: str) -> tuple[str, str]:
    """Two texts in quotes as they are laid side by side: what they begin with alike is left out where it is long."""
    sides = [side.split() for side in (old, new)]
    alike = next((at for at, (one, other) in enumerate(zip(*sides, strict=False)) if one != other), len(min(sides)))
    start = alike - KEPT_ALIKE if alike > MOST_ALIKE else 0
    first, second = (quote("…" * (start > 0) + " ".join(side[start:]), LONGEST_OF_TWO) for side in sides)
    return first, second


def cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head = text[:longest]
    border = head.rfind(" ")
    return (head[:border] if border > longest // 2 else head).rstrip(" ,;:") + "…"


def spell(count: int) -> str:
    names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return names[count] if count < len(names) else str(count)
