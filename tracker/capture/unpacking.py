"""An archive file, gzipped, zstd or plain -> its bytes by lines and pieces, in bounded memory; damage is passed over.

Archive files are written record by record, each a gzip member or a zstd frame of its own, so that one that is damaged
costs that one alone: reading goes on where the next begins.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Final, Protocol

import zstandard

PIECE: Final = 1 << 16
GZIP: Final = b"\x1f\x8b\x08"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
ZSTD_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
"""The skippable frame that begins a WARC whose records share a dictionary (the WARC-zstd specification)."""

ZSTD_SLICE: Final = 1024
"""Packed bytes to unpack at a time: in the worst case they are 32 MB."""

ZSTD_WINDOW: Final = 128 * 1024 * 1024
LONGEST_LINE: Final = PIECE


class TornError(Exception):
    """Here bytes are missing or damaged; reading goes on after them."""


class UnpackedStream:
    """The unpacked bytes of a file. `read` and `readline` raise TornError once at each damaged place, and where a
    member ends while a record `is_inside`: none goes on in the next."""

    def __init__(self, file: BinaryIO) -> None:
        self._pieces = unpack(file)
        self._held = b""
        self._at = 0
        self._torn: TornError | None = None
        self.is_inside = False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer at the end alone."""
        while len(self._held) - self._at < size and self._fill():
            pass
        if len(self._held) - self._at < size:
            self._give_way()
        return self._take(self._at + size)

    def readline(self) -> bytes:
        """One line with its end; a line longer than any header is given in pieces."""
        while (end := self._held.find(b"\n", self._at, self._at + LONGEST_LINE)) < 0:
            if len(self._held) - self._at >= LONGEST_LINE or not self._fill():
                break
        if end < 0 and len(self._held) - self._at < LONGEST_LINE:
            self._give_way()
        return self._take(end + 1 if end >= 0 else self._at + LONGEST_LINE)

    def give_back(self, data: bytes) -> None:
        """Put back what was read last: it belongs to the next thing."""
        self._at -= len(data)

    def _take(self, end: int) -> bytes:
        taken = self._held[self._at : end]
        self._at += len(taken)
        return taken

    def _fill(self) -> bool:
        if self._torn is not None:
            return False
        for piece in self._pieces:
            if piece is None and self.is_inside:
                piece = TornError("it ends before the length it states")  # noqa: PLW2901 - told as one
            if isinstance(piece, TornError):
                self._torn = piece
                return False
            if piece is not None:
                self._held, self._at = self._held[self._at :] + piece, 0
                return True
        return False

    def _give_way(self) -> None:
        """Where the bytes before a damaged place do not suffice, drop them and tell of it."""
        if self._torn is not None:
            torn, self._torn, self._held, self._at = self._torn, None, b"", 0
            raise torn


def unpack(file: BinaryIO) -> Iterator[bytes | TornError | None]:
    """Pieces of some kilobytes; None where a member ends; in place of what is damaged a TornError that says where and
    why."""
    start = file.read(4)
    file.seek(-len(start), 1)
    if start.startswith(GZIP[:2]):
        yield from unpack_members(file, GZIP, _Gunzip)
    elif start in (ZSTD, ZSTD_DICTIONARY):
        dictionary = read_dictionary(file)
        yield from unpack_members(file, ZSTD, lambda: _Unzstd(dictionary))
    else:
        while piece := file.read(PIECE):
            yield piece


class _Decoder(Protocol):
    """Unpacks one member; `rest` is what followed it once `is_done`."""

    is_done: bool
    rest: bytes

    def feed(self, data: bytes) -> Iterator[bytes]: ...


class _Gunzip:
    def __init__(self) -> None:
        self.is_done, self.rest = False, b""
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self.is_done:
            yield self._decoder.decompress(data, PIECE)
            data = self._decoder.unconsumed_tail
            self.is_done, self.rest = self._decoder.eof, self._decoder.unused_data


class _Unzstd:
    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        self.is_done, self.rest = False, b""
        self._decoder = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=ZSTD_WINDOW).decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """In small slices: it is not told how much it may give back."""
        for at in range(0, len(data), ZSTD_SLICE):
            yield self._decoder.decompress(data[at : at + ZSTD_SLICE])
            if self._decoder.eof:
                self.is_done, self.rest = True, self._decoder.unused_data + data[at + ZSTD_SLICE :]
                return


def unpack_members(file: BinaryIO, magic: bytes, begin: Callable[[], _Decoder]) -> Iterator[bytes | TornError | None]:
    """The members or frames of a file one after the other, each found by its magic number."""
    data = file.read(PIECE)
    is_torn = False
    while data := (yield from _find_member(file, data, magic, is_torn)):
        began = file.tell() - len(data)
        decoder = begin()
        is_torn = False
        while not decoder.is_done and not is_torn:
            if not data:
                yield TornError(f"what begins at byte {began:,} is cut off")
                return
            try:
                yield from decoder.feed(data)
            except (zlib.error, zstandard.ZstdError) as error:
                yield TornError(f"what begins at byte {began:,} is damaged ({error})")
                is_torn = True
                file.seek(began + 1)
            data = (decoder.rest if decoder.is_done else b"") or file.read(PIECE)
        if not is_torn:
            yield None


def _find_member(file: BinaryIO, data: bytes, magic: bytes, is_told: bool) -> Generator[bytes | TornError, None, bytes]:
    """The bytes from the next member on, b"" where there is none; one TornError for what is between, unless it is
    told already."""
    while data or (data := file.read(PIECE)):
        data = data.lstrip(b"\0")
        if len(data) < len(magic):
            fresh = file.read(PIECE)
            if not fresh and not data:
                return b""
            if not fresh:
                break
            data += fresh
            continue
        if data.startswith(magic):
            return data
        if not is_told:
            is_told = True
            yield TornError(f"at byte {file.tell() - len(data):,} no record begins")
        at = data.find(magic, 1)
        data = data[at:] if at > 0 else data[1 - len(magic) :] + file.read(PIECE)
        if at < 0 and len(data) < len(magic):
            return b""
    return b""


def read_dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary of a file's first frame, which may itself be packed; None without one."""
    start = file.read(8)
    if not start.startswith(ZSTD_DICTIONARY):
        file.seek(-len(start), 1)
        return None
    data = file.read(int.from_bytes(start[4:8], "little"))
    if data.startswith(ZSTD):
        data = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompress(data, max_output_size=1 << 24)
    return zstandard.ZstdCompressionDict(data)
