"""A PDF's bytes -> how many bytes its compressed streams hold, counted before anything keeps them in memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

# "stream" alone at the end of its line, then the first byte of zlib's header: 78 (window of 32 kB) or smaller windows.
_STREAM = re.compile(rb"\bstream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_PIECE: Final = 1 << 20


def count_inflated(body: bytes, most: int) -> int:
    """Bytes of all streams that are compressed with Flate, inflated; counting ends once there are more than `most`.

    A stream that is compressed twice, or is not where the file says, is counted as far as it goes: the limit of memory
    of the process that reads it is what holds then.
    """
    count = 0
    for found in _STREAM.finditer(body):
        for size in _inflate(body, found.end()):
            count += size
            if count > most:
                return count
    return count


def _inflate(body: bytes, start: int) -> Iterator[int]:
    """The sizes of the pieces that the stream at `start` inflates to, a piece at a time."""
    inflater = zlib.decompressobj()
    rest = body[start : start + _PIECE]
    read = start + len(rest)
    while rest and not inflater.eof:
        try:
            yield len(inflater.decompress(rest, _PIECE))
        except zlib.error:
            return
        rest = inflater.unconsumed_tail or body[read : read + _PIECE]
        if not inflater.unconsumed_tail:
            read += len(rest)
