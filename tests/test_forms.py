"""What changed, as other tools read it: patches that apply, and counts of words as `git diff --stat` has of lines."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from calls import Call
from hypothesis import given, settings
from hypothesis import strategies as st
from terminals import run_in_terminal

from tracker.publish.patch import write_patch, write_text

LAW = "## {number}. Law\n\nThe law of Ireland applies, and the courts of Dublin decide unless your home has another."
OLD = f"# Terms\n\n## 1. Notice\n\nYou have 30 days to object.\n\nWrite to us.\n\n{LAW.format(number=2)}\n"
NEW = (
    "# Terms\n\n## 1. Notice\n\nYou have 14 days to object.\n\nWrite to us.\n\n## 2. Fees\n\nFees are due at once.\n\n"
    f"{LAW.format(number=3)}\n"
)
HOSTILE = NEW.replace("at once", "at \u202eonce\u2028 and \x1b[2J again")


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    for name in ("TRACKER_DATABASE", "TRACKER_CONFIG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, text in (("old.md", OLD), ("new.md", NEW), ("hostile.md", HOSTILE)):
        (tmp_path / name).write_text(text)
    return Call(tmp_path, capsys)


def apply_patch(folder: Path, text: str, patch: str) -> str:
    """What the program `patch` makes of a text."""
    (folder / "text").write_text(text)
    done = subprocess.run(["patch", "-s", "text"], cwd=folder, input=patch, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return (folder / "text").read_text()


@pytest.mark.skipif(shutil.which("patch") is None, reason="the program `patch` is not installed")
@pytest.mark.parametrize("new", ["new.md", "hostile.md"])
def test_a_patch_makes_the_new_text_of_the_old_one(call: Call, new: str) -> None:
    old_text, new_text = call("outline", "old.md", "--text"), call("outline", new, "--text")
    patch = call("compare", "old.md", new, "--unified")
    assert apply_patch(call.folder, old_text, patch) == new_text
    assert patch.splitlines()[:2] == ["--- old.md", f"+++ {new}"]
    assert not {"\x1b", "\u202e", "\u2028"} & set(patch)


@pytest.mark.skipif(shutil.which("patch") is None, reason="the program `patch` is not installed")
def test_a_patch_between_recorded_versions_applies_to_what_show_prints(call: Call) -> None:
    for day, text in (("2023-01-05", OLD), ("2023-03-01", NEW), ("2023-03-02", NEW)):
        (call.folder / f"terms-{day}.md").write_text(text)
    call("import", "files", *sorted(map(str, call.folder.glob("terms-*.md"))), "--as", "acme/terms")
    (record,) = call.json("log", "acme/terms")
    old_text = call("show", "acme/terms", "--text", "--at", "2023-02-01")
    for asked in (["acme/terms"], ["acme/terms", "1", "2"], [record["change_set"][:5]]):
        patch = call("diff", *asked, "--unified")
        assert apply_patch(call.folder, old_text, patch) == call("show", "acme/terms", "--text")
    assert patch.startswith("--- acme/terms@2023-01-05T00:00:00Z\n+++ acme/terms@2023-03-01T00:00:00Z\n")


def test_texts_that_say_the_same_give_no_patch(call: Call) -> None:
    assert call("compare", "old.md", "old.md", "--unified") == ""
    call("compare", "old.md", "new.md", "--unified", "--exit-code", status=1)


def test_a_terminal_shows_a_patch_in_colour(call: Call) -> None:
    shown = run_in_terminal("-m", "tracker", "compare", "old.md", "new.md", "--unified", folder=call.folder)
    assert "\x1b[31m-You have 30 days to object.\x1b[0m" in shown
    assert "\x1b[32m+You have 14 days to object.\x1b[0m" in shown


WORDS = st.lists(st.sampled_from(["", "one", "two two", "-- x", "+", "@@", " "]), max_size=12)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_a_patch_holds_what_went_and_came(old: list[str], new: list[str]) -> None:
    texts = ["".join(f"{line}\n" for line in lines) for lines in (old, new)]
    patch = list(write_patch(*texts, old_name="old", new_name="new"))
    assert bool(patch) is (old != new)
    body = [line for line in patch[2:] if not line.startswith("@@ ")]
    came = sum(line.startswith("+") for line in body) - sum(line.startswith("-") for line in body)
    assert came == len(new) - len(old)
    assert all(line.endswith("\n") for line in patch[2:])


def test_a_text_is_one_line_a_block() -> None:
    assert write_text("A\ttitle\u2028of two", ()) == "A title<U+2028>of two\n"


def test_words_are_counted_clause_by_clause(call: Call) -> None:
    assert call("compare", "old.md", "new.md", "--stat").splitlines() == [
        "1 Notice | 2 +-",
        "2 Fees   | 6 ++++++",
        "2 clauses changed, 7 words came, 1 went, 1 clause only followed",
    ]


@pytest.mark.parametrize("forms", [("--stat", "--unified"), ("--json", "--stat"), ("--full", "--unified")])
def test_one_form_at_a_time(call: Call, forms: tuple[str, str]) -> None:
    call("compare", "old.md", "new.md", *forms, status=2)
    assert "exclude each other" in call.err
