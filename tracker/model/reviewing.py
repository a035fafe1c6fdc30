"""The words of reviewing: what people made of what was told to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.looking import News


class ReviewState(StrEnum):
    """How far people are with a change set. OPEN is where all begin."""

    OPEN = "open"
    REVIEWED = "reviewed"
    NOT_RELEVANT = "not-relevant"
    NEEDS_ACTION = "needs-action"

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to look at it again."""
        return self in (ReviewState.REVIEWED, ReviewState.NOT_RELEVANT)


@dataclass(frozen=True)
class ReviewMark:
    """What a person made of a change set, and whose it is from then on."""

    change_set: str
    state: ReviewState
    by: str
    at: datetime
    assignee: str | None = None


@dataclass(frozen=True)
class InboxItem:
    """A change set that was told, and how far people are with it (None: nobody has said)."""

    news: News
    mark: ReviewMark | None = None

    @property
    def state(self) -> ReviewState:
        return self.mark.state if self.mark else ReviewState.OPEN
