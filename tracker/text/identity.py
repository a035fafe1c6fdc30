"""Reading -> what it is known by: equal exactly where a reader would find no difference."""

from __future__ import annotations

from collections import deque
from hashlib import sha256
from typing import Final

from tracker.model import Reading, Section
from tracker.text.canon import iterate_canon

_LAST_HASHED: Final[deque[tuple[tuple[Section, ...], str]]] = deque(maxlen=8)
"""Sections that cannot change, by who they are, and their hash: look after look is given the reading of the first."""


def hash_reading(reading: Reading) -> str:
    """The identity of a text, 32 hex digits: equal exactly when a reader would find no difference."""
    known = next((kept for sections, kept in tuple(_LAST_HASHED) if sections is reading.sections), None)
    if known is None:
        known = _hash(reading)
        _LAST_HASHED.appendleft((reading.sections, known))
    return known


def _hash(reading: Reading) -> str:
    digest = sha256()
    for line in iterate_canon(reading):
        digest.update(line.encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.hexdigest()[:32]
