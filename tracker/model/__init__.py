"""The words everyone uses: what is seen, read, compared and told, as frozen dataclasses.

Nothing here knows how anything is stored, fetched or shown. Times are aware UTC and end in `_at`;
calendar dates end in `_on`. Old comes before new everywhere.
"""

from tracker.model.asking import SearchHit, SearchSide, TrackedPolicy
from tracker.model.believing import (
    ChangeSet,
    Gap,
    HeldBecause,
    Judgement,
    Note,
    Observation,
    Outcome,
    Sighting,
    Version,
)
from tracker.model.capturing import LIVE, Capture, Source
from tracker.model.comparing import (
    Change,
    Comparison,
    Event,
    Kind,
    LinkChange,
    MovedText,
    Op,
    Ops,
    Significance,
    Verdict,
)
from tracker.model.reading import Block, BlockKind, DateKind, Link, Reading, ReadingSettings, Section, StatedDate
from tracker.model.telling import Alert, AlertState, Message

__all__ = [
    "LIVE",
    "Alert",
    "AlertState",
    "Block",
    "BlockKind",
    "Capture",
    "Change",
    "ChangeSet",
    "Comparison",
    "DateKind",
    "Event",
    "Gap",
    "HeldBecause",
    "Judgement",
    "Kind",
    "Link",
    "LinkChange",
    "Message",
    "MovedText",
    "Note",
    "Observation",
    "Op",
    "Ops",
    "Outcome",
    "Reading",
    "ReadingSettings",
    "SearchHit",
    "SearchSide",
    "Section",
    "Sighting",
    "Significance",
    "Source",
    "StatedDate",
    "TrackedPolicy",
    "Verdict",
    "Version",
]
