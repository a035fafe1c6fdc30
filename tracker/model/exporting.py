"""The words of exporting: what a file that leaves the record is made of."""

from __future__ import annotations

from datetime import datetime

from tracker.model.asking import TrackedPolicy
from tracker.model.comparing import Comparison
from tracker.model.reading import Reading
from tracker.values import Struct


class BodyOrigin(Struct, frozen=True):
    """One page as it came: `sha256` of its bytes, `address` where it was found in the end, `captured_at` when."""

    sha256: str
    address: str
    captured_at: datetime
    media_type: str | None


class SideOrigin(Struct, frozen=True):
    """The look that a text is taken from: its number and hash in the chain of looks, and what it brought."""

    seq: int
    observed_at: datetime
    link: str
    bodies: tuple[BodyOrigin, ...]


class RedlineSide(Struct, frozen=True):
    """One side of a redline. `ordinal` is None for a text that was seen and never believed."""

    ordinal: int | None
    text_hash: str
    reading: Reading
    origin: SideOrigin


class RedlineAnswer(Struct, frozen=True):
    """Two texts of a policy and what changed between them.

    `chosen` holds the ordinals of the old and of the new sections that were asked for, None for the whole document;
    `clause` is what a person called them. `change_set` names the step, None where two versions were named.
    """

    policy: TrackedPolicy
    old: RedlineSide
    new: RedlineSide
    comparison: Comparison
    change_set: str | None = None
    clause: str | None = None
    chosen: tuple[frozenset[int], frozenset[int]] | None = None
