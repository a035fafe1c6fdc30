"""Web archives: what their indexes answer, what is asked for and how politely, and what is made of the captures.

The Internet Archive's dialect is written by hand from its documentation
(https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server); a real pywb is in test_pywb.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from archives import Gate, Reply, serving
from click.testing import CliRunner
from parcels import FIRST, INSURED, SHORTER
from warcs import HTML, TERMS, page

from tracker.archive import open_archive
from tracker.capture.importers.assembling import find_standing
from tracker.capture.importers.cdx import CdxRow, NoIndexError, read_cdx, read_stamp, read_timemap
from tracker.cli import tracker
from tracker.errors import UsageError
from tracker.values import replace

POLICY = "parcels/terms"
HEADER = ["timestamp", "original", "mimetype", "statuscode", "digest"]


class InternetArchive:
    """Its CDX server and its replay, as documented. `captures`: (stamp, url, status, body, original headers)."""

    def __init__(self) -> None:
        self.captures: list[tuple[str, str, str, bytes, dict[str, str]]] = []
        self.lies: list[list[str]] = []
        self.page = 3
        self.refusals: list[Reply] = []

    def add(self, stamp: str, text: str | bytes = "", *, url: str = TERMS, status: str = "200", **headers: str) -> None:
        body = text.encode() if isinstance(text, str) else text
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self.captures.append((stamp.ljust(14, "0"), url, status, body, {"Content-Type": HTML, **fields}))

    def rows(self) -> list[list[str]]:
        rows = [
            [stamp, url, "text/html", status, f"D{hash((status, body)) & 0xFFFFFFF:X}"]
            for stamp, url, status, body, _ in self.captures
        ]
        return sorted(rows + self.lies)

    def answer(self, path: str) -> Reply:
        if self.refusals:
            return self.refusals.pop()
        parts = urlsplit(path)
        if parts.path == "/cdx/search/cdx":
            return self.answer_index({name: values[0] for name, values in parse_qs(parts.query).items()})
        if parts.path.startswith("/web/"):
            stamp, _, url = path.removeprefix("/web/").partition("id_/")
            return self.replay(stamp, url)
        return 404, {"Content-Type": "text/html"}, b"<html>Not here</html>"

    def answer_index(self, asked: dict[str, str]) -> Reply:
        wanted = fold(asked["url"])
        rows = [row for row in self.rows() if fold(row[1]) == wanted]
        rows = [row for row in rows if asked.get("from", "") <= row[0] <= asked.get("to", "9" * 14)]
        start = int(asked.get("resumeKey", "0"))
        part, rest = rows[start : start + self.page], rows[start + self.page :]
        said: list[list[str]] = [HEADER, *part] if part else []
        if rest:
            said += [[], [str(start + self.page)]]
        return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()

    def replay(self, stamp: str, url: str) -> Reply:
        near = [one for one in self.captures if one[1] == url]
        if not near:
            return 404, {"Content-Type": "text/html"}, b"<html>The Machine has not archived that URL.</html>"
        found = min(near, key=lambda one: abs(int(one[0]) - int(stamp)))
        if found[0] != stamp:
            return 302, {"Location": f"/web/{found[0]}id_/{url}"}, b""
        _, _, status, body, headers = found
        kept = {f"X-Archive-Orig-{name}": value for name, value in headers.items()}
        kept |= {"Memento-Datetime": format_datetime(read_stamp(stamp), usegmt=True), "Content-Type": "text/html"}
        if status.startswith("3"):
            kept["Location"] = f"/web/{stamp}id_/{headers['Location']}"
        return int(status), kept, body


def fold(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


@pytest.fixture
def archive() -> InternetArchive:
    return InternetArchive()


@pytest.fixture
def gate(archive: InternetArchive) -> Iterator[Gate]:
    with serving(archive.answer) as gate:
        yield gate


def run(tmp_path: Path, gate: Gate | None, *words: str, was: str = "[]", more: str = "", combine: str = "[]"):
    (tmp_path / "config.toml").write_text(
        f"[fetch]\nallow_private_addresses = true\nper_host_delay = 0\nretry_delay = 0.01\n{more}\n"
        f'[[policy]]\nid = "{POLICY}"\nfetch = "{TERMS}"\nwas = {was}\ncombine = {combine}\n'
    )
    place = ["--database", str(tmp_path / "t.db"), "--config", str(tmp_path / "config.toml")]
    site = ["--archive", gate.url] if gate else []
    return CliRunner().invoke(tracker, ["import", "wayback", POLICY, *site, *words, *place])


def texts(tmp_path: Path) -> list[str]:
    """Day and first words of the body, or why there is none, of every look."""
    names = {page(text).encode(): name for text, name in ((FIRST, "first"), (SHORTER, "shorter"), (INSURED, "insured"))}
    with open_archive(tmp_path / "t.db", read_only=True) as archive:
        found = []
        for look in archive.observations.of(POLICY):
            capture = archive.snapshots.get(look.snapshots[0])
            found.append(f"{look.observed_at:%Y-%m-%d} {look.error or names.get(capture.body, 'other')}")
        return found


def replays(gate: Gate) -> list[str]:
    return [path for path in gate.paths if "id_/" in path]


# --- what indexes answer ---


def test_rows_under_a_header_with_a_resumption_key() -> None:
    body = b"""[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
        ["example,parcels)/terms","20200101120000","https://parcels.example/terms","text/html","200","ABC","900"],
        ["example,parcels)/terms","20200201120000","https://parcels.example/terms","warc/revisit","-","ABC","500"],
        ["example,parcels)/terms","2020020112","https://parcels.example/terms","text/html","200","ABC","500"],
        [],
        ["example%2Cparcels%29%2Fterms+20200201120001"]]"""
    read = read_cdx(body)
    assert read.rows == (
        CdxRow("20200101120000", TERMS, "text/html", 200, "ABC"),
        CdxRow("20200201120000", TERMS, None, None, "ABC"),
    )
    assert (read.resume, read.bad) == ("example%2Cparcels%29%2Fterms+20200201120001", 1)


def test_an_object_a_line() -> None:
    line = {
        "urlkey": "x",
        "timestamp": "20200101120000",
        "url": TERMS,
        "mime": "text/html",
        "status": "200",
        "digest": "A",
    }
    assert read_cdx(f"{json.dumps(line)}\n".encode()).rows == (CdxRow("20200101120000", TERMS, "text/html", 200, "A"),)


@pytest.mark.parametrize("body", [b"", b"\n", b"[]", b"[[]]", b'[["timestamp","original"]]'])
def test_empty_answers(body: bytes) -> None:
    assert read_cdx(body).rows == ()


@pytest.mark.parametrize(
    "body", [b"<html>Service busy</html>", b"org.archive.wayback.Exception", b'{"message": 1', b"[1, 2]"]
)
def test_an_error_page_is_no_empty_answer(body: bytes) -> None:
    with pytest.raises(NoIndexError, match="the answer is no index"):
        read_cdx(body)


def test_a_timemap_names_mementos_and_further_timemaps() -> None:
    page = "https://parcels.example/terms"
    first = 'datetime="Tue, 01 Jan 2019 12:00:00 GMT"'
    links = [
        f'<http://a.example/timemap/link/{page}>; rel="self"; type="application/link-format"',
        f'<{page}>; rel="original"',
        f'<http://a.example/timemap/2/{page}>; rel="timemap"; from="Tue, 01 Jan 2019 12:00:00 GMT"',
        f'<http://a.example/20190101120000mp_/{page}>;rel="first memento"; {first}',
        '<http://a.example/m/7>; rel=memento; datetime="Fri, 01 Feb 2019 12:00:00 GMT"',
        '<http://a.example/m/8>; rel="memento"; datetime="once, long ago"',
    ]
    body = ",\n".join(links).encode()
    read, more = read_timemap(body)
    assert read.rows == (
        CdxRow("20190101120000", TERMS, memento="http://a.example/20190101120000id_/https://parcels.example/terms"),
        CdxRow("20190201120000", TERMS, memento="http://a.example/m/7"),
    )
    assert (read.bad, more) == (1, ("http://a.example/timemap/2/https://parcels.example/terms",))


# --- what is made of them ---


def test_captures_become_looks_and_equal_ones_are_fetched_once(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    for month, text in enumerate((FIRST, FIRST, FIRST, SHORTER, SHORTER), start=1):
        archive.add(f"2020{month:02}01", page(text))
    archive.add("20200601", "gone", status="404")
    archive.add("20200701", page(INSURED), url="http://www.parcels.example/terms/")
    done = run(tmp_path, gate, "--json")
    said = json.loads(done.output)
    assert (done.exit_code, said["added"], said["versions"]) == (0, 7, 3)
    assert texts(tmp_path) == [
        *("2020-01-01 first", "2020-02-01 first", "2020-03-01 first", "2020-04-01 shorter", "2020-05-01 shorter"),
        *("2020-06-01 the archive holds an answer 404", "2020-07-01 insured"),
    ]
    assert len(replays(gate)) == 3 and gate.most_at_once == 1
    with open_archive(tmp_path / "t.db", read_only=True) as database:
        first = database.snapshots.get(database.observations.of(POLICY)[0].snapshots[0])
        assert (first.source.kind, first.source.locator) == ("wayback", gate.url)
        assert first.headers == (("content-type", HTML),) and first.final_url == TERMS
    before = len(gate.paths)
    assert run(tmp_path, gate).output == f"{POLICY}: 0 observations added; 3 versions, 2 change sets.\n"
    assert all("id_/" not in path for path in gate.paths[before:])


def test_a_charset_that_only_the_original_header_names(archive: InternetArchive, gate: Gate, tmp_path: Path) -> None:
    archive.add(
        "20200101",
        page(FIRST).replace("telephone", "Größe").encode("latin-1"),
        Content_Type="text/html; charset=iso-8859-1",
    )
    run(tmp_path, gate)
    with open_archive(tmp_path / "t.db", read_only=True) as database:
        assert "Größe" in database.versions.latest(POLICY).reading.sections[1].text


def test_addresses_it_had_and_redirects_within_bounds(archive: InternetArchive, gate: Gate, tmp_path: Path) -> None:
    archive.add("20190101", page(FIRST), url="http://old.example/conditions")
    archive.add("20200101", status="301", Location="https://parcels.example/legal")
    archive.add("20200101000005", page(SHORTER), url="https://parcels.example/legal")
    archive.add("20200201", status="302", Location="https://parcels.example/gone")
    archive.add("20200801", page(SHORTER), url="https://parcels.example/gone")  # months later: another edition, perhaps
    archive.add("20200301", status="302", Location="https://parcels.example/a")
    archive.add("20200301", status="302", Location="https://parcels.example/b", url="https://parcels.example/a")
    archive.add("20200301", status="302", Location="https://parcels.example/a", url="https://parcels.example/b")
    done = run(tmp_path, gate, was='["http://old.example/conditions"]')
    assert texts(tmp_path) == ["2019-01-01 first", "2020-01-01 shorter"]
    assert done.stderr.splitlines() == [
        f"tracker: {POLICY}: not taken: 20200201000000 {TERMS}: what it was redirected to was captured on "
        "2020-08-01 only",
        f"tracker: {POLICY}: not taken: 20200301000000 {TERMS}: it was redirected more than 5 times",
    ]
    with open_archive(tmp_path / "t.db", read_only=True) as database:
        capture = database.snapshots.get(database.observations.of(POLICY)[1].snapshots[0])
        assert (capture.redirects, capture.final_url) == ((TERMS,), "https://parcels.example/legal")


def test_an_index_that_lies_about_captures(archive: InternetArchive, gate: Gate, tmp_path: Path) -> None:
    archive.add("20200101", page(FIRST))
    archive.add("20200901", page(SHORTER))
    archive.lies = [
        ["20200301000000", TERMS, "text/html", "200", "NOT-THERE"],
        ["20200501000000", "https://parcels.example/terms/", "text/html", "200", "NOWHERE"],
        ["19990101000000", "https://other.example/", "text/html", "200", "OTHER"],
    ]
    done = run(tmp_path, gate)
    assert texts(tmp_path) == ["2020-01-01 first", "2020-09-01 shorter"]
    assert done.stderr.splitlines() == [
        f"tracker: {POLICY}: not taken: 20200301000000 {TERMS}: the archive gave a capture of 2020-01-01 00:00:00 "
        "instead",
        f"tracker: {POLICY}: not taken: 20200501000000 {TERMS}/: the index lists it, and the archive answered 404 Not "
        "Found without a capture",
    ]
    before = len(gate.paths)
    assert run(tmp_path, gate).stderr == ""
    assert all("id_/" not in path for path in gate.paths[before:])


def test_a_capture_of_an_error_is_the_pages_and_no_word_of_the_archive(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    archive.add("20200101", page(FIRST))
    archive.add("20200201", status="302", Location="https://parcels.example/busy")
    archive.add("20200201", "busy", status="503", url="https://parcels.example/busy")
    started = time.monotonic()
    run(tmp_path, gate)
    assert texts(tmp_path)[1].startswith("2020-02-01 the archive holds an answer 503")
    assert len(replays(gate)) == 3 and time.monotonic() - started < 30


# --- a document of several pages, which archives capture apart ---

ANNEX = "https://parcels.example/annex"
OLD_RATES, NEW_RATES = page("# Annex\n\nA parcel costs four coins."), page("# Annex\n\nA parcel costs nine coins.")


def pages_of_looks(tmp_path: Path) -> list[tuple[str, ...]]:
    """The day of every look, and of each capture that it stands on; why there is none."""
    with open_archive(tmp_path / "t.db", read_only=True) as archive:
        found = []
        for look in archive.observations.of(POLICY):
            days = [f"{archive.snapshots.get(one).captured_at:%m-%d}" for one in look.snapshots]
            found.append((f"{look.observed_at:%m-%d}", look.error or "+".join(days)))
        return found


def add_apart(archive: InternetArchive) -> None:
    for day, text in (("0101", FIRST), ("0401", FIRST), ("0601", SHORTER)):
        archive.add(f"2020{day}", page(text))
    for day, text in (("0103", OLD_RATES), ("0301", OLD_RATES), ("0530", NEW_RATES), ("0605", NEW_RATES)):
        archive.add(f"2020{day}", text, url=ANNEX)


def test_pages_that_were_captured_apart_make_one_look(archive: InternetArchive, gate: Gate, tmp_path: Path) -> None:
    """Each page as it was last captured: a week ago at most, or as it still was at its next capture."""
    add_apart(archive)
    annexed = f'["{ANNEX}"]'
    dry = run(tmp_path, gate, "--dry-run", combine=annexed).output
    said = "3 captures without one of every other page from the 7 days before (--within)."
    assert dry == f"{POLICY}: 7 captures in {gate.url}, 4 of them to take; {said}\n"
    done = run(tmp_path, gate, combine=annexed)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.output == f"{POLICY}: 4 observations added; 2 versions, 1 change set.\n{POLICY}: {said}\n"
    apart = [("01-03", "01-01+01-03"), ("03-01", "01-01+03-01"), ("06-01", "06-01+05-30"), ("06-05", "06-01+06-05")]
    assert pages_of_looks(tmp_path) == apart
    assert len(replays(gate)) == 4 and gate.most_at_once == 1  # each content once
    with open_archive(tmp_path / "t.db", read_only=True) as database:
        (step,) = database.change_sets.of(POLICY)
        told = {text for change in step.comparison.changes for text in change.inserted}
        assert step.judgement.is_told and "nine" in " ".join(told)
    asked = len(gate.paths)
    assert ": 0 observations added" in run(tmp_path, gate, combine=annexed).output
    assert [path for path in gate.paths[asked:] if "id_/" in path] == []


def test_pages_may_be_taken_together_from_further_apart_and_in_portions(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    add_apart(archive)
    how = {"combine": f'["{ANNEX}"]'}
    assert ": 1 observation added" in run(tmp_path, gate, "--within", "90d", "--max", "1", **how).output
    assert ": 5 observations added" in run(tmp_path, gate, "--within", "90d", **how).output
    assert pages_of_looks(tmp_path) == [
        *(("01-03", "01-01+01-03"), ("03-01", "01-01+03-01"), ("04-01", "04-01+03-01")),
        *(("05-30", "04-01+05-30"), ("06-01", "06-01+05-30"), ("06-05", "06-01+06-05")),
    ]
    assert len(replays(gate)) == 4


def test_a_page_that_was_missing_is_a_failed_look_and_no_page_stands_beside_it(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    add_apart(archive)
    archive.add("20200602", "gone", url=ANNEX, status="404")
    archive.add("20200603", page(INSURED))
    run(tmp_path, gate, combine=f'["{ANNEX}"]')
    assert pages_of_looks(tmp_path)[2:] == [
        ("06-01", "06-01+05-30"),
        ("06-02", "the archive holds an answer 404"),
        ("06-05", "06-03+06-05"),
    ]


def test_a_page_that_the_archive_does_not_have_is_replaced_by_the_one_before(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    add_apart(archive)
    archive.lies = [["20200531000000", f"{ANNEX}/", "text/html", "200", "NOWHERE"]]
    done = run(tmp_path, gate, combine=f'["{ANNEX}"]')
    assert done.stderr.startswith(f"tracker: {POLICY}: not taken: 20200531000000 {ANNEX}/")
    assert len(replays(gate)) == len(set(replays(gate)))
    assert pages_of_looks(tmp_path)[2:] == [("06-01", "06-01+05-30"), ("06-05", "06-01+06-05")]


def test_a_page_is_not_known_by_its_redirects_alone() -> None:
    moved = CdxRow("20200101000000", ANNEX, None, 301, "SAME"), CdxRow("20200301000000", ANNEX, None, 301, "SAME")
    held = [replace(one, status=200) for one in moved]
    week = timedelta(days=7)
    february, march = read_stamp("20200201000000"), read_stamp("20200304000000")
    assert find_standing(moved, february, week) is None
    assert find_standing(held, february, week) == held[0]
    assert find_standing(moved, march, week) == moved[1]
    assert find_standing(held, read_stamp("20191231000000"), week) is None
    assert find_standing([replace(held[0], status=404), held[1]], february, timedelta(days=90)) is None


# --- how much, how politely ---


def test_how_many_there_are_is_told_and_nothing_is_taken(archive: InternetArchive, gate: Gate, tmp_path: Path) -> None:
    for month in range(1, 13):
        archive.add(f"2020{month:02}01", page(f"{FIRST}\n\n{month}"))
    done = run(tmp_path, gate, "--dry-run", "--from", "2020-03-01", "--to", "2020-10-01")
    assert done.output == f"{POLICY}: 8 captures in {gate.url}, 8 of them to take.\n"
    assert replays(gate) == []
    with open_archive(tmp_path / "t.db", read_only=True) as database:
        assert database.policies.ids() == ()


def test_captures_are_thinned_and_taken_in_portions(archive: InternetArchive, gate: Gate, tmp_path: Path) -> None:
    for day in range(1, 29):
        archive.add(f"202001{day:02}", page(f"{FIRST}\n\nDay {day}."))
    assert ": 2 observations added" in run(tmp_path, gate, "--every", "1w", "--max", "2").output
    assert ": 2 observations added" in run(tmp_path, gate, "--every", "1w").output
    assert [text[8:10] for text in texts(tmp_path)] == ["01", "08", "15", "22"]
    assert ": 0 observations added" in run(tmp_path, gate, "--every", "1w").output


def test_an_archive_that_is_busy_is_waited_for_as_long_as_it_asks(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    archive.add("20200101", page(FIRST))
    archive.add("20200201", page(SHORTER))
    archive.refusals = [(429, {"Retry-After": "1"}, b""), (503, {}, b""), (500, {}, b"")]
    started = time.monotonic()
    done = run(tmp_path, gate)
    assert done.exit_code == 0 and len(texts(tmp_path)) == 2
    assert time.monotonic() - started >= 1


def test_an_archive_that_stays_busy_is_left_with_what_was_taken(
    archive: InternetArchive, gate: Gate, tmp_path: Path
) -> None:
    archive.add("20200101", page(FIRST))
    archive.add("20200201", page(SHORTER))
    run(tmp_path, gate, "--dry-run")
    run(tmp_path, gate, "--max", "1")
    archive.refusals = [(429, {"Retry-After": "86400"}, b"")] * 9
    done = run(tmp_path, gate)
    assert "answered 429 Too Many Requests and asked for a wait of 86400 s" in done.stderr + str(done.exception or "")
    assert texts(tmp_path) == ["2020-01-01 first"]
    archive.refusals = []
    run(tmp_path, gate)
    assert len(texts(tmp_path)) == 2


def test_troubles_are_one_line_each(gate: Gate, tmp_path: Path) -> None:
    never = run(tmp_path, gate)
    assert never.stderr == f"tracker: cannot import {POLICY}: {gate.url} holds no capture of {TERMS}\n"
    with open_archive(tmp_path / "t.db", read_only=True) as database:
        assert database.policies.ids() == ()
    with serving(lambda _: (200, {"Content-Type": "text/html"}, b"<html>Maintenance</html>")) as other:
        done = run(tmp_path, other)
        assert "no index of a web archive was found at" in done.stderr
    down = Gate(lambda _: (200, {}, b""), port=1)
    assert "no connection to 127.0.0.1" in run(tmp_path, down).stderr
    unknown = CliRunner().invoke(tracker, ["import", "wayback", "acme/none", "--config", str(tmp_path / "config.toml")])
    assert isinstance(unknown.exception, UsageError) or "are not known" in unknown.stderr


def test_a_page_is_added_with_its_history(archive: InternetArchive, tmp_path: Path) -> None:
    def answer(path: str) -> Reply:
        if path == "/terms":
            return 200, {"Content-Type": HTML}, page(INSURED).encode()
        return (404, {}, b"") if path == "/robots.txt" else archive.answer(path)

    with serving(answer) as gate:
        url = f"{gate.url}/terms"
        archive.add("20200101", page(FIRST), url=url)
        archive.add("20210101", page(SHORTER), url=url)
        config = tmp_path / "config.toml"
        config.write_text("[fetch]\nallow_private_addresses = true\nper_host_delay = 0\n")
        place = ["--database", str(tmp_path / "t.db"), "--config", str(config), "--archive", gate.url]
        done = CliRunner().invoke(tracker, ["add", url, "--id", POLICY, "--history", *place])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.output.splitlines()[-1].startswith(f"{POLICY}: 2 observations added; 2 versions")
    assert texts(tmp_path) == ["2020-01-01 first", "2021-01-01 shorter"]


def test_any_archive_with_timemaps(tmp_path: Path) -> None:
    """RFC 7089: a list of mementos in two parts, replayed under addresses of the archive's own making."""
    pages = {
        "/m/1": ("20200101120000", FIRST),
        "/m/2": ("20200601120000", SHORTER),
        "/m/3": ("20210101120000", SHORTER),
    }

    def answer(path: str) -> Reply:
        if path in pages:
            stamp, text = pages[path]
            headers = {"Memento-Datetime": format_datetime(read_stamp(stamp), usegmt=True), "Content-Type": HTML}
            return 200, headers, page(text).encode()
        if path.startswith("/timemap/") and path.endswith((f"/link/{TERMS}", f"/more/{TERMS}")):
            part = list(pages.items())[:2] if "/link/" in path else list(pages.items())[2:]
            links = [f'<{TERMS}>; rel="original"', f'<{gate.url}{path}>; rel="self"']
            links += [f'<{gate.url}/timemap/more/{TERMS}>; rel="timemap"'] if "/link/" in path else []
            for name, (stamp, _) in part:
                at = format_datetime(read_stamp(stamp), usegmt=True)
                links.append(f'<{gate.url}{name}>; rel="memento"; datetime="{at}"')
            return 200, {"Content-Type": "application/link-format"}, ",\n".join(links).encode()
        link = '<http://example.org/>; rel="original"'
        return 404, {"Content-Type": "text/html", **({"Link": link} if "timemap" in path else {})}, b"none"

    with serving(answer) as gate:
        done = run(tmp_path, gate)
    assert (done.exit_code, done.stderr) == (0, "")
    assert texts(tmp_path) == ["2020-01-01 first", "2020-06-01 shorter", "2021-01-01 shorter"]
