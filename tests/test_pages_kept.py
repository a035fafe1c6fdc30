"""Pages that are painted once for each state of the record: whatever is written, they are as if painted anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from parcels import INSURED, START, WALL, capture
from records import ARABIC, HOSTILE, NOW, PARCELS, RECORDED, write_record
from serving import make_accounts
from starlette.testclient import TestClient

from tracker.archive import open_archive
from tracker.commands.live import LiveRecord
from tracker.commands.options import Place
from tracker.commands.serve import make_acts
from tracker.model import Outcome
from tracker.pages.kept import KINDS, KeptHits, KeptPages
from tracker.pages.serve import ServeOptions, make_app
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

PATHS = (
    "/",
    "/changes/",
    "/policies/",
    "/parcels/",
    "/tags/post/",
    "/topics/ai-training/",
    "/facts/governing-law/",
    "/clusters/",
)
SEARCHES = ("/search/?q=deliver", "/search/?q=train&side=all", "/search/?q=euros&side=came")
CONFIG = f"""
[[policy]]
id = "{PARCELS}"
fetch = "https://parcels.example/terms"
tags = ["post"]
name = "Harbour Parcels"
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    write_record(tmp_path / "t.db")
    (tmp_path / "config.toml").write_text(CONFIG)
    return Place(tmp_path / "config.toml", tmp_path / "t.db")


def serve(place: Place) -> TestClient:
    app = make_app(LiveRecord(place), ServeOptions(), make_accounts("dana"), make_acts(place))
    return TestClient(app, base_url="http://localhost")


def fail(place: Place) -> None:
    with open_archive(place.database_path) as archive:
        archive.observations.record(
            PARCELS, observed_at=NOW, outcome=Outcome.ERROR, recorded_at=NOW, error="answered 503"
        )


def read(policy: str, text: str) -> Callable[[Place], None]:
    """A look that brings a text."""

    def look(place: Place) -> None:
        with open_archive(place.database_path) as archive:
            archive.policies.ensure(policy, at=NOW)
            seen = capture(text, (NOW - START) / timedelta(days=1), key=f"{hash(text)}", source=RECORDED)
            record_captures(archive, policy, [seen], now=NOW)
            derive_policy(archive, policy, now=NOW)

    return look


def decide(*words: str) -> Callable[[Place], None]:
    def act(place: Place) -> None:
        with open_archive(place.database_path) as archive:
            change_set = list(archive.change_sets.index(PARCELS))[-1]
        make_acts(place).decide("accept", PARCELS, change_set, "dana", " ".join(words))

    return act


def purge(place: Place) -> None:
    with open_archive(place.database_path) as archive:
        archive.purges.purge(HOSTILE, at=NOW)


def call_another(place: Place) -> None:
    place.config_path.write_text(CONFIG.replace("Harbour Parcels", "The Parcels"))


def name_another(place: Place) -> None:
    with open_archive(place.database_path) as archive:
        archive.policies.ensure(ARABIC, "Souk", at=NOW)


WRITES = {
    "a doubt that a person accepted": decide("it is the text"),
    "a look that failed": fail,
    "a look that brought an old text": read(PARCELS, INSURED),
    "a look that changed something": read(PARCELS, INSURED.replace("14 days", "9 days") + "\nWe train AI on it.\n"),
    "a new policy": read("lighthouse/terms", "# Terms\n\n## 1. Law\n\nThe laws of Norway govern these terms.\n"),
    "a policy that is gone": purge,
    "another name in the configuration": call_another,
    "another name on record": name_another,
}


def test_every_write_is_seen_at_once(place: Place) -> None:
    kept = serve(place)
    paths = (*PATHS, *SEARCHES)
    for path in paths:
        assert kept.get(path).text == serve(place).get(path).text
    changed: dict[str, list[str]] = {}
    for what, write in WRITES.items():
        before = {path: kept.get(path).text for path in paths}
        write(place)
        for path in paths:
            answer = kept.get(path)
            assert answer.text == serve(place).get(path).text, (what, path)
            if answer.text != before[path]:
                changed.setdefault(what, []).append(path)
    assert set(changed) == set(WRITES), "every write is one that some page tells"


def test_a_page_is_painted_once_for_a_state(place: Place) -> None:
    kept, painted = KeptPages(), list[int]()

    def paint() -> bytes:
        painted.append(1)
        return b"page"

    with LiveRecord(place)() as record:
        for state in (1, 1, 2, 2):
            assert kept.paint(record, "/", state, paint) == b"page"
    assert len(painted) == 2


def test_no_more_is_kept_than_there_is_room_for(place: Place) -> None:
    kept = KeptPages(most_bytes=100)
    with LiveRecord(place)() as record:
        for number in range(50):
            kept.paint(record, number, 0, lambda: b"x" * 30)
        assert len(kept._kept) == 3
        kept.paint(record, "long", 0, lambda: b"x" * 1000)
        assert kept.paint(record, "long", 0, lambda: b"anew") == b"anew"


def test_a_search_is_made_once_for_a_state(place: Place) -> None:
    hits = KeptHits(most=2)
    ask = LiveRecord(place)
    with ask() as record:
        first = hits.ask(record, "deliver", ("now",), 50)
    read(PARCELS, WALL)(place)
    with ask() as record:
        again = hits.ask(record, "deliver", ("now",), 50)
        assert len(first) == len(again) > 0
        for query in ("train", "euros"):
            hits.ask(record, query, ("now",), 50)
        assert len(hits._kept) == 2


def test_who_is_signed_in_is_shown_nobody_elses_page(place: Place) -> None:
    accounts = make_accounts("dana")
    app = make_app(LiveRecord(place), ServeOptions(), accounts, make_acts(place))
    alone, dana = TestClient(app, base_url="http://localhost"), TestClient(app, base_url="http://localhost")
    dana.cookies.set("tracker_session", accounts.write_session("dana"))
    assert "Sign in" in alone.get("/").text
    assert "Sign in" not in dana.get("/").text and "review/" in dana.get("/").text
    assert "Sign in" in alone.get("/").text


def test_the_kinds_that_are_kept_are_those_tried_here() -> None:
    assert len(PATHS) == len(KINDS)
