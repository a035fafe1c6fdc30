"""A change -> what of it is no news: sentences that stood in another clause until now, or stand in another now."""

from __future__ import annotations

from typing import Final

from tracker.compare.quoting import cut, quote, spell
from tracker.model import Change
from tracker.text.canon import canon_key
from tracker.text.scripts import count_words
from tracker.text.sentences import split_sentences

MOST_BESIDE: Final = 0.2
"""So many words of a run that moved may be those of short sentences, of which nobody can say where they stood."""
LONGEST_NAME: Final = 50
"""Characters of a clause's name, of two in one sentence."""


def is_resettled(change: Change, run: str) -> bool:
    """Whether a run of the change is nothing but sentences that went to another clause or came from one."""
    moved = {canon_key(one.text) for one in change.moved_text}
    if not moved:
        return False
    sizes = [(count_words(sentence), canon_key(sentence) in moved) for sentence in split_sentences(run)]
    whole = sum(size for size, _ in sizes)
    return whole > 0 and sum(size for size, is_moved in sizes if not is_moved) <= MOST_BESIDE * whole


def describe_resettled(news: Change) -> str:
    """Example: 'Two sentences moved from 4 Boats to 7 Oars: "Wet oars are dried."'; "" for a change with other news.

    `news` has no other runs than those that are news.
    """
    runs = (*news.deleted, *news.inserted)
    if not news.old or not news.new or len(news.old) + len(news.new) > 2 or not runs:
        return ""
    if not all(is_resettled(news, run) for run in runs):
        return ""
    first = news.moved_text[0]
    count = sum(one.old is first.old and one.new is first.new for one in news.moved_text)
    told = f"{spell(count).capitalize()} sentences moved" if count > 1 else "A sentence moved"
    places = f"from {cut(first.old.label, LONGEST_NAME)} to {cut(first.new.label, LONGEST_NAME)}"
    return f"{told} {places}: {quote(first.text)}."
