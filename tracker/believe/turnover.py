"""A step from text to text -> the sentences that came and went by it, wherever they stand.

Runs of a redline are cut where the neighbouring words happen to agree; the same sentence that comes back is cut in
another way. Sentences are compared by their words alone, so that case and punctuation make no other sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from tracker.compiled import compile_pattern
from tracker.model import Change, Comparison, Section, Significance
from tracker.text.scripts import PAUSES, STOPS, WIDE_PAUSES, WIDE_STOPS

_BORDER: Final = compile_pattern(rf"(?<=[{STOPS}{PAUSES}])\s+|(?<=[{WIDE_STOPS}{WIDE_PAUSES}])|\n")
_WORD: Final = compile_pattern(r"\w+")


class Turnover(NamedTuple):
    """Sentences of one step, as words in lower case: which came, and which went."""

    came: frozenset[str]
    went: frozenset[str]


def list_passages(comparison: Comparison) -> Turnover:
    """The sentences of the changes of substance that follow no other; what moved neither came nor went."""
    changes = [one for one in comparison.changes if one.significance is Significance.SUBSTANTIVE and not one.is_ripple]
    old, new = _read_sides(changes)
    return Turnover(came=frozenset(new - old), went=frozenset(old - new))


def _read_sides(changes: Iterable[Change]) -> tuple[set[str], set[str]]:
    old: set[str] = set()
    new: set[str] = set()
    for change in changes:
        old.update(sentence for section in change.old for sentence in _list_sentences(section))
        new.update(sentence for section in change.new for sentence in _list_sentences(section))
    return old, new


def _list_sentences(section: Section) -> Iterable[str]:
    for text in (section.heading or "", section.text):
        for sentence in _BORDER.split(text):
            if words := " ".join(_WORD.findall(sentence.casefold())):
                yield words


def holds_on(forth: Comparison, between: Comparison) -> bool:
    """Whether something of substance that a candidate changed still stands in a later text, sentence by sentence.

    `forth` compares the believed text with the candidate, `between` the candidate with the later text. A sentence
    that came stands when it did not go again. One that went stands when it did not come back, and is not merely
    the other side of a sentence that changes at every look: there must be more of those than of sentences that
    came and are gone.
    """
    first, then = list_passages(forth), list_all_passages(between)
    if first.came - then.went:
        return True
    return len(first.went - then.came) > len(first.came & then.went)


def list_all_passages(comparison: Comparison) -> Turnover:
    """The sentences of all changes, of substance or not."""
    old, new = _read_sides(comparison.changes)
    return Turnover(came=frozenset(new - old), went=frozenset(old - new))
