"""The steps so far, told or held -> what is believed, and whether a state that was held has become news by standing.

A rollout looks like flapping at first: the new terms come and go for days, and then stay. What people are shown and
subscribers know is the text that was told last, with what changed in it without substance. A step in silence leads
aside from it; when such a state outlasts its flapping it is told once, and believed from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tracker.model import ARCHIVED, HeldBecause, Judgement, Sighting
from tracker.values import Struct, replace

_AT_LEAST: Final = timedelta(days=3)  # 88 % of the states that blink in recorded histories live two days at most
_WAIT: Final = timedelta(days=7)
"""Of the states known to blink that stood for three to seven days in recorded histories, 119 of 140 went back then; of
those that stood longer, 50 of 128. After each state that was told so and left again the wait is twice as long, so that
pages which alternate by the month fall silent."""
SILENT: Final = frozenset({HeldBecause.FLAPPING, HeldBecause.VOLATILE, HeldBecause.LANGUAGE_SWITCH})
"""Belief goes on in these without a word; archive/change_sets.py: has_untold says the same in SQL."""
_ASIDE: Final = frozenset({HeldBecause.FLAPPING, HeldBecause.LANGUAGE_SWITCH})
_LONGER: Final = 3  # times the longest spell among states that came and went
_MOST_DOUBLINGS: Final = 16  # of the wait: centuries, longer than any record and still a length of time
_MONTHS_APART: Final = timedelta(days=30)


def has_stood_long(candidate: Sighting, later: Sighting) -> bool:
    """Whether the next capture of a web archive came so late that several editions may lie between the two: then a
    third text confirms the second where it is no nearer to the first."""
    return candidate.source_kind in ARCHIVED and later.observed_at - candidate.observed_at >= _MONTHS_APART


class Standing(Struct):
    """`told` is the text that is believed; `held` the index of the judgement that led away from it in silence.

    `is_aside`: what stands on the page is another text, which nobody was told of; `is_flapping`: it is one that came
    and went before.
    """

    told: str
    entered_at: datetime
    held: int | None = None
    is_aside: bool = False
    is_flapping: bool = False
    _longest_spell: timedelta = timedelta(0)
    _returns: int = 0

    def place(self, judged: Judgement) -> Judgement:
        """A confirmed step with whether its new text is believed from then on."""
        is_believed = judged.held_because is None or not (self.is_aside or judged.held_because in _ASIDE)
        return replace(judged, is_believed=is_believed)

    def note_step(self, index: int, judged: Judgement) -> None:
        """Take a step into account: `index` is its place among the judgements."""
        if judged.reverts_to is not None:  # what stood before a text that is new is no spell of an alternation
            self._longest_spell = max(self._longest_spell, judged.observed_at - self.entered_at)
        self.entered_at = judged.observed_at
        if judged.held_because is None:
            self.tell(judged.new_hash)
            if judged.reverts_to is None:  # a new text: what alternated before it is over
                self._longest_spell, self._returns = timedelta(0), 0
        elif judged.held_because in SILENT:
            is_back = judged.new_hash == self.told
            self.held = None if is_back else index
            self.is_flapping = not is_back and judged.held_because is HeldBecause.FLAPPING
            self.is_aside = not is_back and (self.is_aside or judged.held_because in _ASIDE)
        elif self.held is None:
            self.told = judged.new_hash

    def is_lasting(self, until: datetime) -> bool:
        """Whether the held state has stood until then for longer than any flapping explains."""
        patience = min(_LONGER * self._longest_spell, _WAIT * 2 ** min(self._returns, _MOST_DOUBLINGS))
        least = _WAIT if self.is_flapping else _AT_LEAST
        return self.held is not None and until - self.entered_at >= max(least, patience)

    def tell_lasting(self, new_hash: str) -> None:
        """The held state was told, or taken in without a word, because it stays."""
        self._returns += 1
        self.tell(new_hash)

    def tell(self, new_hash: str) -> None:
        """A text was told, or is believed without a word."""
        self.told, self.held, self.is_aside, self.is_flapping = new_hash, None, False, False


def rejoin(judgements: Sequence[Judgement], held: int) -> list[Judgement]:
    """The judgements, those after `held` believed as well: what changed without a word in a state that is told now."""
    after = [replace(one, is_believed=one.confirmed_at is not None) for one in judgements[held + 1 :]]
    return [*judgements[: held + 1], *after]
