"""A page that holds what it held is not read again; whatever is told of it is as if it had been."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from parcels import START

from tracker.archive import open_archive
from tracker.fence.documents import gather_in_bounds
from tracker.model import Block, BlockKind, Capture, PastLook, Reading, ReadingSettings, Source
from tracker.read import document
from tracker.read.document import Gathered, Part, gather_parts, read_gathered, read_parts
from tracker.read.handover import Page
from tracker.track.derive import Derived, Handling, derive_policy
from tracker.track.jobs import Craft
from tracker.track.recording import record_looks
from tracker.values import replace

POLICY = "parcels/terms"
CASES = sorted((Path(__file__).parent / "cases" / "html").glob("*.html"))
NONCE = '<meta name="token" content="{0}"><script nonce="{0}">var token = "{0}";</script>'
PAGE = (
    "<html lang=en><head><title>Terms</title>{nonce}</head><body><nav><a href=/>Home</a></nav><main><h1>Terms</h1>"
    "<p>Effective 1 March 2026.</p><h2>1. Hire</h2><p>A hire lasts {hours} hours.</p><h2>2. Law</h2>"
    "<p>The law of Ireland applies to every hire.</p><ul><li>by bicycle</li><li>by barge</li></ul></main></body></html>"
)


def write_page(nonce: str, hours: int = 24) -> bytes:
    return PAGE.format(nonce=NONCE.format(nonce), hours=hours).encode()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_pages_that_hold_the_same_read_alike(path: Path) -> None:
    page = path.read_bytes()
    other = page.replace(b"<body", NONCE.format("z9").encode() + b"<body", 1)
    gathered, again = (gather_parts([Part(body, "text/html", "utf-8")]) for body in (page, other))
    assert gathered.hash == again.hash
    assert read_gathered(gathered) == read_gathered(again) == read_parts([Part(page, "text/html", "utf-8")])


def test_whatever_differs_in_the_document_is_seen() -> None:
    pages = [
        write_page("a"),
        write_page("a", hours=25),
        write_page("a").replace(b"<h2>1. Hire</h2>", b"<p>1. Hire</p>"),
        write_page("a").replace(b"<li>by barge", b"<li><a href=/barge>by barge</a>"),
        write_page("a").replace(b"<html lang=en>", b"<html lang=ga>"),
        write_page("a").replace(b"<title>Terms", b"<title>Rules"),
    ]
    hashes = [gather_parts([Part(page, "text/html")]).hash for page in pages]
    hashes += [gather_parts([Part(pages[0], "text/html")], settings=ReadingSettings(language="ga")).hash]
    assert len(set(hashes)) == len(hashes)


def test_half_of_a_pair_is_hashed_as_well() -> None:
    """JSON may say "\\ud83d", which is no character and which UTF-8 cannot write."""
    whole, half = (Gathered("text/plain", Page((Block(BlockKind.PARAGRAPH, text),))) for text in ("", "\ud83d"))
    assert len({whole.hash, half.hash, replace(half, language="ga").hash}) == 3


def refuse(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
    raise AssertionError("what is gathered is read from there")


def take_looks(path: Path, bodies: Sequence[bytes], craft: Craft) -> list[Derived]:
    """A record of these looks at one page, each derived as it came."""
    derived = []
    with open_archive(path) as archive:
        archive.policies.ensure(POLICY, at=START)
        for day, body in enumerate(bodies):
            at = START + timedelta(days=day)
            capture = Capture(Source("http", "https://a.example"), at, body, "text/html", "utf-8", status=200)
            record_looks(archive, POLICY, [PastLook(at, (capture,))], now=at)
            derived.append(derive_policy(archive, POLICY, now=at, handling=Handling(craft=craft)))
    return derived


def list_derived(path: Path) -> list[list[tuple[object, ...]]]:
    """All that was derived, but for what only remembers the page."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in sorted(tables) if name in {"version", "seen", "section", "change_set", "derivation"}]
        columns = {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "page_hash"]
            for name in kept
        }
        return [connection.execute(f"SELECT {', '.join(columns[name])} FROM {name}").fetchall() for name in kept]


def test_a_page_with_another_nonce_comes_to_the_same_without_being_read(tmp_path: Path) -> None:
    bodies = [write_page("a"), write_page("b"), write_page("c"), write_page("d", hours=48), write_page("e", hours=48)]
    slow = take_looks(tmp_path / "slow.db", bodies, Craft())
    quick = take_looks(tmp_path / "quick.db", bodies, Craft(read=refuse, gather=gather_in_bounds))
    assert slow == quick
    assert [one.outcome for one in quick][:3] == ["first", "unchanged", "unchanged"]
    assert list_derived(tmp_path / "slow.db") == list_derived(tmp_path / "quick.db")


def test_a_text_that_stands_is_known_by_its_page(tmp_path: Path) -> None:
    read: list[int] = []

    def gather(parts: Sequence[Part], settings: ReadingSettings):
        gathered = gather_in_bounds(parts, settings)
        read.append(len(gathered.page.blocks))
        return gathered

    path = tmp_path / "t.db"
    take_looks(path, [write_page("a"), write_page("b")], Craft(gather=gather))
    with open_archive(path) as archive:
        derivation = archive.derivations.current(POLICY)
        assert derivation is not None
        ((page_hash, text_hash),) = archive.versions.pages(derivation).items()
        assert page_hash == gather_parts([Part(write_page("z"), "text/html", "utf-8")]).hash
        assert archive.versions.ids(derivation).keys() == {text_hash}
    assert len(read) == 2


def test_captures_that_differ_in_what_links_carry_along_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an import brings them, many at once: each holds another visitor's number in the address of a link."""
    read: list[str] = []
    outline = document._read_outline
    monkeypatch.setattr(document, "_read_outline", lambda gathered: read.append("once") or outline(gathered))
    looks = []
    for day in range(6):
        at = START + timedelta(days=day)
        body = write_page("a").replace(b"<li>by barge", f"<li><a href=/barge?visitor={day}{day}>by barge</a>".encode())
        looks.append(PastLook(at, (Capture(Source("http", "https://a.example"), at, body, "text/html", "utf-8"),)))
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        record_looks(archive, POLICY, looks, now=at)
        derive_policy(archive, POLICY, now=at, handling=Handling(craft=Craft(gather=gather_in_bounds)))
        assert len(archive.versions.dates(POLICY)) == 1
    assert read == ["once"]
