"""What one person was shown of one database <-> a small file in that person's own state folder.

Kept apart from the database, which several people may share and which may be read-only. Whoever has been shown all that
was told up to a moment needs no list of it: only of what was told within a day before it, for who tells may have read
the clock a while before.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from tracker.commands.speaking import complain
from tracker.own_folders import find_own_folder
from tracker.values import Struct

_ALL_UNTIL = "until:"
_MARGIN = timedelta(days=1)


class Looked(Struct, frozen=True):
    """The ids of change sets that a person was shown, and the moment up to which all that was told was."""

    ids: frozenset[str] = frozenset()
    until: datetime | None = None

    @property
    def told_from(self) -> datetime | None:
        """The moment before which nothing is new to this person; None where anything may be."""
        return self.until - _MARGIN if self.until else None


def looked_path(database: Path) -> Path | None:
    """`$XDG_STATE_HOME/tracker/looked-<digest>`, one file a database; None for a person without a home folder."""
    state = find_own_folder("XDG_STATE_HOME")
    if state is None:
        return None
    digest = hashlib.sha256(str(database.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return state / f"looked-{digest}"


def read_looked(database: Path) -> Looked:
    """What this person has been shown; nothing where no file says so, or one that nobody can read."""
    path = looked_path(database)
    if path is None:
        return Looked()
    try:
        words = path.read_text("utf-8", "replace").split()
    except FileNotFoundError:
        return Looked()
    until = _read_moment(words[0].removeprefix(_ALL_UNTIL)) if words and words[0].startswith(_ALL_UNTIL) else None
    return Looked(frozenset(word for word in words if word.isalnum()), until)


def write_looked(
    database: Path,
    shown: Iterable[str],
    *,
    until: datetime | None = None,
    list_recent: Callable[[], Collection[str]] = tuple,
) -> None:
    """Add to what this person has been shown. Where the folder cannot be written a warning says so.

    With `until` it is all that was told up to then; `list_recent` gives the ids of what was told of late, of which
    alone it is kept which were shown.
    """
    path = looked_path(database)
    if path is None:
        complain("--since last will not know of this look: there is no home folder; set XDG_STATE_HOME")
        return
    try:
        known = read_looked(database)
        ids = known.ids | frozenset(shown)
        if until and (known.until is None or until > known.until):
            now = Looked(ids & frozenset(list_recent()), until)
        else:
            now = Looked(ids, known.until)
        if now == known:
            return
        head = [f"{_ALL_UNTIL}{now.until.isoformat()}"] if now.until else []
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_text("\n".join([*head, *sorted(now.ids)]) + "\n", "utf-8")
        partial.replace(path)
    except OSError as error:
        complain(f"--since last will not know of this look: {path}: {error.strerror}")


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
