"""A real pywb on loopback with six years of an invented service's terms: everything right, nothing twice, politely."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archives import Gate, Reply, find_pywb, forward, running_pywb, serving
from parcels import FIRST, INSURED, LIVE, SHORTER, TRAINED, WALL
from warcs import HTML, WarcFile, page

from tracker.archive import open_archive
from tracker.model import Capture
from tracker.track.recording import record_captures

pytestmark = pytest.mark.slow

POLICY = "parcels/terms"
NEW = "https://parcels.example/terms"
OLD = "http://www.parcels.example/legal/conditions"
ANNEX = "https://parcels.example/rates"
RATES = ((2016, "four"), (2018, "nine"), (2020, "twelve"))
"""The year from whose March on a parcel cost so much."""

EDITIONS = ((2016, FIRST), (2018, SHORTER), (2019, TRAINED), (2021, INSURED))
"""The year from whose July on each text stood."""

BEGIN = datetime(2016, 1, 1, 6, 30, tzinfo=UTC)
COUNT = 300
ANNEXES = 195


def edition(at: datetime) -> str:
    return [text for year, text in EDITIONS if at >= datetime(year, 7, 1, tzinfo=UTC) or year == 2016][-1]


def rates(at: datetime) -> str:
    price = [price for year, price in RATES if at >= datetime(year, 3, 1, tzinfo=UTC) or year == 2016][-1]
    return page(f"# Rates\n\n## 90. Parcels\n\nA parcel of any size costs {price} coins, to be paid when it is sent.")


def write_six_years(path: Path) -> list[datetime]:
    """The archive file; the moments of its captures of the terms. Every trouble that archives have is in it."""
    file, moments, seen = WarcFile(), [], {}
    for number in range(COUNT):
        at = BEGIN + number * timedelta(days=7, hours=7)
        day, text = f"{at:%Y-%m-%dT%H:%M:%SZ}", edition(at)
        url = OLD if at.year == 2017 else NEW
        body, headers = page(text), [("Content-Type", HTML)]
        if number % 40 == 7:  # a charset that only the header names
            body, headers = (
                page(text).replace("telephone", "téléphone"),
                [("Content-Type", "text/html; charset=cp1252")],
            )
            body = page(text).encode("cp1252")
        moments.append(at)
        if number in (120, 121):
            file.add("response", url, day, page(WALL))
        elif 150 <= number < 156:
            file.add("response", url, day, "Not found", status="404 Not Found")
        elif number % 50 == 13:
            file.add("response", url, day, "", status="302 Found", headers=[("Location", "/new/home")])
            later = f"{at + timedelta(seconds=2):%Y-%m-%dT%H:%M:%SZ}"
            file.add("response", "https://parcels.example/new/home", later, body, headers=headers)
        elif (url, text) in seen and number % 3 == 1:
            file.repeat(url, day, *seen[url, text], headers=headers)
        else:
            file.add("response", url, day, body, headers=headers)
            seen.setdefault((url, text), (day, file.digest()))
    for number in range(ANNEXES):  # another page, at other times
        at = BEGIN + timedelta(days=2) + number * timedelta(days=11, hours=5)
        file.add("response", ANNEX, f"{at:%Y-%m-%dT%H:%M:%SZ}", rates(at), headers=[("Content-Type", HTML)])
    file.write(path)
    return moments


@pytest.fixture(scope="module")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    programs = find_pywb()
    if isinstance(programs, str):
        pytest.skip(programs)
    folder = tmp_path_factory.mktemp("pywb")
    write_six_years(folder / "years.warc.gz")
    with running_pywb(programs, folder / "home", folder / "years.warc.gz") as address:
        yield address


@pytest.fixture
def gate(pywb: str) -> Iterator[Gate]:
    with serving(lambda path: forward(pywb, path)) as gate:
        yield gate


def write_config(folder: Path, combine: str = "[]") -> None:
    (folder / "config.toml").write_text(
        "[fetch]\nallow_private_addresses = true\nper_host_delay = 0\n"
        f'[[policy]]\nid = "{POLICY}"\nfetch = "{NEW}"\nwas = ["{OLD}"]\ncombine = {combine}\n'
    )


def command(folder: Path, gate: Gate, *words: str, combine: str = "[]") -> list[str]:
    write_config(folder, combine)
    place = ["--database", str(folder / "t.db"), "--config", str(folder / "config.toml")]
    return [
        sys.executable,
        "-m",
        "tracker",
        "import",
        "wayback",
        POLICY,
        "--archive",
        f"{gate.url}/coll",
        *place,
        *words,
    ]


def run(folder: Path, gate: Gate, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, gate, *words), capture_output=True, text=True, check=False)


def check_history(folder: Path) -> None:
    """Exactly the right looks, versions, change sets and life of a clause."""
    with open_archive(folder / "t.db", read_only=True) as archive:
        looks = archive.observations.of(POLICY)
        expected = [BEGIN + number * timedelta(days=7, hours=7) for number in range(COUNT)]
        assert [look.observed_at for look in looks] == expected
        failed = [number for number, look in enumerate(looks) if look.error]
        assert failed == list(range(150, 156))
        told = [one for one in archive.change_sets.of(POLICY) if one.judgement.is_told]
        assert [one.judgement.observed_at.year for one in told] == [2018, 2019, 2021]
        for one, year in zip(told, (2018, 2019, 2021), strict=True):
            assert one.judgement.previous_at < datetime(year, 7, 1, tzinfo=UTC) <= one.judgement.observed_at
        assert len(archive.versions.dates(POLICY)) == 4
        assert archive.search is not None and archive.observations.find_break() is None


def test_a_history_is_taken_exactly_and_only_once(gate: Gate, tmp_path: Path) -> None:
    dry = run(tmp_path, gate, "--dry-run", "--json")
    assert json.loads(dry.stdout)["captures"] == COUNT, dry.stderr
    done = run(tmp_path, gate, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["added"] == COUNT
    check_history(tmp_path)
    replays = [path for path in gate.paths if "id_/" in path]
    assert len(replays) < 40 and gate.most_at_once == 1  # of three hundred captures, what differs
    asked = len(gate.paths)
    again = run(tmp_path, gate, "--json")
    assert json.loads(again.stdout)["added"] == 0
    assert [path for path in gate.paths[asked:] if "id_/" in path] == []
    history = [sys.executable, "-m", "tracker", "history", POLICY, "Insurance", "--json"]
    place = ["--database", str(tmp_path / "t.db"), "--config", str(tmp_path / "config.toml")]
    life = json.loads(subprocess.run([*history, *place], check=True, capture_output=True, text=True).stdout)
    assert life["clauses"][0]["held"][0]["from"].startswith("2021-07")


def test_a_server_that_asks_for_a_wait_gets_it(pywb: str, tmp_path: Path) -> None:
    turned_away: list[float] = []

    def answer(path: str) -> Reply:
        now = time.monotonic()
        if turned_away and now - turned_away[-1] < 1.0:
            return 429, {"Retry-After": "60", "X-Too-Early": "1"}, b""
        if "id_/" in path and len(turned_away) < 2:
            turned_away.append(now)
            return 429, {"Retry-After": "1"}, b"slow down"
        return forward(pywb, path)

    with serving(answer) as gate:
        done = run(tmp_path, gate)
        assert done.returncode == 0, done.stderr
        assert len(turned_away) == 2 and gate.most_at_once == 1
    check_history(tmp_path)


def test_fifty_kills_lose_nothing_and_repeat_nothing(pywb: str, tmp_path: Path) -> None:
    """Killed wherever it is, and killed again, until it is through; then another database, until fifty kills hit."""
    chance, kills, rounds = random.Random(8), 0, 0

    def answer(path: str) -> Reply:
        time.sleep(0.03)
        return forward(pywb, path)

    while kills < 50:
        folder = tmp_path / str(rounds)
        folder.mkdir()
        rounds += 1
        with serving(answer) as gate:
            hits = kill_until_done(folder, gate, chance)
            check_history(folder)
            times = Counter(path for path in gate.paths if "id_/" in path)
            # At most the capture that each kill fell into, which a redirect in the archive makes two requests.
            assert sum(times.values()) - len(times) <= 2 * hits
            assert gate.most_at_once == 1
        kills += hits
    assert kills / rounds > 2


def test_a_document_of_two_pages_is_taken_exactly_through_kills(pywb: str, tmp_path: Path) -> None:
    """Two pages, captured at different times: no look lays an edition beside one that it never stood beside, but for
    the week in which it was captured last."""
    with serving(lambda path: forward(pywb, path)) as gate:
        hits = kill_until_done(tmp_path, gate, random.Random(3), combine=f'["{ANNEX}"]')
        times = Counter(path for path in gate.paths if "id_/" in path)
    assert hits and gate.most_at_once == 1
    # The look that each kill fell into: a capture of either page, and what one of them was redirected to.
    assert sum(times.values()) - len(times) <= 3 * hits
    with open_archive(tmp_path / "t.db", read_only=True) as archive:
        looks = [look for look in archive.observations.of(POLICY) if not look.error]
        assert len(looks) > COUNT and archive.observations.find_break() is None
        for look in looks:
            first, second = (archive.snapshots.get(snapshot) for snapshot in look.snapshots)
            assert look.observed_at - max(first.captured_at, second.captured_at) < timedelta(minutes=1)
            stood = [look.observed_at - timedelta(days=days) for days in (0, 7)]
            assert second.body in [rates(at).encode() for at in stood]
        told = [one for one in archive.change_sets.of(POLICY) if one.judgement.is_told]
        found = [
            (one.judgement.observed_at.year, {part.heading for change in one.comparison.changes for part in change.new})
            for one in told
        ]
        assert [year for year, headings in found if headings == {"Parcels"}] == [2018, 2020]
        assert {(2018, "Liability"), (2019, "Your data"), (2021, "Insurance")} <= {
            (year, heading) for year, headings in found for heading in headings
        }


def kill_until_done(folder: Path, gate: Gate, chance: random.Random, combine: str = "[]") -> int:
    """Start the import and kill it at some moment, until one run comes to its end; how often it was killed."""
    hits = 0
    while True:
        asked = len(gate.paths)
        process = subprocess.Popen(
            command(folder, gate, combine=combine), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and len(gate.paths) == asked and hits < 8:
            time.sleep(0.005)
        try:
            process.wait(chance.random() * 0.8 if hits < 8 else None)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            hits += 1
            process.wait()
            continue
        assert process.returncode == 0
        return hits


@pytest.mark.parametrize("form", ["terms.warc.gz", "terms.wacz"])
def test_pywb_opens_what_is_exported(form: str, pywb: str, tmp_path: Path) -> None:
    """`pywb` is asked for so that it is installed, or this skips with the reason."""
    programs = find_pywb()
    assert isinstance(programs, Path)
    out, database = tmp_path / form, tmp_path / "t.db"
    with open_archive(database) as archive:
        looks = [
            Capture(LIVE, BEGIN + timedelta(days=days), page(text).encode(), "text/html", "utf-8", 200, final_url=NEW)
            for days, text in ((0, FIRST), (1, FIRST), (2, SHORTER))
        ]
        record_captures(archive, POLICY, looks, now=BEGIN)
    words = ["export", "warc", POLICY, str(out), "--database", str(database), *(["--wacz"] if "wacz" in form else [])]
    subprocess.run([sys.executable, "-m", "tracker", *words], check=True, capture_output=True)
    unpack = ["--unpack-wacz"] if "wacz" in form else []
    with running_pywb(programs, tmp_path / "home", out, *unpack) as address:
        for days, text in ((0, FIRST), (1, FIRST), (2, SHORTER)):
            stamp = f"{BEGIN + timedelta(days=days):%Y%m%d%H%M%S}"
            status, headers, body = forward(address, f"/coll/{stamp}id_/{NEW}")
            assert (status, body) == (200, page(text).encode())
            assert headers["Memento-Datetime"].startswith(f"{BEGIN + timedelta(days=days):%a, %d %b %Y}")
