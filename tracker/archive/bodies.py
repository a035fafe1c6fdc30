"""Bytes <-> small rows: each body compressed against the one its policy had before, with key frames.

Raw pages hardly ever repeat byte for byte but hardly differ either: plain zstd gives about 6x on them, zstd with
the predecessor as prefix about 30x. A chain of prefixes is cut by a key frame every `MAX_CHAIN` links, which bounds
the time to restore a body. What is written is read back before it counts as written; what is read is checked
against its hash.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import zstandard

from tracker.archive.store import Store
from tracker.errors import ArchiveError

MAX_CHAIN = 40
LEVEL = 3
LARGEST_WINDOW = 27
"""zstd's own limit for a stream that any decoder accepts (128 MB)."""

KEPT_BODIES = 4


def hash_body(body: bytes) -> str:
    """SHA-256 in hexadecimal: slower than BLAKE2, but `sha256sum` of an exported body shows the same."""
    return hashlib.sha256(body).hexdigest()


def compress_body(body: bytes, prefix: bytes | None) -> bytes:
    """One zstd frame; with `prefix` only a decoder that has it can read the frame."""
    window = min(LARGEST_WINDOW, max(10, (len(body) + len(prefix or b"")).bit_length()))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, window_log=window, enable_ldm=prefix is not None, write_content_size=True
    )
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
        row = self._store.row("SELECT depth FROM body WHERE hash = ?", [base]) if base else None
        if base is not None and row is not None and row["depth"] < MAX_CHAIN and body:
            prefix = self._find_prefix(base)
            if prefix:
                data = compress_body(body, prefix)
                if restore_body(data, prefix, len(body)) == body and len(data) < len(body):
                    return "zstd-prefix", base, row["depth"] + 1, data
        data = compress_body(body, None)
        if len(data) < len(body) and restore_body(data, None, len(body)) == body:
            return "zstd", None, 0, data
        return "raw", None, 0, body

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
