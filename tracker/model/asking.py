"""The words of asking: what the archive answers when somebody looks something up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class TrackedPolicy:
    """A policy the database knows, whether or not a configuration names it now."""

    id: str
    name: str
    added_at: datetime


SearchSide = Literal["now", "first", "inserted", "deleted"]


@dataclass(frozen=True)
class SearchHit:
    """A place where words were found: in a text that stands ("now"), in the first text seen ("first"), or in the
    words that a change set put in or took out. `excerpt` has the words between "[" and "]"."""

    policy: str
    side: SearchSide
    observed_at: datetime
    path: str | None
    heading: str | None
    clause: str | None
    excerpt: str
    change_set: str | None = None
