"""A confirmed step and all that came and went before it -> why it is not told, or nothing."""

from __future__ import annotations

from typing import Final

from tracker.believe.flapping import KnownStates
from tracker.believe.rebasing import find_rebasing
from tracker.believe.surroundings import Visits
from tracker.believe.volatile import VaryingPlaces
from tracker.model import Comparison, HeldBecause, Judgement, Sighting, Verdict
from tracker.values import Struct, field

NO_SUBSTANCE: Final = "nothing of substance changed"


class Memory(Struct):
    """What the steps up to now taught: texts and sentences that come and go, places that vary, lines of the site."""

    known: KnownStates = field(default_factory=KnownStates)
    volatile: VaryingPlaces = field(default_factory=VaryingPlaces)
    visits: Visits = field(default_factory=Visits)

    def judge(
        self, step: Judgement, believed: Sighting, candidate: Sighting, comparison: Comparison
    ) -> tuple[HeldBecause | None, str | None]:
        """Why a confirmed step is not told, (None, None) when it is. `comparison` is weighed by what is the site's."""
        held, reason = self._find_reason(step, believed, candidate, comparison)
        if held is HeldBecause.COSMETIC and step.site_part is not None:
            reason = step.site_part.lead
        return held, reason

    def _find_reason(
        self, step: Judgement, believed: Sighting, candidate: Sighting, comparison: Comparison
    ) -> tuple[HeldBecause | None, str | None]:
        if comparison.verdict is not Verdict.SUBSTANTIVE:
            return HeldBecause.COSMETIC, NO_SUBSTANCE
        if rebased := find_rebasing(believed, candidate, comparison):
            return rebased
        if self.known.is_flapper(step.new_hash, step.observed_at):
            return HeldBecause.FLAPPING, "a known state that alternates"
        if self.known.knows_all(comparison, step.observed_at):
            return HeldBecause.FLAPPING, "the same sentences came and went before"
        if self.volatile.counts_on(comparison) or self.volatile.holds_all(comparison, step.observed_at):
            return HeldBecause.VOLATILE, "only a part that changes all the time"
        return None, None

    def learn(self, step: Judgement, comparison: Comparison) -> None:
        """Remember what came and went in a believed step, as it was compared."""
        for memory in (self.known, self.volatile, self.visits):
            memory.learn(comparison, step.observed_at)
