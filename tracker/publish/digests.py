"""Alerts of one reader -> one digest, and "weekly mon 08:00" -> the next moment it stands for. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.model import Alert, AlertState, Message, SharedWords
from tracker.publish.across_contract import shared_record
from tracker.publish.contract import write_time
from tracker.publish.digest_pages import find_leading, write_digest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AT_ONCE = "at once"


def next_due_at(when: str, timezone: str, now: datetime) -> datetime:
    """When an alert raised at `now` may be sent: now, or the first "daily 08:00" / "weekly mon 08:00" after it.

    Local times in `timezone`. In the hour that summer time skips, the digest goes out an hour later by the clock; in
    the hour that comes twice, the first time only.
    """
    if when == AT_ONCE:
        return now
    words = when.split()
    zone = ZoneInfo(timezone)
    at = time.fromisoformat(words[-1])
    day = now.astimezone(zone).date()
    if words[0] == "weekly":
        day += timedelta(days=(DAYS.index(words[1]) - day.weekday()) % 7)
    step = timedelta(days=7 if words[0] == "weekly" else 1)
    due = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    while due <= now:
        day += step
        due = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    return due


def make_digest(
    members: Sequence[Alert],
    messages: Sequence[Message] | None = None,
    *,
    now: datetime,
    shared: Sequence[SharedWords] = (),
) -> Alert:
    """One alert that says what its members (same subscription, channel and address) say, in their order, or else
    `messages`.

    Its receipt key is made of theirs: the same members are the same digest. `shared` are the messages that tell of the
    same words: each is one entry, which names all its policies.
    """
    first = members[0]
    key = hashlib.sha256("\n".join(["digest", *(member.receipt_key for member in members)]).encode()).hexdigest()[:40]
    messages = [member.message for member in members] if messages is None else messages
    leading, (subject, text, html) = find_leading(messages), write_digest(first.subscription, messages, shared)
    record = {
        "schema": "tracker.digest/1",
        "due_at": write_time(first.due_at),
        "items": [json.loads(message.record) for message in messages],
        "shared": [shared_record(one) for one in shared],
    }
    return Alert(
        receipt_key=key,
        subscription=first.subscription,
        channel=first.channel,
        address=first.address,
        message=Message(
            thread=f"digest {first.subscription}",
            subject=subject,
            summary="\n".join(f"{message.subject}: {message.summary}" for message in messages),
            text=text,
            html=html,
            record=json.dumps(record, ensure_ascii=False),
            occurred_at=messages[-1].occurred_at,
            link=leading.link,
            page=leading.page,
        ),
        created_at=now,
        due_at=first.due_at,
        next_at=now,
        state=AlertState.PENDING,
    )
