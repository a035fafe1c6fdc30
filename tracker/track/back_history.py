"""A policy and a web archive -> the captures that are missing, asked for one by one and recorded as they come.

What the index lists is planned first; each capture is recorded together with the note that it was taken, so that a run
that is killed at any moment loses nothing and repeats nothing but the one request that it was killed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tracker.archive import Archive
from tracker.archive.back_history import IndexProgress, PlannedCapture
from tracker.capture.importers.addresses import fold_address
from tracker.capture.importers.cdx import CdxRow, read_stamp
from tracker.capture.importers.wayback import (
    Get,
    GoneError,
    WebArchive,
    failed_look,
    fetch_capture,
    list_addresses,
    make_key,
    repeat_look,
)
from tracker.errors import CaptureError, RefusedError, TransientError
from tracker.model import PastLook
from tracker.track.recording import record_look

FRESH: Final = timedelta(days=1)
"""An index that was read to its end so lately is not asked again."""

SAME_VISIT: Final = timedelta(minutes=1)
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Wish:
    """What of an archive is wanted: captures from `first` to `last`, one in each `every` (none: all), `most` of them in
    this run."""

    addresses: tuple[str, ...]
    first: datetime | None = None
    last: datetime | None = None
    every: timedelta = timedelta(0)
    most: int | None = None

    @property
    def span(self) -> str:
        return "-".join(moment.isoformat() if moment else "" for moment in (self.first, self.last))


@dataclass
class Harvest:
    """One run over what an archive has of a policy. `passed` are the captures that could not be taken, each with the
    reason; `listed`, `taken` and `fetched` count."""

    archive: Archive
    site: WebArchive
    policy: str
    wish: Wish
    get: Get
    now: Clock
    listed: int = 0
    taken: int = 0
    fetched: int = 0
    passed: list[str] = field(default_factory=list)

    def list_captures(self) -> list[PlannedCapture]:
        """Read the index to its end, going on where an earlier run stopped; the captures that are left to take."""
        for address in self.wish.addresses:
            for form in list_addresses(self.site, address):
                self._read_index(form)
        return self._choose()

    def take(self, waiting: Sequence[PlannedCapture]) -> Iterator[PlannedCapture]:
        """Take captures one after the other; yields each when it is settled.

        Raises TransientError where the archive stays away or busy, RefusedError where it may not be asked.
        """
        for planned in waiting:
            self._take_one(planned)
            yield planned

    def _read_index(self, address: str) -> None:
        plans, site, key = self.archive.back_history, self.site, (self.policy, self.site.base, address, self.wish.span)
        progress = plans.progress(*key)
        if progress.listed_at is not None:
            if self.now() - progress.listed_at < FRESH:
                return
            progress = IndexProgress()
        while progress.listed_at is None:
            answer = self.get(site.name_index(address, self.wish.first, self.wish.last, progress.resume))
            page = site.read_index(answer)
            if page.resume is None or page.resume == progress.resume:
                progress = IndexProgress(None, self.now())
            else:
                progress = IndexProgress(page.resume)
            rows = [row for row in page.rows if self._is_wanted(row, address)]
            with self.archive.write():
                plans.add(self.policy, site.base, map(make_plan, rows))
                plans.note_progress(*key, progress)

    def _is_wanted(self, row: CdxRow, address: str) -> bool:
        """Whether a row is of the address and the time that were asked for: an index may answer more."""
        at, wish = row.captured_at, self.wish
        is_within = (wish.first is None or wish.first <= at) and (wish.last is None or at <= wish.last)
        return is_within and fold_address(row.url).lower() == fold_address(address).lower()

    def _choose(self) -> list[PlannedCapture]:
        """The captures to take now: within the wish, thinned, and without redirects to what was captured itself."""
        wish, known = self.wish, list(self.archive.back_history.captures(self.policy, self.site.base))
        pages: dict[str, list[datetime]] = {}
        for one in known:
            pages.setdefault(fold_address(one.url), []).extend([read_stamp(one.stamp)] if one.status == 200 else [])
        chosen: list[PlannedCapture] = []
        kept_at: datetime | None = None
        wanted = {fold_address(address).lower() for address in wish.addresses}
        for one in known:
            at = read_stamp(one.stamp)
            is_within = (wish.first is None or wish.first <= at) and (wish.last is None or at <= wish.last)
            if not is_within or fold_address(one.url).lower() not in wanted:
                continue
            self.listed += 1
            if is_redirect(one) and any(abs(at - other) <= SAME_VISIT for other in pages[fold_address(one.url)]):
                continue
            if wish.every and kept_at is not None and at - kept_at < wish.every and not is_failure(one):
                continue
            kept_at = kept_at if is_failure(one) else at
            if one.state == "waiting":
                chosen.append(one)
        return chosen if wish.most is None else chosen[: wish.most]

    def _take_one(self, planned: PlannedCapture) -> None:
        row = make_row(planned)
        try:
            look = self._make_look(planned, row)
        except GoneError as error:
            self._pass(planned, str(error))
        except (TransientError, RefusedError):
            raise
        except CaptureError as error:  # broken data: asking again gives the same
            self._pass(planned, error.message)
        else:
            with self.archive.write():
                self.archive.policies.ensure(self.policy, at=self.now())
                self.taken += record_look(self.archive, self.policy, look, now=self.now())
                self.archive.back_history.settle(self.policy, self.site.base, planned, "taken", look.error)

    def _make_look(self, planned: PlannedCapture, row: CdxRow) -> PastLook:
        if is_failure(planned):
            return failed_look(self.site, row)
        if planned.digest and not is_redirect(planned):
            known = self.archive.back_history.find_taken(self.policy, self.site.base, planned.digest)
            if known is not None and not is_redirect(known):
                key = make_key(self.site, known.stamp, known.url)
                if (capture := self.archive.snapshots.find(self.policy, key)) is not None:
                    return repeat_look(self.site, row, capture)
        self.fetched += 1
        return fetch_capture(self.site, row, self.get)

    def _pass(self, planned: PlannedCapture, reason: str) -> None:
        with self.archive.write():
            self.archive.back_history.settle(self.policy, self.site.base, planned, "passed", reason)
        self.passed.append(f"{planned.stamp} {planned.url}: {reason}")


def is_redirect(planned: PlannedCapture) -> bool:
    return planned.status is not None and 300 <= planned.status < 400


def is_failure(planned: PlannedCapture) -> bool:
    return planned.status is not None and planned.status >= 400


def make_plan(row: CdxRow) -> PlannedCapture:
    return PlannedCapture(row.stamp, row.url, row.media_type, row.status, row.digest, row.memento)


def make_row(planned: PlannedCapture) -> CdxRow:
    return CdxRow(planned.stamp, planned.url, planned.media_type, planned.status, planned.digest, planned.memento)
