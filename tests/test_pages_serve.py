"""Live pages over HTTP: the same as the files, safe headers, and errors that a person can do something about."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path

import feedparser
import httpx
import pytest
from records import HOSTILE, PARCELS, open_pages, write_record
from serving import serve_record

from tracker.pages.accounts import same_address
from tracker.pages.guard import HEADERS, read_host
from tracker.pages.running import take_port
from tracker.pages.serve import ServeOptions
from tracker.pages.site import SiteOptions, build_site

BASE = "https://terms.example.org/"


def test_a_page_is_sent_at_once_and_not_when_its_head_was_acknowledged() -> None:
    """asyncio sets TCP_NODELAY where a socket says that it is TCP; without, each page came 40 ms later."""
    with take_port("127.0.0.1", 0) as taken:
        taken.listen()
        with socket.create_connection(taken.getsockname()), taken.accept()[0] as accepted:
            assert accepted.proto == socket.IPPROTO_TCP


class Here(Executor):
    def submit(self, work, /, *arguments, **named) -> Future:
        done: Future = Future()
        done.set_result(work(*arguments, **named))
        return done


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "t.db"
    write_record(path)
    return path


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    with serve_record(database, options=ServeOptions(BASE)) as address:
        yield address


@pytest.fixture(scope="module")
def site(database: Path) -> Path:
    folder = database.parent / "public"
    build_site(partial(open_pages, database), folder, SiteOptions(BASE), executor=Here())
    return folder


def get(address: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", headers=headers)


LIVE_ONLY = (
    re.compile(r'<form class="dates".*?</form>\n', re.DOTALL),
    re.compile(r" data-live(?=>)"),
    re.compile(r'<meta (?:property="og:image|name="twitter:card).*\n'),
)
HELD_SWITCH = re.compile(r'<p class="switch"><a [^>]*data-switch>.*?</p>\n')
FILES_ONLY = re.compile(r"<noscript>.*?</noscript>\n", re.DOTALL)


def test_live_and_files_are_the_same(address: str, site: Path) -> None:
    """Every page and its data, apart from what only a server can do."""
    compared = 0
    for path in [*site.rglob("index.html"), *site.rglob("*.json"), *site.rglob("*.atom")]:
        name = path.relative_to(site).as_posix()
        if (name.startswith("search/") and name != "search/index.html") or name.startswith("."):
            continue
        answer = get(address, "/" + name.removesuffix("index.html"))
        assert answer.status_code == 200, name
        live, made = answer.text, path.read_text("utf-8")
        for pattern in LIVE_ONLY:
            live = pattern.sub("", live)
        if 'class="notice">Not told' in live:
            live = HELD_SWITCH.sub("", live)
        assert live == FILES_ONLY.sub("", made), name
        compared += 1
    assert compared > 200


def test_every_answer_has_the_headers(address: str) -> None:
    for path in ("/", "/assets/style.css", "/nowhere/at/all/", f"/{PARCELS}.json", "/assets/secret"):
        answer = get(address, path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"] and "http" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1"])
def test_a_foreign_host_is_turned_away(address: str, host: str) -> None:
    answer = get(address, "/", Host=host)
    assert answer.status_code == 421 and "--allow-host" in answer.text


@pytest.mark.parametrize(("header", "name"), [("a.example:80", "a.example"), ("[::1]:8000", "::1"), ("[::1", None)])
def test_a_host_is_read_with_or_without_port(header: str, name: str | None) -> None:
    assert read_host(header) == name


def test_what_one_has_is_not_sent_again(address: str) -> None:
    first = get(address, f"/{PARCELS}/")
    again = get(address, f"/{PARCELS}/", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in get(address, "/assets/site.js").headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/parcel/terms/", 404, 'href="parcels/terms/"'),
        (f"/{PARCELS}/clauses/33/", 404, f'href="{PARCELS}/clauses/3/"'),
        (f"/{PARCELS}/changes/ffff/", 404, f'href="{PARCELS}/"'),
        (f"/{PARCELS}/at/yesterday/", 400, "write a day as 2023-07-28"),
        (f"/{PARCELS}/compare/?from=2024-03-02", 400, "write them as 2023-07-28"),
        ("/topics/nothing/", 404, "no topic"),
        ("/topics/training/", 404, 'href="topics/ai-training/"'),
        ("/facts/liability/", 404, 'href="facts/liability-cap/"'),
        ("/tags/pots/", 404, 'href="tags/post/"'),
        ("/parcel/", 404, 'href="parcels/"'),
        ("/a/b/c/d/e/f/g/", 404, "no policy"),
    ],
)
def test_an_error_page_says_what_to_do(address: str, path: str, status: int, words: str) -> None:
    answer = get(address, path)
    assert answer.status_code == status and words.lower() in answer.text.replace("../", "").lower()
    assert "Traceback" not in answer.text


def test_a_path_without_its_slash_leads_on(address: str) -> None:
    answer = get(address, f"/{PARCELS}?x=1")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/{PARCELS}/?x=1")


def test_two_days_of_a_form_are_compared(address: str) -> None:
    answer = get(address, f"/{PARCELS}/compare/?from=2024-03-02&to=2024-03-08")
    assert answer.headers["location"] == f"/{PARCELS}/compare/2024-03-02..2024-03-08/"
    page = get(address, answer.headers["location"])
    assert page.status_code == 200 and "You can insure a parcel" in page.text
    assert re.search("<ins>14( days)?</ins>", page.text)
    assert "On both days" not in page.text


def test_search_finds_what_stands_came_and_went(address: str) -> None:
    assert "3 Your data" in get(address, "/search/?q=deliver").text
    came = get(address, "/search/?q=%22routing+models%22&side=came").text
    assert "Came in" in came and "<mark>routing</mark>" in came.replace(
        "<mark>routing models</mark>", "<mark>routing</mark>"
    )
    assert "Nothing found" in get(address, "/search/?q=unicorn").text
    trouble = get(address, "/search/?q=%21%21")
    assert trouble.status_code == 200 and 'role="alert"' in trouble.text
    assert get(address, "/search/?q=" + "a" * 5000).status_code == 200


def test_a_feed_is_served(address: str) -> None:
    answer = get(address, f"/{PARCELS}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert len(feedparser.parse(answer.text).entries) == 4


def test_a_picture_is_drawn(address: str) -> None:
    head = get(address, f"/{PARCELS}/changes/56df67f6c6e6/").text
    assert f'<meta property="og:image" content="{BASE}{PARCELS}/changes/56df67f6c6e6.png">' in head
    answer = get(address, f"/{PARCELS}/changes/56df67f6c6e6.png")
    assert answer.headers["content-type"] == "image/png" and answer.content[:4] == b"\x89PNG"
    assert get(address, f"/{HOSTILE}/changes/bbb5d8657d3d.png").status_code in (200, 404)


# --- a database that cannot be read -----------------------------------------------------------------------------


def test_no_database_is_a_503(tmp_path: Path) -> None:
    with serve_record(tmp_path / "none.db") as address:
        answer = get(address, "/")
        assert answer.status_code == 503 and "Nothing was recorded yet" in answer.text
        assert str(tmp_path) not in answer.text and answer.headers["retry-after"]


def test_a_newer_database_is_a_503(database: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    newer.write_bytes(database.read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with serve_record(newer) as address:
        answer = get(address, f"/{PARCELS}.json")
        assert answer.status_code == 503 and answer.json()["error"]["kind"] == "archive"
        assert "upgrade" in get(address, "/").text


def test_a_writer_keeps_no_reader_waiting_nor_a_reader_the_writer(database: Path, address: str) -> None:
    connection = sqlite3.connect(database, isolation_level=None, timeout=0.2)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE policy SET name = 'Another' WHERE id = ?", [PARCELS])
    assert "Harbour Parcels" in get(address, f"/{PARCELS}/").text
    connection.execute("ROLLBACK")
    connection.close()


def test_addresses_of_proxies_are_compared_as_addresses() -> None:
    assert same_address("::1", ("127.0.0.1", "0:0:0:0:0:0:0:1"))
    assert not same_address("10.0.0.1", ("127.0.0.1",)) and not same_address("testclient", ("127.0.0.1",))
