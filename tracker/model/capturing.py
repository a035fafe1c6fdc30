"""The words of capturing: what came over the wire, with its provenance."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tracker.values import Struct

LIVE: Final = frozenset({"http", "browser"})
"""Kinds of sources that we looked at ourselves: they tell what is news, and when nobody looked."""


ARCHIVED: Final = frozenset({"wayback", "warc"})
"""Kinds of sources that others looked at now and then, and kept as it was: rarely, so that silence says little."""

EXPORT_FIELD: Final = "tracker-export"
"""The field of a WARC's `warcinfo` that says that a tracker exported the file, with the number of its form."""

LOOK_SCHEMA: Final = "tracker.look/1"
POLICY_SCHEMA: Final = "tracker.policy/1"
"""What the metadata records of such a file hold."""


class Source(Struct, frozen=True):
    """Whence captures come: kind "http", "browser", "ota-versions", "ota-snapshots", "git", "files", "warc" or
    "wayback"; locator an address."""

    kind: str
    locator: str


class Capture(Struct, frozen=True):
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


class PastLook(Struct, frozen=True):
    """One look that somebody else took, or that we took into another database: all pages of the document, or why there
    was none.

    An `error` stands beside a capture without a body, which says what source it is of. `is_unmodified`: the captures
    are those of the look before. `is_exact`: it is a look of another database, and one of the same moment is the same.
    """

    observed_at: datetime
    captures: tuple[Capture, ...]
    error: str | None = None
    is_unmodified: bool = False
    is_exact: bool = False
