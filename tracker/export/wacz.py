"""A WARC and what was written into it -> a WACZ: one ZIP file with the archive, its index and a list of pages.

https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from tracker.export.warc import Written

VERSION: Final = "1.1.1"
ARCHIVE: Final = "archive/data.warc.gz"
PIECE: Final = 1 << 20


def write_wacz(out: BinaryIO, warc: Path, written: Sequence[Written], *, software: str, now: datetime) -> None:
    """Put a WARC into a WACZ. Nothing in it is compressed twice."""
    index = "".join(sorted(write_line(one, ARCHIVE.partition("/")[2]) for one in written if is_web(one)))
    files = {"indexes/index.cdx": index.encode(), "pages/pages.jsonl": write_pages(written).encode()}
    resources = [describe(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        stamp = now.astimezone(UTC).timetuple()[:6]
        resources.insert(0, _copy_file(archive, warc, stamp))
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "created": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "software": software,
            "resources": resources,
        }
        files["datapackage.json"] = json.dumps(package, indent=2).encode()
        digest = f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"
        files["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": digest}).encode()
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), data)


def _copy_file(archive: zipfile.ZipFile, warc: Path, stamp: tuple[int, ...]) -> dict[str, object]:
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo(ARCHIVE, stamp)  # type: ignore[arg-type]
    with warc.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            target.write(piece)
    return describe(ARCHIVE, digest.hexdigest(), warc.stat().st_size)


def describe(path: str, digest: str, size: int) -> dict[str, object]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{digest}", "bytes": size}


def is_web(one: Written) -> bool:
    return one.uri.startswith(("http://", "https://"))


def write_line(one: Written, filename: str) -> str:
    """A page as a line of CDXJ."""
    fields = {
        "url": one.uri,
        "mime": one.media_type if one.is_page else "warc/revisit",
        "status": str(one.status) if one.status else "-",
        "digest": one.digest.partition(":")[2],
        "length": str(one.length),
        "offset": str(one.start),
        "filename": filename,
    }
    return f"{make_surt(one.uri)} {write_stamp(one.captured_at)} {json.dumps(fields)}\n"


def write_pages(written: Sequence[Written]) -> str:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    pages = [
        {"url": one.uri, "ts": one.captured_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")}
        for one in written
        if is_web(one) and one.is_page
    ]
    return "".join(f"{json.dumps(line)}\n" for line in (head, *pages))


def make_surt(url: str) -> str:
    """An address as indexes sort it: 'https://www.example.org/Terms?b=2&a=1' -> 'org,example)/terms?a=1&b=2'."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = parts.path.lower().rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){path}{'?' + query if query else ''}"


def write_stamp(moment: datetime) -> str:
    """The fourteen figures of an index: 20230807183005."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
