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
FEWEST_WHOLE: Final = 6
"""Words of a sentence that says something by itself."""
LEAST_WHOLE: Final = 0.5
"""Of a run's letters are its whole sentences, where they are told for it."""
LEAST_SAID: Final = 3
"""Words that a quoted clause begins with: a label with its title ("1. Oars.") says less."""
LONGEST_OPENING: Final = 8
"""Words of what only leads on to the rest of a clause: "You must not:", "Do | Don't"."""

_DOTTED = compile_pattern(r"\b(?:[^\W\d_]\.){1,4}[^\W\d_]$")  # "Boats S.A.": its last stop is its own
# a point or minus that begins a figure is part of it; a bracket that only closes, and a column's border, are of no word
_BEFORE_WORDS = compile_pattern(r"^(?:[\s,;:*•|)\]]|[.-](?!\d))+")


def name_run(run: str) -> str:
    """What a run is called: a sentence, sentences, or words."""
    sentences = [sentence for sentence in split_sentences(run) if len(sentence.split()) > 2]
    starts = run.lstrip("\"'“”‘’«([*• ")[:1]
    ends = run.rstrip("\"'“”’») ")[-1:]
    if len(sentences) > 1 and not starts.islower() and starts.isalnum():
        return f"{spell(len(sentences))} sentences were"
    is_sentence = len(run.split()) > 5 and starts.isupper() and ends in tuple(STOPS + WIDE_STOPS)
    return "a sentence was" if is_sentence else "words were"


def find_whole(run: str) -> str:
    """The whole sentences of a run that begins in the midst of one, where they are most of it; else the run.

    Such a run goes from the midst of a sentence to the midst of another: what it begins with says nothing alone. That
    was seen in 77 of 2,455 summaries ("here. In addition, the club works with others to …").
    """
    first, *others = split_sentences(run.strip()) or [""]
    is_name = "." in first.split(" ", 1)[0].rstrip(".")  # "boats.example lends boats" begins a sentence
    if not others or not first[:1].islower() or is_name:
        return run
    if not _is_whole(others[-1]):
        others.pop()
    kept = "".join(others).strip()
    is_said = any(map(_is_whole, others)) and others[0][:1].isupper()
    return kept if is_said and LEAST_WHOLE * len(run) <= len(kept) else run


def _is_whole(sentence: str) -> bool:
    return count_words(sentence) >= FEWEST_WHOLE and _ends_said(sentence)


def _ends_said(sentence: str) -> bool:
    return sentence.rstrip("\"'“”’») \n")[-1:] in tuple(STOPS + WIDE_STOPS)


def quote_section(section: Section) -> str:
    """How a section begins: its first sentence, with the next where that is hardly more than a label ("1.") or only
    leads on to it ("You must not:"), as in 44 summaries of 3,370."""
    quoted = ""
    for sentence in split_sentences(section.text):
        quoted += sentence
        count = count_words(quoted)
        if count > LONGEST_OPENING or (count >= LEAST_SAID and _ends_said(sentence)):
            break
    return quote(quoted) if quoted.strip() else ""


def quote(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The text in straight quotes, on one line, shortened at a word border; quotes inside become single ones."""
    line = re.sub(r"[\"“”„«»]", "'", " ".join(text.split()))
    inner = _BEFORE_WORDS.sub("", line) or line
    shown = cut(inner, longest)
    bare = shown.rstrip(" .;,:")
    return f'"{bare}{"." if shown[len(bare) :].startswith(".") and _DOTTED.search(bare) else ""}"'


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
