"""A JSON object and the line it is written on: what every command that prints JSON needs, and nothing of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.errors import TrackerError

Record = dict[str, Any]
"""A JSON object: what `dump_record` writes on one line."""


def dump_record(record: Mapping[str, Any]) -> str:
    """One line of JSON as UTF-8 text; text that UTF-8 cannot hold (half a surrogate pair) comes escaped."""
    text = json.dumps(record, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(record)
    return text


def error_record(error: TrackerError) -> Record:
    """What went wrong, by kind and message."""
    return {"kind": error.kind, "message": str(error)}
