"""The command line: a word -> one file of `commands/`, loaded only when it is called.

The one place that loads a command by its name, so that `tracker --help` needs none of them. Also the one place where
errors become a line on stderr and an exit status; it knows no rule about policy text.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from types import TracebackType
from typing import Any

import click

from tracker import __version__
from tracker.commands.speaking import JSON_ASKED, complain
from tracker.errors import TrackerError, UsageError
from tracker.publish.hostile import clean_text

COMMANDS: dict[str, str] = {
    "init": "Write a commented config.toml to start from.",
    "add": "Watch the document at URL: show what is found there, write it into config.toml.",
    "remove": "Stop watching policies; what is recorded of them stays.",
    "rename": "Give a policy another id; its record and its clauses go with it.",
    "pause": "Look at policies no more until they are resumed.",
    "resume": "Look at paused policies again.",
    "list": "List the policies that are watched or recorded.",
    "config": "Check config.toml without looking at anything.",
    "check": "Look at policies now and record what is there.",
    "run": "Stay and check, tell and deliver on schedule.",
    "log": "Tell what changed in a policy.",
    "show": "Print a policy or one clause, as it stands or stood.",
    "diff": "Compare two recorded versions of a policy.",
    "history": "Follow one clause through time.",
    "blame": "Tell since when each sentence has stood.",
    "search": "Find words in what stands, came or went, in all policies.",
    "note": "Write down what a person made of a change set.",
    "review": "List what was told and nobody has reviewed yet; mark it.",
    "accept": "Take a doubted text or change as true.",
    "refuse": "Take a text or change as not true: it is never told.",
    "subscriptions": "List who is told of what, and try it out.",
    "facts": "Tell what clauses rule, since when, and what they ruled before.",
    "topic": "Tell who speaks of a topic, since when, and what changed on it.",
    "first": "Tell when each policy first had these words.",
    "like": "Tell who else says the same as a clause or a change.",
    "since": "Tell what changed, in sum, since you agreed.",
    "signed": "Note the day on which you agreed to a policy.",
    "mcp": "Serve the record to assistants, read-only.",
    "kinds": "List the kinds of fact that are read from clauses.",
    "topics": "List the topics a subscription can ask for.",
    "alerts": "List alerts; send or retry them.",
    "site": "Write the record as a website for any static host.",
    "serve": "Serve the record as a website, live, with search.",
    "feeds": "Write RSS, Atom and JSON feeds as files.",
    "compare": "Compare two files, without a database.",
    "outline": "Print the sections of files, without a database.",
    "import": "Take in recorded history: git repositories or files.",
    "export": "Write what is recorded as files: redlines, archives.",
    "evidence": "Write a bundle that proves what a policy said, checked without us.",
    "verify": "Check that nothing recorded was altered, and since when it is proven.",
    "timestamp": "Have the newest look time-stamped by authorities.",
    "head": "Print the hash that stands for all looks, for a witness.",
    "rebuild": "Make everything derived again from what was captured.",
    "backup": "Copy the database while others use it.",
    "status": "Tell how the record stands: last looks, gaps, doubts.",
    "demo": "Watch an invented service change its terms, in a few seconds.",
    "help": "Show the help of a command: `tracker help log`.",
}
"""Every command and what it does, in the order of `--help`. The file is `commands/NAME.py` with a function NAME."""

PURPOSES: dict[str, tuple[str, ...]] = {
    "Watch": ("init", "add", "remove", "rename", "pause", "resume", "list", "config", "check", "run"),
    "Read": (
        *("log", "show", "diff", "history", "blame", "search", "facts", "topic", "first", "like", "since"),
        *("kinds", "compare", "outline"),
    ),
    "Decide": ("note", "accept", "refuse", "signed"),
    "Tell": ("subscriptions", "topics", "alerts", "feeds", "site", "export", "mcp"),
    "Maintain": ("import", "rebuild", "backup", "status", "verify", "timestamp", "head", "demo", "help"),
}
"""What commands are for, in the order of `--help`; one that has no purpose yet comes last, under "More"."""

MODULES = {"import": "imports", "list": "listing"}
"""Commands whose name no module can carry."""


EXPORTS: dict[str, str] = {
    "declarations": "What is watched, as declarations of Open Terms Archive.",
    "docx": "A redline as a Word document with tracked changes.",
    "html": "A redline as one web page that prints well.",
    "pdf": "The same page as a PDF, through Chromium.",
    "dataset": "Tables for people who work with data: Parquet, CSV, JSON lines.",
    "ota": "Texts as a git repository in Open Terms Archive's layout.",
    "warc": "Looks as a web archive (WARC, WACZ), to be taken over exactly.",
}
"""What `tracker export` writes. The file is `commands/export_NAME.py`: each loads the library it needs and no other."""

EXTRAS = {"docx": "export"}
"""Libraries that may be missing, and the extra that brings each."""

GROUPS = {"export": EXPORTS}
"""Commands that are groups of others, each a file of its own."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one only to run it.

    `listed` is each name and what it does; the file is `commands/NAME.py`, with `prefix` before the name.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        listed: Mapping[str, str],
        prefix: str = "",
        **how: Any,  # noqa: ANN401 - click's own
    ) -> None:
        super().__init__(name, **how)
        self._listed = listed
        self._prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self._listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._listed:
            return None
        if not self._prefix and cmd_name in GROUPS:
            return LazyGroup(cmd_name, listed=GROUPS[cmd_name], prefix=f"{cmd_name}_", help=COMMANDS[cmd_name])
        try:
            module = import_module(f"tracker.commands.{self._prefix}{MODULES.get(cmd_name, cmd_name)}")
        except ModuleNotFoundError as error:
            if error.name not in EXTRAS:
                raise
            hint = f"pip install 'policy-clause-tracker[{EXTRAS[error.name]}]'"
            raise UsageError(
                f"{ctx.command_path} {cmd_name} needs {error.name}, which is not installed", hint=hint
            ) from error
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        width = max(map(len, self._listed))
        for title, names in self._list_sections():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), self._listed[name]) for name in names])

    def _list_sections(self) -> Iterator[tuple[str, list[str]]]:
        """The headings of `--help` with what stands under each: purposes for the program, one heading for a group."""
        if self._prefix:
            yield "Commands", list(self._listed)
            return
        left = dict.fromkeys(self._listed)
        for title, wanted in PURPOSES.items():
            if names := [name for name in wanted if name in left]:
                yield title, names
            for name in names:
                del left[name]
        if left:
            yield "More", list(left)


@click.group(
    cls=LazyGroup,
    listed=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `tracker demo`, or with `tracker init` and `tracker add URL`. Your shell completes names after"
    ' `eval "$(_TRACKER_COMPLETE=bash_source tracker)"` (or zsh_source, fish_source).',
)
@click.version_option(__version__, prog_name="tracker")
def tracker() -> None:
    """Track published terms clause by clause: what changed, where, and whether it matters."""


COLLECT_AFTER = 100_000
"""Objects made until Python looks for circles among them, 700 by itself: a command that ends soon makes few, and going
through all that was loaded took it a tenth of its time. (mypy has 200,000, for the same reason.)"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 not all could be done, 2 bad usage, 130 interrupted."""
    gc.set_threshold(COLLECT_AFTER)
    write_utf8()
    sys.excepthook = show_bug
    asked = JSON_ASKED.set("--json" in (sys.argv[1:] if arguments is None else arguments))
    try:
        status = run_command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`, a closed pager) has enough
        abandon_stdout()
        status = 0
    except OSError as error:  # a full disk, wherever it was met
        abandon_stdout()
        complain(f"{error.filename or 'cannot write'}: {error.strerror or error}")
        status = 1
    finally:
        JSON_ASKED.reset(asked)  # what one call asked for is nothing to the next in the same process
    sys.exit(status)


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A bug's traceback on stderr; its message may quote a page, and is cleaned like everything that is said."""
    sys.stderr.write(clean_text("".join(traceback.format_exception(kind, error, trace))))


def abandon_stdout() -> None:
    """Give Python's own flush at exit something to write to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run_command(arguments: Sequence[str] | None) -> int:
    """The exit status of one command; errors that a person can do something about are one line on stderr, as JSON where
    that was asked for."""
    try:
        status = tracker.main(args=arguments, prog_name="tracker", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as exit_request:
        return exit_request.exit_code
    except click.ClickException as error:
        if JSON_ASKED.get():
            complain(UsageError(error.format_message()))
            return error.exit_code
        shown = io.StringIO()
        error.show(file=shown)
        click.echo(clean_text(shown.getvalue()), err=True, nl=False)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except TrackerError as error:
        complain(error)
        return error.exit_status


def write_utf8() -> None:
    """Output is UTF-8 whatever the locale says; what it cannot hold is escaped rather than raised."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
