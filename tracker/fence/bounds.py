"""How much memory and time reading one document may take."""

from __future__ import annotations

from tracker.config import Config
from tracker.values import Struct


class Bounds(Struct, frozen=True):
    """`memory` is the address space, in bytes, of the process that reads PDFs (where the system enforces it: Linux
    does, macOS does not); `seconds` its processor time for one PDF."""

    memory: int = 1_000_000_000
    seconds: float = 30.0


def read_bounds(config: Config) -> Bounds:
    """The bounds that a configuration sets."""
    return Bounds(config.tracker.pdf_memory, config.tracker.pdf_time)
