"""What no server should send and some do: each is that policy's own failure, or no failure at all."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest
import zstandard
from misbehaving import PAGE, Site, Visit, run_site
from test_fetch import LOOPBACK, change, error, look, page

from tracker.capture.decoding import MOST_MEMBERS, decode_content
from tracker.capture.fetch import Looks, PageRequest, read_validators
from tracker.capture.pacing import MOST_FAILURES
from tracker.errors import CaptureError, RefusedError, TransientError


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with run_site() as running:
        yield running


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://[::1]x/", "\x7f", "/x" * 40_000, "mailto:a@b"]
)
def test_an_address_that_is_none_is_its_own_policys_failure(site: Site, target: str) -> None:
    async def astray(visit: Visit) -> None:
        await visit.answer(302, b"", location=target)

    site.manners["/astray"] = astray
    requests = [PageRequest("a/astray", (site.url("/astray"),)), PageRequest("a/good", (site.url("/good"),))]
    astray_look, good = sorted(Looks(requests, LOOPBACK), key=lambda found: found.policy)
    assert isinstance(astray_look.error, CaptureError)
    assert not isinstance(astray_look.error, TransientError)
    assert good.error is None


def test_a_cookie_in_another_alphabet_is_no_end_of_the_run(site: Site) -> None:
    async def greet(visit: Visit) -> None:
        first = visit.count == 1
        await visit.answer(302 if first else 200, b"" if first else PAGE, location="/greet", set_cookie="city=Zürich")

    site.manners["/greet"] = greet
    assert isinstance(look(site.url("/greet")).error, CaptureError | None)
    assert page(look(site.url("/other"))).status == 200


def test_validators_that_cannot_be_sent_back_are_not(site: Site) -> None:
    async def dated(visit: Visit) -> None:
        await visit.answer(last_modified="Do, 05 Mär 2026 08:00:00", etag='"1"')

    site.manners["/dated"] = dated
    validators = read_validators(page(look(site.url("/dated"))))
    assert validators is not None
    assert (validators.etag, validators.last_modified) == ('"1"', None)
    assert page(look(site.url("/dated"), validators=(validators,))).status == 200


def test_a_part_of_a_page_is_no_page(site: Site) -> None:
    async def part(visit: Visit) -> None:
        await visit.answer(206, PAGE[:30])

    site.manners["/part"] = part
    assert error(look(site.url("/part")), CaptureError).status == 206


def test_a_whole_page_that_is_called_a_part_is_a_page(site: Site) -> None:
    async def whole(visit: Visit) -> None:
        await visit.answer(206, PAGE, content_range=f"bytes 0-{len(PAGE) - 1}/{len(PAGE)}")

    site.manners["/whole"] = whole
    assert page(look(site.url("/whole"))).body == PAGE


def test_robots_txt_may_begin_with_a_byte_order_mark(site: Site) -> None:
    site.robots = b"\xef\xbb\xbfUser-agent: *\nDisallow: /secret"
    assert "robots.txt" in str(error(look(site.url("/secret")), RefusedError))


@pytest.mark.parametrize("name", ["127.1", "2130706433", "0x7f000001", "017700000001", "0", "10.1"])
def test_a_private_address_in_any_spelling_is_not_asked_of_a_proxy(site: Site, name: str) -> None:
    settings = change(allow_private_addresses=False, proxy=site.url(""))
    error(look(f"http://{name}/", settings=settings, robots=False), RefusedError)
    assert site.visits == []


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://127.0.0.1:port", "ftp://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_named(site: Site, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    assert proxy in str(error(look("http://example.org/"), CaptureError))


@pytest.mark.parametrize(
    ("encoding", "member"),
    [
        ("gzip", gzip.compress(b"", mtime=0)),
        ("deflate", zlib.compress(b"")),
        ("zstd", zstandard.ZstdCompressor().compress(b"")),
    ],
)
def test_a_stream_of_nothing_but_members_is_refused(encoding: str, member: bytes) -> None:
    with pytest.raises(RefusedError, match=f"{MOST_MEMBERS} pieces"):
        decode_content(member * 50_000, encoding, limit=1_000_000)


def test_a_page_in_many_members_is_whole(site: Site) -> None:
    packed = b"".join(gzip.compress(bytes([letter])) for letter in PAGE)
    assert decode_content(packed, "gzip", limit=1_000_000) == PAGE
    assert decode_content(packed + b"\0" * 70_000, "gzip", limit=1_000_000) == PAGE


def test_a_host_that_fails_again_and_again_is_left_alone_and_no_other(site: Site) -> None:
    async def down(visit: Visit) -> None:
        await visit.answer(503, b"")

    site.manners |= {f"/down/{number}": down for number in range(30)}
    requests = [PageRequest(f"a/{n}", (site.url(f"/down/{n}"),), robots=False) for n in range(30)]
    with run_site() as other:
        requests += [PageRequest(f"b/{n}", (other.url(f"/up/{n}"),)) for n in range(5)]
        looks = list(Looks(requests, change(concurrency=2)))
    assert len(looks) == 35
    assert sum(found.error is None for found in looks) == 5
    assert len(site.visits) == MOST_FAILURES
    left_alone = [found for found in looks if "left alone" in str(found.error)]
    assert len(left_alone) == 30 - MOST_FAILURES


def test_two_bad_pages_keep_nobody_from_the_others(site: Site) -> None:
    async def down(visit: Visit) -> None:
        await visit.answer(503, b"")

    site.manners |= {"/bad/1": down, "/bad/2": down}
    paths = ["/good/0", "/bad/1", "/bad/2", "/good/3", "/good/4"]
    requests = [PageRequest(f"a{path}", (site.url(path),), robots=False) for path in paths]
    looks = {found.policy: found for found in Looks(requests, change(retries=2))}
    assert [looks[f"a{path}"].error is None for path in paths] == [True, False, False, True, True]


def test_who_waits_for_a_host_is_told_how_long_however_many_wait(site: Site) -> None:
    host = site.url("").removeprefix("http://")
    requests = [PageRequest(f"a/{n}", (site.url(f"/{n}"),)) for n in range(12)]
    for found in Looks(requests, LOOPBACK, held={host: 3600.0}):
        assert isinstance(found.error, TransientError)
        assert found.error.retry_after == pytest.approx(3600, abs=5)


def test_a_failure_now_and_then_closes_no_host(site: Site) -> None:
    async def shaky(visit: Visit) -> None:
        await visit.answer(503 if int(visit.path.rpartition("/")[2]) % 3 else 200)

    site.manners |= {f"/shaky/{number}": shaky for number in range(30)}
    requests = [PageRequest(f"a/{n}", (site.url(f"/shaky/{n}"),), robots=False) for n in range(30)]
    assert sum(found.error is None for found in Looks(requests, LOOPBACK)) == 10


def test_a_host_that_was_closed_before_the_run_is_not_asked(site: Site) -> None:
    host = site.url("").removeprefix("http://")
    (found,) = Looks([PageRequest("a/b", (site.url("/x"),))], LOOPBACK, held={host: 3600.0})
    assert isinstance(found.error, TransientError)
    assert found.error.retry_after == pytest.approx(3600, abs=5)
    assert site.visits == []
