"""What a server sends -> the same with the head's lines that are no header left out, as browsers leave them out.

Seen of servers that print "Bad Header: x", a warning of their own or a name with a blank behind it: the library refuses
the whole answer for one such line. Chromium passes them over (`HttpUtil::HeadersIterator`), and so do curl and Firefox.
"""

from __future__ import annotations

import re
import ssl
from typing import Final

import httpcore

_LONGEST_HEAD: Final = 100_000  # bytes; what is longer the library refuses by itself
_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(:[^\0\r]*)")
_FOLDED = (b" ", b"\t")  # a line that goes on with the one before
_HTTP_2 = b"PRI * HTTP/2.0"


def mend_head(head: bytes) -> bytes:
    """A head without the lines that are no header; its first line, and those that go on with a header, stay."""
    first, *lines = head.split(b"\n")
    kept, is_kept = [first], False
    for line in lines:
        if line[:1] in _FOLDED and line.strip():
            kept += [line] if is_kept else []
            continue
        found = _HEADER.fullmatch(line.removesuffix(b"\r"))
        is_kept = found is not None
        if found:
            kept.append(found[1] + found[2] + line[len(line.removesuffix(b"\r")) :])
    return b"\n".join(kept)


class MendingStream(httpcore.AsyncNetworkStream):
    """A connection whose answers have their heads mended. In HTTP/2 heads are no lines, and pass as they come."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._expects_head = False
        self._has_lines = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._stream.read(max_bytes, timeout)
        if not self._expects_head:
            return data
        self._expects_head = False
        while not (end := _END.search(data)) and len(data) < _LONGEST_HEAD:
            more = await self._stream.read(max_bytes, timeout)
            if not more:
                return data
            data += more
        return mend_head(data[: end.start()]) + data[end.start() :] if end else data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._has_lines = self._has_lines and not buffer.startswith(_HTTP_2)
        self._expects_head = self._has_lines
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return MendingStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
