"""A reading and the one before it -> the doubt that a part of it was not served, or None.

A document of several pages, or one that a page puts together from others, may come with an error where one of them
stood: "An unexpected error has occurred. Try reloading the page." (37 of 108 looks at one policy that was recorded so).
What else it says is the document, so that no share of its words tells it; the line does, which is nothing but what
an error page says, is new, and stands where much is gone.
"""

from __future__ import annotations

from typing import Final

from tracker.believe.lines import HEAD_WORDS, fold_sentence, list_lines, list_sentences, split_line
from tracker.believe.walls import list_phrases, match_condition
from tracker.model import Reading
from tracker.text.scripts import count_words

_KINDS: Final = frozenset({"error page", "maintenance page", "challenge"})
_SAID_SHARE: Final = 0.6  # of a sentence is the phrase: "This page isn't available at the moment"
_MOST_SENTENCES: Final = 3
_WORTH_MISSING: Final = 100  # words that are gone


def find_failed_part(reading: Reading, before: Reading) -> str | None:
    """Why a part of a reading is doubted ("error page: in place of 620 words: something went wrong"), or None."""
    said = _find_phrase(reading, before)
    if said is None:
        return None
    kind, phrase = said
    known = list_sentences(before)
    missing = sum(count_words(sentence) for sentence in known - list_sentences(reading))
    is_new = fold_sentence(phrase) not in known
    return f"{kind}: in place of {missing} words: {phrase[:60]}" if is_new and missing >= _WORTH_MISSING else None


def _find_phrase(reading: Reading, before: Reading) -> tuple[str, str] | None:
    """The first new line that an error page would say and nothing else: the kind of page, and its words.

    Lines are compared as they are, which is quick: nearly every text is asked, and hardly one has such a line.
    """
    known = {line for line, _ in list_lines(before)}
    condition = match_condition(reading.language)
    for line, is_linked in list_lines(reading):
        if is_linked or line in known or count_words(line) > _MOST_SENTENCES * HEAD_WORDS:
            continue
        sentences = split_line(line)
        if any(count_words(one) > HEAD_WORDS for one in sentences) or condition.search(line):
            continue
        if kind := _name_kind(sentences[0]):
            return kind, sentences[0]
    return None


def _name_kind(sentence: str) -> str | None:
    for rule in list_phrases():
        found = rule.pattern.search(sentence) if rule.kind in _KINDS else None
        if found and len(found[0].strip()) >= _SAID_SHARE * len(sentence):
            return rule.kind
    return None
