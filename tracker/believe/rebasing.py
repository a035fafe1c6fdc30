"""A step between two sources -> whether what differs is laid to the extractor rather than to the text."""

from __future__ import annotations

from typing import Final

from tracker.model import Comparison, Sighting

RECORDED_VERSIONS: Final = "ota-versions"
_EXTRACTION: Final = 0.1  # of the clauses may differ between two extractions before it is laid to the extractor


def is_rebasing(believed: Sighting, later: Sighting) -> bool:
    """Whether one text was extracted by an archive and the other read by ourselves."""
    kinds = {believed.source_kind, later.source_kind}
    return len(kinds) == 2 and RECORDED_VERSIONS in kinds


def reads_alike(comparison: Comparison) -> bool:
    """Whether two extractions agree so far that what differs is the text: under a tenth of the clauses."""
    differing = sum(not change.is_ripple for change in comparison.changes)
    return comparison.event is None and differing <= _EXTRACTION * (comparison.unchanged + len(comparison.changes))
