"""A change -> the two short runs that replaced each other and say most: what a summary tells as "may" became "must"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tracker.compare.redline.border_lines import say_change
from tracker.compiled import compile_pattern
from tracker.languages import join_words
from tracker.model import Change, Op
from tracker.text.canon import canon_key
from tracker.text.scripts import count_words

LONGEST_SWAP: Final = 12
"""Words of a run that is quoted with what came instead; longer ones are quoted alone."""
FEWEST_REPLACED: Final = 4
"""Words of a longer run that is told with what stands in its place; fewer may be left of another sentence."""
LEAST_SHARE: Final = 4
"""A run stands in place of another that has at least a fourth of its letters."""
FEWEST_BEFORE: Final = 3
"""Words that were put before others: fewer may be another name ("North Pier Club" for "Pier Club")."""
# "yourself. If you": what began another sentence was not exchanged for a word; "N. Ashton Blvd" is an address
_SENTENCE_END = compile_pattern(r"(?:[^\W\d_]{4}|\d)[.!?]\s")
_NAMED_SWAP = compile_pattern(r"(?:obligation|negation|parties swapped|money|number|consent|date): .+ -> ")
_OF_WORDS = ("obligation", "negation", "parties swapped", "consent")
# a post code of capitals and figures ("N4 7QB"): of an address that is another now the street says more (a code led
# five summaries, of three services); "13h00" is an hour
_CODE = compile_pattern(r"[A-Z]\d|\d[A-Z]")
MOST_BESIDE: Final = 2
"""Words of a run beside those that a reason names: in more of them the words are part of another edit."""


def find_swap(change: Change) -> tuple[str, str] | None:
    """The pair of short runs that replaced each other and says most: one that a reason names ("may -> must").

    Without such a reason, the longest pair, when no other run of the change is longer than both of its runs.
    """
    fitting = [
        pair
        for pair in _list_pairs(change)
        if max(count_words(run) for run in pair) <= LONGEST_SWAP
        and len(_SENTENCE_END.findall(pair[0])) == len(_SENTENCE_END.findall(pair[1]))
        and pair[0] in change.deleted
        and all(any(map(str.isalnum, run)) for run in pair)
        and canon_key(pair[0]).casefold() != canon_key(pair[1]).casefold()
    ]
    fitting = [pair for pair in fitting if pair[1] in change.inserted] or fitting
    named = [pair for pair in fitting if _is_named(change, pair)]
    longest = max(len(run) for run in (*change.deleted, *change.inserted))
    likely = [pair for pair in fitting if len(pair[0] + pair[1]) >= longest and _is_exchange(*pair)]
    return max(named or likely, key=lambda pair: len(pair[0] + pair[1]), default=None)


def find_replaced(change: Change, run: str) -> tuple[str, str] | None:
    """A run of the change with what stands, or stood, in its place: the old words and the new ones. None where next to
    nothing did."""
    return next(
        (
            pair
            for pair in _list_pairs(change)
            if run in pair
            and pair[0] in change.deleted
            and pair[1] in change.inserted
            and min(count_words(side) for side in pair) >= FEWEST_REPLACED
            and LEAST_SHARE * min(map(len, pair)) >= max(map(len, pair))
        ),
        None,
    )


def _list_pairs(change: Change) -> Iterator[tuple[str, str]]:
    """What went and what came in the same place of the text."""
    for (first, old), (second, new) in pairwise(say_change(change)[1]):
        if first is Op.DELETE and second is Op.INSERT:
            yield old.strip(), new.strip()


def _is_exchange(old: str, new: str) -> bool:
    """Whether a run stands in the other's place: no little words where the other says more ("for": "the relevant part
    applies to"), nor words that another clause was put before ("With": "Unless stated otherwise, with")."""
    shorter, longer = sorted((run.casefold().split() for run in (old, new)), key=len)
    if len(longer) == len(shorter):
        return True
    is_kept = len(longer) >= len(shorter) + FEWEST_BEFORE and longer[-len(shorter) :] == shorter
    return not is_kept and not join_words("text.little").issuperset(shorter)


def _is_named(change: Change, pair: tuple[str, str]) -> bool:
    return any(_names(reason, pair) for reason in change.reasons if _NAMED_SWAP.match(reason))


def _names(reason: str, pair: tuple[str, str]) -> bool:
    """Whether a reason says what a pair exchanges: "should -> will" says little of "If that should ever happen"."""
    swap = reason.split(": ", 1)[1].split(" -> ")
    if reason.startswith("number") and any(map(_CODE.search, swap)):
        return False
    sides = (pair[0], swap[0]), (pair[1], swap[-1])
    is_tight = all(len(run.split()) <= len(word.split()) + MOST_BESIDE for run, word in sides)
    return all(_holds(run, word) for run, word in sides) and (is_tight or not reason.startswith(_OF_WORDS))


def _holds(run: str, word: str) -> bool:
    """Whether a run holds a word of a reason, whose unit may stand outside the run ("30" of "30 days")."""
    run, word = run.casefold(), word.casefold()
    return word in run or run in word
