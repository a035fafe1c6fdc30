"""A text of the believed line -> how long it is known to have stood, and the look that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest

from tracker.archive import Archive
from tracker.archive.derivations import RecordedLook
from tracker.model import Stood, Witness

Standings = tuple[tuple[datetime, int], ...]
"""The believed texts, each from when on, as their rows."""


def find_stood(standings: Standings, looks: Sequence[RecordedLook], version: int, at: datetime | None) -> Stood | None:
    """The span around a moment (None: the newest) in which a text stood; None where it was never believed."""
    ends = [from_at for from_at, _ in standings[1:]]
    spans = [
        (from_at, next_at)
        for (from_at, row), next_at in zip_longest(standings, ends)
        if row == version and (at is None or from_at <= at)
    ]
    if not spans:
        return None
    from_at, next_at = spans[-1]
    shown = [look.observed_at for look in _list_showing(looks, version, from_at, next_at)]
    return Stood(from_at, shown[-1] if shown else from_at, next_at)


def find_witness(
    archive: Archive, looks: Sequence[RecordedLook], version: int, stood: Stood | None, at: datetime | None
) -> Witness | None:
    """The last look in a span, and not after a moment, that shows the text; None where all of them were failures."""
    from_at, next_at = (stood.from_at, stood.next_at) if stood else (None, None)
    showing = [look for look in _list_showing(looks, version, from_at, next_at) if at is None or look.observed_at <= at]
    if not showing:
        return None
    look = showing[-1]
    captures = [archive.snapshots.get(one, with_body=False) for one in archive.observations.get(look.seq).snapshots]
    first = captures[0]
    is_recorded = first.external_key is not None and first.source.kind.startswith(("ota", "git"))
    return Witness(
        observed_at=look.observed_at,
        source=first.source,
        bodies=tuple(body for body, *_ in look.bodies),
        address=first.final_url,
        status=first.status,
        commit=first.external_key.partition(":")[0] if first.external_key and is_recorded else None,
    )


def _list_showing(
    looks: Sequence[RecordedLook], version: int, from_at: datetime | None, next_at: datetime | None
) -> list[RecordedLook]:
    return [
        look
        for look in looks
        if look.version == version
        and (from_at is None or look.observed_at >= from_at)
        and (next_at is None or look.observed_at < next_at)
    ]
