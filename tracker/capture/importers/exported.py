"""The records of an archive file that this program exported -> the looks as they were recorded.

Beside each look's pages stands a `metadata` record that says what the database knew of it: docs/back-history.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.capture.repeated import BodyStore
from tracker.capture.unpacking import TornError
from tracker.capture.warc import WarcRecord
from tracker.model import EXPORT_FIELD, LOOK_SCHEMA, POLICY_SCHEMA, Capture, PastLook, ReadingSettings, Source
from tracker.values import Struct, field


class ExportedPolicy(Struct, frozen=True):
    """What an export says of a policy before its looks."""

    policy: str
    name: str
    settings: ReadingSettings


def is_export(warcinfo: bytes) -> bool:
    """Whether the fields of a `warcinfo` say that this program wrote the file."""
    lines = warcinfo.decode("utf-8", "replace").splitlines()
    return any(line.lower().startswith(f"{EXPORT_FIELD}: 1") for line in lines)


class ExportedLooks(Struct):
    """Reads one exported file, record by record."""

    bodies: BodyStore = field(default_factory=BodyStore)

    def take(self, record: WarcRecord, max_bytes: int) -> tuple[str, PastLook] | ExportedPolicy | None:
        """The look or policy that a record completes. Raises TornError for one that is not as we write it."""
        name = record.headers.get("warc-record-id", "")
        if record.type in ("response", "resource"):
            self.bodies.add((name, record.headers.get("warc-payload-digest", "")), record.read_body(max_bytes))
        elif record.type == "revisit":
            known = self.bodies.find(record.headers.get("warc-payload-digest", ""))
            if known is None:
                raise TornError("it repeats a record that could not be read")
            self.bodies.add((name,), known.body)
        elif record.type == "metadata":
            try:
                return self._read(json.loads(record.read_body(max_bytes)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise TornError(f"it is not as an export writes it ({error})") from error
        return None

    def _read(self, said: Mapping[str, Any]) -> tuple[str, PastLook] | ExportedPolicy | None:
        if said["schema"] == POLICY_SCHEMA:
            return ExportedPolicy(said["policy"], said["name"], read_settings(said["settings"]))
        if said["schema"] != LOOK_SCHEMA:
            return None
        captures = tuple(self._read_part(part, number) for number, part in enumerate(said["parts"]))
        observed_at = datetime.fromisoformat(said["observed_at"])
        is_unmodified = said["outcome"] == "not-modified"
        return said["policy"], PastLook(observed_at, captures, said["error"], is_unmodified, is_exact=True)

    def _read_part(self, said: Mapping[str, Any], number: int) -> Capture:
        known = self.bodies.find(said["record"])
        if known is None:
            raise TornError(f"its page {said['record']} could not be read")
        return Capture(
            source=Source(said["source"]["kind"], said["source"]["locator"]),
            captured_at=datetime.fromisoformat(said["captured_at"]),
            body=known.body,
            media_type=said["media_type"],
            charset=said["charset"],
            status=said["status"],
            final_url=said["final_url"],
            headers=tuple((str(name), str(value)) for name, value in said["headers"]),
            redirects=tuple(map(str, said["redirects"])),
            external_key=said["external_key"] or str(said["record"]).strip("<>"),
            part=number,
        )


def read_settings(said: Mapping[str, Any]) -> ReadingSettings:
    """The reading settings that an export names; those that this release does not know are left out."""
    return ReadingSettings(
        select=tuple(said.get("select") or ()),
        remove=tuple(said.get("remove") or ()),
        language=said.get("language"),
        fragment=said.get("fragment"),
    )
