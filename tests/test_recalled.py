"""What is joined from all language files is kept between processes: it is what would be joined anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker import compiled, languages
from tracker.languages import recalled
from tracker.languages.keys import KEYS, SERIES
from tracker.text import counters, language, months

JOINED: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "rows": (
        lambda: {key: languages.list_patterns(key) for key in KEYS},
        lambda: {key: tuple(dict.fromkeys(languages._list_rows(key, languages._chosen(None)))) for key in KEYS},
    ),
    "whole words": (
        lambda: {key: languages.join_bounded(key, before="<", after=">") for key in KEYS},
        lambda: {key: languages._bound_rows(key, None, "<", ">") or None for key in KEYS},
    ),
    "words": (
        lambda: {key: languages.join_words(key) for key in KEYS},
        lambda: {key: frozenset(languages._list_words(key, None)) for key in KEYS},
    ),
    "pairs": (
        lambda: {key: languages.join_pairs(key) for key in KEYS},
        lambda: {key: languages._list_pairs(key, None) for key in KEYS},
    ),
    "series": (
        lambda: {key: languages.join_series(key) for key in SERIES},
        lambda: {key: tuple(map(tuple, languages._lay_series(key, None))) for key in SERIES},
    ),
    "months": (lambda: months.match_months(with_short=True), lambda: months._join_months(with_short=True)),
    "letters that count": (counters.list_own_letters, counters._find_own_letters),
    "words that tell a language": (
        lambda: {name: sorted(words) for name, words in language._profiles().items()},
        language._list_profiles,
    ),
}


@pytest.mark.parametrize("name", JOINED)
def test_what_is_recalled_is_what_is_joined(name: str) -> None:
    recall, join = JOINED[name]
    assert recall() == join()


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The language files at another place, and no shelf of theirs."""
    for file in recalled.FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(recalled, "FOLDER", tmp_path)
    monkeypatch.setattr(compiled, "_folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(compiled.sys, "dont_write_bytecode", False)
    monkeypatch.setattr(compiled.atexit, "register", lambda write: write)  # nothing is written when the tests end
    recalled._open.cache_clear()
    compiled.open_shelf.cache_clear()
    yield tmp_path
    recalled._open.cache_clear()
    compiled.open_shelf.cache_clear()


def put_by() -> None:
    """As one process ends and another begins."""
    recalled._open().write()
    recalled._open.cache_clear()
    compiled.open_shelf.cache_clear()


def test_a_later_process_makes_nothing_again(copied: Path) -> None:
    assert recalled.recall(__file__, "key", lambda: ["made"]) == ["made"]
    put_by()
    assert recalled.recall(__file__, "key", lambda: ["made again"]) == ["made"]


def test_a_word_that_changed_in_a_file_makes_all_anew(copied: Path) -> None:
    recalled.recall(__file__, "key", lambda: ["made"])
    put_by()
    (copied / "en.toml").write_text((copied / "en.toml").read_text("utf-8").replace("may", "might", 1), "utf-8")
    assert recalled.recall(__file__, "key", lambda: ["made again"]) == ["made again"]


def test_other_rules_make_their_own(copied: Path, tmp_path: Path) -> None:
    other = tmp_path / "rules.py"
    other.write_text("def join(): ...\n")
    recalled.recall(__file__, "key", lambda: ["made"])
    assert recalled.recall(str(other), "key", lambda: ["by others"]) == ["by others"]
