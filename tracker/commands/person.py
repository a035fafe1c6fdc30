"""The system -> who is at the keyboard."""

from __future__ import annotations

import getpass


def name_person() -> str:
    """Who is at the keyboard, as the system knows them; "unknown" where it does not (a container without users)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
