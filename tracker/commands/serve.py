"""`tracker serve`: the record's pages, live, on this machine or behind a proxy."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from tracker.ask.deciding import Decision
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.decide import Decided, derive_again, find_step
from tracker.commands.live import LiveRecord
from tracker.commands.note import add_note
from tracker.commands.options import Place, place_options
from tracker.commands.review import add_mark
from tracker.commands.site import read_base
from tracker.commands.speaking import ask_password, complain, say
from tracker.config import Config, UserSettings
from tracker.config.edit import add_user
from tracker.errors import UsageError
from tracker.model import ReviewState

try:
    from tracker.pages.accounts import Accounts, SharedTries, Tries, hash_password
    from tracker.pages.desk import Acts
    from tracker.pages.running import run_server
    from tracker.pages.serve import ServeOptions, make_app
except ModuleNotFoundError as error:
    MISSING: str | None = error.name
else:
    MISSING = None

SHORTEST = 12
"""Characters of a password (NIST SP 800-63B asks for 8 at least)."""

LOCAL = ("localhost", "127.0.0.1", "::1")


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes any.")
@click.option("--base-url", metavar="URL", help="Where people reach it. [base_url of [site] in the config]")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that answer: as many as cores where many read at once.",
)
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A name it may be called by; repeatable.")
@place_options
@click.pass_context
def command(
    context: click.Context,
    *,
    host: str,
    port: int,
    base_url: str | None,
    workers: int,
    names: tuple[str, ...],
    place: Place,
) -> None:
    """Serve the record as a website, with search and comparisons of any two days, until Ctrl-C.

    \b
    Examples:
      tracker serve
      tracker serve --port 8080 --base-url https://terms.example.org/
    """
    if context.invoked_subcommand is None:
        serve(place, host=host, port=port, base_url=base_url, workers=workers, names=names)


@command.group("user")
def user() -> None:
    """Say who may sign in and review."""


@user.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, not from the terminal.")
@place_options
def add(*, name: str, password_stdin: bool, place: Place) -> None:
    """Let NAME sign in: ask for a password and write what it was hashed to into config.toml.

    A name that is there gets the new password, and is signed out everywhere.

    \b
    Examples:
      tracker serve user add dana
    """
    need_extra()
    password = sys.stdin.readline().rstrip("\n") if password_stdin else ask_password()
    if len(password) < SHORTEST:
        raise UsageError(f"a password needs {SHORTEST} characters or more")
    add_user(place.config_path, UserSettings(name=name, password=hash_password(password)))
    place.config_path.chmod(place.config_path.stat().st_mode & ~0o007)
    say(f"{name} may sign in. {place.config_path} holds the hash: others on this machine may not read it any more.")


def need_extra() -> None:
    """Raise UsageError where the extra is not installed."""
    if MISSING is not None:
        hint = "install the extra: pip install 'policy-clause-tracker[web]'"
        raise UsageError(f"serving pages needs {MISSING}", hint=hint)


def serve(place: Place, *, host: str, port: int, base_url: str | None, workers: int, names: tuple[str, ...]) -> None:
    """Serve until a signal says stop. Raises UsageError where the extra is missing, ArchiveError without a record."""
    need_extra()
    config = read_config(place)
    base = read_base(base_url or config.site.base_url)
    open_record(place).close()  # made or migrated now, so that no request has to
    accounts = make_accounts(config, place.database_path)
    is_private = config.serve.reading == "signed-in"
    if is_private and not accounts.has_sign_in:
        raise UsageError("nobody could read these pages", hint="tracker serve user add NAME, or set proxy_header")
    if host not in LOCAL and not is_private:
        complain(f'anybody who reaches {host} can read these pages: [serve] reading = "signed-in" asks for sign-in')
    options = ServeOptions(base, list_hosts(host, base, names), is_private)
    tries = SharedTries() if workers > 1 else Tries()
    app = make_app(LiveRecord(place), options, accounts, make_acts(place), tries)

    def announce(url: str) -> None:
        say(f"Serving {place.database_path} at {url} until Ctrl-C.")

    run_server(app, host, port, workers=workers, announce=announce, complain=complain)


def make_accounts(config: Config, database: Path) -> Accounts:
    """Who may sign in, as the configuration says, and the secret beside the database that signs their sessions."""
    settings = config.serve
    return Accounts(
        secret=read_secret(database.with_name(f"{database.name}.serve.key")),
        users={one.name: one.password for one in config.users},
        proxy_header=settings.proxy_header,
        trusted_proxies=settings.trusted_proxies,
        session_days=settings.session_days,
    )


def read_secret(path: Path) -> bytes:
    """The secret of the file, made on first use so that only its owner can read it. Raises UsageError."""
    try:
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(32).encode())
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot keep the secret that signs sessions: {path}: {error.strerror}") from error


def make_acts(place: Place) -> Acts:
    """What people may write on the pages: the same as the commands do."""

    def note(policy: str, change_set: str, by: str, text: str) -> None:
        with open_record(place) as archive:
            add_note(archive, policy, change_set, by=by, text=text)

    def mark(policy: str, change_set: str, by: str, state: ReviewState, assignee: str | None) -> None:
        with open_record(place) as archive:
            add_mark(archive, policy, change_set, by=by, state=state, assignee=assignee)

    def decide(decision: Decision, policy: str, change_set: str, by: str, why: str) -> None:
        said = Decided(by, why, yes=True, take_back=False)
        with open_record(place) as archive:
            _, record = find_step(archive, policy, decision, change_set, said)
            record()
            derive_again(archive, read_config(place), policy)

    return Acts(note, mark, decide)


def list_hosts(host: str, base: str | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names by which the server may be called: those of this machine, its address, and what was said."""
    public = urlsplit(base).hostname if base else None
    return tuple(dict.fromkeys((*LOCAL, host, *names, *((public,) if public else ()))))
