"""Where one person's own small files lie: what was shown, and what is kept to be faster. Nothing here is the record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PLACES: Final = {"XDG_STATE_HOME": ".local/state", "XDG_CACHE_HOME": ".cache"}
"""The folders of the XDG Base Directory Specification, and where they are below the home folder by default."""


def find_own_folder(variable: str) -> Path | None:
    """The tracker's folder in `$XDG_STATE_HOME` or `$XDG_CACHE_HOME`, whether it is there yet or not.

    None where the person has no home folder, as a container's user by number alone.
    """
    named = os.environ.get(variable)
    if named and Path(named).is_absolute():  # the specification has others ignored
        return Path(named, "tracker")
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where there is none
    return Path(home, _PLACES[variable], "tracker") if Path(home).is_absolute() else None
