"""The words of proving: links of the chain of looks, and what time-stamp authorities attested of it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tracker.values import Struct


class ChainLink(Struct, frozen=True):
    """One look in the chain. `covered` is the text whose SHA-256 its hash is: the hash before it, the row, all that is
    known of its captures with the hashes of their bytes, and the hashes of the time-stamps that were there before it.
    """

    seq: int
    policy: str
    observed_at: datetime
    covered: str
    prev_hash: str
    hash: str

    @property
    def is_intact(self) -> bool:
        return hashlib.sha256(self.covered.encode()).hexdigest() == self.hash


class Stamp(Struct, frozen=True):
    """What an authority attested: that the hash `head` of look `seq` was there at `stamped_at`.

    `token` is the whole answer as it came (RFC 3161, DER), `hash` its SHA-256, `certificates` the authority's and
    those above it (PEM). `covered_by` is the first look whose hash covers the token, None while there is none.
    """

    hash: str
    seq: int
    head: str
    authority: str
    stamped_at: datetime
    received_at: datetime
    token: bytes
    certificates: str
    covered_by: int | None = None


class ProvenSpan(Struct, frozen=True):
    """Looks of which the same is proven: recorded after `not_before`, in existence by `not_after`; None for unproven.

    `authorities` signed one or the other of the two times.
    """

    first_seq: int
    last_seq: int
    not_before: datetime | None
    not_after: datetime | None
    authorities: tuple[str, ...] = ()


class ProofReport(Struct, frozen=True):
    """What checking a record or a bundle came to.

    `faults` is what does not hold, the first first; `bodies`, `stamps` and `texts` count what was checked,
    `known_texts` of how many texts. `roots` names the certificates on whose word the time-stamps rest, `notes` what
    could not be checked.
    """

    subject: str
    looks: int
    seq: int
    head: str
    bodies: int
    stamps: int
    texts: int
    known_texts: int
    faults: tuple[str, ...]
    spans: tuple[ProvenSpan, ...]
    roots: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
