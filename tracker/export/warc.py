"""The looks at policies -> a WARC/1.1 file, from which another database can take them over exactly.

Pages are `response` records, or `resource` records where there was no HTTP; a body that was written before is a
`revisit`. Beside the pages of each look stands a `metadata` record with what the database knows of it, so that what was
a failed look, an unmodified page or another archive's capture is that again. https://iipc.github.io/warc-specifications/
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import io
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from tracker.archive import Archive
from tracker.errors import UsageError
from tracker.model import EXPORT_FIELD, LOOK_SCHEMA, POLICY_SCHEMA, Capture, Observation
from tracker.values import Struct, asdict, field

WARC: Final = "1.1"
EXTRA: Final = "pip install 'policy-clause-tracker[archives]'"
NOT_AS_STORED: Final = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"}
)
"""Headers of how a body travelled; it is written as it is kept, unpacked and in one piece."""

NAMESPACE: Final = uuid.UUID("1d0b0d5e-7c0c-5f0a-9a52-6f1f1c2f7b11")


class Written(Struct, frozen=True):
    """Where a page lies in the file: for an index."""

    uri: str
    captured_at: datetime
    media_type: str
    status: int | None
    digest: str
    start: int
    length: int
    is_page: bool


class WarcExport(Struct, dict=True):
    """Writes looks one after the other; `written` grows by the pages. `software` says who wrote the file."""

    out: BinaryIO
    software: str
    now: datetime
    written: list[Written] = field(default_factory=list)
    _known: dict[str, Written] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._warcio = load_warcio()
        self._writer = self._warcio.warcwriter.WARCWriter(self.out, gzip=True, warc_version=WARC)

    def write_all(self, archive: Archive, policies: Sequence[str], filename: str) -> Iterator[int]:
        """Write the policies and their looks, in the order of recording; yields how many looks are left to write."""
        looks = sorted(
            (look for policy in policies for look in archive.observations.of(policy)), key=lambda one: one.seq
        )
        yield from self.write_looks(archive, policies, looks, filename)

    def write_looks(
        self, archive: Archive, policies: Sequence[str], looks: Sequence[Observation], filename: str
    ) -> Iterator[int]:
        """Write some looks at the policies, in the order given; yields how many are left to write."""
        self._write_info(filename, policies)
        for policy in policies:
            self._write_policy(archive, policy)
        for left, look in zip(reversed(range(len(looks))), looks, strict=True):
            self._write_look(archive, look)
            yield left

    def _write_info(self, filename: str, policies: Sequence[str]) -> None:
        fields = {
            "software": self.software,
            "format": f"WARC File Format {WARC}",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            EXPORT_FIELD: "1",
            "isPartOf": ", ".join(policies),
            "description": "Looks at published terms; the metadata records say where each is from and how it was dated",
        }
        record = self._writer.create_warcinfo_record(filename, fields)
        record.rec_headers.replace_header("WARC-Date", write_date(self.now))
        record.rec_headers.replace_header("WARC-Record-ID", make_id(filename, write_date(self.now)))
        self._writer.write_record(record)

    def _write_policy(self, archive: Archive, policy: str) -> None:
        settings, known = archive.policies.settings(policy), archive.policies.get(policy)
        said = {
            "schema": POLICY_SCHEMA,
            "policy": policy,
            "name": known.name,
            "settings": asdict(settings) if settings else {},
        }
        self._write_metadata(policy, said, known.added_at)

    def _write_look(self, archive: Archive, look: Observation) -> None:
        parts = []
        for number in look.snapshots:
            capture = archive.snapshots.get(number)
            if number not in self._names:
                self._names[number] = self._write_page(look.policy, number, capture)
            parts.append(describe_part(capture, self._names[number]))
        said = {
            "schema": LOOK_SCHEMA,
            "policy": look.policy,
            "observed_at": look.observed_at.isoformat(),
            "outcome": look.outcome.value,
            "error": look.error,
            "parts": parts,
        }
        self._write_metadata(look.policy, said, look.observed_at, concurrent=parts[0]["record"] if parts else None)

    def _write_page(self, policy: str, number: int, capture: Capture) -> str:
        """Write one page; the record's id."""
        uri = name_uri(policy, capture)
        digest = f"sha1:{base64.b32encode(hashlib.sha1(capture.body, usedforsecurity=False).digest()).decode()}"
        name = make_id(policy, str(number), write_date(capture.captured_at), uri, digest)
        headers = {"WARC-Date": write_date(capture.captured_at), "WARC-Record-ID": name, "WARC-Payload-Digest": digest}
        known = self._known.get(digest) if capture.status is not None else None
        start = self.out.tell()
        if capture.status is None:
            record = self._writer.create_warc_record(
                uri, "resource", payload=io.BytesIO(capture.body), length=len(capture.body),
                warc_content_type=name_type(capture), warc_headers_dict=headers,
            )  # fmt: skip
        elif known is not None:
            headers.pop("WARC-Payload-Digest")
            record = self._writer.create_revisit_record(
                uri, digest, known.uri, write_date(known.captured_at),
                http_headers=self._make_http(capture), warc_headers_dict=headers,
            )  # fmt: skip
        else:
            record = self._writer.create_warc_record(
                uri, "response", payload=io.BytesIO(capture.body), length=len(capture.body),
                http_headers=self._make_http(capture), warc_headers_dict=headers,
            )  # fmt: skip
        self._writer.write_record(record)
        place = Written(
            uri, capture.captured_at, capture.media_type or "unk", capture.status, digest, start,
            self.out.tell() - start, known is None,
        )  # fmt: skip
        self.written.append(place)
        if capture.status is not None:
            self._known.setdefault(digest, place)
        return name

    def _make_http(self, capture: Capture) -> Any:  # noqa: ANN401 - of a library without types
        kept = [(name, value) for name, value in capture.headers if name not in NOT_AS_STORED]
        if not any(name == "content-type" for name, _ in kept):
            kept.append(("content-type", name_type(capture)))
        kept.append(("content-length", str(len(capture.body))))
        return self._warcio.statusandheaders.StatusAndHeaders(f"{capture.status} ", kept, protocol="HTTP/1.1")

    def _write_metadata(
        self, policy: str, said: Mapping[str, object], at: datetime, *, concurrent: str | None = None
    ) -> None:
        text = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        headers = {"WARC-Date": write_date(at), "WARC-Record-ID": make_id(policy, text.decode())}
        if concurrent:
            headers["WARC-Concurrent-To"] = concurrent
        record = self._writer.create_warc_record(
            f"urn:policy:{policy}", "metadata", payload=io.BytesIO(text), length=len(text),
            warc_content_type="application/json", warc_headers_dict=headers,
        )  # fmt: skip
        self._writer.write_record(record)


def describe_part(capture: Capture, record: str) -> dict[str, Any]:
    """What the database knows of a page beside its bytes."""
    return {
        "record": record,
        "source": {"kind": capture.source.kind, "locator": capture.source.locator},
        "captured_at": capture.captured_at.isoformat(),
        "media_type": capture.media_type,
        "charset": capture.charset,
        "status": capture.status,
        "final_url": capture.final_url,
        "headers": [list(header) for header in capture.headers],
        "redirects": list(capture.redirects),
        "external_key": capture.external_key,
    }


def name_uri(policy: str, capture: Capture) -> str:
    """The address a page came from; of a file or a repository a name, since WARC asks for a URI."""
    for address in (capture.final_url, capture.source.locator):
        if address and address.startswith(("http://", "https://")) and not any(one.isspace() for one in address):
            return address
    return f"urn:policy:{policy}"


def name_type(capture: Capture) -> str:
    media_type = capture.media_type or "application/octet-stream"
    return f"{media_type}; charset={capture.charset}" if capture.charset else media_type


def make_id(*parts: str) -> str:
    """A record's id: the same for the same facts, so that exporting again gives the same file."""
    return f"<urn:uuid:{uuid.uuid5(NAMESPACE, json.dumps(parts))}>"


def write_date(moment: datetime) -> str:
    """WARC/1.1 takes fractions of a second: "2023-08-07T18:30:05.250Z"."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that stands at `path` when all of it was written, and not before."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb+") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def load_warcio() -> Any:  # noqa: ANN401 - of a library without types
    """The library of the extra `archives`. UsageError, with the way to get it, where it is not installed."""
    try:
        importlib.import_module("warcio.statusandheaders")
        importlib.import_module("warcio.warcwriter")
        return importlib.import_module("warcio")
    except ImportError as error:
        raise UsageError("archive files need a library that is not installed", hint=EXTRA) from error
