"""`import tracker`: its surface, name by name; its documentation, executed; and that it loads nothing early."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture

import tracker
from tracker.archive import open_archive
from tracker.cli import run_command
from tracker.model import Source
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

POLICY = "parcels/terms"
ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "api.md"

SURFACE = {
    "__version__": None,
    "ArchiveError": None,
    "NotFoundError": None,
    "ReadingError": None,
    "TrackerError": None,
    "UsageError": None,
    "Opcode": None,
    "Record": "(archive: Archive) -> None",
    "compare_documents": "(old: bytes | str | Reading, new: bytes | str | Reading) -> Comparison",
    "is_signed": "(secret: bytes, headers: Mapping[str, str], body: bytes, *, now: float) -> bool",
    "list_opcodes": "(old: str, new: str) -> tuple[Opcode, ...]",
    "open_record": "(path: Path | str, *, read_only: bool = True) -> Record",
    "read_document": (
        "(document: bytes | str, *, media_type: str | None = None, charset: str | None = None,"
        " name: str | None = None, select: Sequence[str] = (), remove: Sequence[str] = (),"
        " language: str | None = None) -> Reading"
    ),
    "redline_texts": "(old: str, new: str) -> Ops",
    "split_words": "(text: str) -> list[str]",
}
QUESTIONS = {
    "blame": "(self, policy: str, clause: str | None = None) -> tuple[SentenceAge, ...]",
    "close": "(self) -> None",
    "diff": ("(self, policy: str, old: VersionName | None = None, new: VersionName | None = None) -> VersionDiff"),
    "facts": (
        "(self, *policies: str, kinds: Sequence[str] = (), at: datetime | str | None = None,"
        " changed_since: datetime | str | None = None) -> tuple[RuledFact, ...]"
    ),
    "first": "(self, query: str) -> tuple[SearchHit, ...]",
    "history": "(self, policy: str, clause: str) -> History",
    "like_change_set": "(self, policy: str, change_set: str) -> tuple[Cluster, ...]",
    "like_clause": "(self, policy: str, clause: str) -> tuple[Twin, ...]",
    "log": (
        "(self, *policies: str, since: datetime | str | None = None, until: datetime | str | None = None,"
        " most: int | None = None, is_told: bool = True) -> Iterator[ChangeSet]"
    ),
    "policies": "(self, *, now: datetime | None = None) -> tuple[PolicyOverview, ...]",
    "search": (
        "(self, query: str, *, sides: Sequence[SearchSide] = ('now',), policy: str | None = None, limit: int = 100)"
        " -> tuple[SearchHit, ...]"
    ),
    "since": "(self, policy: str, moment: datetime | str) -> SinceAgreed",
    "topic": "(self, topic: str, *policies: str, at: datetime | str | None = None) -> TopicAnswer",
    "show": "(self, policy: str, clause: str | None = None, *, at: datetime | str | None = None) -> ShownText",
    "status": "(self, *, now: datetime | None = None, verify: bool = False) -> RecordStatus",
}


def clean(text: str) -> str:
    """A signature without the quotes that a postponed annotation is printed in."""
    for mark in (": '", " '", "-> '"):
        text = text.replace(mark, mark[:-1])
    return text.replace("',", ",").replace("')", ")").replace("' =", " =").removesuffix("'")


def test_the_surface_is_what_is_promised() -> None:
    assert sorted(tracker.__all__) == sorted(SURFACE) == dir(tracker)
    assert tracker.Opcode._fields == ("tag", "i1", "i2", "j1", "j2")
    assert {name for name in vars(tracker.Record) if not name.startswith("_")} == set(QUESTIONS)


@pytest.mark.parametrize("name", [name for name, signature in SURFACE.items() if signature])
def test_every_name_takes_what_is_promised(name: str) -> None:
    assert clean(str(inspect.signature(getattr(tracker, name)))) == clean(SURFACE[name] or "")


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_takes_what_is_promised(name: str) -> None:
    assert clean(str(inspect.signature(getattr(tracker.Record, name)))) == clean(QUESTIONS[name])


def test_every_name_is_documented() -> None:
    text = PAGE.read_text("utf-8")
    assert [name for name in QUESTIONS if f"record.{name}(" not in text and name != "close"] == []
    functions = [name for name, signature in SURFACE.items() if signature and name[0].islower()]
    assert [name for name in functions if name not in text] == []


def test_what_the_documentation_shows_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = "<h1>Acme Terms</h1><h2>1. Fees</h2><p>You pay within {} days of the invoice.</p><h2>2. Warehouses</h2>"
    page += "<p>What you send is kept in a warehouse of ours until it is collected by the carrier you named.</p>"
    for name, days in (("terms-2022-05-01.html", 30), ("terms-2023-05-01.html", 14)):
        (tmp_path / name).write_text(page.format(days), "utf-8")
    files = ["terms-2022-05-01.html", "terms-2023-05-01.html"]
    assert run_command(["import", "files", *files, "--as", "acme/terms", "--database", "terms.db"]) == 0
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8")
    assert tried > 12 and failed == 0


def test_an_import_loads_nothing_until_a_name_is_used() -> None:
    script = "import sys, tracker; early = [m for m in sys.modules if m.startswith('tracker.')]; tracker.open_record;"
    script += "print(early, 'tracker.archive.opening' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] True"


def test_types_are_shipped_and_unknown_names_are_errors() -> None:
    assert (ROOT / "tracker" / "py.typed").exists()
    with pytest.raises(AttributeError, match="no attribute 'open_database'"):
        tracker.open_database  # noqa: B018


def test_a_record_is_opened_for_reading(tmp_path: Path) -> None:
    with pytest.raises(tracker.ArchiveError, match="no database at"):
        tracker.open_record(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    with tracker.open_record(tmp_path / "new.db", read_only=False) as record:
        assert record.policies() == ()
        with pytest.raises(tracker.NotFoundError):
            record.log("acme/terms")


def test_the_log_is_bounded_in_time_and_number(tmp_path: Path) -> None:
    with open_archive(tmp_path / "t.db") as archive:
        for number, text in enumerate((FIRST, SHORTER, TRAINED, INSURED)):
            source = Source("files", f"terms-{number}.md")
            record_captures(archive, POLICY, [capture(text, 10 * number, key=str(number), source=source)], now=START)
        derive_policy(archive, POLICY, now=START)
    with tracker.open_record(tmp_path / "t.db") as record:
        days = [(one.judgement.observed_at - START).days for one in record.log(POLICY)]
        assert days == [10, 20, 30]
        assert [(one.judgement.observed_at - START).days for one in record.log(POLICY, until="2024-03-25")] == [10, 20]
        assert [(one.judgement.observed_at - START).days for one in record.log(POLICY, most=2)] == [20, 30]
