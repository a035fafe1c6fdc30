"""constraints.txt pins whatever pyproject.toml asks for, extras included, and names no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"([A-Za-z0-9_.-]+)==[0-9][\w.]*")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = [name for extra in PROJECT["optional-dependencies"].values() for name in extra]
WANTED = [*PROJECT["dependencies"], *(name for name in EXTRAS if not name.startswith(PROJECT["name"]))]
LINES = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]


def normalize(name: str) -> str:
    """A distribution name as indexes compare it: "lxml_html_clean" -> "lxml-html-clean"."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("requirement", WANTED)
def test_every_dependency_is_pinned(requirement: str) -> None:
    name = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert name and normalize(name.group()) in {normalize(line.split("==")[0]) for line in LINES}


def test_lines_are_pins_in_order() -> None:
    assert [line for line in LINES if not PINNED.fullmatch(line)] == []
    names = [line.split("==")[0].lower() for line in LINES]
    assert names == sorted(set(names))
