"""Captures of single pages -> looks at a document, which may be made of several pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tracker.capture.importers.addresses import Wanted
from tracker.model import Capture, PastLook

TOGETHER: Final = timedelta(days=1)
"""Pages of one document that were captured further apart may belong to two editions."""


@dataclass
class Assembler:
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
