"""What feeds are made from -> whether a folder holds just those feeds already, so that nothing need be read or written.

A mark beside the feeds says from which state they were made and which files they are. A state that is the same, with
every file as it was left, means that the slow way would leave everything untouched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tracker.archive import Archive
from tracker.config import Config
from tracker.publish.files import write_inside
from tracker.track.stamp import read_stamp

FEED_MARK = ".tracker-feeds"
"""The mark's file. Its name begins with a dot: no feed's does, and web servers list none."""


def digest_state(archive: Archive, config: Config, folder: Path, *options: object) -> str:
    """A word that is another whenever anything feeds tell may be: the program, what is configured, what is believed
    and decided, which pages of changes lie in the folder, and what was asked for."""
    beliefs = archive.tallies.beliefs()
    pages = [_read_time(folder / str(belief[0]) / "changes") for belief in beliefs]
    covered = [read_stamp(), repr(config), beliefs, archive.tallies.last_decisions(), pages, options]
    return hashlib.sha256(json.dumps(covered, default=str).encode()).hexdigest()


def read_mark(folder: Path, state: str) -> Mapping[str, Any] | None:
    """What was noted of the feeds in a folder; None where they were made from another state, or a file is not as it
    was left."""
    try:
        mark = json.loads((folder / FEED_MARK).read_text("utf-8"))
        if mark["state"] != state or any(_read_print(folder / name) != left for name, left in mark["files"].items()):
            return None
        noted: Mapping[str, Any] = mark["noted"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return noted


def write_mark(folder: Path, state: str, names: Iterable[str], noted: Mapping[str, Any]) -> None:
    """Note that these files were made from a state. Raises DeliveryError."""
    files = {name: _read_print(folder / name) for name in names}
    write_inside(folder, FEED_MARK, json.dumps({"state": state, "files": files, "noted": noted}).encode())


def _read_print(path: Path) -> list[int]:
    """Size and time of a file: another program that writes it changes one of them. Raises OSError."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _read_time(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
