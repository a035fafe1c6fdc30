"""A length of time on the command line -> a timedelta, read as config.toml has it."""

from __future__ import annotations

from datetime import timedelta

import click

from tracker.config.values import read_duration
from tracker.errors import UsageError


class DurationType(click.ParamType[timedelta]):
    """A length of time as config.toml has it: "6h", "30m", "1w"."""

    name = "duration"

    def convert(self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ARG002
        try:
            return read_duration(value) if isinstance(value, str) else value
        except ValueError as error:
            raise UsageError(f"{param.opts[0] if param else self.name}: {error}") from error
