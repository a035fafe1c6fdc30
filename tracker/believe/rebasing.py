"""A step between two sources, or two settings -> whether what differs is laid to the extractor, not to the text."""

from __future__ import annotations

from typing import Final

from tracker.model import Comparison, HeldBecause, Sighting

RECORDED_VERSIONS: Final = frozenset({"ota-versions", "git"})
"""Texts that somebody else has written out: an archive's extraction, a publisher's own source files."""
_EXTRACTION: Final = 0.1  # of the clauses may differ between two extractions before it is laid to the extractor


def find_rebasing(believed: Sighting, later: Sighting, comparison: Comparison) -> tuple[HeldBecause, str] | None:
    """Why a step is laid to the way in which its texts were made, None where it is the text's: they were made in the
    same way, or in two ways that agree so far that what differs is the text."""
    if _is_rebasing(believed, later) and not _reads_alike(comparison):
        return HeldBecause.SOURCE_CHANGED, f"read from {later.source_kind} after {believed.source_kind}"
    if believed.setting != later.setting and not _reads_alike(comparison):  # one of them with a mended selector
        return HeldBecause.SETTINGS_CHANGED, "read with other settings than the text before"
    return None


def _is_rebasing(believed: Sighting, later: Sighting) -> bool:
    """Whether two texts were made in two ways, and at least one of them by others than us."""
    kinds = {believed.source_kind, later.source_kind}
    return len(kinds) == 2 and not RECORDED_VERSIONS.isdisjoint(kinds)


def _reads_alike(comparison: Comparison) -> bool:
    """Whether two extractions agree so far that what differs is the text: under a tenth of the clauses."""
    differing = sum(not change.is_ripple for change in comparison.changes)
    return comparison.event is None and differing <= _EXTRACTION * (comparison.unchanged + len(comparison.changes))
