"""A command line -> what it prints and its exit status, in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.cli import main


class Call:
    """Runs the command line in this process, in one folder, as one person."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.err = ""

    def __call__(self, *arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = self._capsys.readouterr()
        self.err = said.err
        assert ended.value.code == status, said.err or said.out
        assert "Traceback" not in said.err
        return said.out

    def json(self, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*arguments, "--json", status=status).splitlines()]
