"""A look and the settings of a policy over time -> those it may be read with, and which of them find the document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.archive.policies import RecordedSettings
from tracker.believe.screen import screen_reading
from tracker.model import Reading


def choose_ways(settings: Sequence[RecordedSettings], recorded_at: datetime | None) -> tuple[RecordedSettings, ...]:
    """The settings that a look recorded then may be read with: the newest first, those of its time last, each once.

    A look from before all settings belongs to the first of them. `settings` are in order of time, one at least.
    """
    own = sum(recorded_at is not None and one.from_at <= recorded_at for one in settings[1:])
    ways: list[RecordedSettings] = []
    for one in reversed(settings[own:]):
        if all(one.settings != known.settings for known in ways):
            ways.append(one)
    return tuple(ways)


def finds_document(found: Reading, in_its_time: Reading | None, *, language: str | None = None) -> bool:
    """Whether newer settings find the document in an old look: they read something where the settings of its time read
    nothing, or what they read would not be doubted beside that (a sliver, an empty shell, a banner)."""
    if in_its_time is None:
        return True
    return screen_reading(found, in_its_time, language=language) is None
