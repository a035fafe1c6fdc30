"""The browser's way out: a small HTTP proxy on loopback that connects only to addresses that may be asked.

A browser resolves names and follows redirects by itself, out of our sight. Given this proxy it does neither: each
connection it wants comes here by name, is resolved once and checked, and what passes is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tracker.capture.reachable import CONNECT_TIMEOUT, MOST_ADDRESSES, resolve_host
from tracker.errors import CaptureError

_CHUNK = 64 * 1024


class Gateway:
    """Serves while it is entered. `refusals` lists, by host, why connections were refused.

    `wants` says whether a host belongs to the page; to others (what browsers ask by themselves, sockets of the page)
    nothing is opened and no name is resolved. It wants none until it is set.
    """

    def __init__(self, *, private: bool | Collection[str], max_bytes: int) -> None:
        self.refusals: dict[str, CaptureError] = {}
        self.wants: Callable[[str], bool] = lambda _host: False
        self._private = private
        self._left = max_bytes
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """The proxy's own address: "http://127.0.0.1:40123"."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._connect(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError):
            # The browser sees a connection that closed, and so does whoever waits for the page.
            return
        finally:
            self._connections.discard(task)
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        method, target, protocol = line.decode("latin-1").split(" ", 2)
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname or "", parts.port or 80
        if not self.wants(host):
            await _refuse(writer)
            return
        try:
            addresses = await resolve_host(host, port, private=self._private)
        except CaptureError as error:
            self.refusals[host] = error
            await _refuse(writer)
            return
        far_reader, far_writer = await _open_first(addresses, port)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                path = parts._replace(scheme="", netloc="").geturl() or "/"
                far_writer.write(f"{method} {path} {protocol}\r\n".encode("latin-1") + _for_one_request(fields))
            await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
        finally:
            far_writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (piece := await reader.read(_CHUNK)) and self._left > 0:
            self._left -= len(piece)
            writer.write(piece)
            await writer.drain()
        with suppress(OSError):
            if writer.can_write_eof():
                writer.write_eof()


async def _refuse(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()


async def _open_first(addresses: Sequence[str], port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the first address that answers. Raises OSError, TimeoutError among them."""
    failure: OSError = OSError("no address")
    for address in addresses[:MOST_ADDRESSES]:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                return await asyncio.open_connection(address, port)
        except OSError as error:
            failure = error
    raise failure


def _for_one_request(fields: bytes) -> bytes:
    """Header fields with which the far server closes after one answer: the next may be for another host."""
    kept = [
        field
        for field in fields.split(b"\r\n")
        if field and field.partition(b":")[0].strip().lower() not in (b"connection", b"proxy-connection", b"keep-alive")
    ]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])
