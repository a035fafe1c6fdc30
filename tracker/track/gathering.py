"""Alerts that waited -> one digest, where policies that changed the same words are one entry. A joint: across meets
publish."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.across.sharing import Moved, Runs, fold_shared, read_moved
from tracker.model import Alert, Significance
from tracker.publish.contract import Record
from tracker.publish.digests import make_digest


def gather_digest(members: Sequence[Alert], *, now: datetime) -> Alert:
    """What `make_digest` makes of its members, with the wording that went round among them told once."""
    moved = [_read_moved(json.loads(member.message.record)) for member in members]
    return make_digest(members, now=now, shared=fold_shared(moved))


def _read_moved(record: Record) -> Moved:
    """What an alert tells that its policy changed; nothing where it is a notice."""
    return read_moved(str(record.get("policy", "")), _list_told(record))


def _list_told(record: Record) -> Iterator[Runs]:
    changes = record.get("changes", [])
    matched = record.get("matched")
    for index, change in enumerate(changes):
        is_told = matched is None or index in matched
        if is_told and change["significance"] == Significance.SUBSTANTIVE.value and not change["is_ripple"]:
            yield change["inserted"], change["deleted"]
