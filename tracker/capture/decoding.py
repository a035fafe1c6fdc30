"""A response's raw bytes and its Content-Encoding -> the body, never more than a limit.

A few kilobytes can unpack to gigabytes, so each decoder is asked for no more than the limit and one byte. What the
header says is not always so: words that name no coding ("none", "UTF-8") are passed over, as browsers do, and a body
that is plainly text is text.
"""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Callable

import brotli
import zstandard

from tracker.errors import CaptureError, RefusedError, TransientError

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
# Registered codings (https://www.iana.org/assignments/http-parameters/) that were not asked for and cannot be undone.
UNKNOWN_CODINGS = frozenset({"aes128gcm", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"})
# Servers that compress twice exist; more layers than this are an attack.
MOST_LAYERS = 3
# A stream may be written in several members (RFC 1952) or frames; servers that do so write one a flush.
MOST_MEMBERS = 10_000
_PIECE = 64 * 1024
_GZIP_START = b"\x1f\x8b\x08"  # RFC 1952; no page begins so
# RFC 9659: a zstd frame on the web needs no window above 8 MB.
_ZSTD_WINDOW = 8 * 1024 * 1024
# So many bytes without a control character are hardly compressed data; of fewer nothing is said.
_TELLING_BYTES = 64
_LOOK_BYTES = 4096


class _CutOffError(Exception):
    """The compressed data ends before its own end mark."""


def decode_content(raw: bytes, encoding: str | None, *, limit: int, start_only: bool = False) -> bytes:
    """The body of a response. `encoding` as in the header ("gzip", "gzip, br"), None for none.

    Raises RefusedError above `limit` bytes (with `start_only` that many are the answer), TransientError where data is
    cut off, CaptureError where it is broken.
    """
    layers = read_codings(encoding)
    if len(layers) > MOST_LAYERS:
        raise RefusedError(f"the page is compressed {len(layers)} times over")
    body = raw
    for layer in reversed(layers):
        # An empty body (304, HEAD-like answers) carries no frame to unpack.
        if not body or is_plain_text(body):
            break
        body = _unpack(_DECODERS[layer], layer, body, limit, start_only)
    if start_only:
        return body[:limit]
    if body.startswith(_GZIP_START):  # a compressed file sent as it lies there, or a page compressed once too often
        body = _unpack(_gunzip, "gzip", body, limit, start_only)
    if len(body) > limit:
        raise RefusedError(f"the page is larger than {limit:,} bytes; [fetch] max_bytes sets the limit")
    return body


def read_codings(encoding: str | None) -> list[str]:
    """The codings of a Content-Encoding header that change the body, in the order they were applied; words that name
    none are left out. Raises CaptureError for one that is registered and cannot be undone."""
    words = [word.strip().lower() for word in (encoding or "").split(",")]
    for word in words:
        if word in UNKNOWN_CODINGS:
            raise CaptureError(f"the page is compressed as {word!r}, which was not asked for")
    return [word for word in words if word in _DECODERS]


def is_plain_text(data: bytes) -> bool:
    """Whether a body that is said to be compressed is the page itself: markup or UTF-8 without a control character."""
    start = data[:_LOOK_BYTES]
    if len(start) < _TELLING_BYTES or any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in start):
        return False
    if start.lstrip().startswith(b"<"):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _unpack(decoder: Callable[[bytes, int], bytes], layer: str, data: bytes, limit: int, start_only: bool) -> bytes:
    try:
        body = decoder(data, limit + 1)
    except _CutOffError as error:
        raise TransientError(f"the page was cut off inside its {layer} data") from error
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise CaptureError(f"the page's {layer} data is broken: {error}") from error
    if len(body) > limit and not start_only:
        raise RefusedError(f"the page unpacks to more than {limit:,} bytes; [fetch] max_bytes sets the limit")
    return body


def _gunzip(data: bytes, limit: int) -> bytes:
    return _inflate(data, limit, zlib.MAX_WBITS | 16)


def _deflate(data: bytes, limit: int) -> bytes:
    """RFC 9110 means zlib data; some servers send the bare stream instead."""
    try:
        return _inflate(data, limit, zlib.MAX_WBITS)
    except zlib.error:
        return _inflate(data, limit, -zlib.MAX_WBITS)


def _inflate(data: bytes, limit: int, window: int) -> bytes:
    """All members of a stream, one after the other; what follows the last as padding is left out."""
    body = bytearray()
    at = members = 0
    while at < len(data) and len(body) < limit:
        decoder = zlib.decompressobj(window)
        at = _feed(decoder, data, at, body, limit)
        members = _count_member(members)
        while at < len(data) and not data[at]:
            at += 1
        if window & 16 and data[at : at + 2] != b"\x1f\x8b":
            break
    return bytes(body)


def _feed(decoder: zlib._Decompress, data: bytes, at: int, body: bytearray, limit: int) -> int:
    """Unpack one member that begins at `at`; where the next one begins. Piece by piece, so that a decoder's copy of
    what it did not need is never the whole rest."""
    while at < len(data):
        piece = data[at : at + _PIECE]
        at += len(piece)
        while piece and not decoder.eof:
            body += decoder.decompress(piece, limit - len(body))
            if len(body) >= limit:
                return at
            piece = decoder.unconsumed_tail
        if decoder.eof:
            return at - len(decoder.unused_data)
    raise _CutOffError


def _count_member(members: int) -> int:
    """One more member or frame. Raises RefusedError where there are more than any server sends."""
    if members >= MOST_MEMBERS:
        raise RefusedError(f"the page is compressed in more than {MOST_MEMBERS} pieces")
    return members + 1


def _unbrotli(data: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    body = bytearray(decoder.process(data, output_buffer_limit=limit))
    while not decoder.is_finished() and len(body) < limit:
        more = decoder.process(b"", output_buffer_limit=limit - len(body))
        if not more and decoder.can_accept_more_data():
            raise _CutOffError
        body += more
    return bytes(body)


def _unzstd(data: bytes, limit: int) -> bytes:
    """All frames. The bounded reader is silent about a cut-off frame, so what it found small enough is read again."""
    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(
        io.BytesIO(data), read_across_frames=True
    )
    body = bytearray()
    while len(body) < limit and (piece := reader.read(min(limit - len(body), 1 << 20))):
        body += piece
    if len(body) < limit:
        _check_frames(data)
    return bytes(body)


def _check_frames(data: bytes) -> None:
    """Raise _CutOffError where the last frame is not whole. What is unpacked again here is thrown away, and small."""
    at = frames = 0
    while at < len(data):
        frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        frames = _count_member(frames)
        while not frame.eof:
            if at >= len(data):
                raise _CutOffError
            piece = data[at : at + _PIECE]
            frame.decompress(piece)
            at += len(piece) - len(frame.unused_data)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
