"""Changes -> wording that left one clause and stands in another now: "this sentence stood in 1.2 until now"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.compare.match.profile import split_words
from tracker.model import Change, MovedText, Section
from tracker.text.canon import canon_key
from tracker.text.sentences import split_sentences
from tracker.values import replace

_MIN_WORDS: Final = 7  # a shorter sentence ("You agree to this.") stands anywhere by chance


def trace_migrated(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes, each with the whole sentences that migrated from or to another change, on both sides.

    Only sentences that are gone from their own clause and new in the other count, each as often as it stands.
    """
    if len(changes) < 2:
        return tuple(changes)
    gone: dict[str, list[tuple[int, Section, str]]] = defaultdict(list)
    for index, change in enumerate(changes):
        for key, section, sentence in _find_lost(change.old, change.new):
            gone[key].append((index, section, sentence))
    if not gone:
        return tuple(changes)
    moved: dict[int, list[MovedText]] = defaultdict(list)
    for index, change in enumerate(changes):
        for key, section, sentence in _find_lost(change.new, change.old):
            source = next((one for one in gone.get(key, ()) if one[0] != index), None)
            if source is None:
                continue
            gone[key].remove(source)
            trace = MovedText(sentence.strip(), source[1], section)
            moved[index].append(trace)
            moved[source[0]].append(trace)
    return tuple(
        replace(change, moved_text=tuple(moved[index])) if index in moved else change
        for index, change in enumerate(changes)
    )


def _find_lost(there: Sequence[Section], here: Sequence[Section]) -> Iterator[tuple[str, Section, str]]:
    """Sentences of `there` (key, section, as printed) that stand less often in `here`."""
    same = _count_blocks(there) & _count_blocks(here)  # as printed; most of a long clause, and no closer look needed
    left = same.copy()
    rest = Counter(key for section in here for key, _ in _list_sentences(section, left))
    for section in there:
        for key, sentence in _list_sentences(section, same):
            if rest[key]:
                rest[key] -= 1
            else:
                yield key, section, sentence


def _count_blocks(sections: Sequence[Section]) -> Counter[str]:
    return Counter(block.text for section in sections for block in section.blocks)


def _list_sentences(section: Section, passed_over: Counter[str]) -> Iterator[tuple[str, str]]:
    """Sentences (key, as printed) that say something; blocks of `passed_over` are left out, and counted down."""
    for block in section.blocks:
        if passed_over[block.text]:
            passed_over[block.text] -= 1
            continue
        for sentence in split_sentences(block.text):
            if len(split_words(sentence)) >= _MIN_WORDS:
                yield canon_key(sentence), sentence
