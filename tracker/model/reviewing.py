"""The words of reviewing: what people made of what was told to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tracker.model.looking import News
from tracker.values import Struct


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


class ReviewMark(Struct, frozen=True):
    """What a person made of a change set, and whose it is from then on."""

    change_set: str
    state: ReviewState
    by: str
    at: datetime
    assignee: str | None = None


class InboxItem(Struct, frozen=True):
    """A change set that was told, and how far people are with it (None: nobody has said)."""

    news: News
    mark: ReviewMark | None = None

    @property
    def state(self) -> ReviewState:
        return self.mark.state if self.mark else ReviewState.OPEN
