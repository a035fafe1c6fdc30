"""What is kept beside the compiled modules: the same as made anew, and never in the way."""

from __future__ import annotations

import atexit
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import compiled
from tracker.compiled import compile_pattern, keep
from tracker.text.date_grammar import _compile as compile_dates
from tracker.text.label_styles import list_styles
from tracker.text.tokens import compile_tokens

LONG = "|".join(f"(?P<name{number}>word{number}s?)" for number in range(40))
"""A pattern that is worth a file, with groups that have names."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of `__pycache__`, where Python may write."""
    monkeypatch.setattr(compiled, "_folder", lambda: tmp_path / "__pycache__")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "__pycache__"


def list_patterns() -> Iterator[re.Pattern[str]]:
    """Large patterns of all kinds: with classes of whole scripts, named groups, references back, flags within."""
    yield from (compile_tokens(), compile_tokens(is_quick=False), compile_dates())
    yield from (style.pattern for style in list_styles())
    yield re.compile(LONG, re.IGNORECASE)
    yield re.compile("[\u4e00-\u9fff]+(?<!\u4e01)", re.DOTALL)


@pytest.mark.parametrize("pattern", [*list_patterns()], ids=lambda pattern: pattern.pattern[:30])
def test_a_pattern_is_the_same_made_and_kept(pattern: re.Pattern[str], folder: Path) -> None:
    flags = re.RegexFlag(pattern.flags) & ~re.UNICODE
    again = re.compile(pattern.pattern, flags)
    for _ in ("made", "kept"):
        found = compile_pattern(pattern.pattern, flags)
        assert found == again, "another instruction"
        assert (found.groups, dict(found.groupindex)) == (again.groups, dict(again.groupindex))


@given(st.from_regex(r"[ab(]{0,3}(x|y\?)[)|*+]{0,3}", fullmatch=True), st.text("abxy", max_size=8))
def test_any_pattern_finds_what_re_finds_or_is_none(piece: str, text: str) -> None:
    pattern = f"{piece}|{LONG}"
    engine = compiled._find_engine()
    assert engine is not None
    try:
        expected = re.compile(pattern)
    except re.error:
        with pytest.raises(re.error):
            compile_pattern(pattern)
        return
    found = engine.load(pattern, engine.compile(pattern, re.RegexFlag(0)))
    assert [match.span() for match in found.finditer(text)] == [match.span() for match in expected.finditer(text)]


def test_is_made_once(folder: Path) -> None:
    made: list[str] = []

    def make() -> list[str]:
        made.append("once")
        return ["a", "b"]

    assert keep("words", b"a b", make) == keep("words", b"a b", make) == ["a", "b"]
    assert made == ["once"]


def test_of_one_source_two_kinds_are_two(folder: Path) -> None:
    assert keep("words", b"a b", lambda: 2) == 2
    assert keep("letters", b"a b", lambda: 3) == 3


@pytest.mark.parametrize("damage", [b"", b"[1,", b"\xff\xfe"])
def test_what_was_cut_short_is_made_again(folder: Path, damage: bytes) -> None:
    keep("words", b"a b", lambda: [1, 2])
    (file,) = folder.iterdir()
    file.write_bytes(damage)
    assert keep("words", b"a b", lambda: [1, 2]) == [1, 2]
    assert file.read_bytes() == b"[1,2]"


def find_folder(monkeypatch: pytest.MonkeyPatch, *, cache: Path, beside: Path, may_write: bool) -> Path | None:
    monkeypatch.setattr(sys, "dont_write_bytecode", not may_write)
    monkeypatch.setattr(compiled, "cache_from_source", lambda _: str(beside / "compiled.pyc"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return compiled._folder.__wrapped__()


def test_is_kept_beside_the_modules_or_in_ones_own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside, cache = tmp_path / "package", tmp_path / "cache"
    assert find_folder(monkeypatch, cache=cache, beside=beside, may_write=True) == beside
    assert find_folder(monkeypatch, cache=cache, beside=beside, may_write=False) == cache / "tracker"


def test_another_users_package_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    found = find_folder(monkeypatch, cache=tmp_path / "cache", beside=tmp_path / "file" / "package", may_write=True)
    assert found == tmp_path / "cache" / "tracker"


def test_nothing_is_kept_where_no_folder_may_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_folder", lambda: None)
    assert compile_pattern(LONG).match("word7")
    shelf = compiled.Shelf(None)
    assert shelf.take("one", lambda: [1]) == [1]
    shelf.write()


def test_a_folder_that_is_none_is_no_reason_to_fail(folder: Path) -> None:
    folder.write_text("a file stands in its place")
    assert compile_pattern(LONG).match("word7")


def test_a_short_pattern_is_no_file(folder: Path) -> None:
    assert compile_pattern("word", re.IGNORECASE).match("WORD")
    assert not folder.exists()


@pytest.mark.parametrize("missing", ["re._parser", "_sre"])
def test_another_python_compiles_by_itself(folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setattr(compiled, "_find_engine", compiled._find_engine.__wrapped__)
    assert compiled._find_engine() is None
    assert compile_pattern(LONG, re.IGNORECASE) == re.compile(LONG, re.IGNORECASE)
    assert not folder.exists()


def test_a_comparison_is_the_same_with_and_without(tmp_path: Path) -> None:
    for name, days in (("old.md", 30), ("new.md", 14)):
        text = f"# Terms\n\n## 1. Price\n\nWe may change the price with {days} days' notice from 1 May 2024.\n"
        (tmp_path / name).write_text(text)
    said = []
    for command in ((sys.executable, "-B"), (sys.executable, "-X", f"pycache_prefix={tmp_path}"), (sys.executable,)):
        words = [*command, "-m", "tracker", "compare", "old.md", "new.md", "--json"]
        said.append(subprocess.run(words, cwd=tmp_path, capture_output=True, check=True).stdout)
    assert said[0] == said[1] == said[2]
    assert b"14 days" in said[0]


@pytest.mark.parametrize("pattern", ["a", r"(?P<word>\w+)\b(?!\d)", "[“”]|é+(?i:x)", "[\u0600-\u06ff]{2,3}"])
def test_a_small_pattern_is_the_same_made_and_shelved(pattern: str, shelf: Path) -> None:
    again = re.compile(pattern, re.DOTALL)
    made = compile_pattern(pattern, re.DOTALL)
    compiled._open_small().write()
    compiled._open_small.cache_clear()
    assert made == compile_pattern(pattern, re.DOTALL) == again
    assert len(list(shelf.glob("small-*.json"))) == 1


def test_what_another_process_put_on_the_shelf_stays_there(shelf: Path) -> None:
    mine, other = compiled._open_small(), compiled.Shelf(compiled._open_small()._file)
    mine.take("mine", lambda: 1)
    other.take("other", lambda: 2)
    other.write()
    mine.write()
    found = compiled.Shelf(mine._file)
    assert (found.take("mine", lambda: 0), found.take("other", lambda: 0)) == (1, 2)


@pytest.mark.parametrize("broken", [b"", b"{", b"[1]", b"\xff"])
def test_a_shelf_that_was_cut_short_is_filled_anew(broken: bytes, shelf: Path) -> None:
    file = compiled._open_small()._file
    file.parent.mkdir(parents=True)
    file.write_bytes(broken)
    assert compiled.Shelf(file).take("key", lambda: (1, "a")) == [1, "a"]


def test_a_shelf_that_grew_too_long_is_cleared(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_MOST_SHELVED", 2)
    full = compiled._open_small()
    for key in ("one", "two", "three"):
        full.take(key, lambda: 1)
    full.write()
    assert compiled.Shelf(full._file).take("one", lambda: 2) == 2


def test_half_a_sign_is_compiled_and_not_kept(shelf: Path) -> None:
    assert compile_pattern("[\ud800-\udfff]").search("a\udc00")
    assert not list(shelf.glob("*"))


@pytest.fixture
def shelf(folder: Path) -> Iterator[Path]:
    """The folder, with a shelf in it that is empty and not written when the tests end."""
    clear_shelves()
    yield folder
    atexit.unregister(compiled._open_small().write)
    clear_shelves()


def clear_shelves() -> None:
    compiled.open_shelf.cache_clear()
    compiled._open_small.cache_clear()
