"""`tracker export` on the demo's record: files that stand alone, and one clear line where none can be made."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
import pytest
from calls import Call
from office import settle
from redlines import list_paragraphs

import tracker
from tracker.capture.browser import PROGRAMS
from tracker.cli import EXTRAS, main

POLICY = "wrencall/terms-of-service"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "tour"
    with pytest.raises(SystemExit):
        main(["demo", "--folder", str(folder)])
    return folder


@pytest.fixture
def call(demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.setenv("TRACKER_CONFIG", str(demo / "config.toml"))
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    return Call(tmp_path, capsys)


def test_docx_of_the_last_two_versions_has_a_name_of_its_own(call: Call) -> None:
    (record,) = call.json("export", "docx", POLICY)
    assert record["schema"] == "tracker.export.redline/1" and (record["old"]["version"], record["new"]["version"]) == (
        2,
        3,
    )
    document = (call.folder / record["file"]).read_bytes()
    assert len(document) == record["bytes"]
    assert "10.2 Permitted Uses and Customer Licence" in settle(document, "accept")
    assert "10.4 Customer Licence" in settle(document, "reject")


def test_docx_of_a_change_set_names_it_and_the_chain(call: Call) -> None:
    first, _ = call.json("log", POLICY)
    call("export", "docx", POLICY, "--change-set", first["change_set"][:5], "-o", "a.docx")
    text = "\n".join(settle((call.folder / "a.docx").read_bytes(), "accept"))
    assert first["change_set"] in text and "look 2" in text and "http://127.0.0.1" in text


def test_docx_of_one_clause_holds_what_stands_under_it_and_no_more(call: Call) -> None:
    call("export", "docx", POLICY, "1", "3", "--clause", "10", "-o", "a.docx")
    left = settle((call.folder / "a.docx").read_bytes(), "accept")
    assert "10.2 Permitted Uses and Customer Licence" in left and "10.4 Customer Responsibilities" in left
    assert "9 Privacy" not in left


def settle_page(page: str, gone: str) -> str:
    """The words of a page without those of one kind of mark, the first page left out."""
    body = page.partition("</header>")[2]
    return " ".join(
        unescape(re.sub(r"<[^>]+>", "", re.sub(rf"<{gone}\b.*?</{gone}>", "", body, flags=re.DOTALL))).split()
    )


def test_html_holds_both_texts_and_asks_for_nothing(demo: Path, call: Call) -> None:
    call("export", "html", POLICY, "1", "3", "-o", "a.html")
    page = (call.folder / "a.html").read_text("utf-8")
    with tracker.open_record(demo / "snapshots" / "tracker.db") as record:
        difference = record.diff(POLICY, 1, 3)
    for gone, version in (("del", difference.new), ("ins", difference.old)):
        words = settle_page(page, gone)
        assert [line for line in list_paragraphs(version.reading) if " ".join(line.split()) not in words] == []
    assert not re.search(r"<script|<img|<link|src=|href=|url\(", page), "nothing is fetched, nothing runs"


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("playwright") is None or not any(map(shutil.which, PROGRAMS)),
    reason=f"the extra `browser` (Playwright) or its program ({', '.join(PROGRAMS)}) is not installed",
)
def test_pdf_is_the_page_with_its_words(call: Call) -> None:
    call("export", "pdf", POLICY, "1", "3", "-o", "a.pdf")
    document = pypdfium2.PdfDocument((call.folder / "a.pdf").read_bytes())
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Redline of Wrencall Terms of Service" in text and "10.4 Customer Licence" in text
    assert len(list(document.get_toc())) > 10, "headings are bookmarks"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["acme/terms"], 'no policy "acme/terms"'),
        ([POLICY, "2019-01-01"], "was not observed at 2019-01-01"),
        ([POLICY, "1", "9"], "has no version 9"),
        ([POLICY, "--clause", "77"], 'no clause "77"'),
        ([POLICY, "--change-set", "ffff"], 'no change set "ffff"'),
        ([POLICY, "1", "--change-set", "ffff"], "use one or the other"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_no_file(call: Call, words: list[str], complaint: str) -> None:
    call("export", "docx", *words, "-o", "a.docx", status=2)
    assert complaint in call.err and call.err.count("\n") == 1
    assert not (call.folder / "a.docx").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_file_that_cannot_be_written_is_one_line(call: Call) -> None:
    (call.folder / "taken").write_text("no folder")
    call("export", "docx", POLICY, "-o", "taken/a.docx", status=1)
    assert call.err.startswith("tracker: cannot write taken/a.docx: ") and call.err.count("\n") == 1


def test_a_library_that_is_not_installed_is_named_with_its_extra(demo: Path) -> None:
    code = "import sys; sys.modules['docx'] = None; from tracker.cli import main; main(['export', 'docx', 'a/b'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=demo)
    assert done.returncode == 2
    assert "docx" in done.stderr and f"policy-clause-tracker[{EXTRAS['docx']}]" in done.stderr
