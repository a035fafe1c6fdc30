"""Changes -> the names and terms that were replaced throughout a document: one change that others follow.

A name that reads otherwise in a dozen clauses ("Acme" became "Boats & Co", "Input" became "Customer Data") is told
once, and so are an address and a word that another took the place of ("borrower" became "reader"). What else was
edited in those clauses is told of them alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import dropwhile
from typing import Final

from tracker.compare.weigh.difference import Difference, list_differences
from tracker.compare.weigh.name_forms import (
    ELIDED,
    clean_name,
    find_address,
    is_address,
    is_name,
    is_term,
    may_be_term,
    may_name,
)
from tracker.compare.weigh.significance import REPLACED
from tracker.compiled import compile_pattern
from tracker.languages import join_words
from tracker.model import Change, Kind, Reading, Significance
from tracker.text.canon import canon_key, canon_text
from tracker.values import Struct, replace

LEAST_PLACES: Final = 3
"""A name replaced in fewer places, or in one clause only, is an edit like others."""
LEAST_TERM: Final = (4, 3)
"""Places, and clauses, in which a word that is no name was replaced by another: "subscriber" became "Boats user"."""
_MOST_ASKED: Final = 100  # names that changed most often; each is looked for in the whole texts
_MOST_REMAINING: Final = 0.2  # of the places of the old name may still have it: an address, a former name
_MOST_BEFORE: Final = 0.5  # and so often, by the places of the old name, the new one may have stood before
_CONTEXT: Final = 60  # characters on either side of a difference: a name may go beyond the run
THROUGHOUT: Final = "replaced throughout"

_MOST_AROUND: Final = 3  # words of a name on either side of the part that changed
_OWN = compile_pattern(r"(?<=[sxz])['’]s(?!\w)")


class Renaming(Struct, frozen=True, dict=True):
    """The names that were replaced, old -> new; none of them where nothing was."""

    names: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        every = sorted({name for pair in self.names for name in pair}, key=len, reverse=True)
        return re.compile(rf"(?<![\w.@])(?:{'|'.join(map(re.escape, every))})(?!\w|\.\w|@)")

    def apply(self, text: str) -> str:
        """The text with the new names in the places of the old; where a new one stands it stays."""
        if not self.names:
            return text
        new_of = dict(self.names)
        return self._pattern.sub(lambda found: new_of.get(found[0], found[0]), canon_text(text))

    def explains(self, difference: Difference) -> bool:
        """Whether the difference is nothing but names replaced; an article or a genitive may go with them."""
        if not self.names:
            return False
        before, after = difference.before[-_CONTEXT:], difference.after[:_CONTEXT]
        old, new = (f"{before} {run} {after}" for run in (difference.old, difference.new))
        if self._fold(old, difference.language) != self._fold(new, difference.language):
            return False
        return self._fold(old, difference.language, is_applied=False) != self._fold(
            new, difference.language, is_applied=False
        )

    def _fold(self, text: str, language: str | None, *, is_applied: bool = True) -> str:
        articles = join_words("forms.article", language)
        text = ELIDED.sub("", _OWN.sub("'", self.apply(text) if is_applied else canon_text(text)))
        return canon_key(" ".join(word for word in text.split() if word.casefold() not in articles)).casefold()


def find_renaming(changes: Sequence[Change], old: Reading, new: Reading) -> Renaming:
    """The names replaced in several clauses, that are gone from `new` and did not stand in `old`."""
    edited = [change for change in changes if change.old and change.new and (change.ops or change.heading_ops)]
    if len(edited) < 2:
        return Renaming()
    places: Counter[tuple[str, str]] = Counter()
    clauses: dict[tuple[str, str], set[int]] = defaultdict(set)
    for index, change in enumerate(edited):
        for pair in _list_pairs(change, new.language):
            places[pair] += 1
            clauses[pair].add(index)
    ranked = sorted(places, key=lambda pair: (-places[pair], -len(pair[0])))
    often = [pair for pair in ranked if _is_often(pair, places[pair], len(clauses[pair]), new.language)]
    if not often:
        return Renaming()  # as nearly always: the whole texts need not be looked through
    around = _list_around(edited, frozenset(often), new.language)
    kept: dict[str, str] = {}
    found = Renaming()
    texts = [canon_text(_join_texts(reading)).casefold() for reading in (old, new)]
    for pair in often[:_MOST_ASKED]:
        for whole in (_widen(pair, around.get(pair, []), new.language), pair):
            if found.apply(whole[0]) == whole[1]:
                break
            if whole[0] not in kept and _is_replaced(*(name.casefold() for name in whole), *texts):
                kept[whole[0]] = whole[1]
                found = Renaming(tuple(kept.items()))
                break
    return found


def _is_often(pair: tuple[str, str], places: int, clauses: int, language: str | None) -> bool:
    """Whether two names, or two terms, changed places often enough to be looked for in the whole texts."""
    if places < LEAST_PLACES or clauses < 2:
        return False
    if all(map(is_address, pair)) or all(is_name(name, language) for name in pair):
        return True
    return places >= LEAST_TERM[0] and clauses >= LEAST_TERM[1] and all(is_term(name, language) for name in pair)


def _list_around(
    changes: Sequence[Change], pairs: frozenset[tuple[str, str]], language: str | None
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each pair the words with a capital that stand before and behind it, place by place."""
    around: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for change in changes:
        for difference in list_differences(change, language):
            pair = clean_name(difference.old), clean_name(difference.new)
            if pair in pairs:
                around[pair].append(_read_around(difference))
    return around


def _read_around(difference: Difference) -> tuple[str, str]:
    """The words with a capital right before and right behind a difference, "" where there are none."""
    common = join_words("detect.function_words")
    before = _take_capitals(reversed(difference.before.split()[-_MOST_AROUND:]), is_behind=False)
    name = dropwhile(lambda word: word.casefold() in common, reversed(list(before)))
    after = _take_capitals(difference.after.split()[:_MOST_AROUND], is_behind=True)
    return " ".join(name), " ".join(after)


def _take_capitals(words: Iterable[str], *, is_behind: bool) -> Iterator[str]:
    """The words before or behind a name, the nearest first, as far as they have capitals and no sign parts them."""
    for word in words:
        bare = clean_name(word)
        is_parted = not (word.startswith(bare) if is_behind else word.endswith(bare))
        if is_parted or not bare[:1].isupper():
            return
        yield bare
        if bare != word:
            return


def _widen(pair: tuple[str, str], around: Sequence[tuple[str, str]], language: str | None) -> tuple[str, str]:
    """The whole names, where what changed is always the same part of one: "Inference API" of "API"."""
    if len(around) < LEAST_PLACES or is_address(pair[0]):
        return pair
    sides = [set(side) for side in zip(*around, strict=True)]
    before, after = (min(side) if len(side) == 1 and is_name(min(side), language) else "" for side in sides)
    old, new = (" ".join(part for part in (before, name, after) if part) for name in pair)
    return old, new


def _join_texts(reading: Reading) -> str:
    return "\n".join(part for section in reading.sections for part in (section.heading, section.text) if part)


def _list_pairs(change: Change, language: str | None) -> Iterator[tuple[str, str]]:
    for difference in list_differences(change, language):
        old, new = difference.old, difference.new
        addresses = find_address(old), find_address(new)
        if all(addresses) or (may_be_term(old) and may_be_term(new)):
            old, new = addresses if all(addresses) else (old, new)
            pair = clean_name(old), clean_name(new)
            if pair[0].casefold() != pair[1].casefold():
                yield pair
            continue
        if not old or not new:
            yield from _list_extended(difference, language)
            continue
        if not (may_name(old) and may_name(new)):
            continue  # most differences leave here
        pair = clean_name(old), clean_name(new)
        if pair[0].casefold() != pair[1].casefold() and all(is_name(name, language) for name in pair):
            yield pair


def _list_extended(difference: Difference, language: str | None) -> Iterator[tuple[str, str]]:
    """The names that a run which is part of one was put into, or taken out of: "Europe" makes "Acme Europe" of "Acme"
    and "Acme Europe Ltd" of "Acme Ltd". Which of them was replaced, the whole texts tell."""
    run = clean_name(difference.old or difference.new)
    if not may_name(run) or not is_name(run, language):
        return
    before, after = _read_around(difference)
    for sides in dict.fromkeys(((before, ""), ("", after), (before, after))):
        if not any(sides):
            continue
        short, long = (" ".join(part for part in (sides[0], middle, sides[1]) if part) for middle in ("", run))
        pair = (long, short) if difference.old else (short, long)
        if all(is_name(name, language) for name in pair):
            yield pair


def _is_replaced(old_name: str, new_name: str, old_text: str, new_text: str) -> bool:
    """Whether one name stands where the other stood, all through: counted without those inside the other name."""
    if old_text.count(old_name) < LEAST_PLACES:
        return False
    count = _count_apart(old_name, new_name, old_text)
    if count < LEAST_PLACES or _count_apart(old_name, new_name, new_text) > _MOST_REMAINING * count:
        return False
    return _count_apart(new_name, old_name, old_text) <= _MOST_BEFORE * count


def _count_apart(name: str, other: str, text: str) -> int:
    """How often a name stands in a text; not where it is only a part of the other."""
    text = text.replace(other, " ") if name in other else text
    word = re.escape(name)  # the engine finds a pattern that begins with letters thirty times as fast
    return len(re.findall(rf"{word}(?<![\w.@]{word})(?!\w|\.\w|@)", text))


def lead_renaming(changes: Sequence[Change], renaming: Renaming) -> tuple[Change, ...]:
    """The rated changes, where those that only replace names follow the first of them, which says so once. So does the
    first that replaces a name besides what is harmless, where no change of substance does."""
    marked = list(changes)
    leaders: dict[tuple[str, str], int] = {}
    for index, change in enumerate(changes):
        pair = _find_pair(change, renaming) if change.reasons == (REPLACED,) else None
        if pair is None:
            continue
        cause = leaders.setdefault(pair, index)
        if cause != index and set(change.kinds) <= {Kind.EDITED, Kind.RETITLED, Kind.RENUMBERED}:
            marked[index] = replace(change, is_ripple=True, ripple_of=cause)
    for pair in renaming.names:
        counts = [_count_replaced(change, pair) if change.old and change.new else 0 for change in changes]
        leader = leaders[pair] if pair in leaders else _find_untold(changes, counts)
        if leader is not None:
            reason = f"{THROUGHOUT}: {pair[0]} -> {pair[1]} ({sum(counts)} place{'s' if sum(counts) != 1 else ''})"
            marked[leader] = replace(
                marked[leader],
                significance=Significance.SUBSTANTIVE, reasons=(reason,), is_ripple=False, ripple_of=None,
            )  # fmt: skip
    return tuple(marked)


def _find_untold(changes: Sequence[Change], counts: Sequence[int]) -> int | None:
    """The index of the first change that replaces a name, so often in each, where none of substance does."""
    places = [index for index, count in enumerate(counts) if count]
    is_told = any(changes[index].significance is Significance.SUBSTANTIVE for index in places)
    return places[0] if places and not is_told else None


def _find_pair(change: Change, renaming: Renaming) -> tuple[str, str] | None:
    return max(renaming.names, key=lambda pair: _count_replaced(change, pair), default=None)


def _count_replaced(change: Change, pair: tuple[str, str]) -> int:
    sides: Iterable[str] = (
        canon_text("\n".join(part for one in side for part in (one.heading, one.text) if part))
        for side in (change.old, change.new)
    )
    old, new = (_count_apart(pair[0], pair[1], text) for text in sides)
    return max(0, old - new)
