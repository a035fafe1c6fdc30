"""A step and the record before it -> which of its changes are the site's own: lines that come and go by themselves.

A banner comes alone and goes alone, while the document's date and its clauses stand still. Whoever saw that once knows
the line when it goes, and whenever it is back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tracker.model import Change, Comparison, Judgement, Section, Significance, SitePart, Verdict
from tracker.text.canon import canon_key
from tracker.values import Struct, field, replace

Weigh = Callable[[Judgement, Mapping[str, datetime | None]], Comparison]
"""A step and the lines known to come and go -> its comparison, weighed by all that the record knows of the site."""

_ALONE: Final = 2  # clauses that a visit touches at most: the one before the box and the box
_REMEMBERED: Final = timedelta(days=730)
_DATE_LINE: Final = "date line only"


class Visits(Struct):
    """Whole lines that came, or went, while nothing else moved, by key: when; None for those that did both."""

    _seen: dict[str, datetime | None] = field(default_factory=dict)
    _glimpsed: dict[str, datetime] = field(default_factory=dict)

    def glimpse(self, comparison: Comparison, at: datetime) -> None:
        """Remember the lines of a text that was gone at the next look, where it brought some or lacked some and left
        the rest alone. They may yet come to stay, and count only beside another change."""
        moved = [change for change in comparison.changes if not change.is_ripple]
        if comparison.event is not None or len(moved) > _ALONE or any(_DATE_LINE in one.reasons for one in moved):
            return
        for change in moved:
            came, went = list_whole_lines(change)
            if not (came and went):
                self._glimpsed.update(dict.fromkeys(came | went, at))

    def learn(self, comparison: Comparison, at: datetime) -> None:
        """Remember the lines of a believed step, if it brought or took some and left the rest of the document alone."""
        moved = [change for change in comparison.changes if not change.is_ripple]
        if comparison.event is not None or len(moved) > _ALONE or any(_DATE_LINE in one.reasons for one in moved):
            return
        for change in moved:
            came, went = list_whole_lines(change)
            if came and went:  # an edit, no visit, but of what came as one
                self._seen.update(dict.fromkeys(came if went <= self._seen.keys() else (), at))
                continue
            for key in came | went:
                self._seen[key] = None if key in self._seen else at

    def known_at(self, at: datetime) -> Mapping[str, datetime | None]:
        """The lines that are remembered at a moment."""
        return {key: since for key, since in self._seen.items() if since is None or at - since <= _REMEMBERED}

    def glimpsed_at(self, at: datetime) -> Mapping[str, datetime | None]:
        """The lines that came and went by themselves for a look; empty where nobody saw any."""
        return {key: None for key, since in self._glimpsed.items() if at - since <= _REMEMBERED}


def list_whole_lines(change: Change) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the lines of a change that came, and of those that went; what stands on both sides did neither."""
    old, new = (frozenset(_list_keys(side)) for side in (change.old, change.new))
    return new - old, old - new


def _list_keys(sections: Iterable[Section]) -> Iterable[str]:
    for section in sections:
        if section.heading:
            yield canon_key(section.heading)
        yield from (canon_key(block.shown) for block in section.blocks)


def set_aside(
    step: Judgement, comparison: Comparison, visits: Visits, weigh: Weigh | None
) -> tuple[Judgement, Comparison]:
    """The step with what the record lays to the site, and its comparison in that light; both as they came otherwise."""
    if weigh is None or comparison.verdict is not Verdict.SUBSTANTIVE:
        return step, comparison
    known, glimpsed = visits.known_at(step.observed_at), visits.glimpsed_at(step.observed_at)
    weighed = weigh(step, {**glimpsed, **known})
    if glimpsed and weighed.verdict is not Verdict.SUBSTANTIVE:
        weighed = weigh(step, known)
    reasons = {
        index: after.reasons
        for index, (before, after) in enumerate(zip(comparison.changes, weighed.changes, strict=True))
        if before.significance is Significance.SUBSTANTIVE and after.significance is Significance.COSMETIC
    }
    if not reasons:
        return step, comparison
    return replace(step, site_part=SitePart(reasons, weighed.summary)), weighed
