"""A file a person names -> its reading."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import ReadingError
from tracker.model import Reading, ReadingSettings
from tracker.read.document import read_document


def read_file(path: Path, settings: ReadingSettings) -> Reading:
    """Read one file; the format is told by its content, then by its name.

    Raises ReadingError (or a child of it) naming the file, also where the file itself cannot be opened.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ReadingError(f"cannot open {path}: {error.strerror or error}") from error
    try:
        return read_document(body, name=path.name, settings=settings)
    except ReadingError as error:
        raise type(error)(f"{path}: {error.message}", hint=error.hint) from error
