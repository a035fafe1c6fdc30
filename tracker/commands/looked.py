"""What one person was shown of one database <-> a small file in that person's own state folder.

Kept apart from the database, which several people may share and which may be read-only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from tracker.commands.speaking import complain


def looked_path(database: Path) -> Path:
    """`$XDG_STATE_HOME/tracker/looked-<digest>`, one file a database."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    digest = hashlib.sha256(str(database.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return state / "tracker" / f"looked-{digest}"


def read_looked(database: Path) -> frozenset[str]:
    """The ids of the change sets this person has been shown."""
    try:
        return frozenset(looked_path(database).read_text("utf-8").split())
    except FileNotFoundError:
        return frozenset()


def write_looked(database: Path, shown: Iterable[str]) -> None:
    """Add to what this person has been shown. Where the folder cannot be written a warning says so."""
    path = looked_path(database)
    try:
        known = read_looked(database)
        if known.issuperset(shown := frozenset(shown)):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_text("\n".join(sorted(known | shown)) + "\n", "utf-8")
        partial.replace(path)
    except OSError as error:
        complain(f"--since last will not know of this look: {path}: {error.strerror}")
