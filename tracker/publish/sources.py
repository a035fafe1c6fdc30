"""Whence a text came -> words for people and a record for programs: from where, and what its date means."""

from __future__ import annotations

from typing import Any, Final

from tracker.addresses import mask_secrets
from tracker.model import Source

SOURCE_WORDS: Final = {
    "ota-versions": "recorded in {}; the date is when that archive looked",
    "ota-snapshots": "recorded in {}; the date is when that archive looked",
    "git": "committed in {}; the date is the commit's",
    "wayback": "captured by {}; the date is the capture's",
    "warc": "captured in {}; the date is the capture's",
    "files": "taken from {}; the date is what a person or the file's name says",
}


def describe_source(source: Source | None) -> str | None:
    """Of what is imported: from where, and what its date means; None of a look of our own."""
    words = SOURCE_WORDS.get(source.kind) if source else None
    return words.format(mask_secrets(source.locator)) if words and source else None


def source_record(source: Source | None) -> dict[str, Any] | None:
    """Whence a text came: "http" and "browser" are our own looks, all else is imported."""
    return {"kind": source.kind, "locator": mask_secrets(source.locator)} if source else None
