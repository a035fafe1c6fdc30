"""A policy and a web archive -> the captures that are missing, asked for one by one and recorded as they come.

What the index lists is planned first; each look is recorded together with the note that it was taken, so that a run
that is killed at any moment loses nothing and repeats nothing but the look that it was killed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from tracker.archive import Archive
from tracker.archive.back_history import IndexProgress
from tracker.capture.importers.addresses import fold_address
from tracker.capture.importers.assembling import is_missing
from tracker.capture.importers.cdx import CdxRow
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
from tracker.model import Capture, PastLook
from tracker.track.back_plan import Plan, Wish, is_redirect, make_plan, plan_row
from tracker.track.recording import record_look
from tracker.values import Struct, field, replace

FRESH: Final = timedelta(days=1)
"""An index that was read to its end so lately is not asked again."""

Clock = Callable[[], datetime]


class Harvest(Struct, dict=True):
    """One run over what an archive has of a policy. `passed` are the captures that could not be taken, each with the
    reason; `taken` counts looks, `fetched` captures."""

    archive: Archive
    site: WebArchive
    policy: str
    wish: Wish
    get: Get
    now: Clock
    taken: int = 0
    fetched: int = 0
    passed: list[str] = field(default_factory=list)

    @cached_property
    def plan(self) -> Plan:
        """What there is to take: the index read to its end, going on where an earlier run stopped."""
        for address in self.wish.addresses:
            for form in list_addresses(self.site, address):
                self._read_index(form)
        return make_plan(self.wish, self.archive.back_history.captures(self.policy, self.site.base))

    def take(self) -> Iterator[CdxRow]:
        """Take the captures that wait, one after the other; yields each when it is settled.

        Raises TransientError where the archive stays away or busy, RefusedError where it may not be asked.
        """
        for row in self.plan.waiting:
            self._take_one(row)
            yield row

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
                plans.add(self.policy, site.base, map(plan_row, rows))
                plans.note_progress(*key, progress)

    def _is_wanted(self, row: CdxRow, address: str) -> bool:
        """Whether a row is of the address and the time that were asked for: an index may answer more."""
        is_asked_for = fold_address(row.url).lower() == fold_address(address).lower()
        return is_asked_for and self.wish.is_within(row.captured_at)

    def _take_one(self, row: CdxRow) -> None:
        """Record the look that a capture is taken for, its pages asked for where they are not here yet. What the
        archive does not have is noted, and the look is made of what it has then, if it can be."""
        if is_missing(row):
            self._record(row, place_look(failed_look(self.site, row), self.wish.find_places(row)[0]))
            return
        seen: dict[CdxRow, PastLook] = {}
        while (pages := self.plan.find_pages(row)) is not None:
            if all(page in seen or self._see(page, seen, is_own=page == row) for page in pages):
                looks = [place_look(seen[page], place) for place, page in enumerate(pages)]
                self._record(row, join_looks(row, looks))
                return

    def _see(self, page: CdxRow, seen: dict[CdxRow, PastLook], *, is_own: bool) -> bool:
        """Add a page to what was `seen` of a document; whether it is there."""
        look = self._look_at(page, is_own=is_own)
        if look is not None:
            seen[page] = look
        return look is not None

    def _look_at(self, page: CdxRow, *, is_own: bool) -> PastLook | None:
        """One page as it was captured; None where the archive does not give it, which is noted, or gives an error page
        for a page that another capture is to be laid beside."""
        try:
            look = self._find_look(page)
        except GoneError as error:
            self._pass(page, str(error))
        except (TransientError, RefusedError):
            raise
        except CaptureError as error:  # broken data: asking again gives the same
            self._pass(page, error.message)
        else:
            if look.error is None or is_own:
                return look
            self._pass(page, look.error)
        return None

    def _find_look(self, row: CdxRow) -> PastLook:
        """One page: as it lies here, as another capture with the same content says it, or as the archive gives it."""
        if self.plan.is_combined and (held := self._find_held(row.stamp, row.url)) is not None:
            return PastLook(row.captured_at, (held,))
        if row.digest and not is_redirect(row) and (known := self._find_equal(row.digest)) is not None:
            return repeat_look(self.site, row, known)
        self.fetched += 1
        look = fetch_capture(self.site, row, self.get)
        if row.digest and not is_redirect(row) and look.error is None:
            self._lent.setdefault(row.digest, (row.stamp, row.url))
        return look

    def _find_equal(self, digest: str) -> Capture | None:
        """A capture with the same content that lies here."""
        known = self.archive.back_history.find_taken(self.policy, self.site.base, digest)
        if known is not None and not is_redirect(known):
            return self._find_held(known.stamp, known.url)
        return self._find_held(*self._lent[digest]) if digest in self._lent else None

    def _find_held(self, stamp: str, url: str) -> Capture | None:
        """A page that was captured then and lies here."""
        capture = self.archive.snapshots.find(self.policy, make_key(self.site, stamp, url))
        return capture if capture is not None and 200 <= (capture.status or 200) < 300 else None

    @cached_property
    def _lent(self) -> dict[str, tuple[str, str]]:
        """Stamp and address of captures that lie here because another one's look stands on them, by their content."""
        if not self.plan.is_combined:
            return {}
        keys = self.archive.snapshots.known_keys(self.policy)
        return {
            row.digest: (row.stamp, row.url)
            for page in self.plan.pages
            for row in page
            if row.digest and not is_redirect(row) and make_key(self.site, row.stamp, row.url) in keys
        }

    def _record(self, row: CdxRow, look: PastLook) -> None:
        with self.archive.write():
            self.archive.policies.ensure(self.policy, at=self.now())
            self.taken += record_look(self.archive, self.policy, look, now=self.now())
            self.archive.back_history.settle(self.policy, self.site.base, plan_row(row), "taken", look.error)

    def _pass(self, row: CdxRow, reason: str) -> None:
        with self.archive.write():
            self.archive.back_history.settle(self.policy, self.site.base, plan_row(row), "passed", reason)
        self.plan.drop(row)
        self.passed.append(f"{row.stamp} {row.url}: {reason}")


def place_look(look: PastLook, place: int) -> PastLook:
    """A look at one page as that of a document's page, counted from 0."""
    return replace(look, captures=tuple(replace(capture, part=place) for capture in look.captures))


def join_looks(row: CdxRow, looks: list[PastLook]) -> PastLook:
    """One look of its pages' looks, at the moment of the capture that it was taken for. Where a page is an error page,
    the whole look failed."""
    failed = next((look for look in looks if look.error is not None), None)
    if failed is not None:
        return replace(failed, observed_at=row.captured_at)
    return PastLook(row.captured_at, tuple(capture for look in looks for capture in look.captures))
