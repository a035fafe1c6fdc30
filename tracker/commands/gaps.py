"""Looks at a policy -> the spans in which nothing is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from tracker.archive.derivations import Look
from tracker.model import Gap

SAME_TRY = timedelta(minutes=5)
"""A browser's look that comes so soon after plain HTTP's is its second half: a page that a script draws."""


def find_gaps(looks: Sequence[Look]) -> Iterator[Gap]:
    """One gap for each run of looks, in order of time, that gave no trusted text.

    It lasts from the last good look before to the first good look after; at the ends of the record, from or to the
    run's own first or last look.
    """
    before = None
    pending: tuple[Look, Look, str] | None = None
    for trouble, run in groupby(drop_first_tries(looks), key=tell_trouble):
        first, *others = run
        last = others[-1] if others else first
        if trouble is None:
            if pending is not None:
                yield Gap(before or pending[0].observed_at, first.observed_at, pending[2])
                pending = None
            before = last.observed_at
        else:
            pending = (pending[0] if pending else first, last, pending[2] if pending else trouble)
    if pending is not None:
        yield Gap(before or pending[0].observed_at, pending[1].observed_at, pending[2])


def drop_first_tries(looks: Sequence[Look]) -> Iterable[Look]:
    """The looks without those that a browser made again at once."""
    for look, later in pairwise(looks):
        is_again = (look.source_kind, later.source_kind) == ("http", "browser")
        if not (is_again and later.observed_at - look.observed_at < SAME_TRY):
            yield look
    yield from looks[-1:]


def tell_trouble(look: Look) -> str | None:
    """Why a look gave no trusted text; None where it did."""
    return look.error or look.failure or look.screened
