"""Pages that no reader foresaw: read or refused, never lost, and never the end of what else there is to do."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from skeletons import PAGES, mutilate
from test_import_ota import Repository
from test_sections import count_letters, gather_text

from tracker.cli import tracker
from tracker.commands.files import read_file
from tracker.errors import ReadingError
from tracker.model import ReadingSettings
from tracker.read.document import read_document
from tracker.read.markup.html import read_html
from tracker.read.outline.navigation import drop_leading_menu

SEEDS_A_PAGE = 80

EMPTY_ITEM = """<main><h1>Garden rules</h1><p>They hold for everybody who has a plot.</p>
<ol><li><p></p><ol><li>You water your plot every evening.</li><li>You lock the gate.</li></ol></li></ol></main>"""


def test_an_item_that_is_an_empty_paragraph_before_a_list() -> None:
    reading = read_document(EMPTY_ITEM.encode(), name="page.html")
    assert "You water your plot every evening." in reading.sections[-1].text + reading.sections[0].text


@pytest.mark.parametrize("name", PAGES)
def test_a_mutilated_page_is_read_whole_or_refused(name: str) -> None:
    """From bytes to sections, no exception but a refusal, and every letter of the page's blocks in its sections."""
    refused = 0
    for seed in range(SEEDS_A_PAGE):
        markup = mutilate(PAGES[name], seed)
        try:
            reading = read_document(markup.encode(), name="page.html")
        except ReadingError:
            refused += 1
            continue
        except Exception as error:
            raise AssertionError(f"seed {seed} of {name}: {error!r}\n{markup}") from error
        page = drop_leading_menu(read_html(markup, ReadingSettings()))
        title = reading.title if any(block.text == reading.title for block in page.blocks) else None
        whole = Counter(count_letters("".join(block.text for block in page.blocks)))
        lost = whole - Counter(count_letters(gather_text(title, reading.sections)))
        assert not lost, f"seed {seed}\n{markup}"
    assert refused < SEEDS_A_PAGE / 10


# --- one page's surprise is one page's failure, in every command ---


def fail(*_: object, **__: object) -> None:
    raise IndexError("string index out of range")


def test_a_file_that_surprises_the_reader_is_a_readable_failure(tmp_path: Path) -> None:
    (tmp_path / "terms.html").write_text("<p>Terms")
    with pytest.raises(ReadingError, match=r"terms.html: the page could not be read: IndexError.*please report it"):
        read_file(tmp_path / "terms.html", ReadingSettings(), read=fail)


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository of three documents, imported, in the record of which the row of settings of one is damaged."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_DATABASE", raising=False)
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    repository = Repository(tmp_path / "versions")
    for service in "ABC":
        repository.commit(f"{service}/Terms.md", "# Terms\n\nYou pay within 30 days.\n", "2024-01-01T00:00:00Z")
    run("import", "ota", "versions")
    with closing(sqlite3.connect("snapshots/tracker.db")) as database, database:
        database.execute("UPDATE setting SET json = 'no longer JSON' WHERE policy = 'a/terms'")
    for service in "ABC":
        repository.commit(f"{service}/Terms.md", "# Terms\n\nYou pay within 14 days.\n", "2024-02-01T00:00:00Z")
    return repository


def run(*arguments: str, status: int = 0) -> tuple[list[str], list[str]]:
    """The lines of stdout and stderr of one call."""
    ended = CliRunner().invoke(tracker, arguments, standalone_mode=False)
    assert ended.exception is None, ended.exception
    assert (ended.return_value or 0) == status
    return ended.stdout.splitlines(), ended.stderr.splitlines()


@pytest.mark.usefixtures("versions")
def test_an_import_goes_on_after_a_document_that_fails() -> None:
    said, errors = run("import", "ota", "versions", status=1)
    assert [line.partition(":")[0] for line in said] == ["b/terms", "c/terms"]
    assert all("1 observation added" in line for line in said), said
    (line,) = errors
    assert line.startswith("tracker: cannot import a/terms: ") and "JSONDecodeError" in line


@pytest.mark.usefixtures("versions")
def test_a_rebuild_goes_on_after_a_policy_that_fails() -> None:
    said, errors = run("rebuild", status=1)
    assert [line.partition(":")[0] for line in said] == ["b/terms", "c/terms"]
    (line,) = errors
    assert line.startswith("tracker: cannot rebuild a/terms: ") and "JSONDecodeError" in line
