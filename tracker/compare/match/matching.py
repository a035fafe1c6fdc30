"""The growing one-to-one matching of old and new sections that the alignment passes share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tracker.compare.match.profile import Profile, rate_bodies
from tracker.values import Struct, field

Gap = tuple[int, int]
"""The fixed neighbours of an unmatched section, as ordinals of the old side: -1 before all, -2 after all."""


class Matching(Struct):
    """Old ordinal -> new ordinal and back. Passes only add pairs; none takes one away."""

    old: Sequence[Profile]
    new: Sequence[Profile]
    new_of: dict[int, int] = field(default_factory=dict)
    old_of: dict[int, int] = field(default_factory=dict)
    _likeness: dict[tuple[int, int], float] = field(default_factory=dict)

    def pair(self, old: int, new: int) -> None:
        """Fix one pair; both must be free."""
        assert old not in self.new_of and new not in self.old_of
        self.new_of[old] = new
        self.old_of[new] = old

    def are_free(self, old: int, new: int) -> bool:
        return old not in self.new_of and new not in self.old_of

    @property
    def is_full(self) -> bool:
        """Whether one side has no section left to pair."""
        return len(self.new_of) == min(len(self.old), len(self.new))

    @property
    def free_old(self) -> list[Profile]:
        taken = self.new_of
        return [profile for profile in self.old if profile.ordinal not in taken]

    @property
    def free_new(self) -> list[Profile]:
        taken = self.old_of
        return [profile for profile in self.new if profile.ordinal not in taken]

    def share_parent(self, old: Profile, new: Profile) -> bool:
        """Whether both stand at the top, or under parents that are matched to each other."""
        old_parent, new_parent = old.section.parent, new.section.parent
        if old_parent is None or new_parent is None:
            return old_parent is new_parent
        return self.new_of.get(old_parent) == new_parent

    def rate_bodies(self, old: Profile, new: Profile) -> float:
        """`profile.rate_bodies`; several passes rate the same pairs."""
        pair = old.ordinal, new.ordinal
        if pair not in self._likeness:
            self._likeness[pair] = rate_bodies(old, new)
        return self._likeness[pair]

    def find_gaps(self) -> tuple[dict[int, Gap], dict[int, Gap]]:
        """For each free old and each free new section the fixed neighbours around it, in old ordinals.

        A new section's neighbours are where its matched neighbours stood before: two sections lie in the same
        gap when either neighbour is the same.
        """
        fixed_old = sorted(self.new_of)
        fixed_new = sorted(self.old_of)
        old_gaps, new_gaps = {}, {}
        for profile in self.free_old:
            at = bisect_left(fixed_old, profile.ordinal)
            old_gaps[profile.ordinal] = (
                fixed_old[at - 1] if at else -1,
                fixed_old[at] if at < len(fixed_old) else -2,
            )
        for profile in self.free_new:
            at = bisect_left(fixed_new, profile.ordinal)
            new_gaps[profile.ordinal] = (
                self.old_of[fixed_new[at - 1]] if at else -1,
                self.old_of[fixed_new[at]] if at < len(fixed_new) else -2,
            )
        return old_gaps, new_gaps
