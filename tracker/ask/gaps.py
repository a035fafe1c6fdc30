"""Looks at a policy -> the spans in which nothing is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from tracker.archive import Archive
from tracker.archive.derivations import RecordedLook
from tracker.archive.tallies import FailingNow
from tracker.ask.record import OpenRecord
from tracker.believe.flapping import find_regular_states
from tracker.model import ARCHIVED, LIVE, Gap, RegularState

SAME_TRY = timedelta(minutes=5)
"""A browser's look that comes so soon after plain HTTP's is its second half: a page that a script draws."""

LONG_SILENCE = timedelta(days=2)
"""Between two live looks, and `SILENCES` times their usual distance: nobody was looking."""

LONG_WITHOUT_CAPTURE = timedelta(days=60)
"""The same between two captures of web archives, which come by rarely."""

SILENCES = 3


class Silences(NamedTuple):
    """How long nothing may be heard between two of our own looks, and between two captures of web archives."""

    live: timedelta
    archived: timedelta


class Unknown(NamedTuple):
    """What the looks at a policy do not say: when nobody saw it, and between which texts it alternates."""

    gaps: tuple[Gap, ...]
    regular_states: tuple[RegularState, ...]


def find_unknown(archive: Archive, policy: str) -> Unknown:
    """When a policy was not observed, oldest first, and the texts it keeps coming back to, most looks first."""
    derivation = archive.derivations.current(policy)
    if derivation is None:
        return Unknown((), ())
    looks = archive.derivations.looks(derivation)
    gaps = find_gaps(looks, believed=archive.versions.believed_ids(derivation))
    return Unknown(tuple(gaps), find_regular_states([look.sighting for look in looks]))


def find_all_unknown(archive: Archive) -> dict[str, Unknown]:
    """The same of every policy of which there is anything to say."""
    limit = LONG_SILENCE - SAME_TRY
    failing, before = archive.tallies.failing(), archive.tallies.uneven_before(silence=limit)
    return {
        policy: _fail(failing[policy]) if policy in failing and policy not in before else find_unknown(archive, policy)
        for policy in sorted(archive.tallies.uneven(silence=limit))
    }


def _fail(failing: FailingNow) -> Unknown:
    """What is not known of a policy of which all was known until its looks began to fail: after an hour without a
    network that is each of thousands, and no look at them before need be read."""
    return Unknown((Gap(failing.good_at, failing.failed_at, failing.error),), ())


def ask_unknown(record: OpenRecord, policy: str) -> Unknown:
    """The same, asked for once for all pages of a policy."""
    return record.remember(("unknown", policy), lambda: find_unknown(record.archive, policy))


def find_gaps(looks: Sequence[RecordedLook], *, believed: Collection[int] = ()) -> Iterator[Gap]:
    """One gap for each run of looks, in order of time, that gave no trusted text, and for each time nobody looked.

    A recorded history holds changes alone: its silence says nothing.

    A gap lasts from the last good look before to the first good look after; at the ends of the record, from or to
    the run's own first or last look. A doubted text that was believed in the end (one of `believed`) leaves none.
    """
    before: RecordedLook | None = None
    pending: tuple[RecordedLook, RecordedLook, str] | None = None
    longest = Silences(
        _find_silence(looks, LIVE, at_least=LONG_SILENCE), _find_silence(looks, ARCHIVED, at_least=LONG_WITHOUT_CAPTURE)
    )
    for trouble, run in groupby(drop_first_tries(looks), key=lambda look: find_trouble(look, believed)):
        first, *others = run
        last = others[-1] if others else first
        if trouble is not None:
            pending = (pending[0] if pending else first, last, pending[2] if pending else trouble)
            continue
        if pending is not None:
            yield Gap((before or pending[0]).observed_at, first.observed_at, pending[2])
            pending = None
        elif before is not None:
            yield from _list_silences((before, first), longest)
        yield from _list_silences((first, *others), longest)
        before = last
    if pending is not None:
        yield Gap((before or pending[0]).observed_at, pending[1].observed_at, pending[2])


def _find_silence(looks: Sequence[RecordedLook], kinds: Collection[str], *, at_least: timedelta) -> timedelta:
    """How long nothing may be heard between two looks of some kinds until that is a gap."""
    moments = [look.observed_at for look in looks if look.source_kind in kinds]
    distances = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    usual = timedelta(seconds=median(distances)) if distances else timedelta(0)
    return max(at_least, SILENCES * usual)


def _list_silences(looks: Sequence[RecordedLook], longest: Silences) -> Iterator[Gap]:
    for earlier, later in pairwise(looks):
        kinds, distance = {earlier.source_kind, later.source_kind}, later.observed_at - earlier.observed_at
        if kinds <= LIVE and distance > longest.live:
            yield Gap(earlier.observed_at, later.observed_at, "nobody looked")
        elif kinds <= ARCHIVED and distance > longest.archived:
            yield Gap(earlier.observed_at, later.observed_at, "no web archive captured it")


def drop_first_tries(looks: Sequence[RecordedLook]) -> Iterator[RecordedLook]:
    """The looks without those that a browser made again at once."""
    for look, later in pairwise(looks):
        is_again = (look.source_kind, later.source_kind) == ("http", "browser")
        if not (is_again and later.observed_at - look.observed_at < SAME_TRY):
            yield look
    yield from looks[-1:]


def find_trouble(look: RecordedLook, believed: Collection[int] = ()) -> str | None:
    """Why a look gave no trusted text; None where it did."""
    return look.error or look.failure or (None if look.version in believed else look.screened)


def find_gap(gaps: Sequence[Gap], at: datetime) -> Gap | None:
    """The gap that a moment lies in."""
    return next((gap for gap in gaps if gap.from_at < at < gap.to_at), None)
