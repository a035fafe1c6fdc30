"""A WARC or WACZ file -> its records, one at a time, with their headers read; what is damaged is told and passed over.

The framing (lengths, members, resumption after damage) is done here, so that one bad record costs that record; what
the headers mean is warcio's to say.
"""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final

from tracker.capture.unpacking import PIECE, TornError, UnpackedStream
from tracker.errors import ImportSourceError
from tracker.values import Struct

MOST_HEADERS: Final = 256 * 1024
"""Bytes of one block of headers; RFC 9110 sets none, servers stop at 8 to 64 KB."""

ENDINGS: Final = (".warc", ".warc.gz", ".warc.zst")
VERSIONS: Final = (b"WARC/0.", b"WARC/1.")
CUT_OFF: Final = "it ends before the length it states"
EXTRA: Final = "pip install 'policy-clause-tracker[archives]'"


class Damage(Struct, frozen=True):
    """What of a file could not be read, and why: `where` names the file and the record."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


class WarcRecord(Struct):
    """One record. `headers` and `http_headers` keep their order, names lower-cased; `read_body` may be called once,
    before the next record is asked for."""

    where: str
    type: str
    headers: dict[str, str]
    status: int | None
    reason: str
    http_headers: tuple[tuple[str, str], ...]
    block: RecordBlock
    is_told: bool = False

    @property
    def uri(self) -> str:
        return self.headers.get("warc-target-uri", "").strip("<>")

    @property
    def recorded_at(self) -> datetime | None:
        """WARC-Date (ISO 8601, in WARC/1.1 to a fraction of a second) in UTC; None where it is no date."""
        try:
            moment = datetime.fromisoformat(self.headers.get("warc-date", ""))
        except ValueError:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def find_header(self, name: str) -> str | None:
        """The first HTTP header of a name."""
        return next((value for known, value in self.http_headers if known == name), None)

    def read_body(self, limit: int) -> bytes:
        """The body as it was sent, chunks joined, still compressed. Raises TornError, where it is larger than `limit`
        too."""
        encoding = (self.find_header("transfer-encoding") or "").lower()
        source = load_warcio().bufferedreaders.ChunkedDataReader(self.block) if "chunked" in encoding else self.block
        body = bytearray()
        while piece := source.read(PIECE):
            body += piece
            if len(body) > limit:
                raise TornError(f"it is larger than {limit:,} bytes; [fetch] max_bytes sets the limit")
        if not self.block.is_whole:
            self.is_told = True
            raise TornError(CUT_OFF)
        return bytes(body)


class RecordBlock(Struct):
    """The block of one record: `left` bytes of the file. Has what warcio's readers ask of a stream."""

    source: UnpackedStream
    left: int
    is_whole: bool = True

    def read(self, size: int = -1) -> bytes:
        wanted = min(size if size >= 0 else self.left, self.left, PIECE)
        if not wanted:
            return b""
        self.source.is_inside = True
        try:
            data = self.source.read(wanted)
        except TornError:
            self.is_whole, self.left = False, 0
            raise
        finally:
            self.source.is_inside = False
        self.left -= len(data)
        if len(data) < wanted:
            self.is_whole, self.left = False, 0
        return data

    def readline(self, size: int = PIECE) -> bytes:
        if not self.left:
            return b""
        line = self.source.readline()
        if len(line) > min(size, self.left):
            self.source.give_back(line[min(size, self.left) :])
            line = line[: min(size, self.left)]
        self.left -= len(line)
        return line


def read_archives(path: Path) -> Iterator[WarcRecord | Damage]:
    """The records of a WARC, or of every WARC in a WACZ. Raises ImportSourceError: no such file, neither of both."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
            file.seek(0)
            if start.startswith(b"PK"):
                yield from _read_wacz(file, path.name)
            else:
                yield from read_records(file, path.name)
    except OSError as error:
        raise ImportSourceError(f"cannot read {path}: {error.strerror or error}") from error


def _read_wacz(file: BinaryIO, name: str) -> Iterator[WarcRecord | Damage]:
    with _open_zip(file, name) as archive:
        members = [
            one for one in archive.infolist() if one.filename.lower().endswith((".warc", ".warc.gz", ".warc.zst"))
        ]
        if not members:
            raise ImportSourceError(f"{name} is a ZIP file without a WARC in it")
        for member in members:
            where = f"{name}/{member.filename}"
            try:
                with archive.open(member) as inner:
                    yield from read_records(inner, where)  # type: ignore[arg-type]
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
                yield Damage(where, str(error) or "damaged")


@contextmanager
def _open_zip(file: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except zipfile.BadZipFile as error:
        raise ImportSourceError(f"{name} is a damaged WACZ: {error}") from error


def read_records(file: BinaryIO, name: str) -> Iterator[WarcRecord | Damage]:
    """The records of one WARC. Raises ImportSourceError where it holds none at all."""
    stream = UnpackedStream(file)
    count, is_lost = 0, False
    while True:
        where = f"{name}, after record {count}"
        try:
            if not (line := stream.readline()):
                return
            if not line.strip():
                continue
            if not line.startswith(VERSIONS):
                if not count and not is_lost:
                    refuse_other(line, name)
                if not is_lost:
                    is_lost = True
                    yield Damage(where, "here no record begins")
                if (at := max(line.find(version) for version in VERSIONS)) < 0:
                    continue
                line = line[at:]
            count, is_lost = count + 1, False
            where = f"{name}, record {count}"
            record = read_record(stream, line, where)
            yield record
            while record.block.read(PIECE):
                pass
            if not record.block.is_whole and not record.is_told:
                yield Damage(where, CUT_OFF)
        except TornError as error:
            if not is_lost:
                yield Damage(where, str(error))
            is_lost = True


def read_record(stream: UnpackedStream, first: bytes, where: str) -> WarcRecord:
    """The record that begins with a line, its block not yet read. Raises TornError."""
    pairs = parse_headers(first + read_block(stream))
    headers = {name.lower(): value for name, value in reversed(pairs)}
    try:
        length = int(headers["content-length"])
    except (KeyError, ValueError) as error:
        raise TornError("it states no length") from error
    if length < 0:
        raise TornError("it states no length")
    block = RecordBlock(stream, length)
    kind = headers.get("warc-type", "").lower()
    is_http = headers.get("content-type", "").replace(" ", "").lower().startswith("application/http")
    if kind not in ("response", "revisit") or not (is_http or kind == "response") or not length:
        return WarcRecord(where, kind, headers, None, "", (), block)
    status_line = block.readline()
    status, reason = parse_status(status_line)
    http_headers = tuple((name.lower(), value) for name, value in parse_headers(status_line + read_block(block)))
    return WarcRecord(where, kind, headers, status, reason, http_headers, block)


def read_block(stream: UnpackedStream | RecordBlock) -> bytes:
    """Lines up to and with the first that is empty. Raises TornError where there are too many."""
    block = bytearray()
    while (line := stream.readline()).strip():
        block += line
        if len(block) > MOST_HEADERS:
            raise TornError("its headers have no end")
    return bytes(block + line)


def parse_status(line: bytes) -> tuple[int | None, str]:
    """ "HTTP/1.1 404 Not Found" -> (404, "Not Found"); None for what is no status line."""
    words = line.decode("latin-1").split(None, 2)
    if len(words) < 2 or not words[0].upper().startswith("HTTP/") or not words[1].isdecimal():
        return None, ""
    return int(words[1][:3]), words[2].strip() if len(words) > 2 else ""


def parse_headers(block: bytes) -> list[tuple[str, str]]:
    """The fields of a block of headers, its first line left out."""
    parser = load_warcio().statusandheaders.StatusAndHeadersParser([], verify=False)
    return [(str(name), str(value)) for name, value in parser.parse(io.BytesIO(block)).headers]


def refuse_other(line: bytes, name: str) -> None:
    """Raise ImportSourceError for a file whose first line is no WARC's."""
    if line.startswith(b"filedesc://"):
        hint = f"an ARC file: `warcio recompress {name} NEW.warc.gz` makes a WARC of it"
        raise ImportSourceError(f"{name} is no WARC", hint=hint)
    raise ImportSourceError(f"{name} is neither a WARC nor a WACZ", hint="a WARC begins with WARC/1.0 or WARC/1.1")


@cache
def load_warcio() -> Any:  # noqa: ANN401 - a module without types
    """The library of the extra `archives`. ImportSourceError, with the way to get it, where it is not installed."""
    try:
        importlib.import_module("warcio.bufferedreaders")
        importlib.import_module("warcio.statusandheaders")
        importlib.import_module("warcio.warcwriter")
        return importlib.import_module("warcio")
    except ImportError as error:
        raise ImportSourceError("archive files need a library that is not installed", hint=EXTRA) from error
