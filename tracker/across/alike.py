"""Sentences -> marks by which the same or nearly the same words are found again in any policy.

A sentence is known by the hash of its words, and by MinHash over its runs of words: sentences that share most runs
share a band with high chance, so that a look-up by band finds nearly all of them, and `share_runs` throws out the rest
(Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3). Names of the service and figures are
left out of both: what a lawyer's boilerplate fills in differs from vendor to vendor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Final

from tracker.compiled import compile_pattern
from tracker.model import Change, Significance
from tracker.text.scripts import SPACED_LETTER, UNSPACED, UNSPACED_LETTER
from tracker.text.sentences import split_sentences
from tracker.values import Struct

FEWEST_WORDS: Final = 8
"""Words of letters: a shorter sentence says too little to be somebody's wording ("We may change these terms."), and a
row of prices says nothing."""
RUN: Final = 3
"""Words of a run. Three words in a row are seldom shared by chance, and one changed word breaks only three runs."""
BANDS: Final = 5
ROWS: Final = 2
"""With five bands of two rows, sentences that share 0.7 of their runs meet with chance .97, those that share 0.3 with
.38; what meets and is not alike is thrown out by its words."""
ALIKE: Final = 0.6
"""Shared runs from which on two sentences are nearly the same, as read by eye on pairs (docs/across.md)."""
SHORT: Final = 12
ALIKE_SHORT: Final = 0.75
"""The same where one of the two has fewer words: "To the extent permitted by applicable law, these" begins anything."""

_FIGURE: Final = compile_pattern(r"\d+")


# Compiled when first asked for: `re` takes milliseconds for the signs of many scripts, and most commands need none.


@cache
def _word() -> re.Pattern[str]:
    return compile_pattern(rf"{UNSPACED_LETTER}|{SPACED_LETTER}+")


@cache
def _glued() -> re.Pattern[str]:
    return compile_pattern(UNSPACED_LETTER)


@cache
def _letters() -> re.Pattern[str]:
    return compile_pattern(rf"(?-i:[^\W\d_{UNSPACED}])+")


class SentenceMark(Struct, frozen=True):
    """What a sentence is found by: `exact` for the same words, `bands` for nearly the same. Signed 64-bit integers."""

    exact: int
    bands: tuple[int, ...]


def list_sentences(runs: Iterable[str]) -> tuple[str, ...]:
    """The sentences of some runs of words that are long enough to be told apart, in order, each once."""
    sentences = (" ".join(sentence.split()) for run in runs for sentence in split_sentences(run))
    return tuple(dict.fromkeys(sentence for sentence in sentences if _count_words(sentence) >= FEWEST_WORDS))


def _count_words(sentence: str) -> int:
    """The words of letters; in scripts without blanks two characters count as one."""
    glued = 0 if sentence.isascii() else len(_glued().findall(sentence)) // 2
    return len(_letters().findall(sentence)) + glued


def mark_sentence(sentence: str, names: Collection[str] = ()) -> SentenceMark:
    """The marks of a sentence; `names` are the words the service is called by, in small letters."""
    words = list_words(sentence, names)
    exact = _number(" ".join(words).encode("utf-8", "replace"))
    least = [min(column) for column in zip(*map(_spread, _list_runs(words)), strict=True)]
    bands = tuple(
        _number(repr((band, least[band * ROWS : (band + 1) * ROWS])).encode()) for band in range(BANDS if least else 0)
    )
    return SentenceMark(exact, bands)


def mark_changes(changes: Iterable[Change], policy: str) -> list[dict[str, list[tuple[int, tuple[int, ...]]]]]:
    """For each change, the marks of the sentences that it put in and took out; none where it means nothing."""
    names = name_service(policy)
    return [
        {side: [(mark.exact, mark.bands) for mark in _mark_all(runs, names)] for side, runs in _list_sides(change)}
        for change in changes
    ]


def _list_sides(change: Change) -> Iterator[tuple[str, tuple[str, ...]]]:
    if change.significance is Significance.SUBSTANTIVE and not change.is_ripple:
        yield from (("inserted", change.inserted), ("deleted", change.deleted))


def _mark_all(runs: Iterable[str], names: Collection[str]) -> Iterator[SentenceMark]:
    return (mark_sentence(sentence, names) for sentence in list_sentences(runs))


def name_cluster(sentence: str, policy: str) -> str:
    """The id of a cluster, from the words of its first sighting: 12 hexadecimal digits."""
    return write_cluster(mark_sentence(sentence, name_service(policy)).exact)


def write_cluster(exact: int) -> str:
    """The same of the hash of its words."""
    return f"{exact & 0xFFFFFFFFFFFF:012x}"


def share_runs(one: str, other: str, names: Collection[str] = ()) -> float:
    """The part of all their runs of words that two sentences share: 1 for the same, 0 for nothing in common."""
    first, second = (set(_list_runs(list_words(sentence, names))) for sentence in (one, other))
    return len(first & second) / len(first | second) if first | second else 0.0


def find_share(one: str, other: str, names: Collection[str] = ()) -> float | None:
    """The part of their runs that two sentences share, where they are nearly the same then; None where they are not."""
    share = share_runs(one, other, names)
    is_short = min(len(list_words(sentence, names)) for sentence in (one, other)) < SHORT
    return share if share >= (ALIKE_SHORT if is_short else ALIKE) else None


def list_words(sentence: str, names: Collection[str] = ()) -> list[str]:
    """The words in small letters, without the service's names, figures as "0"."""
    words = (word.casefold() for word in _word().findall(sentence))
    return ["0" if _FIGURE.fullmatch(word) else word for word in words if word not in names]


def name_service(policy: str) -> frozenset[str]:
    """The words of a policy's service: "acme-video/terms" gives "acme", "video"."""
    return frozenset(word.casefold() for word in _word().findall(policy.partition("/")[0]))


def _list_runs(words: list[str]) -> Iterator[str]:
    for start in range(max(1, len(words) - RUN + 1)):
        yield " ".join(words[start : start + RUN])


@lru_cache(maxsize=100_000)
def _spread(run: str) -> tuple[int, ...]:
    """One number for each row of every band, as far apart as from independent hash functions."""
    digest = blake2b(run.encode("utf-8", "replace"), digest_size=4 * BANDS * ROWS).digest()
    return tuple(int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4))


def _number(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big", signed=True)
