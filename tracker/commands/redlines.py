"""The words that name a redline on the command line -> the redline, its first page, and the file it is written to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import cast

import click

from tracker.ask.redline import ask_redline
from tracker.commands.clock import read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Command, Place
from tracker.commands.speaking import print_answer
from tracker.errors import UsageError
from tracker.export.cover import Cover, describe_redline
from tracker.export.tracked import TrackedText, track_changes
from tracker.model import RedlineAnswer
from tracker.publish.contract import write_time
from tracker.publish.files import write_atomically
from tracker.values import Struct


class RedlineWish(Struct, frozen=True):
    """Which redline is wanted, and how it is to be made."""

    policy: str
    old: str | None
    new: str | None
    change_set: str | None
    clause: str | None
    with_cosmetic: bool
    as_moves: bool
    output: Path | None


class Redline(Struct, frozen=True):
    """A redline that is ready to be written in some format."""

    answer: RedlineAnswer
    tracked: TrackedText
    cover: Cover


def redline_options(command: Command) -> Command:
    """Add POLICY FROM TO and the options that choose a redline; the command receives `wish: RedlineWish`."""

    @wraps(command)
    def call(*args: object, **kwargs: object) -> object:
        names = RedlineWish.__struct_fields__
        wish = RedlineWish(**{name: kwargs.pop(name) for name in names})  # type: ignore[arg-type]
        return command(*args, wish=wish, **kwargs)

    wrapped: Callable[..., object] = call
    for option in (
        click.option(
            "-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="[POLICY-DATE in this folder]"
        ),
        click.option(
            "--moves/--no-moves",
            "as_moves",
            default=True,
            help="Track what moved as moved, or as deleted and inserted.",
        ),
        click.option(
            "--cosmetic/--no-cosmetic",
            "with_cosmetic",
            default=True,
            help="Track changes of form alone, or only the substance.",
        ),
        click.option("--clause", metavar="CLAUSE", help="Only this clause and what stands under it."),
        click.option("--change-set", metavar="ID", help="What one change set changed, instead of FROM and TO."),
        click.argument("new", required=False, metavar="[TO]"),
        click.argument("old", required=False, metavar="[FROM]"),
        click.argument("policy"),
    ):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


def read_redline(place: Place, wish: RedlineWish) -> Redline:
    """Ask the record for the redline. Raises NotFoundError with near misses, UsageError."""
    if wish.change_set is not None and wish.old is not None:
        raise UsageError("FROM and TO name two versions, --change-set names a step", hint="use one or the other")
    with open_record(place, read_only=True) as archive:
        answer = ask_redline(
            *(archive, wish.policy, wish.old, wish.new),
            change_set=wish.change_set,
            clause=wish.clause,
            now=read_clock(),
        )
    tracked = track_changes(answer, with_cosmetic=wish.with_cosmetic, as_moves=wish.as_moves)
    return Redline(answer, tracked, describe_redline(answer, tracked, with_cosmetic=wish.with_cosmetic))


def write_redline(redline: Redline, content: bytes, wish: RedlineWish, *, ending: str, as_json: bool) -> None:
    """Write the file, whole or not at all, and say so. Raises DeliveryError where it cannot be written."""
    answer = redline.answer
    day = answer.new.origin.observed_at
    target = wish.output or Path(f"{answer.policy.id.replace('/', '-')}-{day:%Y-%m-%d}.{ending}")
    write_atomically(target, content)
    record = {
        "schema": "tracker.export.redline/1",
        "format": ending,
        "file": str(target),
        "bytes": len(content),
        "policy": answer.policy.id,
        "old": {"version": answer.old.ordinal, "observed_at": write_time(answer.old.origin.observed_at)},
        "new": {"version": answer.new.ordinal, "observed_at": write_time(day)},
        "change_set": answer.change_set,
        "clause": answer.clause,
    }
    print_answer(record, f"Written to {target} ({len(content) / 1e3:.0f} kB).", as_json=as_json)
