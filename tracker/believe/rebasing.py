"""A step between two sources, or two settings -> whether what differs is laid to the extractor, not to the text."""

from __future__ import annotations

from typing import Final

from tracker.model import Comparison, Sighting

RECORDED_VERSIONS: Final = frozenset({"ota-versions", "git"})
"""Texts that somebody else has written out: an archive's extraction, a publisher's own source files."""
_EXTRACTION: Final = 0.1  # of the clauses may differ between two extractions before it is laid to the extractor


def is_rebasing(believed: Sighting, later: Sighting) -> bool:
    """Whether two texts were made in two ways, and at least one of them by others than us."""
    kinds = {believed.source_kind, later.source_kind}
    return len(kinds) == 2 and not RECORDED_VERSIONS.isdisjoint(kinds)


def is_resetting(believed: Sighting, later: Sighting) -> bool:
    """Whether the two texts were read with different settings: one of them with a mended selector."""
    return believed.setting != later.setting


def reads_alike(comparison: Comparison) -> bool:
    """Whether two extractions agree so far that what differs is the text: under a tenth of the clauses."""
    differing = sum(not change.is_ripple for change in comparison.changes)
    return comparison.event is None and differing <= _EXTRACTION * (comparison.unchanged + len(comparison.changes))
