"""Fetching from a server that misbehaves: one test a behaviour."""

import asyncio
import contextlib
import datetime
import gzip
import ssl
import time
import zlib
from collections.abc import Iterator
from itertools import pairwise

import brotli
import msgspec
import pytest
import zstandard
from authority import Authority
from misbehaving import PAGE, Site, Visit, run_site

from tracker.capture.decoding import decode_content
from tracker.capture.fetch import Look, Looks, NotModified, PageRequest, read_validators, request_pages
from tracker.capture.reachable import CheckedBackend, is_public
from tracker.capture.refresh import find_refresh
from tracker.config import FetchSettings, PolicySettings
from tracker.errors import CaptureError, RefusedError, TransientError
from tracker.model import Capture

LOOPBACK = FetchSettings(
    allow_private_addresses=True,
    timeout=15.0,
    max_bytes=200_000,
    per_host_delay=0.0,
    retries=0,
    retry_delay=0.01,
    browser=False,
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with run_site() as running:
        yield running


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def look(*urls: str, settings: FetchSettings = LOOPBACK, **request: object) -> Look:
    (only,) = Looks([PageRequest("a/b", urls, **request)], settings, contact="ops@example.org")
    return only


def page(found: Look) -> Capture:
    assert found.error is None, found.error
    (capture,) = found.pages
    assert isinstance(capture, Capture)
    return capture


def error(found: Look, kind: type[CaptureError]) -> CaptureError:
    assert found.pages == ()
    assert type(found.error) is kind, found.error
    return found.error


def change(**values: object) -> FetchSettings:
    return msgspec.structs.replace(LOOPBACK, **values)


# --- what a page is recorded with ------------------------------------------------------------------------


def test_a_page_comes_with_where_and_when_it_was_got(site):
    capture = page(look(site.url("/plain#part-2")))
    assert capture.body == PAGE
    assert (capture.media_type, capture.charset, capture.status) == ("text/html", "utf-8", 200)
    assert capture.source.locator == site.url("/plain#part-2")
    assert capture.final_url == site.url("/plain")
    assert ("content-type", "text/html; charset=utf-8") in capture.headers
    assert datetime.datetime.now(datetime.UTC) - capture.captured_at < datetime.timedelta(seconds=10)


def test_the_visitor_says_who_it_is_and_which_language_it_reads(site):
    look(site.url("/who"), accept_language="nl")
    fields = site.requests[-1]
    assert fields["user-agent"].startswith("policy-clause-tracker/")
    assert fields["user-agent"].endswith("(+mailto:ops@example.org)")
    assert fields["accept-language"] == "nl"


def test_the_language_of_a_policy_is_asked_for():
    policy = PolicySettings(id="a/b", fetch="https://a.example/", language="fr")
    assert request_pages(policy).accept_language == "fr"


PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
}


@pytest.mark.parametrize("encoding", PACKERS)
def test_compressed_pages_are_unpacked(site, encoding):
    async def packed(visit: Visit) -> None:
        await visit.answer(body=PACKERS[encoding](PAGE * 20), content_encoding=encoding)

    site.manners["/packed"] = packed
    assert page(look(site.url("/packed"))).body == PAGE * 20


def test_a_charset_that_does_not_exist_is_kept_as_said(site):
    capture = page(look(site.url("/wrong-charset")))
    assert capture.charset == "utf-9"
    assert "Gebühren" in capture.body.decode()


def test_a_wall_with_status_200_is_a_capture_like_any_other(site):
    assert b"Checking that you are human" in page(look(site.url("/wall"))).body


def test_alternating_variants_are_each_kept_as_they_come(site):
    first, second, third = (page(look(site.url("/alternate"))).body for _ in range(3))
    assert first == third != second


# --- asking again ----------------------------------------------------------------------------------------


def test_what_is_known_is_not_sent_again(site):
    first = page(look(site.url("/tagged")))
    again = look(site.url("/tagged"), validators=(read_validators(first),))
    assert again.is_not_modified
    assert isinstance(again.pages[0], NotModified)
    assert site.requests[-1]["if-modified-since"] == "Mon, 01 Jun 2026 08:00:00 GMT"


def test_validators_are_not_shown_to_another_address(site):
    known = read_validators(page(look(site.url("/tagged"))))
    page(look(site.url("/elsewhere"), validators=(known,)))
    assert "if-none-match" not in site.requests[-1]


def test_a_304_that_nobody_asked_for_is_an_error(site):
    async def never(visit: Visit) -> None:
        await visit.answer(304, b"")

    site.manners["/never"] = never
    assert error(look(site.url("/never")), CaptureError).status == 304


def test_a_429_with_retry_after_is_waited_out(site):
    started = time.monotonic()
    found = look(site.url("/busy-once"), settings=change(retries=1))
    assert page(found).status == 200
    assert time.monotonic() - started >= 1.0


def test_a_host_that_asks_for_two_hours_is_left_alone_for_the_run(site):
    requests = [PageRequest("a/busy", (site.url("/busy-for-long"),)), PageRequest("a/next", (site.url("/next"),))]
    busy, following = Looks(requests, change(retries=3))
    assert error(busy, TransientError).status == 503
    assert error(following, TransientError).retry_after == pytest.approx(7200, abs=5)
    assert "/next" not in site.paths()
    assert site.counts["/busy-for-long"] == 1


@pytest.mark.parametrize(("status", "attempts"), [(500, 3), (502, 3), (404, 1), (403, 1), (410, 1)])
def test_only_what_may_pass_is_tried_again(site, status, attempts):
    async def failing(visit: Visit) -> None:
        await visit.answer(status, b"sorry")

    site.manners[f"/status-{status}"] = failing
    found = look(site.url(f"/status-{status}"), settings=change(retries=2))
    assert found.error is not None
    assert found.error.status == status
    assert found.wants_browser == (status == 403)
    assert site.counts[f"/status-{status}"] == attempts


# --- limits ----------------------------------------------------------------------------------------------


def test_a_slow_drip_ends_when_the_time_is_over(site):
    started = time.monotonic()
    assert "not complete after 0.5 s" in str(
        error(look(site.url("/drip"), settings=change(timeout=0.5)), TransientError)
    )
    assert time.monotonic() - started < 5


def test_an_endless_body_ends_at_the_limit(site):
    assert "larger than 200,000 bytes" in str(error(look(site.url("/flood")), RefusedError))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_no_more_is_unpacked_than_the_limit(encoding):
    bomb = PACKERS[encoding](bytes(3_000_000))
    with pytest.raises(RefusedError, match="unpacks to more than 100,000 bytes"):
        decode_content(bomb, encoding, limit=100_000)
    assert decode_content(bomb, encoding, limit=3_000_000) == bytes(3_000_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_compressed_data_that_is_cut_off_or_broken_is_no_page(encoding):
    packed = PACKERS[encoding](PAGE * 50)
    with pytest.raises(TransientError, match="cut off"):
        decode_content(packed[:-9], encoding, limit=100_000)
    with pytest.raises(CaptureError, match="broken"):
        decode_content(b"\xff\xfe<html>", encoding, limit=100_000)


@pytest.mark.parametrize("encoding", ["gzip,gzip,gzip,gzip", "compress", "br, exi"])
def test_codings_that_cannot_be_undone_are_refused(encoding):
    with pytest.raises(CaptureError):
        decode_content(PAGE, encoding, limit=100_000)


@pytest.mark.parametrize("encoding", ["none", "UTF-8", "identity", "text/html", "", " , identity,", "rot13"])
def test_words_that_name_no_coding_change_nothing(encoding):
    pdf = b"%PDF-1.7\n" + bytes(range(256))
    for body in (PAGE, pdf, b""):
        assert decode_content(body, encoding, limit=100_000) == body


@pytest.mark.parametrize("encoding", ["identity, gzip", "gzip, identity", "GZIP, utf-8", "none,gzip"])
def test_what_is_compressed_is_unpacked_whatever_stands_beside_it(encoding):
    assert decode_content(gzip.compress(PAGE), encoding, limit=100_000) == PAGE


@pytest.mark.parametrize(("times", "encoding"), [(1, None), (2, "gzip")])
def test_a_page_that_was_compressed_once_more_than_is_said_is_unpacked(times, encoding):
    body = PAGE
    for _ in range(times):
        body = gzip.compress(body)
    assert decode_content(body, encoding, limit=100_000) == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
@pytest.mark.parametrize("body", [PAGE, "Условия использования сервиса\n".encode() * 9, b"\r\n<p>caf\xe9 " + PAGE])
def test_a_page_that_is_said_to_be_compressed_and_is_not_is_read(encoding, body):
    assert decode_content(body, encoding, limit=100_000) == body


def test_a_header_that_names_no_coding_costs_no_look(site):
    async def muddled(visit: Visit) -> None:
        await visit.answer(content_encoding="UTF-8")

    site.manners["/muddled"] = muddled
    assert page(look(site.url("/muddled"))).body == PAGE


def test_a_gzip_bomb_is_not_unpacked(site):
    assert "unpacks to more than 200,000 bytes" in str(error(look(site.url("/bomb")), RefusedError))


@pytest.mark.parametrize("path", ["/wrong-length", "/reset", "/cut-gzip", "/broken"])
def test_an_answer_that_breaks_off_is_no_page(site, path):
    assert error(look(site.url(path)), TransientError).url == site.url(path)


def test_nobody_there():
    assert "no connection to 127.0.0.1:9: Connection refused" in str(
        error(look("http://127.0.0.1:9/", robots=False), TransientError)
    )


def test_no_such_host():
    assert "no-such-host.invalid" in str(look("http://no-such-host.invalid/", robots=False).error)


# --- redirects -------------------------------------------------------------------------------------------


def test_redirects_are_followed_and_recorded(site):
    async def moved(visit: Visit) -> None:
        await visit.answer(301, b"", location=site.url("/plain", host="localhost"))

    site.manners["/moved"] = moved
    found = look(site.url("/moved"))
    assert page(found).redirects == (site.url("/moved"),)
    assert page(found).final_url == site.url("/plain", host="localhost")
    assert found.crosses_hosts


def test_a_redirect_may_need_the_cookie_it_set_and_no_other_look_sees_it(site):
    assert page(look(site.url("/remember"))).status == 200
    assert page(look(site.url("/remember"))).status == 200
    assert site.counts["/remember"] == 4


def test_lines_of_a_head_that_are_no_headers_are_passed_over(site):
    found = page(look(site.url("/odd-head")))
    assert (found.body, found.media_type, found.charset) == (PAGE, "text/html", "utf-8")
    assert "x-last" in dict(found.headers)


def test_a_redirect_loop_ends(site):
    assert "in a circle" in str(error(look(site.url("/circle")), CaptureError))


def test_too_many_redirects_end(site):
    assert "more than 10 redirects" in str(error(look(site.url("/stairs")), RefusedError))


def test_a_redirect_to_something_else_than_the_web_is_refused(site):
    assert error(look(site.url("/to-file")), RefusedError).url == "file:///etc/passwd"


# --- redirects in a page's head ----------------------------------------------------------------------------


def send_on(site: Site, path: str, head: str, body: str = "<p>Moved.</p>") -> str:
    async def sending_on(visit: Visit) -> None:
        await visit.answer(body=f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())

    site.manners[path] = sending_on
    return site.url(path)


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0; url=/plain">',
        "<META HTTP-EQUIV=Refresh CONTENT='5;URL=\"/plain#top\"'>",
        '<base href="/deep/"><meta http-equiv="refresh" content="0,../plain">',
        '<script>"<noscript>"</script><meta content="0 /plain" http-equiv="refresh"/>',
        "<title>&amp;</title><meta http-equiv=refresh content='1; url=http://127.0.0.1:PORT/plain'>",
    ],
)
def test_a_page_that_sends_its_readers_on_is_a_redirect(site, head):
    url = send_on(site, "/sent-on", head.replace("PORT", str(site.port)))
    capture = page(look(url))
    assert (capture.body, capture.final_url, capture.redirects) == (PAGE, site.url("/plain"), (url,))


def test_an_answer_that_sends_its_readers_on_is_a_redirect(site):
    async def sending_on(visit: Visit) -> None:
        await visit.answer(body=b"<!doctype html><html><body><p>Moved.</p></body></html>", refresh="1; url=/plain")

    site.manners["/sent-on"] = sending_on
    capture = page(look(site.url("/sent-on")))
    assert (capture.body, capture.final_url) == (PAGE, site.url("/plain"))


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="300; url=/plain">',  # wants to be read first
        '<meta http-equiv="refresh" content="5">',  # loads itself again
        '<meta http-equiv="refresh" content="0; url=#terms">',
        '<meta http-equiv="refresh" content="0; url=/stays">',
        '<noscript><meta http-equiv="refresh" content="0; url=/plain"></noscript>',
        '<!-- <meta http-equiv="refresh" content="0; url=/plain"> -->',
        '<meta http-equiv="refresh" content="0; url=javascript:alert(1)">',
        '<meta http-equiv="refresh" content="0; url=file:///etc/passwd">',
        '<meta http-equiv="refresh" content="0; url=http://[">',
        '<meta http-equiv="refresh" content="soon"><meta http-equiv="refresh">',
        '</head><body><meta http-equiv="refresh" content="0; url=/plain">',
        "<meta http-equiv='refresh' content='0" + " " * 20_000 + "'>" + "<!--" * 2000,
        "<![refresh[" * 2000,
        "<meta http-equiv=refresh " * 2000,
    ],
)
def test_a_page_that_sends_nobody_on_is_the_page(site, head):
    url = send_on(site, "/stays", head)
    assert page(look(url)).final_url == url


@pytest.mark.parametrize("charset", ["idna", "hex", "no-such", "x\0y", "undefined", "utf-16", "latin1", None])
def test_no_label_of_an_encoding_stops_a_page_from_being_looked_into(charset):
    body = b'<meta http-equiv="refresh" content="0; url=/new">'
    assert find_refresh(body, charset=charset, url="http://a.example/") in ("http://a.example/new", None)


def test_pages_that_send_readers_round_end_where_they_began(site):
    first = send_on(site, "/round", '<meta http-equiv="refresh" content="0; url=/about">')
    second = send_on(site, "/about", '<meta http-equiv="refresh" content="0; url=/round">')
    capture = page(look(first))
    assert (capture.final_url, capture.redirects) == (second, (first,))


def test_pages_that_send_readers_on_count_as_redirects(site):
    async def endless(visit: Visit) -> None:
        step = int(visit.path.partition("?")[2] or 0) + 1
        await visit.answer(body=f'<meta http-equiv="refresh" content="0;url=/endless?{step}">'.encode())

    site.manners["/endless"] = endless
    assert "more than 10 redirects" in str(error(look(site.url("/endless")), RefusedError))


def test_where_a_page_sends_its_readers_is_asked_under_the_same_rules(site):
    url = send_on(site, "/to-metadata", '<meta http-equiv="refresh" content="0; url=http://169.254.169.254/latest/">')
    found = look(url, settings=change(allow_private_addresses=("127.0.0.0/8",)))
    assert error(found, RefusedError).url == "http://169.254.169.254/latest/"
    url = send_on(site, "/to-forbidden", '<meta http-equiv="refresh" content="0; url=/forbidden">')
    site.robots = b"User-agent: *\nDisallow: /forbidden"
    try:
        assert "robots.txt" in str(error(look(url), RefusedError))
    finally:
        site.robots = None


# --- whom we may ask -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1"]
)
def test_private_addresses_are_refused_in_any_spelling(site, host):
    before = len(site.visits)
    assert "private address" in str(
        error(look(site.url("/", host=host), settings=change(allow_private_addresses=False)), RefusedError)
    )
    assert len(site.visits) == before


def test_a_redirect_to_a_private_address_is_refused(site):
    """The server's own network is let through here, the cloud's metadata address is not."""
    found = look(site.url("/to-private"), settings=change(allow_private_addresses=("127.0.0.0/8",)))
    assert error(found, RefusedError).url == "http://169.254.169.254/latest/meta-data/"


def test_a_name_is_resolved_once_and_the_checked_answer_is_connected_to(site):
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["169.254.169.254", "127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    async def connect() -> object:
        backend = CheckedBackend(private=("127.0.0.0/8",), resolver=rebinding)
        stream = await backend.connect_tcp("rebinding.example.org", site.port, timeout=2)
        peer = stream.get_extra_info("server_addr")
        await stream.aclose()
        with pytest.raises(RefusedError, match=r"leads to 169\.254\.169\.254"):
            await backend.connect_tcp("rebinding.example.org", site.port, timeout=2)
        return peer

    assert asyncio.run(connect()) == ("127.0.0.1", site.port)
    assert len(asked) == 2


PRIVATE = """
10.1.2.3 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 :: ::1 fe80::1%eth0 fc00::1
::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1::1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_what_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_what_is_public(address):
    assert is_public(address)


def test_robots_txt_is_asked_first_and_honoured():
    with run_site() as strict:
        strict.robots = b"User-agent: policy-clause-tracker\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"
        allowed, refused, forced = Looks(
            [
                PageRequest("a/1", (strict.url("/terms"),)),
                PageRequest("a/2", (strict.url("/private/terms"),)),
                PageRequest("a/3", (strict.url("/private/terms"),), robots=False),
            ],
            LOOPBACK,
        )
        assert page(allowed).status == 200
        assert "robots.txt forbids it" in str(error(refused, RefusedError))
        assert page(forced).status == 200
        assert strict.paths() == ["/robots.txt", "/terms", "/private/terms"]


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_of_an_endless_robots_txt_the_first_500_kib_are_rules(encoding: str | None):
    rules = b"User-agent: *\nDisallow: /private\n"
    filler = b"Disallow: /private-too\n" * ((500 * 1024 - len(rules)) // 23)
    body = rules + filler + b"Disallow: /" + b"a" * 50_000_000
    sent = gzip.compress(body) if encoding else body
    fields = {"content_encoding": encoding} if encoding else {}

    async def long(visit: Visit) -> None:
        with contextlib.suppress(OSError):  # who has read enough hangs up
            await visit.answer(200, sent, **fields)

    with run_site() as verbose:
        verbose.manners["/robots.txt"] = long
        allowed, refused = sorted(
            Looks(
                [PageRequest("a/1", (verbose.url("/terms"),)), PageRequest("a/2", (verbose.url("/private/terms"),))],
                LOOPBACK,
            ),
            key=lambda one: one.policy,
        )
        assert page(allowed).status == 200
        assert "robots.txt forbids it" in str(error(refused, RefusedError))


def test_a_robots_txt_that_cannot_be_had_forbids_for_now():
    async def down(visit: Visit) -> None:
        await visit.answer(503, b"")

    with run_site() as ailing:
        ailing.manners["/robots.txt"] = down
        assert "robots.txt cannot be had" in str(error(look(ailing.url("/terms")), TransientError))
        assert ailing.paths() == ["/robots.txt"]


# --- manners between hosts -------------------------------------------------------------------------------


def test_one_host_is_never_asked_twice_within_its_rest():
    with run_site() as one, run_site() as other:
        requests = [
            PageRequest(f"{place.port}/{number}", (place.url(f"/{number}"),))
            for number in range(5)
            for place in (one, other)
        ]
        looks = list(Looks(requests, change(per_host_delay=0.15, concurrency=8)))
        assert sorted(found.policy for found in looks) == sorted(request.policy for request in requests)
        for place in (one, other):
            times = [at for _, at in place.visits]
            assert len(times) == 6  # robots.txt and five pages
            assert min(later - earlier for earlier, later in pairwise(times)) >= 0.15


def test_a_slow_host_holds_up_nobody_else(site):
    """Two workers, one of them busy with a host that never ends: the other gets through all the rest."""
    with run_site() as slow:
        requests = [PageRequest(f"slow/{n}", (slow.url("/drip"),), robots=False) for n in range(5)]
        requests += [PageRequest(f"quick/{n}", (site.url(f"/{n}"),)) for n in range(20)]
        looks = iter(Looks(requests, change(timeout=15.0, concurrency=2)))
        order = [next(looks).policy.split("/")[0] for _ in range(20)]
        looks.close()
        assert order.count("quick") >= 19


def test_one_failure_touches_no_other(site):
    urls = ["/plain", "/reset", "/bomb", "/circle", "/wrong-length", "/last"]
    looks = Looks([PageRequest(url, (site.url(url),)) for url in urls], LOOPBACK)
    assert {found.policy for found in looks if found.error is None} == {"/plain", "/last"}


def test_a_combined_document_is_all_its_pages_or_none(site):
    both = look(site.url("/one"), site.url("/two"))
    assert [capture.part for capture in both.pages] == [0, 1]
    half = look(site.url("/one"), site.url("/reset"))
    assert half.pages == ()
    assert half.error.url == site.url("/reset")


def test_leaving_early_stops_the_asking(site):
    requests = [PageRequest(f"many/{n}", (site.url(f"/many-{n}"),)) for n in range(200)]
    looks = iter(Looks(requests, change(per_host_delay=0.02)))
    next(looks)
    looks.close()
    time.sleep(0.1)
    asked = len(site.visits)
    time.sleep(0.2)
    assert len(site.visits) == asked
    assert site.counts["/many-199"] == 0


def test_nothing_to_ask_is_no_work():
    assert list(Looks([], LOOPBACK)) == []


# --- secure connections ----------------------------------------------------------------------------------


def test_a_certificate_of_a_known_authority_is_good(monkeypatch, tmp_path):
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "ca.pem")))
    with run_site(tls=authority.serve_as("127.0.0.1", days=30)) as secure:
        assert page(look(secure.url("/plain"))).body == PAGE


@pytest.mark.parametrize(
    ("names", "days", "is_known", "reason"),
    [
        ("127.0.0.1", -1, True, "certificate has expired"),
        ("127.0.0.9", 30, True, "IP address mismatch"),
        ("127.0.0.1", 30, False, "unable to get local issuer certificate"),
    ],
)
def test_a_bad_certificate_is_named(monkeypatch, tmp_path, *, names, days, is_known, reason):
    authority, stranger = Authority(), Authority()
    known = authority if is_known else stranger
    monkeypatch.setenv("SSL_CERT_FILE", str(known.write(tmp_path / "ca.pem")))
    context: ssl.SSLContext = authority.serve_as(names, days=days)
    with run_site(tls=context) as secure:
        message = str(error(look(secure.url("/plain"), robots=False), CaptureError))
        assert message.startswith("the certificate of 127.0.0.1")
        assert reason in message


# --- other ways there ---------------------------------------------------------------------------------------------


def test_a_server_that_speaks_http_2_is_spoken_to_in_it(monkeypatch, tmp_path):
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "ca.pem")))
    context = authority.serve_as("127.0.0.1", days=30)
    context.set_alpn_protocols(["h2"])
    with run_site(tls=context) as modern:
        modern.is_http_2 = True
        assert page(look(modern.url("/plain"), robots=False)).body == PAGE
        assert modern.paths() == ["/plain"]


@pytest.mark.parametrize("way", ["policy", "settings", "environment"])
def test_a_proxy_is_asked_instead(site, monkeypatch, way):
    proxy = site.url("")
    if way == "environment":
        monkeypatch.setenv("HTTP_PROXY", proxy)
    settings = change(proxy=proxy if way == "settings" else None, allow_private_addresses=False)
    own = proxy if way == "policy" else None
    assert page(look("http://terms.example.org/plain", settings=settings, proxy=own)).body == PAGE
    assert site.paths()[-2:] == ["http://terms.example.org/robots.txt", "http://terms.example.org/plain"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "printer.local"])
def test_a_proxy_is_not_asked_for_what_is_private(site, host):
    before = len(site.visits)
    settings = change(allow_private_addresses=False)
    error(look(f"http://{host}:{site.port}/plain", settings=settings, proxy=site.url("")), RefusedError)
    assert len(site.visits) == before


def test_an_address_that_no_proxy_names_is_asked_directly(site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert page(look(site.url("/plain"))).body == PAGE
