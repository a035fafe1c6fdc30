"""`tracker log` and `diff` on a record of a rewrite: what is shown of it, and in which order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calls import Call
from terminals import run_in_terminal

from tracker.cli import main

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


# --- which, and in which order ---

MONTHS = {
    "acme/terms": {"2023-01-05": "30", "2023-03-01": "20", "2023-05-01": "10"},
    "acme/privacy": {"2023-02-01": "9", "2023-04-01": "8"},
    "bolt/terms": {"2023-01-02": "7", "2023-06-01": "6"},
}
CHANGED = ["2023-03-01 acme/terms", "2023-04-01 acme/privacy", "2023-05-01 acme/terms", "2023-06-01 bolt/terms"]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of three policies, in which the days of notice change now and then."""
    folder = tmp_path_factory.mktemp("three")
    for policy, days in MONTHS.items():
        files = []
        for day, notice in days.items():
            for seen in (day, f"{day[:-1]}9"):  # the second look confirms
                files.append(folder / f"{policy.replace('/', '-')}-{seen}.md")
                files[-1].write_text(write_terms({"Notice": f"You have {notice} days to object in writing."} | OLD))
        with pytest.raises(SystemExit) as ended:
            main(["import", "files", *map(str, files), "--as", policy, "--database", str(folder / "three.db")])
        assert ended.value.code == 0
    return folder


@pytest.fixture
def ask(three: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.chdir(three)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TRACKER_DATABASE", str(three / "three.db"))
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    return Call(three, capsys)


def list_changes(shown: str) -> list[str]:
    return [" ".join(line.split()[:2]) for line in shown.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], CHANGED),
        (["--reverse"], CHANGED[::-1]),
        (["-n", "2"], CHANGED[2:]),
        (["-n", "2", "--reverse"], CHANGED[:1:-1]),
        (["-n", "9"], CHANGED),
        (["--until", "2023-05-01"], CHANGED[:3]),
        (["--since", "2023-03-01", "--until", "2023-04-30"], CHANGED[1:2]),
        (["--until", "2023-05-01", "-n", "1"], CHANGED[2:3]),
        (["acme"], CHANGED[:3]),
        (["acme/*"], CHANGED[:3]),
        (["*/terms"], [CHANGED[0], *CHANGED[2:]]),
        (["bolt", "acme/privacy", "bolt/terms"], [CHANGED[1], CHANGED[3]]),
    ],
)
def test_which_changes_and_in_which_order(ask: Call, arguments: list[str], expected: list[str]) -> None:
    assert list_changes(ask("log", "--oneline", *arguments)) == expected
    records = ask.json("log", *arguments)
    assert [f"{record['observed_at'][:10]} {record['policy']}" for record in records] == expected


def test_one_line_names_the_weightiest_change(ask: Call) -> None:
    (record,) = ask.json("log", "bolt")
    assert ask("log", "bolt", "--oneline") == f"2023-06-01  bolt/terms  {record['change_set']}  1 Notice edited\n"


def test_a_terminal_has_the_newest_first(three: Path) -> None:
    arguments = ["-m", "tracker", "log", "--oneline", "--color", "never", "--database", "three.db"]
    assert list_changes(run_in_terminal(*arguments, folder=three)) == CHANGED[::-1]
    assert list_changes(run_in_terminal(*arguments, "--reverse", folder=three)) == CHANGED
    records = run_in_terminal(*arguments[:3], "--json", "--database", "three.db", folder=three).splitlines()
    assert [json.loads(record)["observed_at"][:10] for record in records] == [one.split()[0] for one in CHANGED]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["log", "acne"], 'no policy "acne"'),
        (["log", "bolts/*"], 'no policy "bolts/*"'),
        (["log", "--oneline", "--csv"], "exclude each other"),
        (["log", "-n", "0"], "-n"),
        (["log", "--until", "soon"], '"soon" is no date'),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(ask: Call, arguments: list[str], said: str) -> None:
    ask(*arguments, status=2)
    assert said in ask.err
