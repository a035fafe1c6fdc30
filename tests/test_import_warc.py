"""Archive files in, archive files out: which records are taken, what is passed over, and that nothing is lost."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture
from warcs import TERMS, WarcFile, at, page

from tracker.archive import open_archive
from tracker.capture.importers.addresses import fold_address
from tracker.capture.warc import Damage, read_archives
from tracker.cli import tracker
from tracker.errors import ImportSourceError, UsageError
from tracker.model import Outcome, PastLook, ReadingSettings, Source
from tracker.track.derive import Handling, derive_policy
from tracker.track.recording import record_captures, record_looks
from tracker.values import replace

POLICY = "parcels/terms"
CONFIG = f"""
[[policy]]
id = "{POLICY}"
fetch = "{TERMS}"
was = ["http://www.parcels.example/legal/conditions/"]

[[policy]]
id = "parcels/privacy"
fetch = "https://parcels.example/privacy"
"""


def run(tmp_path: Path, *words: str, config: str = CONFIG, database: str = "tracker.db"):
    (tmp_path / "config.toml").write_text(config)
    place = ["--database", str(tmp_path / database), "--config", str(tmp_path / "config.toml")]
    return CliRunner().invoke(tracker, [*words, *place])


def looks(tmp_path: Path, policy: str = POLICY, database: str = "tracker.db") -> list[tuple[str, str, str | None]]:
    """When, how and why not, of every look; "first" for the text of FIRST."""
    names = {page(FIRST).encode(): "first", page(SHORTER).encode(): "shorter", page(INSURED).encode(): "insured"}
    with open_archive(tmp_path / database, read_only=True) as archive:
        return [
            (
                f"{look.observed_at:%Y-%m-%d}",
                names.get(archive.snapshots.get(look.snapshots[0]).body, "other"),
                look.error,
            )
            for look in archive.observations.of(policy)
        ]


def crawl() -> WarcFile:
    """Years of one page: duplicates, another address, chunks, a redirect, a spell of 404, and other pages."""
    file = WarcFile()
    file.add("warcinfo", "", "2019-01-01", b"software: a crawler\r\n")
    file.add("response", "http://www.parcels.example/legal/conditions", "2019-01-01", page(FIRST))
    digest = file.digest()
    file.repeat("http://www.parcels.example/legal/conditions", "2019-02-01", "2019-01-01", digest)
    chunked = gzip.compress(page(SHORTER).encode())
    body = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, chunked[:100], len(chunked) - 100, chunked[100:])
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    file.add("response", TERMS, "2020-01-01", body, headers=headers)
    file.add(
        "response", "https://parcels.example/logo.png", "2020-01-01", b"png", headers=[("Content-Type", "image/png")]
    )
    file.add("response", TERMS, "2020-02-01", "gone", status="404 Not Found")
    file.add("response", TERMS, "2020-03-01", "", status="301 Moved", headers=[("Location", "/new/terms")])
    file.add("response", "https://parcels.example/new/terms", "2020-03-01T12:00:02Z", page(SHORTER))
    file.add("response", "https://parcels.example/new/terms", "2020-06-01", page(FIRST))  # nobody came from our address
    file.add("resource", TERMS, "2020-07-01", page(INSURED), content_type="text/html")
    file.add("response", "https://parcels.example/privacy/", "2020-07-01", page(TRAINED))
    file.add("request", TERMS, "2020-07-01", b"GET /terms HTTP/1.1\r\n\r\n", headers=[("Host", "parcels.example")])
    return file


EXPECTED = [
    ("2019-01-01", "first", None),
    ("2019-02-01", "first", None),
    ("2020-01-01", "shorter", None),
    ("2020-02-01", "other", "the archive holds an answer 404 Not Found"),
    ("2020-03-01", "shorter", None),
    ("2020-07-01", "insured", None),
]


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "wacz"])
def test_records_are_sorted_to_the_policies_whose_addresses_they_bear(form: str, tmp_path: Path) -> None:
    file = crawl().write(tmp_path / f"crawl.{form}", form)
    done = run(tmp_path, "import", "warc", str(file), "--match")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.output.startswith(f"{POLICY}: 6 observations added; 3 versions, 2 change sets.\nparcels/privacy: 1 ")
    assert looks(tmp_path) == EXPECTED
    again = run(tmp_path, "import", "warc", str(file), "--match")
    assert f"{POLICY}: 0 observations added; 3 versions, 2 change sets." in again.output


def test_a_capture_says_where_it_is_from(tmp_path: Path) -> None:
    file = crawl().write(tmp_path / "crawl.warc.gz")
    run(tmp_path, "import", "warc", str(file), "--as", POLICY)
    with open_archive(tmp_path / "tracker.db", read_only=True) as archive:
        assert archive.policies.ids() == (POLICY,)
        looks = archive.observations.of(POLICY)
        redirected = archive.snapshots.get(looks[4].snapshots[0])
        assert redirected.source == Source("warc", "crawl.warc.gz#https://parcels.example/new/terms")
        assert (redirected.final_url, redirected.redirects) == ("https://parcels.example/new/terms", (TERMS,))
        assert redirected.captured_at == at("2020-03-01") + timedelta(seconds=2)
        compressed = archive.snapshots.get(looks[2].snapshots[0])
        assert ("content-encoding", "gzip") in compressed.headers and compressed.media_type == "text/html"
        assert (compressed.external_key or "").startswith("urn:uuid:")


def test_a_policy_nothing_is_known_of_is_what_stood_at_one_address_after_the_other(tmp_path: Path) -> None:
    file = WarcFile()
    file.add("response", "https://parcels.example/old", "2019-01-01", page(FIRST))
    file.add("response", "https://parcels.example/old", "2019-06-01", page(FIRST))
    file.add("response", TERMS, "2020-01-01", page(SHORTER))
    path = file.write(tmp_path / "x.warc.gz")
    assert "new/policy: 3 observations" in run(tmp_path, "import", "warc", str(path), "--as", "new/policy").output
    file.add("response", "https://parcels.example/old", "2021-01-01", page(TRAINED))
    path = file.write(tmp_path / "y.warc.gz")
    refused = run(tmp_path, "import", "warc", str(path), "--as", "other/policy", database="other.db")
    assert isinstance(refused.exception, ImportSourceError)
    assert "hold 2 pages" in str(refused.exception) and "say with --url which of them" in str(refused.exception)
    named = run(tmp_path, "import", "warc", str(path), "--as", "other/policy", "--url", TERMS, database="other.db")
    assert "other/policy: 1 observation added" in named.output


def test_pages_of_a_combined_document_make_one_look(tmp_path: Path) -> None:
    config = CONFIG.replace(f'fetch = "{TERMS}"', f'combine = ["{TERMS}/1", "{TERMS}/2"]')
    file = WarcFile()
    for day, first, second in (("2020-01-01", FIRST, TRAINED), ("2021-01-01", SHORTER, TRAINED)):
        file.add("response", f"{TERMS}/2", day, page(second))
        file.add("response", f"{TERMS}/1", f"{day}T12:00:03Z", page(first))
    file.add("response", f"{TERMS}/1", "2022-01-01", page(FIRST))  # the other page is missing
    path = file.write(tmp_path / "x.warc.gz")
    done = run(tmp_path, "import", "warc", str(path), "--match", config=config)
    assert f"{POLICY}: 2 observations added; 2 versions" in done.output


# --- what is wrong with files ---


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
@pytest.mark.parametrize("harm", ["flip", "cut", "end", "noise", "length"])
def test_a_damaged_record_costs_itself_and_is_told(form: str, harm: str, tmp_path: Path) -> None:
    file = WarcFile()
    for month in range(1, 13):
        file.add(
            "response", TERMS, f"2020-{month:02}-01", page(f"{FIRST}\n\nEdition {month}.").replace(" ", "  " * month)
        )
    if harm == "length":
        file.records[5] = file.records[5].replace(b"Content-Length: ", b"Content-Length: 9", 1)
    packed = file.pack(form)
    if harm == "flip":
        damaged = bytearray(packed[5])
        damaged[3:40] = bytes(byte ^ 0x55 for byte in damaged[3:40])
        packed[5] = bytes(damaged)
    elif harm == "cut":
        packed[5] = packed[5][: len(packed[5]) // 2]
    elif harm == "end":
        packed[11] = packed[11][:-60]
    elif harm == "noise":
        packed.insert(5, b"noise " * 30_000)
    (tmp_path / "x.warc").write_bytes(b"".join(packed))
    done = run(tmp_path, "import", "warc", str(tmp_path / "x.warc"), "--match")
    found = looks(tmp_path)
    lost = {f"2020-{month:02}-01" for month in range(1, 13)} - {day for day, _, _ in found}
    assert len(lost) <= (0 if harm == "noise" else 7 if (harm, form) == ("length", "plain") else 2), lost
    assert done.stderr.startswith("tracker: x.warc, ") and 1 <= len(done.stderr.splitlines()) <= 3
    assert json.loads(json.dumps(done.stderr)) and "Traceback" not in done.stderr


def test_records_that_are_no_whole_page_are_told_one_by_one(tmp_path: Path) -> None:
    file = WarcFile()
    file.add("response", TERMS, "2020-01-01", page(FIRST))
    file.add("response", TERMS, "2020-02-01", page(FIRST)[:90], fields={"WARC-Truncated": "length"})
    file.repeat(TERMS, "2020-03-01", "2018-01-01", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    broken = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    file.add("response", TERMS, "2020-04-01", gzip.compress(b"<p>x" * 5000)[:-30], headers=broken)
    file.add("response", TERMS, "2020-05-01", b"x" * 30_000_000)
    file.add("response", TERMS, "2020-06-01", page(SHORTER), fields={"WARC-Date": "yesterday"})
    path = file.write(tmp_path / "x.warc.gz")
    done = run(tmp_path, "import", "warc", str(path), "--match")
    assert f"{POLICY}: 1 observation added" in done.output
    assert done.stderr.splitlines() == [
        "tracker: x.warc.gz, record 2: it was cut short when it was recorded (length)",
        "tracker: x.warc.gz, record 3: it repeats a record that is not in these files",
        "tracker: x.warc.gz, record 4: the page was cut off inside its gzip data",
        "tracker: x.warc.gz, record 5: it is larger than 20,000,000 bytes; [fetch] max_bytes sets the limit",
        "tracker: x.warc.gz, record 6: it bears no date",
    ]


def test_files_that_hold_nothing_for_us_are_told_in_one_line_each(tmp_path: Path) -> None:
    file = WarcFile()
    for number in range(2_000):
        file.add("response", f"https://other.example/{number}", "2020-01-01", "<p>x</p>")
    path = file.write(tmp_path / "others.warc.gz")
    (tmp_path / "old.arc").write_bytes(b"filedesc://old.arc 0.0.0.0 20200101000000 text/plain 76\n1 0 X\n")
    (tmp_path / "page.html").write_text("<p>Hello</p>")
    (tmp_path / "empty.warc").write_bytes(b"")
    (tmp_path / "bad.wacz").write_bytes(b"PK\x03\x04nothing")
    said = str(run(tmp_path, "import", "warc", str(path), "--match").exception)
    assert said.startswith("these files hold no page that was asked for (they hold 2,000 other pages, such as ")
    for name, told in (
        ("old.arc", "warcio recompress"),
        ("page.html", "is neither a WARC nor a WACZ"),
        ("bad.wacz", "is a damaged WACZ"),
        ("empty.warc", "hold no page at all"),
    ):
        done = run(tmp_path, "import", "warc", str(tmp_path / name), "--match")
        assert told in f"{done.stderr}{done.exception}", name
    with open_archive(tmp_path / "tracker.db", read_only=True) as archive:
        assert archive.policies.ids() == ()


@pytest.mark.parametrize("words", [("--as", POLICY, "--match"), ("--url", TERMS)])
def test_options_that_exclude_each_other(words: tuple[str, ...], tmp_path: Path) -> None:
    path = crawl().write(tmp_path / "x.warc.gz")
    assert isinstance(run(tmp_path, "import", "warc", str(path), *words).exception, UsageError)


@pytest.mark.parametrize(
    "address",
    ["http://PARCELS.example/terms/", "https://www.parcels.example:443/terms#top", "parcels.example:80/terms"],
)
def test_addresses_that_are_one(address: str) -> None:
    assert fold_address(address) == fold_address(TERMS)


def test_headers_without_end_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    good = crawl().records[1]
    path.write_bytes(b"WARC/1.1\r\n" + b"X: y\r\n" * 100_000 + b"\r\n" + good)
    found = list(read_archives(path))
    assert [isinstance(one, Damage) for one in found] == [True, False]


# --- out and in again ---


def fill(tmp_path: Path) -> None:
    """A database with everything a look can be: live, unmodified, failed, combined, recorded by others."""
    with open_archive(tmp_path / "tracker.db") as archive:
        recorded = Source("ota-versions", "https://git.example/versions.git#Parcels/Terms.md")
        record_captures(archive, POLICY, [capture(FIRST, -300, key="c1:x", source=recorded)], now=START, name="Terms")
        settings = ReadingSettings(remove=(".banner",), language="en")
        for day, text in enumerate((SHORTER, SHORTER, TRAINED, TRAINED, FIRST)):
            archive.observations.record(
                POLICY,
                observed_at=START + timedelta(days=day, milliseconds=7 * day),
                outcome=Outcome.FETCHED,
                recorded_at=START,
                captures=[capture(text, day)],
            )
        archive.observations.record(
            POLICY, observed_at=START + timedelta(days=6), outcome=Outcome.NOT_MODIFIED, recorded_at=START
        )
        archive.observations.record(
            POLICY, observed_at=START + timedelta(days=7), outcome=Outcome.ERROR, recorded_at=START, error="timed out"
        )
        derive_policy(archive, POLICY, now=START, handling=Handling(settings=settings))
        both = (capture(FIRST, 1, key="k"), capture(INSURED, 1, key="k"))
        two = PastLook(START, tuple(replace(one, part=part) for part, one in enumerate(both)))
        record_looks(archive, "parcels/both", [two], now=START)
        derive_policy(archive, "parcels/both", now=START)


def state(path: Path) -> dict[str, object]:
    """All that is to be the same in another database."""
    with open_archive(path, read_only=True) as archive:
        return {
            policy: (
                [(look.observed_at, look.outcome, look.error) for look in archive.observations.of(policy)],
                [
                    [
                        (c.body, c.captured_at, c.source, c.media_type, c.headers)
                        for c in map(archive.snapshots.get, look.snapshots)
                    ]
                    for look in archive.observations.of(policy)
                ],
                archive.versions.dates(policy),
                [(one.id, one.judgement, one.comparison) for one in archive.change_sets.of(policy)],
                archive.policies.settings(policy),
                archive.policies.get(policy).name,
            )
            for policy in archive.policies.ids()
        }


@pytest.mark.parametrize("wacz", [False, True])
def test_what_is_exported_and_imported_is_the_same(wacz: bool, tmp_path: Path) -> None:
    fill(tmp_path)
    out = tmp_path / ("out.wacz" if wacz else "out.warc.gz")
    done = run(tmp_path, "export", "warc", "parcels", str(out), *(["--wacz"] if wacz else []), config="")
    assert done.output == f"{out}: 9 looks at 2 policies.\n"
    assert run(tmp_path, "import", "warc", str(out), config="", database="new.db").exit_code == 0
    assert state(tmp_path / "new.db") == state(tmp_path / "tracker.db")
    for database in ("new.db", "tracker.db"):
        again = run(tmp_path, "import", "warc", str(out), config="", database=database)
        assert [line.split(":")[1].split()[0] for line in again.output.splitlines()] == ["0", "0"]
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_an_exported_policy_can_be_imported_under_another_name(tmp_path: Path) -> None:
    fill(tmp_path)
    out = tmp_path / "out.warc.gz"
    run(tmp_path, "export", "warc", POLICY, str(out), config="")
    done = run(tmp_path, "import", "warc", str(out), "--as", "mirror/terms", config="", database="new.db")
    assert done.output.startswith("mirror/terms: 8 observations added")
    run(tmp_path, "export", "warc", "parcels", str(out), config="")
    refused = run(tmp_path, "import", "warc", str(out), "--as", "mirror/terms", config="", database="third.db")
    assert "holds several policies" in refused.stderr


def test_an_export_is_what_the_specification_says(tmp_path: Path) -> None:
    fill(tmp_path)
    out = tmp_path / "out.warc.gz"
    run(tmp_path, "export", "warc", "parcels", str(out), config="")
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(out)], check=True, capture_output=True, text=True
    )
    assert "digest pass" in checked.stdout and "fail" not in checked.stdout
    records = [one for one in read_archives(out) if not isinstance(one, Damage)]
    assert [one.type for one in records][:4] == ["warcinfo", "metadata", "metadata", "response"]
    assert sum(one.type == "revisit" for one in records) == 4
    names = [one.headers["warc-record-id"] for one in records[1:]]
    run(tmp_path, "export", "warc", "parcels", str(out), config="")
    assert [one.headers["warc-record-id"] for one in read_archives(out) if not isinstance(one, Damage)][1:] == names
