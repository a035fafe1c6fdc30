"""Archive files -> the looks at policies that they hold, in the order of the file.

Taken are the responses, resources and revisits of the addresses that are asked for, and where such an address was
redirected, what the redirect led to at that time. A file that this program exported holds its looks as they were
recorded. Knows no database and does not read what it takes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from tracker.capture.decoding import decode_content
from tracker.capture.exchange import REDIRECT_STATUSES, read_content_type
from tracker.capture.importers.addresses import AddressBook, Wanted, fold_address
from tracker.capture.importers.assembling import Assembler
from tracker.capture.importers.exported import ExportedLooks, ExportedPolicy, is_export
from tracker.capture.repeated import BodyStore, Repeatable
from tracker.capture.unpacking import TornError
from tracker.capture.warc import Damage, WarcRecord, read_archives
from tracker.errors import CaptureError
from tracker.model import Capture, PastLook, Source
from tracker.values import Struct, field, replace

WARC_KIND: Final = "warc"
SAME_VISIT: Final = timedelta(hours=1)
"""What a redirect led to was asked for by the same visitor, within so long."""

MOST_HOPS: Final = 5
DOCUMENTS: Final = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain", "text/markdown")


class Found(Struct, frozen=True):
    """A look at a policy that an archive file holds."""

    policy: str
    look: PastLook


class Redirected(Struct, frozen=True):
    """An address that a page was redirected to, from when on, and the way there."""

    wanted: Wanted
    at: datetime
    way: tuple[str, ...]


class Captured(Struct):
    """When an address was captured as a document, first and last, and how often."""

    first: datetime
    last: datetime
    count: int = 0


def survey(paths: Sequence[Path]) -> dict[str, Captured] | None:
    """The addresses of the documents that archive files hold; None where a tracker exported one of them, which says
    itself what it holds. Reads headers alone. Raises ImportSourceError."""
    spans: dict[str, Captured] = {}
    for path in paths:
        for record in read_archives(path):
            if isinstance(record, Damage):
                continue
            if record.type == "warcinfo" and is_export(read_quietly(record)):
                return None
            at = record.recorded_at
            if at is not None and is_document(record):
                span = spans.setdefault(fold_address(record.uri), Captured(at, at))
                span.first, span.last, span.count = min(span.first, at), max(span.last, at), span.count + 1
    return spans


def are_successive(spans: Sequence[Captured]) -> bool:
    """Whether the captures of several addresses lie one after the other: a document that moved. Addresses that were
    there at one time are several documents."""
    ordered = sorted(spans, key=lambda span: span.first)
    return all(earlier.last < later.first for earlier, later in pairwise(ordered))


def read_quietly(record: WarcRecord) -> bytes:
    try:
        return record.read_body(1 << 20)
    except TornError:
        return b""


def is_document(record: WarcRecord) -> bool:
    """Whether a record holds a page that can be read, or repeats one."""
    if record.type not in ("response", "resource", "revisit") or record.status not in (200, None):
        return False
    return read_type(record)[0] in DOCUMENTS or (record.type == "revisit" and not record.http_headers)


class WarcImport(Struct):
    """What is read of archive files, one after the other. `others` counts the documents of addresses that nobody asked
    for; a revisit finds what it repeats in any file that came before. Close it."""

    book: AddressBook
    max_bytes: int
    accept_status: frozenset[int] = frozenset()
    others: Counter[str] = field(default_factory=Counter)
    _bodies: BodyStore = field(default_factory=BodyStore)
    _redirects: dict[str, list[Redirected]] = field(default_factory=dict)
    _exported: ExportedLooks | None = None
    _assembler: Assembler = field(default_factory=Assembler)

    def close(self) -> None:
        """Let go of what later records might have repeated."""
        self._bodies.close()

    def read(self, path: Path) -> Iterator[Found | ExportedPolicy | Damage]:
        """The looks of one file, and a line for each record that could not be taken. Raises ImportSourceError."""
        self._exported = None
        for record in read_archives(path):
            if isinstance(record, Damage):
                yield record
                continue
            try:
                yield from self._take(record, path.name)
            except (TornError, CaptureError) as error:
                yield Damage(record.where, str(error))

    def _take(self, record: WarcRecord, file: str) -> Iterator[Found | ExportedPolicy | Damage]:
        if record.type == "warcinfo":
            fields = record.read_body(1 << 20)
            self._exported = ExportedLooks(self._bodies) if is_export(fields) else self._exported
        elif self._exported is not None:
            if (taken := self._exported.take(record, self.max_bytes)) is not None:
                yield taken if isinstance(taken, ExportedPolicy) else Found(*taken)
        elif record.type in ("response", "resource", "revisit"):
            yield from self._take_page(record, file)

    def _take_page(self, record: WarcRecord, file: str) -> Iterator[Found | ExportedPolicy | Damage]:
        at = record.recorded_at
        pages: list[tuple[Wanted, tuple[str, ...]]] = [(wanted, ()) for wanted in self.book.find(record.uri)]
        pages += [(one.wanted, one.way) for one in self._find_redirected(record.uri, at)]
        if not pages:
            if is_document(record):
                self.others[fold_address(record.uri)] += 1
            return
        if at is None:
            raise TornError("it bears no date")
        if record.headers.get("warc-truncated"):
            raise TornError(f"it was cut short when it was recorded ({record.headers['warc-truncated']})")
        if record.status in REDIRECT_STATUSES and (target := record.find_header("location")):
            self._note_redirect(record.uri, urljoin(record.uri, target.strip()), at, pages)
            return
        capture, error = self._make_capture(record, at, file)
        for wanted, way in pages:
            one = replace(capture, redirects=way, part=wanted.part)
            if (look := self._assembler.add(wanted, one, error)) is not None:
                yield Found(wanted.policy, look)

    def _make_capture(self, record: WarcRecord, at: datetime, file: str) -> tuple[Capture, str | None]:
        """A record as a capture, and why it holds no document where it does not."""
        is_page = record.status is None or 200 <= record.status < 300 or record.status in self.accept_status
        page = self._read_page(record) if is_page else Repeatable(b"", *read_type(record))
        capture = Capture(
            source=Source(WARC_KIND, f"{file}#{record.uri}"),
            captured_at=at,
            body=page.body,
            media_type=page.media_type,
            charset=page.charset,
            status=record.status,
            final_url=record.uri,
            headers=record.http_headers,
            external_key=make_key(record, page.body),
        )
        return capture, None if is_page else describe_status(record)

    def _read_page(self, record: WarcRecord) -> Repeatable:
        """The document of a record, or of the record that it repeats; the headers are its own, where it has any."""
        media_type, charset = read_type(record)
        digest = record.headers.get("warc-payload-digest", "")
        if record.type == "revisit":
            uri, date = (record.headers.get(f"warc-refers-to-{what}", "") for what in ("target-uri", "date"))
            known = self._bodies.find(digest, name_record(uri, date))
            if known is None:
                raise TornError("it repeats a record that is not in these files")
            return known if media_type is None else Repeatable(known.body, media_type, charset)
        raw = record.read_body(self.max_bytes)
        body = decode_content(raw, record.find_header("content-encoding"), limit=self.max_bytes)
        self._bodies.add(
            (digest, name_record(record.uri, record.headers.get("warc-date", ""))), body, media_type, charset
        )
        return Repeatable(body, media_type, charset)

    def _find_redirected(self, uri: str, at: datetime | None) -> list[Redirected]:
        known = self._redirects.get(fold_address(uri), [])
        return [one for one in known if at is not None and timedelta(0) <= at - one.at <= SAME_VISIT]

    def _note_redirect(
        self, uri: str, target: str, at: datetime, pages: Sequence[tuple[Wanted, tuple[str, ...]]]
    ) -> None:
        if fold_address(target) == fold_address(uri):
            return  # to https, to "www.": the same page
        for wanted, way in pages:
            if len(way) < MOST_HOPS:
                self._redirects.setdefault(fold_address(target), []).append(Redirected(wanted, at, (*way, uri)))


def read_type(record: WarcRecord) -> tuple[str | None, str | None]:
    """Media type and charset that a record's own headers state."""
    said = record.headers.get("content-type") if record.type == "resource" else record.find_header("content-type")
    return read_content_type(said)


def describe_status(record: WarcRecord) -> str:
    return f"the archive holds an answer {record.status} {record.reason}".rstrip()


def name_record(uri: str, date: str) -> str:
    return f"{uri} {date}" if uri else ""


def make_key(record: WarcRecord, body: bytes) -> str:
    """What makes a record the same wherever it lies: its id, else its address, date and bytes."""
    if name := record.headers.get("warc-record-id", "").strip("<>"):
        return name
    digest = hashlib.sha256(body).hexdigest()[:32]
    return f"{record.uri}@{record.headers.get('warc-date')}:{digest}"
