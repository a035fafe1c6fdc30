"""A file -> a lock that one process holds and that its crash releases."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import ArchiveError, HeldError


@contextmanager
def hold_lock(database: Path, purpose: str) -> Iterator[None]:
    """Hold the lock of one purpose ("run", "delivery") beside a database. Raises HeldError at once if it is taken.

    The kernel lets go of it when the process ends, however it ends; the file stays behind and means nothing.
    """
    path = database.with_name(f"{database.name}.{purpose}.lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ArchiveError(f"cannot make the lock file {path}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _held(handle, database, purpose) from error
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def _held(handle: int, database: Path, purpose: str) -> HeldError:
    written = os.read(handle, 32).strip()
    holder = int(written) if written.isdigit() else None
    who = f"process {holder}" if holder else "another process"
    return HeldError(f"{who} holds the {purpose} lock of {database}", holder=holder)
