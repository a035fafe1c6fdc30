"""A reading and the one before it -> the doubt that a part of it was not served, or None.

A document of several pages, or one that a page puts together from others, may come with an error where one of them
stood: "An unexpected error has occurred. Try reloading the page." (37 of 108 looks at one policy that was recorded so).
What else it says is the document, so that no share of its words tells it; the line does, which is nothing but what
an error page says, is new, and stands where much is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tracker.believe.lines import HEAD_WORDS, PLAIN, list_lines, list_printed, split_line
from tracker.believe.walls import list_phrases, match_condition
from tracker.model import Reading
from tracker.text.scripts import count_words

_KINDS: Final = frozenset({"error page", "maintenance page"})  # "Verifying your identity" may head a clause
_SAID_SHARE: Final = 0.6  # of a sentence is the phrase: "This page isn't available at the moment"
_MOST_SENTENCES: Final = 3
_WORTH_MISSING: Final = 100  # words that are gone from where the line stands


def find_failed_part(reading: Reading, before: Reading) -> str | None:
    """Why a part of a reading is doubted ("error page: in place of 620 words: something went wrong"), or None."""
    said = _find_phrase(reading, before)
    if said is None:
        return None
    kind, line = said
    old, new = ([line for line, _ in list_lines(side) if line] for side in (before, reading))
    missing = _count_replaced(old, new, new.index(line))
    return f"{kind}: in place of {missing} words: {line[:60]}" if missing >= _WORTH_MISSING else None


def _find_phrase(reading: Reading, before: Reading) -> tuple[str, str] | None:
    """The first new line that an error page would say and nothing else: the kind of page, and the line.

    Lines are compared as they are printed, which is quick: nearly every text is asked, and hardly one has such a line.
    """
    printed = frozenset(line for line, _ in list_printed(before))
    said = list(_list_phrases(reading, printed))
    plain = {line.translate(PLAIN) for line in printed} if said else frozenset()
    return next(((kind, line) for kind, line in said if line not in plain), None)


def _list_phrases(reading: Reading, printed: Collection[str]) -> Iterator[tuple[str, str]]:
    condition = match_condition(reading.language)
    for shown, is_linked in list_printed(reading):
        if is_linked or shown in printed or count_words(shown) > _MOST_SENTENCES * HEAD_WORDS:
            continue
        line = shown.translate(PLAIN)
        sentences = split_line(line)
        if any(count_words(one) > HEAD_WORDS for one in sentences) or condition.search(line):
            continue
        if kind := _name_kind(sentences[0]):
            yield kind, line


def _count_replaced(old: Sequence[str], new: Sequence[str], index: int) -> int:
    """How many words are gone from between the lines that stand around a new line: a message that lies hidden in every
    page of a site may come on the day of an edit, but not in the edit's place."""
    places = {line: at for at, line in reversed(tuple(enumerate(old)))}
    start = next((places[line] for line in reversed(new[:index]) if line in places), -1)
    after = (places[line] for line in new[index + 1 :] if line in places)
    end = next((at for at in after if at > start), len(old))
    left = frozenset(new)
    return sum(count_words(line) for line in old[start + 1 : end] if line not in left)


def _name_kind(sentence: str) -> str | None:
    for rule in list_phrases():
        found = rule.pattern.search(sentence) if rule.kind in _KINDS else None
        if found and len(found[0].strip()) >= _SAID_SHARE * len(sentence):
            return rule.kind
    return None
