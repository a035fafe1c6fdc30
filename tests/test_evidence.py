"""Evidence bundles: they stand alone, their README's commands check them, and what is altered in them is named."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from calls import Call
from parcels import START
from proving import EDITIONS, POLICY, configure, make_record, read_now
from stamping import HAS_OPENSSL, TestAuthority

from tracker.archive import Archive, open_archive
from tracker.capture.secrets import fill_secrets
from tracker.cli import main
from tracker.config import load_config
from tracker.model import Capture, Outcome, ReadingSettings, Source
from tracker.track.derive import Handling, derive_policy
from tracker.track.stamping import stamp_head

pytestmark = pytest.mark.skipif(not HAS_OPENSSL, reason="needs openssl")
DEMO = "wrencall/terms-of-service"
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("record")
    with TestAuthority() as authority:
        make_record(folder / "t.db", configure(folder, authority), stamped=(4, 6))
    yield folder


@pytest.fixture
def call(recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("TRACKER_DATABASE", str(recorded / "t.db"))
    monkeypatch.chdir(tmp_path)
    return Call(tmp_path, capsys)


def run_readme(bundle: Path, folder: Path) -> list[str]:
    """Unpack into an empty folder and run every line of the README that begins with a dollar sign, with nothing on the
    path but sha256sum, OpenSSL and Python; the commands that were run."""
    folder.mkdir()
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    for name, program in (("python3", sys.executable), ("openssl", None), ("sha256sum", None)):
        if not (tools / name).exists():
            (tools / name).symlink_to(program or str(shutil.which(name)))
    with zipfile.ZipFile(bundle) as packed:
        packed.extractall(folder)
    commands = re.findall(r"^    \$ (.+)$", (folder / "README.txt").read_text("utf-8"), re.MULTILINE)
    for command in commands:
        environment = {"PATH": str(tools), "HOME": str(folder)}
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return commands


def test_a_change_of_the_demo_is_proven_without_this_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tour = tmp_path / "tour"
    with pytest.raises(SystemExit):
        main(["demo", "--folder", str(tour)])
    capsys.readouterr()
    with TestAuthority() as authority:
        config = tour / "config.toml"
        (tour / "root.pem").write_text(authority.root)
        more = f'\n[[authority]]\nurl = "{authority.url}"\ncertificates = "root.pem"\n'
        config.write_text(config.read_text("utf-8") + more, "utf-8")
        with open_archive(tour / "snapshots" / "tracker.db") as archive:
            (stamped,) = stamp_head(archive, load_config(config), clock=read_now)
            assert stamped.error is None
    monkeypatch.chdir(tour)
    call = Call(tour, capsys)
    *_, change = call.json("log", DEMO)
    (record,) = call.json("evidence", DEMO, "10.4", "--change-set", change["change_set"], "-o", "e.zip")
    assert record["bytes"] <= MOST_BYTES
    commands = run_readme(tour / "e.zip", tmp_path / "empty")
    assert [command.split()[0] for command in commands] == ["sha256sum", "python3", "openssl", "openssl"]
    (report,) = call.json("verify", "e.zip")
    assert report["holds"] and report["texts"] == {"checked": 2, "known": 2} and report["timestamps"] == 1
    assert report["proven"][-1]["not_after"]


def test_a_bundle_ends_at_the_first_time_stamp_and_holds_pages_text_clause_and_answers(call: Call) -> None:
    call("evidence", POLICY, "2", "--at", "2024-03-03", "-o", "e.zip")
    with zipfile.ZipFile(call.folder / "e.zip") as bundle:
        names = bundle.namelist()
        assert bundle.read("bodies/look-3-page-0.md") == EDITIONS[2].encode()
        assert "within 14 days" in bundle.read("texts/look-3.txt").decode()
        clause = bundle.read("clauses/look-3.txt").decode()
        assert clause.startswith("2 Liability\n") and "Booking" not in clause
        assert "chain/looks-3-to-4.jsonl" in names and "redline.html" not in names
        assert len(bundle.read("chain/looks-3-to-4.jsonl").splitlines()) == 2
        assert b"https://parcels.example/terms" in bundle.read("evidence.json")
    run_readme(call.folder / "e.zip", call.folder / "empty")


def test_looks_after_the_last_time_stamp_are_given_to_the_head_and_said_to_be_unstamped(call: Call) -> None:
    call("evidence", POLICY, "--at", "2024-03-07", "-o", "e.zip")
    with zipfile.ZipFile(call.folder / "e.zip") as bundle:
        assert "chain/looks-7-to-8.jsonl" in bundle.namelist()
        assert "No time-stamp stands over" in bundle.read("README.txt").decode()
    run_readme(call.folder / "e.zip", call.folder / "empty")
    (report,) = call.json("verify", "e.zip")
    assert report["holds"] and report["timestamps"] == 0


def look_at(archive: Archive, day: int, page: str, media_type: str, handling: Handling) -> None:
    """Record a page on a day and derive the policy as it is handled then."""
    at = START + timedelta(days=day)
    archive.policies.ensure(POLICY, at=at)
    one = Capture(Source("http", "https://parcels.example"), at, page.encode(), media_type)
    look = {"observed_at": at, "recorded_at": at, "outcome": Outcome.FETCHED}
    archive.observations.record(POLICY, **look, captures=[one])
    derive_policy(archive, POLICY, now=at, handling=handling)


def test_a_look_that_differs_from_an_earlier_one_in_a_sign_alone_verifies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looks have one text, which is written as it was first read: with the star, or with the other quotes."""
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "t.db"))
    monkeypatch.chdir(tmp_path)
    call = Call(tmp_path, capsys)
    page = "# Terms\n\nParcels are carried on {}foot{}, and nobody carries them by night.{}\n"
    with open_archive(tmp_path / "t.db") as archive:
        for day, signs in enumerate([("“", "”", ""), ('"', '"', "*")]):
            look_at(archive, day, page.format(*signs), "text/markdown", Handling())
    for day in (1, 2):
        call("evidence", POLICY, "--at", f"2024-03-0{day}", "-o", "e.zip")
        (report,) = call.json("verify", "e.zip")
        assert report["holds"], report
    rewrite(tmp_path / "e.zip", "texts/look-2.txt", lambda data: data.replace(b"night", b"noon"), is_careful=True)
    call("verify", "e.zip", status=1)
    assert "texts/look-2.txt is not what its pages say" in call.err


def test_a_bundle_verifies_though_the_policy_is_read_otherwise_since(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look says how it was read; another look's settings prove nothing of it."""
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "t.db"))
    monkeypatch.chdir(tmp_path)
    call = Call(tmp_path, capsys)
    page = "<html><body><main id=terms><h1>Terms</h1><p>Parcels are carried on foot.</p>{}</main></body></html>"
    aside = "<div class=ad><h2>Offers</h2><p>Two parcels for one, this week only.</p></div>"
    ways = [ReadingSettings(), ReadingSettings(remove=(".ad",))]
    with open_archive(tmp_path / "t.db") as archive:
        for day, settings in enumerate(ways):
            look_at(archive, day, page.format(aside), "text/html", Handling(settings=settings))
        archive.policies.set_settings(POLICY, ReadingSettings(select=("#elsewhere",)), at=START + timedelta(days=2))
    for day in (1, 2):
        call("evidence", POLICY, "--at", f"2024-03-0{day}", "-o", "e.zip")
        with zipfile.ZipFile(tmp_path / "e.zip") as bundle:
            (look,) = json.loads(bundle.read("evidence.json"))["looks"]
        (report,) = call.json("verify", "e.zip")
        assert report["holds"] and report["texts"] == {"checked": 1, "known": 1}
        assert ReadingSettings(tuple(look["reading"]["select"]), tuple(look["reading"]["remove"])) in ways
    rewrite(tmp_path / "e.zip", "evidence.json", lambda data: data.replace(b".ad", b"main h1"), is_careful=True)
    call("verify", "e.zip", status=1)
    assert "texts/look-2.txt is not what its pages say" in call.err


ALTERED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a byte of a page": ("bodies/look-3-page-0.md", lambda data: data.replace(b"14", b"15"), "bodies/look-3"),
    "the chain": ("chain/looks-3-to-4.jsonl", lambda data: data.replace(b"2024-03-03", b"2024-03-02"), "chain/looks-3"),
    "the text": ("texts/look-3.txt", lambda data: data.replace(b"80 euros", b"90 euros"), "texts/look-3.txt"),
    "a token": ("stamps/", lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:], "stamps/"),
}


@pytest.mark.parametrize("what", ALTERED)
@pytest.mark.parametrize("is_careful", [False, True], ids=["sums as they were", "sums made anew"])
def test_what_was_altered_in_a_bundle_is_found_and_named(what: str, is_careful: bool, call: Call) -> None:
    """Whoever makes the sums anew is found by what the sums cannot say: the chain, the time-stamp, a fresh reading."""
    call("evidence", POLICY, "--at", "2024-03-03", "-o", "e.zip")
    path, alter, complaint = ALTERED[what]
    rewrite(call.folder / "e.zip", path, alter, is_careful=is_careful)
    call("verify", "e.zip", status=1)
    first = call.err.splitlines()[0]
    assert (complaint in first) if not is_careful else re.search(r"look 3|look 4|texts/look-3", first), call.err


def rewrite(bundle: Path, path: str, alter: Callable[[bytes], bytes], *, is_careful: bool) -> None:
    with zipfile.ZipFile(bundle) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    endings = (".md", ".jsonl", ".txt", ".tsr", ".json")
    (name,) = [name for name in files if name.startswith(path) and name.endswith(endings)]
    changed = alter(files[name])
    assert changed != files[name]
    if is_careful:
        old, new = (hash_hex(data) for data in (files[name], changed))
        files["SHA256SUMS"] = files["SHA256SUMS"].replace(old.encode(), new.encode())
    files[name] = changed
    with zipfile.ZipFile(bundle, "w") as packed:
        for member, data in files.items():
            packed.writestr(member, data)


def hash_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--at", "2024-05-01"], 'no look at "parcels/terms" on 2024-05-01 (there are looks of 2024-03-08 08:30 UTC)'),
        (["--at", "2024-03-03T08:00"], 'no look at "parcels/terms" on 2024-03-03 up to 08:00 UTC'),
        (["77", "--at", "2024-03-03"], 'no clause "77"'),
        (["--at", "the other day"], '"the other day" is no date'),
        ([], "name a day with --at, or a change with --change-set"),
        (["--change-set", "ffff"], 'no change set "ffff"'),
    ],
)
def test_what_cannot_be_proven_is_one_line_and_no_file(call: Call, words: list[str], complaint: str) -> None:
    call("evidence", POLICY, *words, "-o", "e.zip", status=2)
    assert complaint in call.err and call.err.count("\n") == 1
    assert not (call.folder / "e.zip").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_disk_that_is_full_is_one_line(call: Call) -> None:
    (call.folder / "e.zip").mkdir()
    call("evidence", POLICY, "--at", "2024-03-03", "-o", "e.zip", status=1)
    assert call.err.startswith("tracker: cannot write e.zip: ") and call.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"no zip", "zip of nothing"])
def test_a_file_that_is_no_bundle_is_one_line(call: Call, content: bytes | str) -> None:
    if isinstance(content, str):
        packed = io.BytesIO()
        zipfile.ZipFile(packed, "w").close()
        content = packed.getvalue()
    (call.folder / "e.zip").write_bytes(content)
    call("verify", "e.zip", status=2)
    assert "evidence bundle" in call.err and call.err.count("\n") == 1


def test_a_bundle_holds_neither_the_secrets_of_an_address_nor_cookies_that_were_set(call: Call) -> None:
    address = "https://${WHO}:${PASS}@acme.example/terms?token=${TOKEN}"
    secrets = fill_secrets(address, {"WHO": "dana-5", "PASS": "pa55word", "TOKEN": "t0ken"})
    page = Capture(
        source=Source("http", secrets.asked),
        captured_at=START,
        body=EDITIONS[0].encode(),
        media_type="text/markdown",
        status=200,
        final_url=secrets.asked,
        headers=(("set-cookie", "session=5ecret; Path=/"), ("location", secrets.asked)),
        redirects=(secrets.asked,),
    )
    kept = secrets.hide_page(page)
    assert isinstance(kept, Capture) and kept.headers[0] == ("set-cookie", "session=***; Path=/")
    with open_archive(call.folder / "own.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        look = {"observed_at": START, "recorded_at": START, "outcome": Outcome.FETCHED}
        archive.observations.record(POLICY, **look, captures=[kept])
        derive_policy(archive, POLICY, now=START)
    call("evidence", POLICY, "--at", "2024-03-01", "-o", "e.zip", "--database", "own.db")
    with zipfile.ZipFile(call.folder / "e.zip") as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    files["looks.warc.gz"] = gzip.decompress(files["looks.warc.gz"])
    assert b"session=***" in files["looks.warc.gz"]
    for secret in (b"dana-5", b"pa55word", b"t0ken", b"5ecret"):
        assert [name for name, content in files.items() if secret in content] == []
