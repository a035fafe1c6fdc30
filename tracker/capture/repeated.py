"""The bodies that later records of an archive may repeat, by digest or by name, kept out of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import NamedTuple


class Repeatable(NamedTuple):
    """What a record holds that another may repeat."""

    body: bytes
    media_type: str | None
    charset: str | None


class BodyStore:
    """A file without a name, which goes when it is closed; a few bodies stay in memory."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115 - it lives as long as the store
        self._places: dict[str, tuple[int, int, str | None, str | None]] = {}

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def add(self, names: Iterable[str], body: bytes, media_type: str | None = None, charset: str | None = None) -> None:
        """Keep a body under all names that are new."""
        fresh = [name for name in names if name and name not in self._places]
        if fresh:
            self._file.seek(0, 2)
            place = (self._file.tell(), len(body), media_type, charset)
            self._file.write(body)
            self._places |= dict.fromkeys(fresh, place)

    def find(self, *names: str) -> Repeatable | None:
        """The body of the first name that is known."""
        place = next((self._places[name] for name in names if name in self._places), None)
        if place is None:
            return None
        start, size, media_type, charset = place
        self._file.seek(start)
        return Repeatable(self._file.read(size), media_type, charset)
