"""Bodies come back byte for byte, take little room, and say so when they were damaged."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import START

from tracker.archive import open_archive
from tracker.archive.bodies import MAX_CHAIN, Bodies, hash_body
from tracker.archive.store import Store
from tracker.capture.importers import git, ota
from tracker.errors import ArchiveError
from tracker.track.recording import record_captures


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_archive(tmp_path / "t.db") as archive:
        yield archive._store


def make_pages(count: int, words: int = 4000) -> list[bytes]:
    """A page of words that hardly repeat, and later states of it with a few words changed."""
    chance = random.Random(7)
    page = [f"w{chance.randrange(10**7)}" for _ in range(words)]
    pages = []
    for _ in range(count):
        page[chance.randrange(words)] = f"n{chance.randrange(10**7)}"
        pages.append(" ".join(page).encode())
    return pages


@given(bodies=st.lists(st.binary(max_size=400), max_size=12))
@settings(max_examples=30, deadline=None)
def test_any_bodies_in_a_row_come_back(tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]) -> None:
    with open_archive(tmp_path_factory.mktemp("bodies") / "t.db") as archive:
        table, base = Bodies(archive._store), None
        for body in bodies:
            base = table.add(body, base=base)
            assert base == hash_body(body)
        fresh = Bodies(archive._store)
        assert [fresh.get(hash_body(body)) for body in reversed(bodies)] == bodies[::-1]


def test_a_history_of_one_page_takes_little_room(store: Store) -> None:
    pages, table, base = make_pages(60), Bodies(store), None
    for page in pages:
        base = table.add(page, base=base)
    row = store.row("SELECT sum(size) AS raw, sum(length(data)) AS kept, max(depth) AS depth FROM body")
    assert row["raw"] / row["kept"] > 25
    assert row["depth"] <= MAX_CHAIN
    assert store.row("SELECT count(*) AS n FROM body WHERE codec = 'zstd'")["n"] == 1  # two chains, one key frame
    assert [Bodies(store).get(hash_body(page)) for page in pages] == pages


def test_a_page_written_anew_becomes_a_key_frame_when_its_chain_is_full(store: Store) -> None:
    table, base = Bodies(store), None
    pages = [*make_pages(MAX_CHAIN + 1), *(page[::-1] for page in make_pages(3))]
    for page in pages:
        base = table.add(page, base=base)
    codecs = [row["codec"] for row in store.rows("SELECT codec FROM body ORDER BY rowid")]
    assert [at for at, codec in enumerate(codecs) if codec == "zstd"] == [0, MAX_CHAIN + 1]
    assert [Bodies(store).get(hash_body(page)) for page in pages] == pages


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    table = Bodies(store)
    assert table.add(b"terms", base=None) == table.add(b"terms", base=None)
    assert store.row("SELECT count(*) AS n FROM body")["n"] == 1


def test_a_body_unlike_its_predecessor_is_kept_whole(store: Store) -> None:
    table = Bodies(store)
    noise = random.Random(1).randbytes(3000)
    base = table.add(b"page " * 500, base=None)
    assert Bodies(store).get(table.add(noise, base=base)) == noise


@pytest.mark.parametrize("damage", ["UPDATE body SET data = x'00112233'", "UPDATE body SET data = substr(data, 1, 9)"])
def test_damage_is_said_and_not_handed_on(store: Store, damage: str) -> None:
    name = Bodies(store).add(b"page " * 500, base=None)
    store.run(damage)
    with pytest.raises(ArchiveError, match="is damaged"):
        Bodies(store).get(name)


def test_a_damaged_predecessor_keeps_nothing_new_out(store: Store) -> None:
    first, second = make_pages(2)
    base = Bodies(store).add(first, base=None)
    store.run("UPDATE body SET data = x'00112233'")
    table = Bodies(store)
    assert Bodies(store).get(table.add(second, base=base)) == second


def test_a_lost_predecessor_is_said(store: Store) -> None:
    first, second = make_pages(2)
    table = Bodies(store)
    name = table.add(second, base=table.add(first, base=None))
    store.run("PRAGMA foreign_keys = OFF")
    store.run("DELETE FROM body WHERE hash = ?", [hash_body(first)])
    with pytest.raises(ArchiveError, match="is damaged"):
        Bodies(store).get(name)


@pytest.mark.floors
def test_corpus_pages_are_kept_at_a_twentyfifth(tmp_path: Path) -> None:
    """The ratio on real raw pages, sixty snapshots evenly spaced over two years."""
    bundle = Path(__file__).parents[1] / "../shared/corpus/snapshots.bundle"
    if not bundle.exists():
        pytest.skip("the corpus (../shared/corpus) is not here")
    repository = tmp_path / "snapshots.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(bundle), str(repository)], check=True)
    (document,) = ota.list_documents(repository, "GitHub/Terms of Service.html")
    with open_archive(tmp_path / "t.db") as archive:
        record_captures(archive, document.policy, git.read_captures(document), now=START)
        row = archive._store.row("SELECT sum(size) AS raw, sum(length(data)) AS kept FROM body")
        assert row["raw"] / row["kept"] > 25
