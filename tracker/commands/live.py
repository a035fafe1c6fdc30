"""A place -> the record as the pages of a server ask it: database and configuration stay open between requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tracker.archive.readers import Readers
from tracker.ask.record import OpenRecord
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.options import Place
from tracker.commands.site import list_watched
from tracker.model import WatchedPolicy
from tracker.values import Struct


class _Said(Struct, frozen=True):
    """What pages need of the configuration, and what its file was when that was read."""

    file: tuple[int, ...] | None
    watched: Mapping[str, WatchedPolicy]
    dead_after: int


class LiveRecord:
    """Called for each request. Tests: test_pages_live.py."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._readers = Readers(place.database_path)
        self._said: _Said | None = None

    @contextmanager
    def __call__(self) -> Iterator[OpenRecord]:
        """The record at one moment, read-only. Raises ArchiveError, ConfigError."""
        said = self._read_config()
        with self._readers.lend() as archive:
            yield OpenRecord(archive, read_clock(), said.watched, said.dead_after)

    def _read_config(self) -> _Said:
        """Read again only where the file is another: one with 2,000 policies takes longer to read than any page."""
        file, said = _identify(self._place.config_path), self._said
        if said is None or said.file != file:
            config = read_config(self._place)
            said = self._said = _Said(file, list_watched(config), config.tracker.dead_after)
        return said


def _identify(path: Path) -> tuple[int, ...] | None:
    """What is different when a file was written; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
