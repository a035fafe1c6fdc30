"""The options every command shares -> where its configuration and database are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from tracker.errors import TrackerError, UsageError
from tracker.names import canonical_id
from tracker.values import Struct

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_CONFIG = Path("config.toml")
DEFAULT_DATABASE = Path("snapshots") / "tracker.db"


class Place(Struct, frozen=True):
    """Where the configuration and the database of one call are. `is_named` where a person named the config file."""

    config_path: Path
    database_path: Path
    is_named: bool = False


def find_place(config: Path | None, database: Path | None) -> Place:
    """Without names: config.toml in the current folder, and snapshots/tracker.db beside the config."""
    config_path = config or DEFAULT_CONFIG
    return Place(
        config_path=config_path,
        database_path=database or config_path.parent / DEFAULT_DATABASE,
        is_named=config is not None,
    )


def place_options(command: Command) -> Command:
    """Add --config, --database and --color; the command receives `place: Place`."""

    @wraps(command)
    def call(*args: object, config_file: Path | None, database_file: Path | None, **kwargs: object) -> object:
        return command(*args, place=find_place(config_file, database_file), **kwargs)

    wrapped: Callable[..., object] = color_option(call)
    for option in (
        click.option(
            "--database",
            "database_file",
            type=click.Path(path_type=Path, dir_okay=False),
            envvar="TRACKER_DATABASE",
            metavar="FILE",
            help="The database. [snapshots/tracker.db beside the config; $TRACKER_DATABASE]",
        ),
        click.option(
            "--config",
            "config_file",
            type=click.Path(path_type=Path, dir_okay=False),
            envvar="TRACKER_CONFIG",
            metavar="FILE",
            help="The configuration. [config.toml; $TRACKER_CONFIG]",
        ),
    ):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


def color_option(command: Command) -> Command:
    """Add --color; it is kept in click's context, where `print_lines` asks for it."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        expose_value=False,
        callback=_keep_color,
        help="Colour, or [-deleted-]{+inserted+}. [auto: colour on a terminal; $NO_COLOR, $FORCE_COLOR]",
    )(command)


def _keep_color(context: click.Context, _: click.Parameter, value: str) -> None:
    context.color = {"always": True, "never": False}.get(value)


NO_PAGER = "tracker.no_pager"


def pager_option(command: Command) -> Command:
    """Add --no-pager; it is kept in click's context, where `page_lines` asks for it."""
    return click.option(
        "--no-pager",
        is_flag=True,
        expose_value=False,
        callback=_keep_pager,
        help="Print all at once on a terminal, too. [through $PAGER, or less]",
    )(command)


def _keep_pager(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[NO_PAGER] = value


class PolicyIdType(click.ParamType[str]):
    """An id for a policy that may be new, checked before anything is done."""

    name = "policy"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        try:
            return canonical_id(value)
        except ValueError as error:
            raise UsageError(f"{param.opts[0] if param else self.name}: {error}") from error


def json_option(command: Command) -> Command:
    """Add --json; the command receives `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")(command)


def quiet_option(command: Command) -> Command:
    """Add -q; the command receives `quiet: bool`."""
    return click.option("-q", "--quiet", is_flag=True, help="Silent but for what fails: for cron.")(command)


def full_option(command: Command) -> Command:
    """Add --full; the command receives `full: bool`."""
    return click.option(
        "--full",
        is_flag=True,
        help="Every changed word, of a rewrite too; else the weightiest changes, the rest named.",
    )(command)


def exit_code_option(command: Command) -> Command:
    """Add --exit-code; the command receives `exit_code: bool`."""
    return click.option(
        "--exit-code", is_flag=True, help="Exit with 0 when nothing changed, 1 when something did, 2 on trouble."
    )(command)


def status_of_change(is_changed: bool, exit_code: bool) -> int:
    """The exit status as diff(1) has it, where --exit-code asks for it."""
    return int(exit_code and is_changed)


@contextmanager
def trouble_status(exit_code: bool) -> Iterator[None]:
    """Under --exit-code any error inside leaves with status 2, since 1 means that something changed."""
    try:
        yield
    except TrackerError as error:
        if exit_code:
            error.exit_status = 2
        raise
