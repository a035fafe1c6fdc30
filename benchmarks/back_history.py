"""A thousand captures of a web archive on loopback, and an archive file of a gigabyte: seconds and memory.

Each capture is a page of its own, so that every one is fetched, read and compared. Run it from the checkout:
`python benchmarks/back_history.py [--captures 1000] [--megabytes 1000]`. Needs the extra `archives`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
URL = "https://parcels.example/terms"


def make_page(number: int) -> bytes:
    """Terms of forty clauses, of which one differs from capture to capture, and then stays as it is for forty."""
    clauses = "".join(
        f"<h2>{clause}. Parcel {clause}</h2><p>You may send parcel {clause} on any day of the week but one, and we "
        f"carry it for {max(number - (number - clause) % 40, 0) + 7} coins to the harbour of your choice.</p>"
        for clause in range(40)
    )
    return f"<!doctype html><html><title>Terms</title><body><main><h1>Terms</h1>{clauses}</main></body></html>".encode()


def list_stamps(count: int) -> list[str]:
    return [f"{BEGIN + number * timedelta(days=3):%Y%m%d%H%M%S}" for number in range(count)]


def serve(count: int) -> ThreadingHTTPServer:
    """An archive in pywb's dialect with `count` captures."""
    stamps = list_stamps(count)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body leave together: apart, the second waits 40 ms for what acknowledges the first

        def do_GET(self) -> None:
            headers = {"Content-Type": "text/html; charset=utf-8"}
            if self.path.startswith("/cdx"):
                wanted = "from=" in self.path and self.path.partition("from=")[2][:14]
                rows = [
                    {"timestamp": one, "url": URL, "mime": "text/html", "status": "200", "digest": one}
                    for one in stamps
                    if "parcels" in self.path and one >= (wanted or "")
                ]
                body = "\n".join(map(json.dumps, rows[:2000])).encode()
            else:
                stamp = self.path[1:15]
                at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                headers["Memento-Datetime"] = format_datetime(at, usegmt=True)
                body = make_page(stamps.index(stamp))
            self.send_response(200)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def write_warc(path: Path, megabytes: int) -> None:
    """Pages of others that compress badly, and ours among them."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        number = 0
        while file.tell() < megabytes * 1_000_000:
            is_ours = number % 100 == 0
            body = make_page(number) if is_ours else os.urandom(50_000)
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            date = f"{BEGIN + number * timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}"
            record = writer.create_warc_record(
                URL if is_ours else f"https://other.example/{number}",
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": date},
            )
            writer.write_record(record)
            number += 1


def measure(title: str, folder: Path, *words: str) -> None:
    """Run a command: its seconds on the wall and on the processor, and the most memory that one process took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    place = ["--database", str(folder / "t.db"), "--config", str(folder / "config.toml")]
    subprocess.run([sys.executable, "-m", "tracker", *words, *place], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{title}: {time.monotonic() - started:.1f} s, {cpu:.1f} s CPU, {after.ru_maxrss / 1024:.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = "[fetch]\nallow_private_addresses = true\nper_host_delay = 0\n"
        (folder / "config.toml").write_text(f'{settings}[[policy]]\nid = "parcels/terms"\nfetch = "{URL}"\n')
        server = serve(chosen.captures)
        site = f"http://127.0.0.1:{server.server_address[1]}"
        measure(f"{chosen.captures} captures", folder, "import", "wayback", "parcels/terms", "--archive", site)
        server.shutdown()
        (folder / "t.db").unlink()
        write_warc(folder / "big.warc.gz", chosen.megabytes)
        measure(f"{chosen.megabytes} MB of WARC", folder, "import", "warc", str(folder / "big.warc.gz"), "--match")


if __name__ == "__main__":
    main()
