"""Captures by hand: dated by the person or by the file's name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from parcels import FIRST, SHORTER, START

from tracker.archive import open_archive
from tracker.capture.importers.files import date_file, read_files
from tracker.errors import ImportSourceError
from tracker.track.recording import record_captures


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("terms-2023-08-07.html", datetime(2023, 8, 7, tzinfo=UTC)),
        ("2023-08-07T18-30-05Z.pdf", datetime(2023, 8, 7, 18, 30, 5, tzinfo=UTC)),
        ("2023-08-07 18.30 terms.md", datetime(2023, 8, 7, 18, 30, tzinfo=UTC)),
        ("case 9999-99-99, seen 2023-08-07.txt", datetime(2023, 8, 7, tzinfo=UTC)),
    ],
)
def test_dates_in_names(name: str, moment: datetime) -> None:
    assert date_file(Path(name)) == moment


@pytest.mark.parametrize("name", ["terms.html", "terms-2023-13-45.html", "12023-08-071.html", "terms-2023-08.html"])
def test_names_without_a_date(name: str) -> None:
    with pytest.raises(ImportSourceError, match="no date in the name of"):
        date_file(Path(name))


def test_files_come_in_order_of_time_with_their_provenance(tmp_path: Path) -> None:
    for name, text in (("b 2023-01-02.md", FIRST), ("a 2023-03-04.html", SHORTER), (".hidden 2023-01-01.md", "x")):
        (tmp_path / name).write_text(text)
    found = list(read_files([tmp_path]))
    assert [capture.body.decode() for capture in found] == [FIRST, SHORTER]
    assert [capture.media_type for capture in found] == ["text/markdown", "text/html"]
    assert found[0].source.kind == "files"
    assert found[0].source.locator == str(tmp_path / "b 2023-01-02.md")


def test_the_same_file_twice_adds_nothing_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(FIRST)
    (tmp_path / "two.md").write_text(FIRST)
    with open_archive(tmp_path / "t.db") as archive:
        for name in ("one.md", "two.md", "one.md"):
            record_captures(archive, "parcels/terms", read_files([tmp_path / name], at=START), now=START)
        assert len(archive.observations.of("parcels/terms")) == 1
        later = read_files([tmp_path / "one.md"], at=START.replace(year=2025))
        assert record_captures(archive, "parcels/terms", later, now=START) == 1  # the same text, seen again


def test_nothing_is_recorded_where_one_file_has_no_date(tmp_path: Path) -> None:
    (tmp_path / "a 2023-01-02.md").write_text(FIRST)
    (tmp_path / "b.md").write_text(FIRST)
    with pytest.raises(ImportSourceError, match=r"b\.md"):
        next(read_files([tmp_path]))


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(ImportSourceError, match="no file "):
        list(read_files([tmp_path / "none.md"]))
    with pytest.raises(ImportSourceError, match="no files to import"):
        list(read_files([tmp_path]))
