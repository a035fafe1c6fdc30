"""Feeds as files: which there are, from when on, what lists them and where their entries lead."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import pytest

from tracker.archive import open_archive
from tracker.cli import main, run_command

POLICY = "wren/terms"
WATCH = f"""
[[policy]]
id = "{POLICY}"
name = "Terms of Use"
fetch = "https://wren.example/terms"
"""
FIRST = """# Terms of Use

These terms are between you and Wren, who keeps a place for short films of birds. By using it you agree to them.

## 1. Clips

You may show your clips to whom you like, and you keep every right in them. You answer for what they show.

## 2. Fees

We may change our prices once a year. We write to you a month before, and you may leave until then without any cost.
"""
SECOND = FIRST.replace("You answer for", "We train machine learning models on your clips. You answer for")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(WATCH)
    bring(tmp_path, "2024-01-05", FIRST)
    return tmp_path


def bring(folder: Path, day: str, text: str) -> None:
    (folder / f"{day}.md").write_text(text)
    assert run_command(["import", "files", f"{day}.md", "--as", POLICY, "--at", day]) == 0


def change(folder: Path) -> None:
    """The terms change, and a later look sees the same again."""
    for day in ("2024-02-05", "2024-02-06"):
        bring(folder, day, SECOND)


def write(*options: str) -> None:
    assert run_command(["feeds", "write", "out", *options]) == 0


def read(path: str) -> feedparser.FeedParserDict:
    parsed = feedparser.parse((Path("out") / path).read_text())
    assert not parsed.bozo
    return parsed


def test_feeds_are_there_from_the_first_look_on(folder: Path) -> None:
    write()
    names = {str(path.relative_to("out")) for path in Path("out").rglob("*.atom")}
    assert {"all.atom", "service/wren.atom", "policy/wren/terms.atom", "topic/ai-training.atom"} <= names
    assert not any(name.startswith("clause/") for name in names)
    for name in names:
        parsed = read(name)
        assert parsed.entries == [] and parsed.feed.updated_parsed[:3] == (2024, 1, 5)
    change(folder)
    write()
    (entry,) = read("topic/ai-training.atom").entries
    assert entry.title == "Wren: Terms of Use: 1 Clips edited (AI training)"
    assert read("topic/arbitration.atom").entries == []


def test_only_what_is_asked_for_is_written_and_clauses_on_demand(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder)
    feeds = '[feeds]\neach = ["policy"]\ntopics = []\npolicies = ["wren", "gone/*"]\n'
    feeds += 'clauses = ["wren/terms 1", "wren/terms 9"]\n'
    (folder / "config.toml").write_text(WATCH + feeds)
    capsys.readouterr()
    write("--json")
    shown = capsys.readouterr()
    record = json.loads(shown.out)
    assert record["feeds"] == 3 and record["files"] == 11
    assert record["idle"] == ['policies "gone/*" matches nothing', 'clauses "wren/terms 9" matches nothing']
    assert '[feeds] clauses "wren/terms 9" matches nothing' in shown.err.replace("\\", "")
    (clause,) = Path("out/clause/wren/terms").glob("*.atom")
    parsed = feedparser.parse(clause.read_text())
    assert parsed.feed.title == "Policy changes: Wren: Terms of Use, 1 Clips" and len(parsed.entries) == 1


@pytest.mark.parametrize(
    ("config", "options", "leads_to"),
    [
        ("", (), "https://wren.example/terms"),
        ("", ("--site", "https://s.example"), "https://wren.example/terms"),
        ('[site]\nbase_url = "https://s.example/"\n', (), "https://s.example/wren/terms/changes/{id}/"),
    ],
)
def test_entries_lead_to_the_changes_page_or_else_to_the_source(
    folder: Path, config: str, options: tuple[str, ...], leads_to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "config.toml").write_text(config + WATCH)
    change(folder)
    write(*options)
    capsys.readouterr()
    run_command(["log", POLICY, "--json"])
    change_set = json.loads(capsys.readouterr().out)["change_set"]
    for suffix in ("rss", "atom"):
        (entry,) = read(f"all.{suffix}").entries
        assert entry.link == leads_to.format(id=change_set)
        assert "localhost" not in Path(f"out/all.{suffix}").read_text().replace("tag:tracker.localhost,", "")
    (item,) = json.loads(Path("out/all.json").read_text())["items"]
    assert item["url"] == leads_to.format(id=change_set)


def test_who_keeps_an_entry_is_a_witness_of_the_look_it_tells_of(folder: Path) -> None:
    change(folder)
    write()
    (entry,) = read("all.atom").entries
    (item,) = json.loads(Path("out/all.json").read_text())["items"]
    (head,) = re.findall(r"<code>(\d+ [0-9a-f]{64})</code>", item["content_html"])
    assert head in entry.content[0].value
    Path("heads.txt").write_text(f"{head}\n")
    assert run_command(["verify", "--witness", "heads.txt"]) == 0
    Path("heads.txt").write_text(head.replace(head[-4:], "0000") + "\n")
    assert run_command(["verify", "--witness", "heads.txt"]) == 1


def test_entries_lead_to_pages_that_lie_in_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder)
    capsys.readouterr()
    run_command(["log", POLICY, "--json"])
    change_set = json.loads(capsys.readouterr().out)["change_set"]
    page = Path("out") / POLICY / "changes" / change_set
    page.mkdir(parents=True)
    (page / "index.html").write_text("<title>a change</title>")
    write("--site", "https://s.example")
    assert read("all.atom").entries[0].link == f"https://s.example/{POLICY}/changes/{change_set}/"


def test_an_index_for_people_and_an_opml_file_for_readers(folder: Path) -> None:
    write("--site", "https://s.example/feeds")
    page = Path("out/index.html").read_text()
    for path in ("all", "service/wren", "policy/wren/terms", "topic/ai-training"):
        assert f'<a href="{path}.atom">atom</a>' in page and Path(f"out/{path}.atom").is_file()
    outlines = ET.parse("out/feeds.opml").getroot().findall("body/outline")
    assert outlines[0].get("xmlUrl") == "https://s.example/feeds/all.atom" and len(outlines) == 16
    before = Path("out/index.html").stat().st_mtime_ns
    write("--site", "https://s.example/feeds")
    assert Path("out/index.html").stat().st_mtime_ns == before


def test_somebody_elses_page_is_left_alone(folder: Path) -> None:
    Path("out").mkdir()
    Path("out/index.html").write_text("<title>our site</title>")
    write()
    assert Path("out/index.html").read_text() == "<title>our site</title>"
    assert "all.atom" in Path("out/feeds.html").read_text()


# --- nothing new since the last time ---------------------------------------------------------------------------


def rewrite(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, object]:
    """What writing feeds says of itself."""
    capsys.readouterr()
    write("--json", *options)
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return said


def test_feeds_of_which_nothing_is_new_are_not_made_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the mark and without it the same is said, and no file is touched."""
    change(folder)
    first = rewrite(capsys)
    times = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}
    marked = rewrite(capsys)
    assert times == {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}
    Path("out/.tracker-feeds").unlink()
    assert rewrite(capsys) == marked == first | {"changed": 0}


def add_page(folder: Path) -> None:
    """The site is built into the folder of the feeds."""
    database = folder / "snapshots" / "tracker.db"
    with open_archive(database, read_only=True) as archive:
        (step,) = archive.change_sets.index(POLICY)
    page = Path("out") / POLICY / "changes" / step / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<title>a change</title>")


NEWS = {
    "a change": change,
    "a note": lambda _: run_command(["note", POLICY, "latest", "We asked them why."]),
    "another name": lambda folder: (folder / "config.toml").write_text(WATCH.replace("Terms of Use", "Terms")),
    "a file that is gone": lambda _: Path("out/all.atom").unlink(),
    "a file that somebody wrote": lambda _: Path("out/all.rss").write_text("gone"),
    "a page of the change": add_page,
    "a rebuild": lambda _: run_command(["rebuild"]),
}


@pytest.mark.parametrize("news", NEWS)
def test_whatever_is_new_is_in_the_feeds(news: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a folder holds that was written before is what a new one would hold."""
    site = ("--site", "https://s.example")
    if news != "a change":
        change(folder)
    write(*site)
    NEWS[news](folder)
    write(*site)
    written = read_files(Path("out"))
    Path("out/.tracker-feeds").unlink()
    write(*site)
    assert read_files(Path("out")) == written


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix}


@pytest.mark.parametrize("name", ["", "  ", "config.toml"])
def test_no_folder_is_filled_that_nobody_named(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(SystemExit) as left:
        main(["feeds", "write", name])
    assert left.value.code == 2 and sorted(folder.iterdir()) == before
    assert "folder" in capsys.readouterr().err


def test_the_feed_of_a_subscription_is_there_before_its_first_news(folder: Path) -> None:
    subscription = '[channel.site]\nkind = "feed"\n[[subscription]]\nname = "Всё о ценах"\nchannels = ["site"]\n'
    (folder / "config.toml").write_text(WATCH + subscription)
    assert run_command(["alerts", "send"]) == 0
    parsed = feedparser.parse(Path("feeds/всё-о-ценах.atom").read_text())
    assert not parsed.bozo and parsed.entries == [] and parsed.feed.updated_parsed[:3] == (2024, 1, 5)
