"""A file a person names -> its reading."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tracker.errors import ReadingError, TrackerError, explain_bug
from tracker.fence.documents import read_in_bounds
from tracker.model import Reading, ReadingSettings
from tracker.read.document import Part

_STDIN = Path("-")
Read = Callable[[Sequence[Part], ReadingSettings], Reading]


def read_file(path: Path, settings: ReadingSettings, *, read: Read = read_in_bounds) -> Reading:
    """Read one file, or what comes in for "-"; the format is told by its content, then by its name.

    Raises ReadingError (or a child of it) naming the file, also where the file itself cannot be opened.
    """
    try:
        body = sys.stdin.buffer.read() if path == _STDIN else path.read_bytes()
    except OSError as error:
        raise ReadingError(f"cannot open {path}: {error.strerror or error}") from error
    try:
        return read([Part(body, name=path.name)], settings)
    except ReadingError as error:
        raise type(error)(f"{path}: {error.message}", hint=error.hint) from error
    except (TrackerError, MemoryError):
        raise
    except Exception as error:
        raise explain_bug(error, f"{path}: the page could not be read") from error
