"""A web server on loopback that behaves as badly as it is told to: one path, one manner. For tests only."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

PAGE = b"<!doctype html><html lang=en><title>Terms</title><main><h1>Terms</h1><p>You may not resell seats.</p></main>"

Manner = Callable[["Visit"], Coroutine[Any, Any, None]]


@dataclass
class Visit:
    """One request as it came in, and the way to answer it byte by byte."""

    path: str
    headers: dict[str, str]
    count: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self, status: int = 200, body: bytes = PAGE, **headers: str) -> None:
        fields = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), **headers}
        await self.send(f"HTTP/1.1 {status} Whatever\r\n".encode())
        for name, value in fields.items():
            await self.send(f"{name.replace('_', '-')}: {value}\r\n".encode())
        await self.send(b"Connection: close\r\n\r\n" + body)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


@dataclass
class Site:
    """The running server: `url(path)` is an address there; `visits` lists (path, seconds) as they came."""

    manners: dict[str, Manner] = field(default_factory=dict)
    robots: bytes | None = None
    visits: list[tuple[str, float]] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    port: int = 0
    scheme: str = "http"
    is_http_2: bool = False

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.visits]

    def _find_manner(self, path: str) -> Manner:
        plain = path.partition("?")[0]
        return self.manners.get(plain, MANNERS.get(plain, Visit.answer))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.is_http_2:
                await self._serve_http_2(reader, writer)
                return
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:] if line}
            self.visits.append((path, time.monotonic()))
            self.requests.append(headers)
            self.counts[path] += 1
            visit = Visit(path, headers, self.counts[path], reader, writer)
            if path == "/robots.txt" and path not in self.manners:
                await (visit.answer(404) if self.robots is None else visit.answer(body=self.robots))
            else:
                await self._find_manner(path)(visit)
        except (OSError, asyncio.IncompleteReadError):
            return  # the visitor left, as it should from most of these pages
        finally:
            writer.close()

    async def _serve_http_2(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The same page for every request, in HTTP/2."""
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, RequestReceived):
                    path = dict(event.headers)[b":path"].decode()
                    self.visits.append((path, time.monotonic()))
                    connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                    connection.send_data(event.stream_id, PAGE, end_stream=True)
            writer.write(connection.data_to_send())
            await writer.drain()


@contextmanager
def run_site(*, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve until the block is left."""
    site = Site(scheme="https" if tls else "http")
    loop = asyncio.new_event_loop()
    is_up = threading.Event()
    stop = asyncio.Event()

    async def main() -> None:
        server = await asyncio.start_server(site.serve, host, 0, ssl=tls)
        site.port = server.sockets[0].getsockname()[1]
        is_up.set()
        await stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(main(),))
    thread.start()
    is_up.wait(10)
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


async def drip(visit: Visit) -> None:
    """A byte now and then, for ever."""
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    while True:
        await visit.send(b"a")
        await asyncio.sleep(0.05)


async def flood(visit: Visit) -> None:
    """As much as the visitor will take, for ever."""
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    while True:
        await visit.send(b"<p>and another thing</p>" * 1000)


async def bomb(visit: Visit) -> None:
    """A hundred kilobytes that unpack to a hundred megabytes, member by member."""
    await visit.answer(body=gzip.compress(bytes(1_000_000)) * 100, content_encoding="gzip")


async def cut_gzip(visit: Visit) -> None:
    await visit.answer(body=gzip.compress(PAGE * 50)[:-20], content_encoding="gzip")


async def wrong_length(visit: Visit) -> None:
    """More was promised than comes."""
    await visit.answer(content_length=str(len(PAGE) + 1000))


async def reset(visit: Visit) -> None:
    """Half an answer, then the connection is torn down."""
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>")
    visit.writer.transport.abort()


async def circle(visit: Visit) -> None:
    await visit.answer(302, b"", location="/circle-back" if visit.path == "/circle" else "/circle")


async def staircase(visit: Visit) -> None:
    """Always one step further."""
    await visit.answer(302, b"", location=f"/stairs?{int(visit.path.partition('?')[2] or 0) + 1}")


async def to_private(visit: Visit) -> None:
    await visit.answer(302, b"", location="http://169.254.169.254/latest/meta-data/")


async def to_file(visit: Visit) -> None:
    await visit.answer(302, b"", location="file:///etc/passwd")


async def busy_once(visit: Visit) -> None:
    """429 with a wish for a second's wait, then the page."""
    if visit.count == 1:
        await visit.answer(429, b"slow down", retry_after="1")
    else:
        await visit.answer()


async def busy_for_long(visit: Visit) -> None:
    await visit.answer(503, b"", retry_after="7200")


async def tagged(visit: Visit) -> None:
    """The page with validators; 304 to who has it already."""
    if visit.headers.get("if-none-match") == '"edition-1"':
        await visit.answer(304, b"")
    else:
        await visit.answer(etag='"edition-1"', last_modified="Mon, 01 Jun 2026 08:00:00 GMT")


async def wrong_charset(visit: Visit) -> None:
    """UTF-8 bytes said to be something that does not exist."""
    await visit.answer(body="<p>Gebühren: 5 €</p>".encode(), content_type="text/html; charset=utf-9")


async def wall(visit: Visit) -> None:
    """A challenge instead of the page, with status 200."""
    await visit.answer(body=b"<title>Just a moment</title><p>Checking that you are human.</p>")


async def alternate(visit: Visit) -> None:
    """Two variants by turns, as behind two servers that disagree."""
    await visit.answer(body=PAGE if visit.count % 2 else PAGE.replace(b"seats", b"licences"))


async def remember(visit: Visit) -> None:
    """The page only to who brings back the cookie of the first visit."""
    if "seen=1" in visit.headers.get("cookie", ""):
        await visit.answer()
    else:
        await visit.answer(302, b"", location="/remember", set_cookie="seen=1; Path=/")


async def odd_head(visit: Visit) -> None:
    """A head with lines that are no headers, and a name with a blank behind it."""
    head = (
        b"HTTP/1.1 200 OK\r\nBad Header: x\r\nWarning without a colon\r\n folded\r\nX-Nul: a\0b\r\n"
        b"Content-Type : text/html; charset=utf-8\r\nX-Last:\r\n"
    )
    await visit.send(head[:40])
    await asyncio.sleep(0.05)
    await visit.send(head[40:] + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(PAGE) + PAGE)


async def broken(visit: Visit) -> None:
    """Not HTTP at all."""
    await visit.send(b"\x00\x01\x02 this is no answer\r\n\r\n")


async def needs_script(visit: Visit) -> None:
    """An empty shell; the document comes by script, with a tracker and a picture from elsewhere."""
    other = visit.headers["host"].replace("127.0.0.1", "localhost")
    shell = f"""<!doctype html><html lang=en><title>Terms</title><div id=app></div>
<img src="/picture.png"><script src="http://{other}/tracker.js"></script>
<script>setTimeout(async () => {{
  const answer = await fetch("/document.json");
  document.getElementById("app").innerHTML = "<h1>Terms</h1><p>" + (await answer.json()).text + "</p>";
}}, 300)</script>"""
    await visit.answer(body=shell.encode())


async def document_json(visit: Visit) -> None:
    await asyncio.sleep(0.5)
    text = "You may not resell seats. " * 30
    await visit.answer(body=json.dumps({"text": text}).encode(), content_type="application/json")


async def script_to_private(visit: Visit) -> None:
    await visit.answer(body=b'<script>location = "http://169.254.169.254/latest/meta-data/"</script>')


MANNERS: dict[str, Manner] = {
    "/drip": drip,
    "/flood": flood,
    "/bomb": bomb,
    "/cut-gzip": cut_gzip,
    "/wrong-length": wrong_length,
    "/reset": reset,
    "/circle": circle,
    "/circle-back": circle,
    "/stairs": staircase,
    "/to-private": to_private,
    "/to-file": to_file,
    "/busy-once": busy_once,
    "/busy-for-long": busy_for_long,
    "/tagged": tagged,
    "/wrong-charset": wrong_charset,
    "/wall": wall,
    "/alternate": alternate,
    "/remember": remember,
    "/broken": broken,
    "/odd-head": odd_head,
    "/needs-script": needs_script,
    "/document.json": document_json,
    "/script-to-private": script_to_private,
}
