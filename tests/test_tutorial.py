"""docs/tutorial.md, word for word: its commands run in one shell, and print what the page says they print."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text("utf-8")


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_the_tutorial_runs_as_it_stands_and_prints_what_it_shows(tmp_path: Path) -> None:
    blocks = re.findall(r"```(sh)?\n(.*?)```", PAGE, re.DOTALL)
    script = "".join(text for kind, text in blocks if kind).replace("8765", str(find_port()))
    shown = [line for kind, text in blocks if not kind for line in text.splitlines()]
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "NO_COLOR": "1"}
    shell = ["bash", "-e", "-c", script]
    run = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert shown
    assert [line for line in shown if line not in run.stdout] == []
