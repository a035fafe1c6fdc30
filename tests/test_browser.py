"""Pages that are not there without JavaScript, rendered by the system's Chromium from a loopback site."""

import asyncio
import importlib.util
import time
from collections.abc import Iterator

import pytest
from misbehaving import Site, Visit, run_site

from tracker.capture.browser import PROGRAMS, find_chromium
from tracker.capture.fetch import Look, Looks, PageRequest
from tracker.capture.traffic import read_site
from tracker.config import FetchSettings
from tracker.errors import CaptureError, RefusedError, TransientError

LOOPBACK = FetchSettings(allow_private_addresses=("127.0.0.0/8",), per_host_delay=0.0, retries=0, timeout=40.0)


def has_browser() -> bool:
    try:
        find_chromium(None)
    except CaptureError:
        return False
    return importlib.util.find_spec("playwright") is not None


needs_browser = pytest.mark.skipif(
    not has_browser(),
    reason=f"the extra `browser` (Playwright) or its program ({', '.join(PROGRAMS)}) is not installed",
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with run_site() as running:
        yield running


def render(url: str, settings: FetchSettings = LOOPBACK, **request: object) -> Look:
    (found,) = Looks([PageRequest("a/b", (url,), browser=True, **request)], settings, contact="ops@example.org")
    return found


@needs_browser
def test_the_document_is_waited_for_and_nothing_else_is_fetched(site):
    found = render(site.url("/needs-script#terms"), accept_language="nl")
    assert found.error is None, found.error
    (capture,) = found.pages
    assert "<p>You may not resell seats. You may" in capture.body.decode()
    assert (capture.source.kind, capture.status, capture.final_url) == ("browser", 200, site.url("/needs-script"))
    assert site.paths() == ["/robots.txt", "/needs-script", "/document.json"]
    fields = site.requests[1]
    assert "policy-clause-tracker/" in fields["user-agent"]
    assert fields["accept-language"].startswith("nl")


@needs_browser
def test_the_browser_is_kept_out_of_the_private_network_too(site):
    found = render(site.url("/script-to-private"), robots=False)
    assert type(found.error) is RefusedError
    assert "169.254.169.254" in str(found.error)


@needs_browser
def test_a_page_that_never_settles_is_an_error_after_its_time(site):
    async def restless(visit: Visit) -> None:
        script = b"<p id=clock></p><script>setInterval(() => clock.textContent = performance.now(), 50)</script>"
        await visit.answer(body=script)

    site.manners["/restless"] = restless
    started = time.monotonic()
    found = render(site.url("/restless"), FetchSettings(**{**as_values(LOOPBACK), "timeout": 5.0}), robots=False)
    assert type(found.error) is TransientError
    assert "not rendered after 5 s" in str(found.error)
    assert time.monotonic() - started < 30


DOCUMENT = (
    "<!doctype html><html lang=en><title>Terms</title><main>" + "<p>You may not resell seats to anybody.</p>" * 20
)
TRICKS = {
    "a request that stays open": "fetch('/held-open')",
    "a text that lies": "Object.defineProperty(HTMLElement.prototype, 'innerText', {get() { return 5 }})",
    "words of the language that lie": "JSON.stringify = () => { throw 1 }; Map.prototype.get = () => 7",
    "dialogs": "window.onbeforeunload = () => 'stay'; alert(1); confirm(2); print()",
    "another window": "window.open('/popped')",
    "a socket to elsewhere": "new WebSocket('ws://' + location.host.replace('127.0.0.1', 'localhost') + '/socket')",
    "a socket": "new WebSocket('ws://' + location.host + '/socket')",
}


@needs_browser
@pytest.mark.parametrize("trick", TRICKS)
def test_what_a_page_does_besides_keeps_its_document_from_nobody(site, trick):
    async def tricky(visit: Visit) -> None:
        await visit.answer(body=f"{DOCUMENT}<script>{TRICKS[trick]}</script>".encode())

    async def held_open(visit: Visit) -> None:
        await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nwait")
        await asyncio.sleep(60)

    site.manners |= {"/tricky": tricky, "/held-open": held_open}
    site.visits.clear()
    found = render(site.url("/tricky"), robots=False)
    assert found.error is None, found.error
    assert found.pages[0].body.count(b"You may not resell seats") == 20
    assert not {"/socket", "/popped"} & set(site.paths())


@needs_browser
def test_a_page_that_is_cut_off_is_none_in_the_browser_too(site):
    async def cut(visit: Visit) -> None:
        body = DOCUMENT.encode()
        await visit.answer(body=body, content_length=str(len(body) + 5000))

    site.manners["/cut"] = cut
    found = render(site.url("/cut"), robots=False)
    assert type(found.error) is TransientError, found


@needs_browser
def test_an_error_page_is_an_error_in_the_browser_too(site):
    async def gone(visit: Visit) -> None:
        await visit.answer(410, b"<p>gone</p>")

    site.manners["/gone"] = gone
    found = render(site.url("/gone"), robots=False)
    assert found.error is not None
    assert found.error.status == 410


async def only_browsers(visit: Visit) -> None:
    """A wall that lets a browser through."""
    await (visit.answer() if "Chrome" in visit.headers["user-agent"] else visit.answer(403, b"no robots here"))


@needs_browser
def test_a_wall_is_tried_with_the_browser_by_itself():
    with run_site() as walled:
        walled.manners["/terms"] = only_browsers
        plain, forbidden = Looks(
            [PageRequest("a/b", (walled.url("/terms"),)), PageRequest("a/c", (walled.url("/terms"),), browser=False)],
            LOOPBACK,
        )
        assert plain.error is None, plain.error
        assert b"You may not resell seats" in plain.pages[0].body
        assert forbidden.error is not None
        assert forbidden.error.status == 403


def test_a_wall_stays_an_error_where_there_is_no_browser(site):
    site.manners["/walled"] = only_browsers
    settings = FetchSettings(**{**as_values(LOOPBACK), "chromium": "/no/such/program"})
    (found,) = Looks([PageRequest("a/b", (site.url("/walled"),))], settings)
    assert found.error is not None
    assert found.error.status == 403
    assert not found.wants_browser  # it has been tried


def test_a_policy_that_needs_a_browser_says_so_where_there_is_none(site):
    settings = FetchSettings(**{**as_values(LOOPBACK), "chromium": "/no/such/program"})
    (found,) = Looks([PageRequest("a/b", (site.url("/x"),), robots=False, browser=True)], settings)
    assert type(found.error) is CaptureError
    assert "needs a browser" in str(found.error)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.org/terms", "example.org"),
        ("https://static.cdn.example.co.uk/x.js", "example.co.uk"),
        ("https://example.com.au/", "example.com.au"),
        ("https://t.co/", "t.co"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]:8000/", "::1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_the_site_a_host_belongs_to(url, expected):
    assert read_site(url) == expected


def as_values(settings: FetchSettings) -> dict[str, object]:
    return {field: getattr(settings, field) for field in settings.__struct_fields__}
