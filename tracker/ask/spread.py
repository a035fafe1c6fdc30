"""A change set -> the sentence of it that went round furthest, and to whom: asked for every line of a log, so cheap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from tracker.across.alike import write_cluster
from tracker.archive import Archive
from tracker.archive.sentences import Adopters
from tracker.ask.like import SIDES, list_moved
from tracker.ask.record import OpenRecord
from tracker.ask.wordings import Wording, Wordings
from tracker.model import ChangeSet, Spread
from tracker.values import Struct, field

MOST_NEAR: Final = 6
"""Sentences, the longest first, of which nearly the same words are looked for where nobody has just the same."""
NAMED: Final = 5
MOST_KEPT: Final = 100_000
"""Sentences that are remembered; a site is built of more."""


def ask_spread(record: OpenRecord, change_set: ChangeSet) -> Spread | None:
    """What `SpreadFinder.find` says, for pages."""
    finder: SpreadFinder = record.remember("spread", lambda: SpreadFinder.of(record.archive))
    return finder.find(change_set)


class SpreadFinder(Struct, frozen=True, dict=True):
    """Answers for many change sets of an open record; what boilerplate they share is looked up once."""

    wordings: Wordings
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _shares: dict[tuple[str, int], Mapping[int, float]] = field(default_factory=dict)
    _groups: dict[tuple[str, frozenset[int]], Adopters] = field(default_factory=dict)

    @cached_property
    def _others(self) -> bool:
        """Whether anybody but one policy is told of at all."""
        return self.wordings.archive.sentences.are_of_many()

    @staticmethod
    def of(archive: Archive) -> SpreadFinder:
        return SpreadFinder(Wordings(archive))

    def find(self, change_set: ChangeSet) -> Spread | None:
        """The sentence that most others had word for word; where none had, one of which others had nearly the words.
        None where nobody else had any, and for a change set that was not told."""
        if not change_set.is_told:
            return None
        if len(self._counts) > MOST_KEPT:
            for kept in (self._counts, self._shares, self._groups):
                kept.clear()
        moved = self.wordings.archive.sentences.of(change_set.policy, change_set.id)
        widest = max(self._list_counted(moved), default=(1, "", 0))
        if widest[0] > 1:
            return self._describe(change_set.policy, *widest[1:])
        if not self._others:
            return None
        near = (self._describe(change_set.policy, side, exact) for side, exact in self._list_near(change_set, moved))
        return max(filter(None, near), key=lambda spread: spread.policies, default=None)

    def _list_counted(self, moved: Mapping[str, frozenset[int]]) -> Iterator[tuple[int, str, int]]:
        for side, exacts in moved.items():
            new = [exact for exact in exacts if (side, exact) not in self._counts]
            if new:
                self._counts.update({(side, exact): n for exact, n in self._count(side, new).items()})
            yield from ((self._counts[side, exact], side, exact) for exact in exacts)

    def _count(self, side: str, exacts: list[int]) -> dict[int, int]:
        return dict.fromkeys(exacts, 0) | self.wordings.archive.sentences.count(side, exacts)

    def _list_near(self, change_set: ChangeSet, moved: Mapping[str, frozenset[int]]) -> Iterator[tuple[str, int]]:
        """The longest sentences that have nearly the words of another, by side and hash."""
        for side in SIDES:
            for sentence in list_moved(change_set.comparison.changes, side)[:MOST_NEAR]:
                shares = self.wordings.find_alike(side, Wording(change_set.policy, sentence))
                exact = next(iter(shares))
                if len(shares) > 1 and exact in moved.get(side, ()):
                    self._shares[side, exact] = shares
                    yield side, exact

    def _describe(self, policy: str, side: str, exact: int) -> Spread | None:
        wording = self.wordings.read(side, exact)
        if wording is None:
            return None
        if (side, exact) not in self._shares:
            self._shares[side, exact] = self.wordings.find_alike(side, wording)
        shares = self._shares[side, exact]
        group = self._read_group(side, frozenset(shares))
        others = [(one, words) for one, words in group.first if one.policy != policy]
        if not others:
            return None
        return Spread(
            id=write_cluster(group.first[0][1]),
            side=side,
            sentence=wording.sentence,
            policies=group.count - 1,
            named=tuple(one for one, _ in others[:NAMED]),
            first_at=others[0][0].observed_at,
            last_at=group.last[0 if group.last[-1].policy == policy else -1].observed_at,
            is_exact=len(shares) == 1,
            is_one_service=group.is_one_service,
        )

    def _read_group(self, side: str, exacts: frozenset[int]) -> Adopters:
        if (side, exacts) not in self._groups:
            self._groups[side, exacts] = self.wordings.archive.sentences.adopters(side, exacts, first=NAMED + 1)
        return self._groups[side, exacts]
