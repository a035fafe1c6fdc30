"""Captures of single pages -> looks at a document, which may be made of several pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tracker.capture.importers.addresses import Wanted
from tracker.capture.importers.cdx import CdxRow, write_stamp
from tracker.model import Capture, PastLook
from tracker.values import Struct, field

TOGETHER: Final = timedelta(days=1)
"""Pages of one document that were captured further apart may belong to two editions."""


class Assembler(Struct):
    """Holds the pages of combined documents until all of one time are there."""

    _waiting: dict[str, dict[int, Capture]] = field(default_factory=dict)

    def add(self, wanted: Wanted, capture: Capture, error: str | None) -> PastLook | None:
        """The look that a capture completes; None while other pages of the document are missing."""
        if error is not None or wanted.parts == 1:
            return PastLook(capture.captured_at, (capture,), error)
        held = self._waiting.get(wanted.policy, {})
        near = {part: one for part, one in held.items() if abs(capture.captured_at - one.captured_at) <= TOGETHER}
        near[wanted.part] = capture
        if len(near) < wanted.parts:
            self._waiting[wanted.policy] = near
            return None
        self._waiting.pop(wanted.policy, None)
        pages = tuple(near[part] for part in range(wanted.parts))
        return PastLook(max(page.captured_at for page in pages), pages)


def find_standing(captures: Sequence[CdxRow], at: datetime, within: timedelta) -> CdxRow | None:
    """The capture that says how a page stood at a moment: the last one until then, where it is no older than `within`
    or the next one has the same content, so that the page stood so in between. None where nothing says it, or where
    the page was missing then. `captures` are those of one page in order of time.

    Pages of a document are captured apart, and one that was last seen long before another changed may have changed with
    it (docs/decisions/0502-pages-captured-apart.md).
    """
    place = bisect_right(captures, write_stamp(at), key=lambda one: one.stamp)
    last = captures[place - 1] if place else None
    if last is None or is_missing(last):
        return None
    following = captures[place] if place < len(captures) else None
    stood = following is not None and last.digest is not None and last.digest == following.digest
    is_content = last.status is None or last.status < 300  # two equal redirects may lead to two pages
    return last if at - last.captured_at <= within or (stood and is_content) else None


def is_missing(row: CdxRow) -> bool:
    """Whether an index says that the page was not there: an error page was captured."""
    return row.status is not None and row.status >= 400
