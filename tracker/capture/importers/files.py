"""Files on disk -> captures by hand, dated by the person or by an ISO date in the file name."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tracker.compiled import compile_pattern
from tracker.errors import ImportSourceError
from tracker.model import Capture, Source

# "terms-2023-08-07.html", "terms_2023-08-07T18-30-00Z.html", "2023-08-07T18:30:05.html"
DATED_NAME = compile_pattern(
    r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:[T_ ](\d{2})[:.\-]?(\d{2})(?:[:.\-]?(\d{2}))?)?(?![\d])"
)
MARKDOWN = {".md": "text/markdown", ".markdown": "text/markdown"}


def read_files(paths: Sequence[Path | str], at: datetime | None = None) -> Iterator[Capture]:
    """A capture of each file, oldest first; a folder stands for the files in it. All are dated before any is read.

    Raises ImportSourceError: no such file, no date in the name and none given, nothing there.
    """
    dated = [(at or date_file(path), path) for path in list_files(paths)]
    if not dated:
        raise ImportSourceError("no files to import")
    for captured_at, path in sorted(dated, key=lambda one: (one[0], str(one[1]))):
        yield read_file(path, captured_at)


def read_file(path: Path, captured_at: datetime) -> Capture:
    """One file as a capture. Its key is its bytes at that time: the same file twice adds nothing, moved or renamed."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ImportSourceError(f"cannot read {path}: {error.strerror}") from error
    digest = hashlib.sha256(body).hexdigest()[:32]
    media_type = MARKDOWN.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0]
    return Capture(
        source=Source("files", str(path.resolve())),
        captured_at=captured_at,
        body=body,
        media_type=media_type,
        external_key=f"{digest}@{captured_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def list_files(paths: Sequence[Path | str]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            raise ImportSourceError(f"no file {path}")


def date_file(path: Path) -> datetime:
    """The moment an ISO date in the file name says, midnight UTC without a time. Raises ImportSourceError."""
    for match in DATED_NAME.finditer(path.name):
        numbers = [int(digits) for digits in match.groups() if digits is not None]
        try:
            return datetime(*numbers[:3], *numbers[3:], tzinfo=UTC)  # type: ignore[misc,arg-type]
        except ValueError:  # "2023-13-45" is a number, not a date
            continue
    hint = "give --at DATE, or name the file like terms-2023-08-07.html"
    raise ImportSourceError(f"no date in the name of {path}", hint=hint)
