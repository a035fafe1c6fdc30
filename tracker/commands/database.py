"""A place -> its database opened, by commands that need nothing else."""

from __future__ import annotations

from tracker.archive.opening import Archive, open_archive
from tracker.commands.options import Place


def open_record(place: Place, *, read_only: bool = False, must_exist: bool = False) -> Archive:
    """The database of the place, made on first use unless `read_only` or `must_exist`. Raises ArchiveError."""
    return open_archive(place.database_path, read_only=read_only, must_exist=must_exist)
