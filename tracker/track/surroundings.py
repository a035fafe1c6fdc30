"""The record of a site -> what a step's comparison weighs in the light of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from tracker.compare.changes import weigh_again
from tracker.model import Comparison, Judgement, SiteEvidence
from tracker.track.texts import Texts

_ROUND: Final = timedelta(hours=6)
"""The pages of a site are looked at one after the other: so much apart they are of one round of looks."""


class SiteRecord:
    """Weighs the steps of one policy in the light of the other pages of its site, as they were seen up to each step."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._lines: dict[int, frozenset[str]] = {}

    def weigh(self, step: Judgement, visits: Mapping[str, datetime | None]) -> Comparison:
        """The comparison of a step, its changes set aside where they are the site's."""
        comparison = self._texts.compare(step.old_hash, step.new_hash)
        evidence = SiteEvidence(self._count_shared(step), visits)
        if not evidence:
            return comparison
        old, new = self._texts.reading(step.old_hash), self._texts.reading(step.new_hash)
        return weigh_again(comparison, old, new, evidence)

    @cached_property
    def _siblings(self) -> tuple[str, ...]:
        return self._texts.archive.sites.siblings(self._texts.derivation.policy)

    def _count_shared(self, step: Judgement) -> Mapping[str, int]:
        """On how many other pages each line stood, from the round of the old look to that which confirmed the new."""
        until = step.confirmed_at or step.observed_at
        counts: Counter[str] = Counter()
        for policy in self._siblings:
            versions = self._texts.archive.sites.texts_between(policy, step.previous_at - _ROUND, until + _ROUND)
            counts.update({key for version in versions for key in self._read_lines(version)})
        return counts

    def _read_lines(self, version: int) -> frozenset[str]:
        if version not in self._lines:
            self._lines[version] = self._texts.archive.sites.lines(version)
        return self._lines[version]
