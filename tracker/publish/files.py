"""Bytes -> a file that a reader sees whole or not at all, and that stays in its folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tracker.errors import DeliveryError, RejectedError
from tracker.names import is_inside


def write_inside(folder: Path, name: str, content: bytes) -> bool:
    """`write_atomically` for a file whose name is made of what others wrote ("policy/acme/terms.rss").

    Raises RejectedError for a name that leaves the folder; DeliveryError.
    """
    if not is_inside(name):
        raise RejectedError(f"{name!r} is no name for a file in {folder}: nothing was written")
    return write_atomically(folder / name, content)


def write_atomically(path: Path, content: bytes) -> bool:
    """Replace the file if it differs; returns whether it did. Folders are made. Raises DeliveryError."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DeliveryError(f"cannot write {path}: {error.strerror or error}") from error
    return True
