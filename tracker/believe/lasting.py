"""The steps so far, told or held -> whether a state held as flapping or volatile has stood so long that it is news.

A rollout looks like flapping at first: the new terms come and go for days, and then stay. What subscribers know is
the last text that was told; when a held state outlasts all its flapping by far, they are told once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tracker.model import HeldBecause, Judgement

_AT_LEAST: Final = timedelta(days=3)  # 88 % of the states that blink in recorded histories live two days at most
SILENT: Final = frozenset({HeldBecause.FLAPPING, HeldBecause.VOLATILE})
"""Belief goes on in these without a word; archive/change_sets.py: has_untold says the same in SQL."""
_LONGER: Final = 3  # times the longest spell among states that came and went


@dataclass
class Standing:
    """`told` is the text that subscribers know; `held` the index of the judgement that led away from it in silence."""

    told: str
    entered_at: datetime
    held: int | None = None
    _longest_spell: timedelta = timedelta(0)

    def note_step(self, index: int, judged: Judgement) -> None:
        """Take a believed step into account: `index` is its place among the judgements."""
        if judged.reverts_to is not None:  # what stood before a text that is new is no spell of an alternation
            self._longest_spell = max(self._longest_spell, judged.observed_at - self.entered_at)
        self.entered_at = judged.observed_at
        if judged.held_because is None:
            self.told, self.held = judged.new_hash, None
            if judged.reverts_to is None:  # a new text: what alternated before it is over
                self._longest_spell = timedelta(0)
        elif judged.held_because in SILENT:
            self.held = index if judged.new_hash != self.told else None
        elif judged.held_because is HeldBecause.LANGUAGE_SWITCH:
            self.held = None  # what stands now is compared with what stood in its own language
        elif judged.held_because is HeldBecause.COSMETIC and self.held is None:
            self.told = judged.new_hash

    def is_lasting(self, until: datetime) -> bool:
        """Whether the held state has stood until then for longer than any flapping explains."""
        return self.held is not None and until - self.entered_at >= max(_AT_LEAST, _LONGER * self._longest_spell)

    def tell(self, new_hash: str) -> None:
        """The held state was told after all."""
        self.told, self.held = new_hash, None
