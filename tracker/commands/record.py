"""What commands need that change a record: database, configuration, clock, and who is at the keyboard."""

from __future__ import annotations

import getpass

from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record

__all__ = ["name_person", "open_record", "read_clock", "read_config"]


def name_person() -> str:
    """Who is at the keyboard, as the system knows them; "unknown" where it does not (a container without users)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
