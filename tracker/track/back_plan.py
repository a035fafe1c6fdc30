"""What an archive lists of a document, and what is wanted of it -> the captures to take, and each look's pages. Pure.

A look at a document of several pages is dated by the capture that it is made for; the other pages stand in it as they
were last captured (`find_standing`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from tracker.archive.back_history import PlannedCapture
from tracker.capture.importers.addresses import fold_address
from tracker.capture.importers.assembling import find_standing, is_missing
from tracker.capture.importers.cdx import CdxRow
from tracker.capture.importers.wayback import NEAR
from tracker.values import Struct, field

SAME_VISIT: Final = timedelta(minutes=1)


class Wish(Struct, frozen=True, dict=True):
    """What of an archive is wanted: of each page of a document the addresses it has and had, captures from `first` to
    `last`, one look in each `every` (none: all), `most` of them in this run. Pages make one look that were captured so
    far apart as `within`."""

    pages: tuple[tuple[str, ...], ...]
    first: datetime | None = None
    last: datetime | None = None
    every: timedelta = timedelta(0)
    most: int | None = None
    within: timedelta = NEAR

    @property
    def span(self) -> str:
        return "-".join(moment.isoformat() if moment else "" for moment in (self.first, self.last))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(address for page in self.pages for address in page))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, page in enumerate(self.pages):
            for address in {fold_address(address).lower() for address in page}:
                places.setdefault(address, []).append(place)
        return places

    def find_places(self, row: CdxRow | PlannedCapture) -> list[int]:
        """Which pages of the document a capture is of, counted from 0: none, or more than one where they share it."""
        return self._places.get(fold_address(row.url).lower(), [])

    def is_within(self, at: datetime) -> bool:
        return (self.first is None or self.first <= at) and (self.last is None or at <= self.last)


class Plan(Struct):
    """What is known of a document's captures: of each page, in order of time, but for those that cannot be had, which
    are `gone`. `waiting` are those to take a look for, `listed` counts all, `alone` those that others are missing for.
    """

    wish: Wish
    pages: list[list[CdxRow]]
    gone: set[CdxRow] = field(default_factory=set)
    waiting: list[CdxRow] = field(default_factory=list)
    listed: int = 0
    alone: int = 0

    @property
    def is_combined(self) -> bool:
        return len(self.pages) > 1

    def find_pages(self, row: CdxRow) -> tuple[CdxRow, ...] | None:
        """The captures of all pages that make the look a capture is taken for; None where one is missing."""
        if row in self.gone:
            return None
        own, at, within = self.wish.find_places(row), row.captured_at, self.wish.within
        found = (row if place in own else find_standing(page, at, within) for place, page in enumerate(self.pages))
        pages = tuple(one for one in found if one is not None)
        return pages if len(pages) == len(self.pages) else None

    def drop(self, row: CdxRow) -> None:
        """Forget a capture that cannot be had."""
        self.gone.add(row)
        for place in self.wish.find_places(row):
            self.pages[place].remove(row)


def make_plan(wish: Wish, known: Iterable[PlannedCapture]) -> Plan:
    """The captures to take now of all that are known, in order of time: within the wish, thinned, and without redirects
    to what was captured itself."""
    rows = [(one, make_row(one)) for one in known]
    plan = Plan(wish, [[] for _ in wish.pages])
    captured: dict[str, list[datetime]] = {}
    for one, row in rows:
        captured.setdefault(fold_address(one.url), []).extend([row.captured_at] if one.status == 200 else [])
    own = []
    for one, row in rows:
        places, at = wish.find_places(row), row.captured_at
        if not places or not wish.is_within(at):
            continue
        plan.listed += 1
        if is_redirect(row) and any(abs(at - other) <= SAME_VISIT for other in captured[fold_address(one.url)]):
            continue
        own.append((one, row))
        if one.state != "passed":
            for place in places:
                plan.pages[place].append(row)
    _choose(plan, own)
    return plan


def _choose(plan: Plan, own: Iterable[tuple[PlannedCapture, CdxRow]]) -> None:
    wish, kept_at = plan.wish, None
    for one, row in own:
        if not is_missing(row):
            at = row.captured_at
            if wish.every and kept_at is not None and at - kept_at < wish.every:
                continue
            if plan.is_combined and plan.find_pages(row) is None:
                plan.alone += one.state == "waiting"
                continue
            kept_at = at
        if one.state == "waiting" and (wish.most is None or len(plan.waiting) < wish.most):
            plan.waiting.append(row)


def is_redirect(row: CdxRow | PlannedCapture) -> bool:
    return row.status is not None and 300 <= row.status < 400


def make_row(planned: PlannedCapture) -> CdxRow:
    return CdxRow(planned.stamp, planned.url, planned.media_type, planned.status, planned.digest, planned.memento)


def plan_row(row: CdxRow) -> PlannedCapture:
    return PlannedCapture(row.stamp, row.url, row.media_type, row.status, row.digest, row.memento)
