"""`tracker log` and `diff` on a record of a rewrite: what is shown of it, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import Call

OLD = {
    "Parcels": "We carry every parcel up to thirty kilograms to any harbour on the northern coast within nine days.",
    "Stamps": "Paper stamps stay valid until the picture on them fades or the colour can no longer be told.",
    "Counter": "The counter is open from Tuesday to Saturday and closes whenever the ferry has left the pier.",
}
SUBJECTS = (
    "honey",
    "timber",
    "lanterns",
    "saddles",
    "violins",
    "candles",
    "barley",
    "copper",
    "pigments",
    "ropes",
    "bells",
)
NEW = {
    subject.title(): f"Whoever sends {subject} packs {subject} twice, insures {subject} abroad and lists {subject}."
    for subject in SUBJECTS
} | {"Lists": " ".join(f"thing{number} costs coin{number}," for number in range(90)) + " and nothing else."}


def write_terms(clauses: dict[str, str]) -> str:
    numbered = [f"## {place}. {heading}\n\n{text}" for place, (heading, text) in enumerate(clauses.items(), start=1)]
    return "\n\n".join(["# Terms", *numbered]) + "\n"


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """A record in which the terms of acme are rewritten in March."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("TRACKER_DATABASE", "TRACKER_CONFIG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    call = Call(tmp_path, capsys)
    for day, clauses in (("2023-01-05", OLD), ("2023-03-01", NEW), ("2023-03-02", NEW)):
        (tmp_path / f"terms-{day}.md").write_text(write_terms(clauses))
    call("import", "files", *sorted(str(path) for path in tmp_path.glob("terms-*.md")), "--as", "acme/terms")
    return call


@pytest.mark.parametrize("command", ["log", "diff"])
def test_a_rewrite_is_shown_whole_where_that_is_asked_for(call: Call, command: str) -> None:
    leading, whole = call(command, "acme/terms"), call(command, "acme/terms", "--full")
    assert "rewritten" in leading and "more new: " in leading and " more gone: " in leading
    hidden = [text for text in (*NEW.values(), *OLD.values()) if text not in leading]
    assert len(hidden) == len(NEW) + len(OLD) - 8 + ("more words" in leading)
    assert [text for text in (*NEW.values(), *OLD.values()) if text not in whole] == []
    assert "more new" not in whole and "more words" not in whole


def test_a_long_clause_is_cut_unless_all_is_asked_for(call: Call) -> None:
    assert "more words)" in call("log", "acme/terms") and "thing89" not in call("log", "acme/terms")
    assert "thing89 costs coin89" in call("log", "acme/terms", "--full")
