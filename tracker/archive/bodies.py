"""Bytes <-> small rows: each body compressed against the one its policy had before, with key frames.

Raw pages hardly ever repeat byte for byte but hardly differ either: plain zstd gives about 6x on them, zstd with
the predecessor as prefix about 100x. A chain of prefixes ends after `MAX_CHAIN` links, which bounds the time to restore
a body; the next body then begins another chain at the same key frame, and only one that has little in common with it
is a key frame of its own. What is written is read back before it counts as written; what is read is checked against
its hash.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import zstandard

from tracker.archive.store import Store
from tracker.errors import ArchiveError

MAX_CHAIN = 40
LEVEL = 12
"""A fifth smaller than 3 for a millisecond, and the first that finds what is alike in pages of 40 MB."""
WORTH_A_CHAIN = 0.5
"""What an old key frame must bring of what a body takes alone, for another chain to begin there."""
LARGEST_WINDOW = 27
"""zstd's own limit for a stream that any decoder accepts (128 MB)."""

KEPT_BODIES = 4


def hash_body(body: bytes) -> str:
    """SHA-256 in hexadecimal: slower than BLAKE2, but `sha256sum` of an exported body shows the same."""
    return hashlib.sha256(body).hexdigest()


def compress_body(body: bytes, prefix: bytes | None) -> bytes:
    """One zstd frame; with `prefix` only a decoder that has it can read the frame."""
    window = min(LARGEST_WINDOW, max(10, (len(body) + len(prefix or b"")).bit_length()))
    # Matching over long distances would drop most of what zstd finds in the prefix by itself: three times the bytes.
    parameters = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=window, write_content_size=True)
    dictionary = prefix_dictionary(prefix) if prefix else None
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=dictionary).compress(body)


def restore_body(data: bytes, prefix: bytes | None, size: int) -> bytes:
    """The bytes of `compress_body`; zstandard.ZstdError where they are damaged."""
    dictionary = prefix_dictionary(prefix) if prefix else None
    decoder = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=1 << LARGEST_WINDOW)
    return decoder.decompress(data, max_output_size=size)


def prefix_dictionary(prefix: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


class Bodies:
    """The `body` table. Tests: test_bodies.py (round trips, ratio, damage)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def add(self, body: bytes, *, base: str | None) -> str:
        """Keep bytes, compressed against the body `base` where that helps; their hash. The same bytes are kept once."""
        name = hash_body(body)
        if self._store.row("SELECT 1 FROM body WHERE hash = ?", [name]) is None:
            codec, base, depth, data = self._encode(body, base)
            self._store.run(
                "INSERT INTO body (hash, size, codec, base, depth, data) VALUES (?, ?, ?, ?, ?, ?)",
                [name, len(body), codec, base, depth, data],
            )
            self._keep(name, body)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a hash. Raises ArchiveError where they are damaged or were never kept."""
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        chain = self._read_chain(name)
        body = self._kept.get(chain[-1][2] or "", b"")
        for link, codec, _, size, data in reversed(chain):
            body = self._decode(link, codec, size, data, body)
        if hash_body(body) != name:
            raise damaged(self._store, name)
        self._keep(name, body)
        return body

    def _encode(self, body: bytes, base: str | None) -> tuple[str, str | None, int, bytes]:
        link, depth = self._find_link(base) if base and body else (None, 0)
        prefix = self._find_prefix(link) if link else None
        if prefix:
            data = compress_body(body, prefix)
            most = len(body) if link == base else len(compress_body(body, None)) * WORTH_A_CHAIN
            if len(data) < most and restore_body(data, prefix, len(body)) == body:
                return "zstd-prefix", link, depth, data
        data = compress_body(body, None)
        if len(data) < len(body) and restore_body(data, None, len(body)) == body:
            return "zstd", None, 0, data
        return "raw", None, 0, body

    def _find_link(self, base: str) -> tuple[str | None, int]:
        """What to compress a successor of `base` against, and how deep it lies then: `base`, or where its chain is full
        the key frame that the chain began with. None where there is no such body."""
        row = self._store.row("SELECT base, depth FROM body WHERE hash = ?", [base])
        if row is None or row["depth"] < MAX_CHAIN:
            return (None, 0) if row is None else (base, row["depth"] + 1)
        first: str | None = base
        while row is not None and row["base"] is not None:
            first = row["base"]
            row = self._store.row("SELECT base FROM body WHERE hash = ?", [first])
        return (first, 1) if row is not None else (None, 0)

    def _find_prefix(self, base: str) -> bytes | None:
        """The bytes to compress against; None where they are damaged, which must not keep new ones from being kept."""
        try:
            return self.get(base)
        except ArchiveError:
            return None

    def _read_chain(self, name: str) -> list[tuple[str, str, str | None, int, bytes]]:
        """The rows from `name` back to a key frame or to a body still at hand."""
        chain: list[tuple[str, str, str | None, int, bytes]] = []
        link: str | None = name
        while link is not None and link not in self._kept:
            row = self._store.row("SELECT codec, base, size, data FROM body WHERE hash = ?", [link])
            if row is None or len(chain) > MAX_CHAIN:
                raise damaged(self._store, name)
            chain.append((link, row["codec"], row["base"], row["size"], row["data"]))
            link = row["base"]
        return chain

    def _decode(self, name: str, codec: str, size: int, data: bytes, prefix: bytes) -> bytes:
        if codec == "raw":
            return data
        try:
            return restore_body(data, prefix if codec == "zstd-prefix" else None, size)
        except zstandard.ZstdError as error:
            raise damaged(self._store, name) from error

    def _keep(self, name: str, body: bytes) -> None:
        self._kept[name] = body
        self._kept.move_to_end(name)
        while len(self._kept) > KEPT_BODIES:
            self._kept.popitem(last=False)


def damaged(store: Store, name: str) -> ArchiveError:
    return ArchiveError(f"the body {name[:12]} in the database {store.path} is damaged", hint="restore a backup")
