"""Bytes -> readings, as `read/document.py` makes them, with PDFs read by a process of their own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tracker.fence.bounds import Bounds
from tracker.fence.pdf_process import PdfProcess
from tracker.model import Reading, ReadingSettings
from tracker.read.document import Gathered, Part, ReadBefore, gather_parts, read_gathered

_DEFAULT = Bounds()
_BEFORE = ReadBefore()


def read_in_bounds(
    parts: Sequence[Part],
    settings: ReadingSettings,
    *,
    bounds: Bounds = _DEFAULT,
) -> Reading:
    """Read the parts of a document. Raises ReadingError, also for a PDF that outgrows the bounds or kills its reader;
    TrackerError where no process can be started."""
    return read_gathered(gather_in_bounds(parts, settings, bounds=bounds))


def gather_in_bounds(
    parts: Sequence[Part],
    settings: ReadingSettings,
    *,
    bounds: Bounds = _DEFAULT,
) -> Gathered:
    """What the parts hold, before it is read. Raises as `read_in_bounds` does."""
    return gather_parts(parts, settings=settings, read_pdf=pdf_process(bounds))


def read_in_a_row(parts: Sequence[Part], settings: ReadingSettings, *, bounds: Bounds = _DEFAULT) -> Reading:
    """The same for one capture after the other: one whose words and markup are those of a capture not long before is
    given back as that was read, with the addresses of its links as they were then."""
    return finish_in_a_row(gather_in_bounds(parts, settings, bounds=bounds))


def finish_in_a_row(gathered: Gathered) -> Reading:
    """The same of what a capture's parts hold."""
    return read_gathered(gathered, before=_BEFORE)


@cache
def pdf_process(bounds: Bounds) -> PdfProcess:
    """The one process of this process that reads PDFs within these bounds; it starts with the first PDF."""
    return PdfProcess(bounds)
