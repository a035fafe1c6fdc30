"""What pages, servers and file names say -> a terminal that obeys none of it: errors, prompts, progress, JSON, logs."""

from __future__ import annotations

import ast
import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from terminals import run_in_terminal

from tracker.commands.run import write_logs

COMMANDS = sorted((Path(__file__).parents[1] / "tracker").glob("commands/*.py"))
EVIL = "Fees \x1b]0;owned\x07\x9b2J\u202egpj\u2028"
OBEYED = re.compile("[\x07\x80-\x9f\u2028-\u202e\u2066-\u2069]|\x1b[^\\[]|\x1b\\[2J")
"""What a terminal obeys; the colours that we set ourselves ("\x1b[1m") apart."""


def run(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """The exit status of `tracker` in a pipe, its stdout and its stderr."""
    command = [sys.executable, "-m", "tracker", *arguments]
    done = subprocess.run(command, capture_output=True, cwd=folder, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of a policy with a heading that no terminal should obey."""
    folder = tmp_path_factory.mktemp("hostile")
    page = folder / "terms-2024-01-01.html"
    page.write_text(f"<h1>Terms</h1><h2>{EVIL}</h2><p>You pay ten euros a month for the parcels that you send.</p>")
    status, _, said = run("import", "files", str(page), "--as", "acme/terms", folder=folder)
    assert status == 0, said
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "acme/terms", "Fees of ours ]0;owned"],  # "did you mean", with the heading
        ["show", f"acme/{EVIL}"],
        ["outline", f"no-{EVIL}.html"],
        ["history", "acme/terms", f"{EVIL} of nobody"],
        ["import", "ota", f"no-{EVIL}"],
        ["list", f"--{EVIL}"],
        ["check", "--config", f"{EVIL}.toml"],
        ["import", "files", f"{EVIL}-2024-01-01.md", "--as", EVIL],
    ],
)
def test_no_error_reaches_the_terminal_raw(folder: Path, arguments: list[str]) -> None:
    status, _, said = run(*arguments, folder=folder)
    assert status != 0 and said.strip() and not OBEYED.search(said), repr(said)


@pytest.mark.parametrize("arguments", [["show", "acme/terms"], ["show", "acme/terms", "--outline"], ["show", "x"]])
def test_nothing_reaches_the_terminal_raw(folder: Path, arguments: list[str]) -> None:
    shown = run_in_terminal("-m", "tracker", *arguments, folder=folder)
    assert shown and not OBEYED.search(shown), repr(shown)


def test_json_is_escaped_for_a_terminal_and_as_it_is_for_a_pipe(folder: Path) -> None:
    _, piped, _ = run("show", "acme/terms", "--json", folder=folder)
    shown = run_in_terminal("-m", "tracker", "show", "acme/terms", "--json", folder=folder)
    assert "\u202e" in piped and "\\u202e" in shown and not OBEYED.search(shown), repr(shown)
    assert json.loads(shown) == json.loads(piped)


PROGRESS = """
from tracker.commands.terminal import progress_bar
with progress_bar(%r) as advance:
    advance(1, 2)
"""


def test_progress_says_no_title_raw(folder: Path) -> None:
    shown = run_in_terminal("-c", PROGRESS % f"reading [red]{EVIL}", folder=folder)
    assert not OBEYED.search(shown) and "[red]" in shown, repr(shown)


def test_a_log_line_is_one_line_and_clean(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []
    try:
        for as_json in (False, True):
            root.handlers = []
            write_logs(as_json=as_json)
            logging.getLogger("tracker.test").warning("answered %s", f"{EVIL}\n2026-01-01 ERROR forged")
    finally:
        root.handlers = before
        root.setLevel(level)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and not OBEYED.search("".join(lines))
    assert json.loads(lines[1])["message"].startswith(f"answered {EVIL}")


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_commands_print_through_one_place(path: Path) -> None:
    """`say`, `complain`, `print_record` and `print_lines` clean what they print; `click.echo` and `print` do not."""
    if path.stem in ("speaking", "terminal"):
        return
    tree = ast.parse(path.read_text("utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert called.isdisjoint({"click.echo", "click.secho", "click.confirm", "click.prompt", "print"})
