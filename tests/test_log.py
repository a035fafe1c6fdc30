"""`tracker log` and `diff` on a record of a rewrite: what is shown of it, and in which order."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
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


# --- which of the changes ---

DAYS = ("2023-01-05", "2023-02-01", "2023-03-01", "2023-04-01")
NOTICE = ("You have 30 days to object.", *["You have 14 days to object."] * 3)
TRAINING = ("We keep what you store.", *["We keep it and may use it to train artificial intelligence models."] * 3)
PRICE = (*["The fee is €5 a month."] * 2, *["The fee is €9 a month."] * 2)
SPELLING = (*["Our colour is green."] * 3, "Our color is green.")


@pytest.fixture(scope="module")
def topical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three steps: in February notice and AI training, in March the fee, in April a spelling, which nobody is told."""
    folder = tmp_path_factory.mktemp("topical")
    for place, day in enumerate(DAYS):
        clauses = {"Notice": NOTICE[place], "Data": TRAINING[place], "Fees": PRICE[place], "Look": SPELLING[place]}
        for seen in (day, f"{day[:-1]}9"):
            (folder / f"terms-{seen}.md").write_text(write_terms(clauses | OLD))
    files = sorted(map(str, folder.glob("terms-*.md")))
    with pytest.raises(SystemExit):
        main(["import", "files", *files, "--as", "acme/terms", "--database", str(folder / "topical.db")])
    return folder


@pytest.fixture
def narrow(topical: Path, ask: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("TRACKER_DATABASE", str(topical / "topical.db"))
    return ask


@pytest.mark.parametrize(
    ("arguments", "months", "clauses"),
    [
        (["--topic", "ai-training"], ["02"], ["2 Data"]),
        (["--topic", "AI training", "--topic", "price"], ["02", "03"], ["2 Data", "3 Fees"]),
        (["--clause", "1"], ["02"], ["1 Notice"]),
        (["--clause", "Fees", "--clause", "Data"], ["02", "03"], ["2 Data", "3 Fees"]),
        (["--clause", "Data", "--topic", "price"], [], []),
        (["--clause", "Look"], [], []),
        (["--clause", "Look", "--all"], ["04"], ["4 Look"]),
        (["--topic", "price", "-n", "1"], ["03"], ["3 Fees"]),
    ],
)
def test_only_changes_that_are_asked_for(
    narrow: Call, arguments: list[str], months: list[str], clauses: list[str]
) -> None:
    lines = narrow("log", *arguments, "--oneline").splitlines()
    assert [line[5:7] for line in lines if line[:4] == "2023"] == months
    rows = csv.DictReader(io.StringIO(narrow("log", *arguments, "--csv")))
    assert [row["place"] for row in rows] == clauses
    shown = narrow("log", *arguments)
    known = ("1 Notice", "2 Data", "3 Fees", "4 Look")
    assert [clause for clause in known if f"\n{clause}  edited" in shown] == clauses


def test_the_other_changes_of_a_step_are_counted_and_named_by_its_id(narrow: Call) -> None:
    (record,) = narrow.json("log", "--topic", "ai-training")
    assert len(record["changes"]) == 2, "JSON has every change of a step"
    assert f"and 1 other change: tracker show {record['change_set']}" in narrow("log", "--topic", "ai-training")


def test_a_clause_of_which_nobody_knows_and_a_topic_that_is_none(narrow: Call) -> None:
    narrow("log", "--topic", "ai-trainning", status=2)
    assert 'no topic "ai-trainning" (did you mean ai-training' in narrow.err
    narrow("log", "--clause", "99", status=2)
    assert 'no clause "99"' in narrow.err


def test_every_form_has_what_was_told_and_json_alone_what_was_held_unless_it_is_asked(narrow: Call) -> None:
    """CONTRACT.md: `log --json` gives every change set, told or not."""
    counts = {}
    for form in ("--oneline", "--csv", "--json"):
        said = [narrow("log", form, *asked) for asked in ((), ("--all",), ("--told",))]
        counts[form] = [said_once.count("2023-04-01") > 0 for said_once in said]
    assert counts == {"--oneline": [False, True, False], "--csv": [False, True, False], "--json": [True, True, False]}


def test_the_id_of_a_change_set_names_it_everywhere(narrow: Call) -> None:
    held = narrow.json("log")[-1]
    name = held["change_set"]
    assert held["held_because"] == "cosmetic"
    for asked in (name, name[:4]):
        assert narrow.json("log", asked) == narrow.json("show", asked) == [held]
        assert "[-colour-] {+color+}" in narrow("log", asked) and "[-colour-] {+color+}" in narrow("show", asked)
        (difference,) = narrow.json("diff", asked)
        assert difference["changes"] == held["changes"]
    first, second, third = (record["change_set"] for record in narrow.json("log"))
    (difference,) = narrow.json("diff", "acme/terms", first, third)
    assert (difference["old"]["version"], difference["new"]["version"]) == (2, 4)
    assert narrow.json("log", first, second)[1]["change_set"] == second
    narrow("log", "abcd", status=2)
    assert 'no policy "abcd"' in narrow.err


def test_many_changes_are_first_listed_by_name(call: Call) -> None:
    changed = {head: text.replace("e", "e e") for head, text in NEW.items()}
    for day in ("2023-04-01", "2023-04-02"):
        (call.folder / f"terms-{day}.md").write_text(write_terms(changed))
    call("import", "files", *sorted(str(path) for path in call.folder.glob("terms-2023-04*.md")), "--as", "acme/terms")
    lines = call("log", "acme/terms", "--since", "2023-03-02").splitlines()
    listed = [line.strip() for line in lines if line.startswith("  ") and line.endswith("  edited")]
    assert listed == [f"{place} {head}  edited" for place, head in enumerate(NEW, start=1)]
    assert lines.index(f"  {listed[-1]}") < lines.index(listed[0])


# --- a pager ---

PAGER = """#!/bin/sh
echo "paged with LESS=$LESS"
cat
"""


@pytest.mark.parametrize(
    ("options", "environment", "is_paged"),
    [
        ([], {}, True),
        (["--no-pager"], {}, False),
        (["--json"], {}, False),
        (["--csv"], {}, False),
        ([], {"PAGER": ""}, False),
        ([], {"PAGER": "cat"}, False),
    ],
)
def test_a_terminal_has_a_pager(
    three: Path, tmp_path: Path, options: list[str], environment: dict[str, str], is_paged: bool
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(PAGER)
    pager.chmod(0o755)
    known = {key: value for key, value in os.environ.items() if key not in ("LESS", "NO_COLOR")}
    known |= {"PAGER": str(pager), "TERM": "xterm", "XDG_STATE_HOME": str(tmp_path)} | environment
    arguments = ["-m", "tracker", "log", "--database", "three.db", *options]
    shown = run_in_terminal(*arguments, folder=three, environment=known)
    assert ("paged with LESS=FRX" in shown) is is_paged
    assert "Notice" in shown
    if is_paged:
        assert "\x1b[1m1 Notice" in shown and "[-" not in shown, "colours reach the pager"


def test_a_pager_that_is_left_early_is_no_error(three: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nhead -n 1\n")
    pager.chmod(0o755)
    script = f"{sys.executable} -m tracker log --database three.db; echo left with $?"
    known = os.environ | {"PAGER": str(pager), "TERM": "xterm", "XDG_STATE_HOME": str(tmp_path)}
    code = f"import subprocess; subprocess.run({script!r}, shell=True)"
    assert "left with 0" in run_in_terminal("-c", code, folder=three, environment=known)


# --- on one line ---


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
