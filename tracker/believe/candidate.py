"""The sightings of a text that differs from the believed one -> the step to it, as a judgement before it is judged."""

from __future__ import annotations

from tracker.model import Judgement, Sighting
from tracker.values import Struct


class CandidateText(Struct, frozen=True):
    """A text that differs from the believed one, from its first to its last sighting in a row; `before` is the last
    sighting of what it would follow."""

    first: Sighting
    last: Sighting
    before: Sighting
    looks: int = 1

    def describe(self, old_hash: str, confirming: Sighting | None) -> Judgement:
        """The step from a text to this one, confirmed by a sighting or not."""
        return Judgement(
            old_hash=old_hash,
            new_hash=name_text(self.first),
            old_seq=self.before.seq,
            new_seq=self.first.seq,
            previous_at=self.before.observed_at,
            observed_at=self.first.observed_at,
            confirmed_at=confirming.observed_at if confirming else None,
        )


def name_text(sighting: Sighting) -> str:
    """The hash of the text of a sighting that has one."""
    assert sighting.text_hash is not None
    return sighting.text_hash
