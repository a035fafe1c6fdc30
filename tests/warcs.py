"""WARC files of an invented service, written record by record, for what reads them."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TERMS = "https://parcels.example/terms"
HTML = "text/html; charset=utf-8"


def page(text: str) -> str:
    """Markdown-like text of parcels.py as a page: headings and paragraphs."""
    lines = []
    for block in filter(None, text.split("\n\n")):
        level = len(block) - len(block.lstrip("#"))
        words = block.lstrip("# ").strip()
        lines.append(f"<h{level}>{words}</h{level}>" if level else f"<p>{words}</p>")
    return f"<!doctype html><html><head><title>Terms</title></head><body><main>{''.join(lines)}</main></body></html>"


def moment(day: str) -> str:
    """A day as WARC-Date: "2020-01-31" is "2020-01-31T12:00:00Z"."""
    return f"{day}T12:00:00Z" if len(day) == 10 else day


class WarcFile:
    """Collects records, each on its own, so that a file can be packed and broken in any way."""

    def __init__(self) -> None:
        self.records: list[bytes] = []

    def add(self, kind: str, uri: str, day: str, body: bytes | str = b"", *, status: str = "200 OK", **how) -> None:
        """One record; `headers` are HTTP's, `fields` WARC's. Without headers a `resource` or bare record."""
        data = body.encode() if isinstance(body, str) else body
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=False, warc_version="1.1")
        headers = how.get("headers", [("Content-Type", HTML)] if kind == "response" else None)
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if headers is not None else None
        fields = {"WARC-Date": moment(day), **how.get("fields", {})}
        record = writer.create_warc_record(
            uri,
            kind,
            payload=io.BytesIO(data),
            length=len(data),
            http_headers=http,
            warc_headers_dict=fields,
            warc_content_type=how.get("content_type", ""),
        )
        writer.write_record(record)
        self.records.append(out.getvalue())

    def repeat(self, uri: str, day: str, of: str, digest: str, headers: list[tuple[str, str]] | None = None) -> None:
        """A revisit of a payload that was seen on another day."""
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=False, warc_version="1.1")
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1") if headers is not None else None
        fields = {"WARC-Date": moment(day)}
        record = writer.create_revisit_record(uri, digest, uri, moment(of), http_headers=http, warc_headers_dict=fields)
        writer.write_record(record)
        self.records.append(out.getvalue())

    def digest(self, index: int = -1) -> str:
        """The payload digest of a record that was added."""
        lines = self.records[index].decode("latin-1").splitlines()
        return next(line.split(": ", 1)[1] for line in lines if line.lower().startswith("warc-payload-digest"))

    def pack(self, form: str = "gzip") -> list[bytes]:
        """Each record as it lies in a file: "plain", "gzip" or "zstd"."""
        if form == "plain":
            return self.records
        pack = gzip.compress if form == "gzip" else zstandard.ZstdCompressor().compress
        return [pack(record) for record in self.records]

    def write(self, path: Path, form: str = "gzip") -> Path:
        data = b"".join(self.pack("gzip" if form == "wacz" else form))
        if form == "wacz":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("archive/data.warc.gz", data)
        else:
            path.write_bytes(data)
        return path


def at(day: str) -> datetime:
    return datetime.fromisoformat(moment(day)).astimezone(UTC)
