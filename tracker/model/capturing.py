"""The words of capturing: what came over the wire, with its provenance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

LIVE: Final = frozenset({"http", "browser"})
"""Kinds of sources that we looked at ourselves: they tell what is news, and when nobody looked."""


@dataclass(frozen=True, slots=True)
class Source:
    """Whence captures come: kind "http", "browser", "ota-versions", "ota-snapshots" or "files"; locator an address."""

    kind: str
    locator: str


@dataclass(frozen=True)
class Capture:
    """Bytes as received, with provenance. Immutable; the archive keeps it as a snapshot.

    `headers` keep their order and repeats, names lower-cased. `external_key` identifies a capture inside its
    source (a commit, a file's digest), so that importing twice adds nothing; None for live captures.
    `part` counts the pages of a combined document from 0. `redirects` lists every address on the way.
    """

    source: Source
    captured_at: datetime
    body: bytes
    media_type: str | None = None
    charset: str | None = None
    status: int | None = None
    final_url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[str, ...] = ()
    external_key: str | None = None
    part: int = 0
