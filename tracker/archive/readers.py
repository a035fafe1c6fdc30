"""A path -> archives open for reading that are lent again and again, each time for one moment of the record."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.archive.opening import Archive, identify_file, open_archive
from tracker.errors import ArchiveError
from tracker.values import Struct

KEPT = 4
"""Archives that stay open while nobody reads; each may keep 32 MB of the database in memory."""


class _Reader(Struct, frozen=True):
    """An open archive, and what stood at its path when it was opened: the file, and the schema in it."""

    archive: Archive
    file: tuple[object, ...]
    schema: int


class Readers:
    """Lends archives of one database to threads, each to one at a time. Tests: test_archive_readers.py.

    Whoever opens the database for every page of a website pays more for opening than for asking, and finds nothing of
    it in memory. Whoever keeps it open must notice when another file stands at its path, or another schema in it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[_Reader] = deque()

    @contextmanager
    def lend(self) -> Iterator[Archive]:
        """An archive in which nothing changes while it is lent, whoever writes. Raises ArchiveError as
        `open_archive` does."""
        reader, is_sound = self._take(), True
        try:
            with reader.archive.read():
                yield reader.archive
        except ArchiveError:
            is_sound = False
            raise
        finally:
            if is_sound and len(self._idle) < KEPT:
                self._idle.append(reader)
            else:
                reader.archive.close()

    def close(self) -> None:
        """Close those that nobody reads now."""
        while self._idle:
            self._idle.pop().archive.close()

    def _take(self) -> _Reader:
        """One that is idle, the last used first, if what it has open is what stands there now; else a new one."""
        file = identify_file(self._path)
        while self._idle:
            try:
                reader = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            if reader.file == file and reader.archive.count_schemas() == reader.schema:
                return reader
            reader.archive.close()
        archive = open_archive(self._path, read_only=True, is_shared=True)
        return _Reader(archive, file, archive.count_schemas())
