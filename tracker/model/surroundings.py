"""The words of what stands around a document: what the record knows of a site's own lines at some moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.model.comparing import Comparison, Significance, Verdict
from tracker.values import Struct, field, replace


class SiteEvidence(Struct, frozen=True):
    """What the record says, up to a moment, of lines that may be the site's rather than the document's.

    Lines are known by their key (`text.canon.canon_key`). `shared`: on how many other pages of the same site a line
    stands at that moment. `visits`: since when a line has stood that came while nothing else moved, or when it went
    that way; None for one that did both.
    """

    shared: Mapping[str, int] = field(default_factory=dict)
    visits: Mapping[str, datetime | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.shared or self.visits)


NO_EVIDENCE = SiteEvidence()


class SitePart(Struct, frozen=True):
    """What the record lays to the site in one step: of its comparison's changes by index why, and the summary then."""

    reasons: Mapping[int, tuple[str, ...]]
    summary: str

    @property
    def lead(self) -> str:
        """The reason of the first such change."""
        return next(iter(self.reasons.values()))[0]

    def apply(self, comparison: Comparison) -> Comparison:
        """The comparison in this light: those changes are cosmetic, for their reasons."""
        changes = tuple(
            replace(change, significance=Significance.COSMETIC, reasons=self.reasons[index])
            if index in self.reasons
            else change
            for index, change in enumerate(comparison.changes)
        )
        matters = any(change.significance is Significance.SUBSTANTIVE for change in changes)
        verdict = Verdict.SUBSTANTIVE if matters else Verdict.COSMETIC
        return replace(comparison, changes=changes, verdict=verdict, summary=self.summary)
