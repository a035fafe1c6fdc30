"""Pages of the package -> a small web site on loopback that publishes one edition after another."""

from __future__ import annotations

import hashlib
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import ClassVar

EDITIONS = (1, 2, 3)
TERMS_PATH = "/terms"


def read_edition(edition: int) -> bytes:
    """The page of an edition, as the invented service publishes it."""
    return files("tracker.demo").joinpath(f"edition-{edition}.html").read_bytes()


class DemoSite:
    """Serves the terms on a free port of 127.0.0.1 while it is entered; `publish` puts another edition up."""

    def __init__(self) -> None:
        handler = type("Handler", (_Handler,), {"page": read_edition(EDITIONS[0])})
        self._handler: type[_Handler] = handler
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The address of the terms."""
        return f"http://127.0.0.1:{self._server.server_port}{TERMS_PATH}"

    def publish(self, edition: int) -> None:
        self._handler.page = read_edition(edition)

    def __enter__(self) -> DemoSite:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """GET of the terms, with an ETag as a real server has it; everything else is not there."""

    page: ClassVar[bytes]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path != TERMS_PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        page = self.page
        etag = f'"{hashlib.sha256(page).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stderr is the person's."""
