"""Hashes of sentences <-> their words, and which are nearly the same; for who asks of many, each is read once."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from tracker.across.alike import find_share, list_sentences, mark_sentence, name_service
from tracker.archive import Archive
from tracker.values import Struct, field

MOST_KEPT: Final = 20_000
"""Sentences whose words are remembered."""


class Wording(Struct, frozen=True, dict=True):
    """A sentence as one policy has it."""

    policy: str
    sentence: str

    @cached_property
    def names(self) -> frozenset[str]:
        return name_service(self.policy)


class Wordings(Struct, frozen=True):
    """What told changes put in or took out, looked up in an open record and remembered."""

    archive: Archive
    _read: dict[tuple[str, int], Wording | None] = field(default_factory=dict)

    def read(self, side: str, exact: int) -> Wording | None:
        """The words of a hash as some policy has them; None where none was told of them."""
        if (side, exact) not in self._read:
            while len(self._read) >= MOST_KEPT:
                del self._read[next(iter(self._read))]
            self._read[side, exact] = self._read_sample(side, exact)
        return self._read[side, exact]

    def _read_sample(self, side: str, exact: int) -> Wording | None:
        sample = self.archive.sentences.sample(side, exact)
        if sample is None:
            return None
        policy, runs, place = sample
        return Wording(policy, next(iter(list_sentences(runs)[place : place + 1]), ""))

    def find_alike(self, side: str, asked: Wording) -> dict[int, float]:
        """The hashes of the same and of nearly the same words, each with the part of the runs that is shared."""
        mark = mark_sentence(asked.sentence, asked.names)
        shares = {mark.exact: 1.0}
        for exact in self.archive.sentences.meet(mark.bands):
            if exact in shares or (other := self.read(side, exact)) is None:
                continue
            share = find_share(asked.sentence, other.sentence, asked.names | other.names)
            if share is not None:
                shares[exact] = round(share, 3)
        return shares
