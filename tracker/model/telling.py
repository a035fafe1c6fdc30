"""The words of telling: messages and alerts, and how far each has come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tracker.values import Struct


class AlertState(StrEnum):
    """Where an alert stands. GATHERED waits for its digest; BUNDLED went into one and fares as that does."""

    PENDING = "pending"
    GATHERED = "gathered"
    BUNDLED = "bundled"
    SENT = "sent"
    FAILED = "failed"


class Message(Struct, frozen=True):
    """A copy of what will be sent, fixed when the alert was raised and the same whatever carries it.

    `thread` groups messages (a policy id, or a digest's subscription); `link` is the policy's own address, `page`
    that of our page that shows the news, where pages are served.
    `record` is the JSON object that programs receive, as text; its `subscription` is filled in on sending.
    """

    thread: str
    subject: str
    summary: str
    text: str
    html: str
    record: str
    occurred_at: datetime
    link: str | None = None
    page: str | None = None


class Alert(Struct, frozen=True):
    """One message for one address of one channel.

    `receipt_key` is the same for the same news whatever derivation it comes from, so nobody is told twice.
    `due_at` is when it may first be sent, `next_at` when it may next be tried.
    """

    receipt_key: str
    subscription: str
    channel: str
    address: str
    message: Message
    created_at: datetime
    due_at: datetime
    next_at: datetime
    state: AlertState = AlertState.PENDING
    attempts: int = 0
    sent_at: datetime | None = None
    error: str | None = None
    bundle: str | None = None
