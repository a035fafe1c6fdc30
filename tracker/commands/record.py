"""A place -> its configuration, and its database opened."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

from tracker.archive.opening import Archive, open_archive
from tracker.commands.options import Place
from tracker.config import Config, load_config


def read_config(place: Place) -> Config:
    """The configuration; an empty one where no file stands and nobody named one. Raises ConfigError."""
    if not place.is_named and not place.config_path.exists():
        return Config()
    return load_config(place.config_path)


def open_record(place: Place, *, read_only: bool = False, must_exist: bool = False) -> Archive:
    """The database of the place, made on first use unless `read_only` or `must_exist`. Raises ArchiveError."""
    return open_archive(place.database_path, read_only=read_only, must_exist=must_exist)


def read_clock() -> datetime:
    """The one clock of the commands."""
    return datetime.now(UTC)


def name_person() -> str:
    """Who is at the keyboard, as the system knows them; "unknown" where it does not (a container without users)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
