"""Work for another machine -> bytes and back: one compressed parcel a task, whose like contents cost once.

The editions of a page are nearly the same, and so are their readings: with a window over the whole parcel they shrink
to a few hundredths, and travelling costs little beside reading (docs/measured/cluster.md). Parcels are pickled: they
are opened only over connections whose both ends showed a certificate of our own authority.
"""

from __future__ import annotations

import pickle
from typing import Final

import zstandard

_LEVEL: Final = 1  # the fastest: higher levels gain tenths and cost more time than the bytes they save
_PARAMETERS: Final = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=23, enable_ldm=True)
_LARGEST: Final = 2**31
"""Bytes that a parcel may unpack to: a whole task's bodies or readings are far below."""


def pack(value: object) -> bytes:
    """Anything that pickles, as one compressed frame."""
    plain = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return zstandard.ZstdCompressor(compression_params=_PARAMETERS).compress(plain)


def unpack(parcel: bytes) -> object:
    """What `pack` was given. Raises zstandard.ZstdError for other bytes."""
    return pickle.loads(zstandard.ZstdDecompressor().decompress(parcel, max_output_size=_LARGEST))  # noqa: S301 - see above
