"""The name of a command -> its other half, loaded once there is something for it to do (docs/decisions/0104)."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

HALVES: Final = {"check": "check_round"}
"""Commands that mostly find nothing to do, and the file of `commands/` that does it."""


def load_half(command: str) -> ModuleType:
    """What does the work of a command. A test loads every one, so that none fails late."""
    return import_module(f"tracker.commands.{HALVES[command]}")
