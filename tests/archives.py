"""Web archives on loopback: one of our own that speaks the Internet Archive's dialect, a real pywb, and a gate before
either that counts requests, refuses some and sees whether two ever come at once."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from apart import find_programs

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Gate:
    """`paths` are the requests in order; `most_at_once` how many were ever answered at one time."""

    answer: Callable[[str], Reply]
    port: int = 0
    paths: list[str] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, path: str) -> Reply:
        with self._lock:
            self.paths.append(path)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            return self.answer(path)
        finally:
            with self._lock:
                self._now -= 1


@contextmanager
def serving(answer: Callable[[str], Reply]) -> Iterator[Gate]:
    """Answer every GET with what `answer` makes of its path."""
    gate = Gate(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = gate.take(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return  # whoever asked was killed

    server = Quiet(("127.0.0.1", 0), Handler)
    gate.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Untouched(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def forward(base: str, path: str) -> Reply:
    """What another server answers, redirects as they are."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Untouched)
    try:
        with opener.open(base + path, timeout=30) as response:
            return response.status, keep(response.headers.items()), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, keep(error.headers.items()), error.read()


def keep(headers) -> dict[str, str]:
    dropped = {"transfer-encoding", "connection", "content-length", "date", "server"}
    return {name: value for name, value in headers if name.lower() not in dropped}


# --- a real pywb ---


def find_pywb() -> Path | str:
    """The programs of a pywb; why there are none. It is GPL, so it is never a dependency."""
    return find_programs("pywb", "pywb", "setuptools<81")


@contextmanager
def running_pywb(programs: Path, folder: Path, warc: Path, *how: str) -> Iterator[str]:
    """Serve one archive file as the collection "coll"; the server's address."""
    folder.mkdir(parents=True)
    for words in (("init", "coll"), ("add", "coll", str(warc), *how)):
        subprocess.run([str(programs / "wb-manager"), *words], cwd=folder, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(programs / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        for _ in range(300):
            try:
                forward(f"http://127.0.0.1:{port}", "/")
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
