"""Alerts that waited -> one digest, where policies that changed the same words are one entry. A joint: across meets
publish."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from tracker.ask.shared import fold_told
from tracker.model import Alert, Message
from tracker.publish.digests import make_digest
from tracker.publish.feedfold import read_told_record


def gather_digest(members: Sequence[Alert], *, now: datetime, messages: Sequence[Message] | None = None) -> Alert:
    """What `make_digest` makes of its members, with the wording that went round among them told once; `messages` are
    told in place of their own."""
    told = [
        read_told_record(json.loads(message.record)) for message in messages or [member.message for member in members]
    ]
    return make_digest(members, messages, now=now, shared=fold_told(told))
