"""The command line on a real record: the demo's three looks over HTTP, asked every question there is."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from calls import Call

from tracker.archive import open_archive
from tracker.cli import COMMANDS, GROUPS, MODULES, main
from tracker.commands.halves import HALVES, load_half
from tracker.commands.rebuild import give_room_back, sort_by_rules

POLICY = "wrencall/terms-of-service"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `tracker demo` leaves."""
    folder = tmp_path_factory.mktemp("demo") / "tour"
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--folder", str(folder)])
    assert ended.value.code == 0
    return folder


@pytest.fixture
def call(demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.chdir(demo)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("TRACKER_DATABASE", raising=False)
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    return Call(demo, capsys)


# --- asking the record ---


def test_log_tells_both_changes_and_json_has_the_contracts_keys(call: Call) -> None:
    told = call("log", POLICY)
    assert "{+Even so, Wrencall will not use your sound, video or chat to train" in told
    assert "merged from 10.2 Permitted Uses and 10.3 Service Generated Data and 10.4 Customer Licence" in told
    first, second = call.json("log", POLICY)
    assert [change["kinds"] for change in first["changes"]] == [["edited"], ["edited"]]
    assert first["alerted"] and first["verdict"] == second["verdict"] == "substantive"
    ripples = [change for change in second["changes"] if change["is_ripple"]]
    assert {change["ripple_of"] for change in ripples} == {second["changes"].index(merged_change(second))}


def merged_change(record: dict[str, Any]) -> dict[str, Any]:
    return next(change for change in record["changes"] if "merged" in change["kinds"])


def test_since_last_tells_what_this_person_has_not_seen(call: Call) -> None:
    assert "10.4 Customer Licence" in call("log", "--since", "last")
    assert "Nothing was told" in call("log", "--since", "last")
    (kept,) = (Path(os.environ["XDG_STATE_HOME"]) / "tracker").glob("looked-*")
    until, *ids = kept.read_text("utf-8").split()
    assert until.startswith("until:") and 0 < len(ids) < len(call.json("log", "--told"))  # of all but the last day none
    kept.write_text("\n".join([until, *ids[1:]]), "utf-8")
    assert ids[0] in call("log", "--since", "last", "--oneline")  # told within a day, and not shown to this person
    kept.write_text("\0 until:\n", "utf-8")
    assert "10.4 Customer Licence" in call("log", "--since", "last")  # a file that nobody can read says nothing


def test_log_as_a_spreadsheet(call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call("log", POLICY, "--csv"))))
    training = next(row for row in rows if row["heading"] == "Customer Licence")
    assert (training["number"], training["place"], training["topics"]) == (
        "10.4",
        "10.4 Customer Licence",
        "AI training",
    )
    assert training["name"].startswith("Wrencall") and training["clause"].startswith("c") and training["ordinal"] == "1"
    assert training["effective_on"] == "2026-07-07" and "10.4 Customer Licence: a sentence" in training["summary"]
    merged = next(row for row in rows if row["kinds"].startswith("merged"))
    assert merged["deleted"] and merged["inserted"]


def test_history_of_a_number_that_changed_hands(call: Call) -> None:
    (record,) = call.json("history", POLICY, "10.4")
    holder, licence = record["clauses"]
    assert (holder["heading"], licence["heading"]) == ("Customer Responsibilities", "Customer Licence")
    assert [span["number"] for span in holder["held"]] == ["10.6", "10.4"]
    assert holder["held"][-1]["to"] is None
    assert licence["events"][0]["kinds"] == ["edited"]
    assert licence["now"]["state"] == "merged" and len(licence["now"]["into"]) == 1
    assert call.json("history", POLICY, licence["clause"])[0]["clauses"] == [licence]
    assert "merged into 10.2 Permitted Uses and Customer Licence" in call("history", POLICY, "Customer Licence")


def test_show_as_it_stands_and_stood(call: Call) -> None:
    (record,) = call.json("show", POLICY, "10.4")
    assert [section["heading"] for section in record["sections"]] == ["Customer Responsibilities"]
    (chapter,) = call.json("show", POLICY, "10")
    assert [section["path"] for section in chapter["sections"]] == ["10", "10.1", "10.2", "10.3", "10.4"]
    (record,) = call.json("show", POLICY, "10.4", "--at", record["first_seen"])
    assert record["sections"][0]["heading"] == "Customer Responsibilities"
    assert "effective 11 Jul 2026" in call("show", POLICY, "--outline")


def test_diff_by_number_and_by_default(call: Call) -> None:
    (record,) = call.json("diff", POLICY, "1", "2")
    assert record["schema"] == "tracker.diff/1" and record["old"]["version"] == 1
    assert record["changes"][1]["inserted"][0].startswith("Even so, Wrencall will not")
    (last,) = call.json("diff", POLICY)
    assert (last["old"]["version"], last["new"]["version"]) == (2, 3)
    call("diff", POLICY, "2", "2", "--exit-code", status=0)
    call("diff", POLICY, "1", "2", "--exit-code", status=1)
    call("diff", POLICY, "1", "9", "--exit-code", status=2)
    assert "has no version 9" in call.err


def test_blame_knows_the_age_of_each_sentence(call: Call) -> None:
    ages = {record["sentence"]: record["change_set"] for record in call.json("blame", POLICY, "10.2")}
    old = next(sentence for sentence in ages if sentence.startswith("Wrencall may handle"))
    new = next(sentence for sentence in ages if sentence.startswith("For these purposes only"))
    assert ages[old] is None and ages[new]
    assert "10.2 Permitted Uses" in call("blame", POLICY, "10.2")


def test_search_what_stands_came_and_went(call: Call) -> None:
    assert call.json("search", '"intelligence models"')[0]["path"] == "10.2"
    assert {hit["side"] for hit in call.json("search", "--inserted", "unless agreed")} == {"inserted"}
    assert "went out" in call("search", "--deleted", "machine learning")
    call("search", "zeppelin", status=1)


def test_a_note_is_shown_and_survives_a_rebuild(call: Call) -> None:
    first, _ = call.json("log", POLICY)
    call("note", POLICY, first["change_set"][:6], "Reviewed,", "fine.", "--by", "Dana")
    before = call.json("log", POLICY)
    call("rebuild", POLICY)
    after = call.json("log", POLICY)
    assert after == before and after[0]["notes"][0]["text"] == "Reviewed, fine."
    assert "note by Dana" in call("log", POLICY)
    assert "note by Dana" in call("history", POLICY, "Customer Licence")


def test_a_rebuild_leaves_no_room_that_holds_nothing(call: Call) -> None:
    database = call.folder / "snapshots" / "tracker.db"
    with closing(sqlite3.connect(database)) as file:
        file.execute("CREATE TABLE filler (bytes BLOB)")
        file.execute("INSERT INTO filler VALUES (zeroblob(3000000))")
        file.commit()
        file.execute("DROP TABLE filler")
        file.commit()
    before = call.json("log", POLICY)
    assert re.search(r"The database takes [01]\.\d MB now, [34]\.\d before\.", call("rebuild"))
    assert database.stat().st_size < 2_000_000
    assert call.json("log", POLICY) == before
    assert "The database takes" not in call("rebuild")


def test_a_rebuild_says_where_it_could_not_give_room_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "t.db"
    with open_archive(database) as archive, closing(sqlite3.connect(database)) as other:
        archive._store.run("CREATE TABLE filler (bytes BLOB)")
        archive._store.run("INSERT INTO filler VALUES (zeroblob(3000000))")
        archive._store.run("DROP TABLE filler")
        archive._store.run("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")
        give_room_back(archive, as_json=False)
    assert "3.0 MB of the database hold nothing and could not be given back" in capsys.readouterr().err


def test_what_older_rules_made_is_rebuilt_first() -> None:
    assert sort_by_rules(["a", "b", "c", "d"], {"a": 4, "b": 3, "c": 4}) == ["d", "b", "a", "c"]


def test_list_status_and_backup(call: Call, tmp_path: Path) -> None:
    (listed,) = call.json("list")
    assert (listed["policy"], listed["versions"], listed["is_watched"]) == (POLICY, 3, True)
    database, policy = call.json("status", "--verify")
    assert database["damage"] == [] and policy["told"] == 2
    last, due = (policy[key][:16].replace("T", " ") for key in ("last_look_at", "next_look_at"))
    assert call("status").splitlines()[2:4] == [
        "POLICY                     VERSIONS  TOLD  HELD  LAST LOOK         NEXT LOOK",
        f"{POLICY}         3     2     0  {last}  {due[5:]}",
    ]
    call("backup", str(tmp_path / "copy.db"))
    assert call.json("list", "--database", str(tmp_path / "copy.db"))[0]["versions"] == 3
    call("backup", "snapshots/tracker.db", status=2)
    assert "is the database itself" in call.err


def test_a_site_that_is_gone_is_an_error_of_its_own_look(call: Call) -> None:
    (record,) = call.json("check", POLICY, status=1)
    assert record["outcome"] == "error" and record["error"]["kind"] in ("transient", "capture")
    call("check", "--exit-code", status=2)


# --- files ---


@pytest.fixture
def editions(tmp_path: Path) -> tuple[str, str]:
    for name, days in (("old.md", "30"), ("new.md", "14")):
        text = f"# Terms\n\n## 1. Notice\n\nYou have {days} days to object.\n\n## 2. Law\n\nIrish law applies.\n"
        (tmp_path / name).write_text(text)
    return str(tmp_path / "old.md"), str(tmp_path / "new.md")


def test_compare_files(call: Call, editions: tuple[str, str]) -> None:
    old, new = editions
    (record,) = call.json("compare", old, new)
    assert record["verdict"] == "substantive"
    assert [change["new"][0]["path"] for change in record["changes"]] == ["1"]
    assert "You have [-30 days-] {+14 days+} to object." in call("compare", old, new)
    call("compare", "--exit-code", old, old, status=0)
    call("compare", "--exit-code", old, new, status=1)
    call("compare", "--exit-code", old, "nowhere.md", status=2)
    call("compare", old, "nowhere.md", status=1)
    assert "nowhere.md" in call.err


def test_outline_goes_on_after_a_bad_file(call: Call, editions: tuple[str, str], tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    good, bad, missing = call.json("outline", editions[0], str(empty), "gone.pdf", status=1)
    assert [section["heading"] for section in good["sections"]] == ["Notice", "Law"]
    assert bad["error"]["kind"] == "empty" and str(empty) in bad["error"]["message"]
    assert missing["file"] == "gone.pdf" and "No such file" in missing["error"]["message"]
    assert "1 Notice" in call("outline", editions[0])


def test_outline_reads_what_comes_in(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    page = b"<main><h1>Terms</h1><h2>1. Oars</h2><p>Oars come with the boat.</p></main>"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(page)))
    assert "1 Oars" in call("outline", "-")


def test_outline_warns_of_what_it_did_not_read(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<main><h1>Terms</h1><p>All of them stand here.</p><object data="terms.pdf"></object></main>')
    (record,) = call.json("outline", str(page))
    assert [(one["kind"], one["address"]) for one in record["warnings"]] == [("embedded", "terms.pdf")]
    assert "Warning: the page shows another document here, which was not read: terms.pdf" in call("outline", str(page))


def test_import_files_by_hand(call: Call, tmp_path: Path) -> None:
    law = "The law of Ireland applies, and the courts of Dublin decide, unless the law of your home says otherwise."
    days = {"2023-01-05": "We may sell data.", "2023-03-01": "We must not sell data."}
    days["2023-03-02"] = days["2023-03-01"]  # seen again, and so confirmed
    for day, text in days.items():
        (tmp_path / f"terms-{day}.md").write_text(f"# Terms\n\n## 1. Data\n\n{text}\n\n## 2. Law\n\n{law}\n")
    database = ("--database", str(tmp_path / "hand.db"))
    files = [str(path) for path in sorted(tmp_path.glob("terms-*.md"))]
    assert call.json("import", "files", *files, "--as", "acme/terms", *database)[0]["added"] == 3
    assert call.json("import", "files", *files, "--as", "acme/terms", *database)[0]["added"] == 0
    (record,) = call.json("diff", "acme/terms", "2023-01-31", "2023-03-31", *database)
    assert record["changes"][0]["new"][0]["path"] == "1"
    call("show", "acme/terms", "--at", "2022-12-31", *database, status=2)
    assert "2023-01-05" in call.err


# --- bad input: one clear line, no traceback ---

BAD_CALLS = {
    "no such policy": (["show", "wrencal/terms"], 2, f"did you mean {POLICY}"),
    "no such clause": (["history", POLICY, "Customer License"], 2, "did you mean"),
    "no such version": (["diff", POLICY, "77"], 2, "has no version 77"),
    "no date": (["show", POLICY, "--at", "soon"], 2, '"soon" is no date'),
    "before the first look": (["show", POLICY, "--at", "1999-01-01"], 2, "first observation"),
    "no such change set": (["note", POLICY, "ffffffffffff", "x"], 2, "no change set"),
    "nothing held": (["accept", POLICY], 2, "nothing of"),
    "not watched": (["check", "wrencall/terms"], 2, f"did you mean {POLICY}"),
    "no database": (["log", "--database", "nowhere.db"], 1, "no database at nowhere.db"),
    "not a database": (["log", "--database", "config.toml"], 1, "config.toml"),
    "no config": (["check", "--config", "nowhere.toml"], 2, "nowhere.toml"),
    "a config that is there": (["init"], 2, "already there"),
    "a folder that is no demo": (["demo", "--folder", "snapshots"], 2, "is no demo"),
    "csv and json": (["log", "--csv", "--json"], 2, "exclude each other"),
    "no words": (["search", "!!"], 2, "nothing to search for"),
    "no repository": (["import", "ota", "."], 1, "tracker: "),
    "no such command": (["chekc"], 2, "No such command"),
    "no such option": (["log", "--jsno"], 2, "No such option"),
}


@pytest.mark.parametrize("case", BAD_CALLS)
def test_bad_input_is_one_clear_line(call: Call, case: str) -> None:
    arguments, status, said = BAD_CALLS[case]
    assert call(*arguments, status=status) == ""
    assert said in call.err
    assert len(call.err.strip().splitlines()) <= 4


def test_a_check_without_a_watch_list_says_so(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call("check", status=2)
    assert "config.toml is not there" in call.err
    call("init")
    call("check", status=2)
    assert "config.toml watches no policy" in call.err
    assert not (tmp_path / "snapshots").exists()


def test_a_config_with_a_wrong_key_stops_before_anything_is_written(call: Call, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[tracker]\neveyr = '12h'\n")
    call("check", "--config", str(config), status=2)
    assert "eveyr" in call.err and "every" in call.err
    assert not (tmp_path / "snapshots").exists()


# --- the program ---


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_has_help_with_examples(call: Call, name: str) -> None:
    said = call(name, "--help")
    assert "Usage: tracker" in said
    modules = [f"{name}_{inner}" for inner in GROUPS.get(name, ())] or [MODULES.get(name, name)]
    folder = Path(__file__).parents[1] / "tracker" / "commands"
    assert [module for module in modules if not (folder / f"{module}.py").exists()] == []


def test_help_is_quick_and_loads_no_command() -> None:
    code = (
        "import sys, contextlib\n"
        "from tracker.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in "
        "{'rich', 'httpx', 'lxml', 'bs4', 'sqlite_utils', 'apscheduler', 'apprise', 'msgspec', "
        "'docx', 'pyarrow'}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["log", POLICY], {"rich", "sqlite_utils", "bs4", "rapidfuzz", "httpx", "yaml"}),
        (["show", POLICY], {"rich", "sqlite_utils", "bs4", "httpx", "yaml"}),
        (["status"], {"rich.console", "sqlite_utils", "bs4", "rapidfuzz", "httpx", "jinja2", "selectolax"}),
        (
            ["check", "--due", "--config", "{rare}"],
            {"rich", "sqlite_utils", "rapidfuzz", "httpx", "jinja2", "selectolax"},
        ),
        (["compare", "{file}", "{file}"], {"rich", "sqlite_utils", "sqlite3", "httpx", "yaml", "bs4", "lxml"}),
    ],
)
def test_an_answer_for_a_pipe_loads_nothing_that_it_does_without(
    demo: Path, tmp_path: Path, arguments: list[str], unwanted: set[str]
) -> None:
    """Each of these libraries takes longer to load than the answer takes to find."""
    (tmp_path / "terms.md").write_text("# Terms\n\n## 1. Law\n\nThe law of Ireland applies.\n")
    (tmp_path / "rare.toml").write_text(
        f'[tracker]\nevery = "5000w"\n[[policy]]\nid = "{POLICY}"\nfetch = "https://a.example"\n'
    )
    words = [word.format(file=tmp_path / "terms.md", rare=tmp_path / "rare.toml") for word in arguments]
    code = (
        "import sys, contextlib\n"
        "from tracker.cli import main\n"
        "with contextlib.suppress(SystemExit): main(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, cwd=demo)
    assert done.stdout or "--due" in arguments
    assert set(done.stderr.split()) & unwanted == set()


@pytest.mark.parametrize("name", HALVES)
def test_the_other_half_of_a_command_loads(name: str) -> None:
    assert name in COMMANDS
    assert load_half(name).__doc__


def test_a_closed_pipe_is_no_error(demo: Path) -> None:
    command = f'"{sys.executable}" -m tracker show {POLICY} | head -n 1'
    environment = {**os.environ, "TRACKER_CONFIG": str(demo / "config.toml")}
    shell = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(shell, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.startswith("Wrencall Terms of Service") and done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line(demo: Path) -> None:
    command = [sys.executable, "-m", "tracker", "show", POLICY, "--config", str(demo / "config.toml")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "tracker: cannot write: No space left on device\n")


def test_the_environment_names_config_and_database(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    database = call.folder / "snapshots" / "tracker.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATABASE", str(database))
    assert call.json("list")[0]["is_watched"] is False
    monkeypatch.setenv("TRACKER_CONFIG", str(call.folder / "config.toml"))
    assert call.json("list")[0]["is_watched"] is True


@pytest.mark.parametrize(
    ("arguments", "kind", "status"),
    [
        (("show", "wrencall/terms", "--json"), "not-found", 2),
        (("log", "--json", "--csv"), "usage", 2),
        (("log", "--jsonn", "--json"), "usage", 2),
        (("outline", "nowhere.md", "--json"), None, 1),
        (("log", "--json", "--database", "nowhere.db"), "archive", 1),
        (("log", "--json", "--config", "nowhere.toml", "--csv"), "usage", 2),
    ],
)
def test_with_json_errors_are_json_too(call: Call, arguments: tuple[str, ...], kind: str | None, status: int) -> None:
    out = call(*arguments, status=status)
    assert all(json.loads(line) for line in out.splitlines())
    lines = [json.loads(line) for line in call.err.splitlines()]
    assert all(line["schema"] == "tracker.error/1" and line["error"]["message"] for line in lines)
    assert kind is None or [line["error"]["kind"] for line in lines] == [kind]
