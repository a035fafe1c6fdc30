"""A built site: whole, valid, every link leads somewhere, only what is new is written, nothing foreign is touched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import html5lib
import pytest
from parcels import INSURED, START, capture
from records import HOSTILE, PARCELS, RECORDED, open_pages, write_record
from sites import list_links

from tracker.archive import open_archive
from tracker.errors import UsageError
from tracker.pages.site import Built, SiteOptions, build_site, write_sitemap
from tracker.pages.swap import MARK, swap_folders
from tracker.pages.words import TOGETHER, Findable, cut_words, name_shard, write_shards
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

BASE = "https://terms.example.org/terms/"
OPTIONS = SiteOptions(BASE)


class Here(Executor):
    """Does the work at once, in this process: tests need no others."""

    def submit(self, work, /, *arguments, **named) -> Future:
        done: Future = Future()
        done.set_result(work(*arguments, **named))
        return done


def build(database: Path, folder: Path, options: SiteOptions = OPTIONS, texts: int | None = None) -> Built:
    return build_site(partial(open_pages, database, texts), folder, options, executor=Here())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Built]:
    """A database, its site and what the build said."""
    folder = tmp_path_factory.mktemp("site")
    write_record(folder / "t.db")
    return folder / "t.db", folder / "public", build(folder / "t.db", folder / "public")


@pytest.fixture
def site(built: tuple[Path, Path, Built]) -> Path:
    return built[1]


def list_files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its inode and content."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.read_bytes()) for path in files}


def test_every_link_leads_somewhere(site: Path) -> None:
    files = set(list_files(site))
    missing = {
        (str(page.relative_to(site)), link)
        for page in site.rglob("*.html")
        for link in list_links(page, site)
        if link not in files
    }
    assert missing == set()
    assert len(files) > 200


def test_every_page_is_valid_html_below_a_hundred_kilobytes(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert len(text.encode()) < 100_000


def test_anchors_that_are_linked_to_are_there(site: Path) -> None:
    for page in site.rglob("clauses/*/index.html"):
        tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
        for link in tree.iter("a"):
            target, _, anchor = str(link.get("href")).partition("#")
            if anchor and target:
                assert f'id="{anchor}"' in (page.parent / unquote(target) / "index.html").read_text("utf-8")


def test_feeds_are_found_and_read(site: Path) -> None:
    page = site / PARCELS / "index.html"
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    (feed,) = [one.get("href") for one in tree.iter("link") if one.get("type") == "application/atom+xml"]
    parsed = feedparser.parse((page.parent / str(feed)).read_text("utf-8"))
    assert not parsed.bozo and len(parsed.entries) == 4
    assert parsed.feed.id == f"tag:terms.example.org,2026:policy/{PARCELS}"
    assert parsed.entries[0].link.startswith(f"{BASE}{PARCELS}/changes/")
    assert any(link.rel == "self" and link.href == f"{BASE}{PARCELS}.atom" for link in parsed.feed.links)
    for path in site.rglob("*.atom"):
        parsed = feedparser.parse(path.read_text("utf-8"))
        assert not parsed.bozo
        if not parsed.entries:
            assert parsed.feed.updated == START.isoformat(), "an empty feed is dated by the first look, not the build"


def test_the_data_are_there_for_every_page(site: Path) -> None:
    for page in site.rglob("index.html"):
        folder = page.parent
        if "side" in folder.parts or folder.name.startswith("page-"):
            continue
        data = site / "index.json" if folder == site else folder.with_name(f"{folder.name}.json")
        assert json.loads(data.read_text("utf-8"))["schema"].startswith("tracker.")


def test_the_sitemap_lists_the_pages(site: Path) -> None:
    places = [node.text for node in ElementTree.parse(site / "sitemap.xml").iter() if node.tag.endswith("loc")]
    pages = [path for path in site.rglob("index.html") if "side" not in path.parts]
    assert len(places) == len(pages) and BASE in places
    many = write_sitemap(BASE, [f"{number}/index.html" for number in range(50_001)])
    assert sorted(many) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"] and "<sitemapindex" in many["sitemap.xml"]


# --- again ------------------------------------------------------------------------------------------------------


def test_a_second_build_writes_nothing(built: tuple[Path, Path, Built]) -> None:
    database, site, first = built
    before = list_files(site)
    again = build(database, site)
    assert (again.changed, again.policies, again.pages) == (0, (), first.pages)
    assert list_files(site) == before


def test_one_change_writes_the_pages_it_touches(tmp_path: Path) -> None:
    database, site = tmp_path / "t.db", tmp_path / "public"
    write_record(database)
    build(database, site)
    before = list_files(site)
    with open_archive(database) as archive:
        record_captures(archive, PARCELS, [capture(INSURED, 30, key="c30", source=RECORDED)], now=START)
        derive_policy(archive, PARCELS, now=START)
    made = build(database, site)
    after = list_files(site)
    other = {name for name, (inode, _) in after.items() if before.get(name, (0, b""))[0] != inode} - {MARK}
    assert made.policies == (PARCELS,) and made.changed == len(other)
    assert "index.html" in other and f"{PARCELS}/index.html" in other
    assert not [name for name in other if name.startswith((HOSTILE, "about", "assets"))]
    pages = [name for name in before if name.startswith(f"{PARCELS}/clauses/c") and name.endswith("index.html")]
    booking = next(name for name in pages if b"1 Booking</h1>" in before[name][1])
    assert booking not in other, "a clause that did not change keeps its file"


def test_what_is_gone_from_the_record_is_gone_from_the_site(tmp_path: Path) -> None:
    database, site = tmp_path / "t.db", tmp_path / "public"
    write_record(database)
    build(database, site)
    build(database, site, texts=1)
    assert len(list((site / PARCELS / "at").glob("*/index.html"))) == 2  # by its day and as "now"
    assert not (site / PARCELS / "compare").exists()
    files = set(list_files(site))
    assert [link for page in site.rglob("*.html") for link in list_links(page, site) if link not in files] == []


# --- whole or not at all --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["thesis.txt", "index.html"])
def test_a_folder_with_foreign_files_is_refused(tmp_path: Path, built: tuple[Path, Path, Built], name: str) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / name).write_text("mine")
    with pytest.raises(UsageError, match="is no site of the tracker"):
        build(built[0], tmp_path / "public")
    assert [path.name for path in tmp_path.rglob("*")] == ["public", name]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, built: tuple[Path, Path, Built]) -> None:
    (tmp_path / "public").write_text("mine")
    with pytest.raises(UsageError, match="is no folder"):
        build(built[0], tmp_path / "public")


class Failing(Executor):
    def submit(self, work, /, *arguments, **named) -> Future:
        failed: Future = Future()
        failed.set_exception(MemoryError())
        return failed


def test_a_build_that_fails_leaves_the_old_site_as_it_was(tmp_path: Path) -> None:
    database, site = tmp_path / "t.db", tmp_path / "public"
    write_record(database)
    build(database, site)
    before = list_files(site)
    with pytest.raises(MemoryError):
        build_site(partial(open_pages, database), site, SiteOptions("https://b.example/"), executor=Failing())
    assert list_files(site) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_folders_swap_where_the_system_cannot_do_it_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_arguments, **_named: object())
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "which").write_text(name)
    swap_folders(tmp_path / "new", tmp_path / "old")
    assert [(tmp_path / name / "which").read_text() for name in ("new", "old")] == ["old", "new"]


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_old_site_whole(tmp_path: Path) -> None:
    """Killed at ten moments of a build that makes every page anew."""
    database, site = tmp_path / "t.db", tmp_path / "public"
    write_record(database)
    command = [sys.executable, "-m", "tracker", "site", "build", str(site), "--database", str(database)]
    subprocess.run(command, check=True, capture_output=True)
    before = list_files(site)
    for number in range(10):
        process = subprocess.Popen([*command, "--base-url", f"https://{number}.example/"], start_new_session=True)
        time.sleep(0.8 + 0.5 * number)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        now = list_files(site)
        assert set(now) in (set(before), {*before, "sitemap.xml"} | {name for name in now if name.endswith(".png")})
        if b".example/" not in now["index.html"][1]:
            assert [name for name in before if now.get(name) != before[name]] == []
    subprocess.run(command, check=True, capture_output=True)
    after = list_files(site)
    assert set(after) == set(before)
    assert [name for name in before if name != MARK and after[name][1] != before[name][1]] == []
    shutil.rmtree(site)


# --- words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You may not", {"you", "may", "not"}),
        ("Ärger im Café", {"arger", "im", "cafe"}),
        ("AI-training, 30 days", {"ai", "training", "30", "days"}),
        ("利用規約", {"利用", "用規", "規約"}),
        ("약관 동의", {"약관", "동의"}),
        ("", set()),
    ],
)
def test_words_are_folded_and_cut(text: str, words: set[str]) -> None:
    assert cut_words(text) == words


def test_a_shard_holds_the_words_that_begin_alike() -> None:
    one = Findable("a/", "2 Liability", "now", "2024-03-01", "We pay. We paid.")
    shards = write_shards([[], [one, one]])
    assert json.loads(shards["words-70-61"]) == {"paid": [100_000, 100_001], "pay": [100_000, 100_001]}
    assert json.loads(shards["words-32"]) == {"2": [100_000, 100_001]}


def test_a_script_without_spaces_has_no_file_for_each_pair_of_signs() -> None:
    text = "".join(chr(sign) for sign in range(0x4E00, 0x5E00))
    shards = write_shards([[Findable("a/", "利用", "now", "2024-03-01", text)]])
    assert len(shards) < 0x1000 / TOGETHER + 10
    assert name_shard("利用") in shards and "利用" in json.loads(shards[name_shard("利用")])
