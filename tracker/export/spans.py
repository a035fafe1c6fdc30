"""Time-stamps that hold -> in which window of time each look is proven to have existed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.model import ProvenSpan, Stamp


def list_spans(stamps: Sequence[Stamp], *, first: int, last: int) -> tuple[ProvenSpan, ...]:
    """Looks `first` to `last`, those of which the same is proven together.

    A look existed by the earliest time-stamp over it or over a later look: the chain covers it. It was recorded after
    every time-stamp that it, or a look before it, covers.
    """
    starts = {first, *(stamp.seq + 1 for stamp in stamps), *(stamp.covered_by for stamp in stamps if stamp.covered_by)}
    inside = sorted(start for start in starts if first <= start <= last)
    ends = [*(start - 1 for start in inside[1:]), last]
    return tuple(_merge(_prove(stamps, *span) for span in zip(inside, ends, strict=True)))


def _prove(stamps: Sequence[Stamp], first: int, last: int) -> ProvenSpan:
    later = min((stamp for stamp in stamps if stamp.seq >= last), key=lambda stamp: stamp.stamped_at, default=None)
    covered = [stamp for stamp in stamps if stamp.covered_by is not None and stamp.covered_by <= first]
    earlier = max(covered, key=lambda stamp: stamp.stamped_at, default=None)
    names = dict.fromkeys(stamp.authority for stamp in (earlier, later) if stamp is not None)
    return ProvenSpan(
        first,
        last,
        earlier.stamped_at if earlier else None,
        later.stamped_at if later else None,
        tuple(names),
    )


def _merge(spans: Iterator[ProvenSpan]) -> Iterator[ProvenSpan]:
    before: ProvenSpan | None = None
    for span in spans:
        proven = (span.not_before, span.not_after, span.authorities)
        if before is not None and (before.not_before, before.not_after, before.authorities) == proven:
            before = ProvenSpan(before.first_seq, span.last_seq, *proven)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before
