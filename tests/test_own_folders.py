"""Where a person's own files lie, and a person without a home."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracker.commands.looked import Looked, read_looked, write_looked
from tracker.own_folders import find_own_folder


def forget_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container's user who is a number and nothing else: `~` stays what it is."""
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)


def test_the_named_folder_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert find_own_folder("XDG_CACHE_HOME") == tmp_path / "tracker"


@pytest.mark.parametrize("named", ["", "relative/folder"])
def test_a_folder_that_is_no_place_is_not(named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", named)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_own_folder("XDG_STATE_HOME") == tmp_path / ".local/state/tracker"


def test_no_home_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_home(monkeypatch)
    assert find_own_folder("XDG_STATE_HOME") is None


def test_a_person_without_a_home_is_shown_all_and_told_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_home(monkeypatch)
    assert read_looked(tmp_path / "record.db") == Looked()
    write_looked(tmp_path / "record.db", ["a1"])
    assert "no home folder; set XDG_STATE_HOME" in capsys.readouterr().err
