"""Every answer of the server -> the headers that keep a page from being used against who reads it; foreign hosts are
turned away.

A page of anybody else whose name points at this machine (DNS rebinding) could read what is served here: whoever asks
must call us by a name we know.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Middleware: checks the Host header and puts the headers on every answer. Tests: test_pages_serve.py."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        app = self._app if self._knows(Headers(scope=scope).get("host", "")) else WRONG_HOST
        await app(scope, receive, send_guarded)

    def _knows(self, host: str) -> bool:
        return "*" in self._hosts or (read_host(host) or "") in self._hosts


WRONG_HOST = PlainTextResponse(
    "This server is not called that. Start it with --allow-host NAME, or with the name in --base-url.\n", 421
)


def read_host(header: str) -> str | None:
    """The name in a Host header: "[::1]:8000" is "::1"."""
    try:
        return urlsplit(f"//{header}").hostname
    except ValueError:
        return None
