"""The outcomes of a round of looks -> the exit status of `tracker check`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

FailOn = Literal["any", "all", "never"]
FAIL_ON: tuple[FailOn, ...] = ("any", "all", "never")
"""Which failing pages make a round fail: any of them, only all of them together, or none."""


def choose_status(outcomes: Collection[str], *, fail_on: FailOn, exit_code: bool) -> int:
    """The exit status of a round that had these outcomes: 1 where it failed; with `exit_code` as diff(1) has it."""
    failed = {"any": "error" in outcomes, "all": set(outcomes) == {"error"}, "never": False}[fail_on]
    if not exit_code:
        return int(failed)
    return 2 if failed else int("changed" in outcomes)
