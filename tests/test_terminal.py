"""What a person sees in a terminal: blank lines between changes, old words apart from new in colour and without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from terminals import run_in_terminal

COLORS = re.compile("\x1b\\[[0-9;]*m")
MARKED = "You have [-30 days-] {+14 days+} to object"
PLAIN = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
PLAIN["TERM"] = "xterm"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions in which two clauses change, the first of them long."""
    folder = tmp_path_factory.mktemp("editions")
    more = " ".join(["The parcels that we carry for you are yours."] * 5)
    for name, days, law in (("old.md", "30", "Irish"), ("new.md", "14", "Danish")):
        text = f"# Terms\n\n## 1. Notice\n\nYou have {days} days to object. {more}\n\n## 2. Law\n\n{law} law applies.\n"
        (folder / name).write_text(text)
    return folder


def compare_in_terminal(folder: Path, *options: str, **environment: str) -> str:
    arguments = ["-m", "tracker", "compare", "old.md", "new.md", *options]
    return run_in_terminal(*arguments, folder=folder, environment=PLAIN | environment)


def compare_in_pipe(folder: Path, *options: str, **environment: str) -> str:
    command = [sys.executable, "-m", "tracker", "compare", "old.md", "new.md", *options]
    done = subprocess.run(command, capture_output=True, cwd=folder, env=PLAIN | environment, check=True)
    return done.stdout.decode()


def test_a_terminal_shows_the_blank_lines_of_a_pipe(folder: Path) -> None:
    in_pipe = compare_in_pipe(folder).splitlines()
    in_terminal = COLORS.sub("", compare_in_terminal(folder)).splitlines()
    assert in_pipe.count("") == in_terminal.count("") == 2


def test_long_lines_hang_and_leave_no_blanks_at_their_ends(folder: Path) -> None:
    rows = COLORS.sub("", compare_in_terminal(folder)).splitlines()
    first = next(place for place, row in enumerate(rows) if row.startswith("  You have"))
    redline = rows[first : first + 2]
    assert all(row.startswith("  ") and len(row) <= 80 for row in redline), redline
    assert [row for row in rows if row != row.rstrip()] == []


@pytest.mark.parametrize(
    ("options", "environment", "is_colored"),
    [
        ([], {}, True),
        ([], {"TERM": "dumb"}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ([], {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "auto"], {"NO_COLOR": "1"}, False),
    ],
)
def test_old_and_new_words_are_told_apart_in_a_terminal(
    folder: Path, options: list[str], environment: dict[str, str], is_colored: bool
) -> None:
    shown = compare_in_terminal(folder, *options, **environment)
    assert (MARKED in shown) is not is_colored, shown
    assert bool(COLORS.search(shown)) is is_colored, shown


@pytest.mark.parametrize(
    ("options", "environment", "is_colored"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "always"], {}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_a_pipe_has_colour_where_it_is_asked_for(
    folder: Path, options: list[str], environment: dict[str, str], is_colored: bool
) -> None:
    shown = compare_in_pipe(folder, *options, **environment)
    assert (MARKED in shown) is not is_colored, shown
    assert bool(COLORS.search(shown)) is is_colored, shown
    assert len(shown.splitlines()) == len(compare_in_pipe(folder).splitlines())  # a pager wraps, we do not


def test_an_entry_of_a_list_goes_on_deeper_and_an_address_stays_whole(folder: Path) -> None:
    address = "https://www.example.org/" + "terms-and-conditions/" * 5
    name = f"service-of-a-long-name/document-{'of-many-words-' * 2}2024"
    (folder / "config.toml").write_text(f'[[policy]]\nid = "{name}"\nfetch = "{address}"\npaused = true\n')
    shown = run_in_terminal("-m", "tracker", "list", folder=folder, environment=PLAIN | {"NO_COLOR": "1"})
    assert shown.splitlines() == [
        f"{'POLICY':<{len(name)}}  VERSIONS",
        "  LAST LOOK  STATE",
        f"{name}         0",
        "  never      paused",
        f"  {address}",
    ]
