"""An address -> the page as a browser builds it, for documents that are not there without JavaScript.

Playwright (the extra `browser`) with the system's Chromium. It is loaded when first needed: most runs never are.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.capture.exchange import TRANSIENT_STATUSES, check_scheme, read_content_type, read_host, strip_fragment
from tracker.capture.gateway import Gateway
from tracker.capture.pacing import Pacer, Timing
from tracker.config import FetchSettings
from tracker.errors import CaptureError, RefusedError, TransientError
from tracker.model import Capture, Source

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright, Request, Response, Route

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A document is there when its text has not changed for so long and nothing is still being fetched (seconds); a text
# so short that it may be "Loading …" is given longer.
QUIET = 1.0
QUIET_WHEN_SHORT = 4.0
SHORT_TEXT = 500
LOOK_EVERY = 0.2
# All that a rendering may transfer, scripts and styles included, as a multiple of what a page may have.
TRANSFER_FACTOR = 5
BLOCKED_KINDS = frozenset({"image", "media", "font", "ping", "eventsource", "websocket", "manifest", "texttrack"})
CHROMIUM_FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
# Second-level labels under which registries hand out names: "example.co.uk" is a site, "co.uk" is none.
_REGISTRY_LABELS = frozenset({"ac", "co", "com", "edu", "gov", "gob", "go", "ne", "net", "or", "org", "gv"})


@dataclass(frozen=True)
class Rendering:
    """How one page is rendered. `permit` is asked as for a plain request (robots.txt)."""

    settings: FetchSettings
    user_agent: str
    accept_language: str
    proxy: str | None
    pacer: Pacer
    timing: Timing
    permit: Callable[[str], Awaitable[None]] | None = None

    async def render_page(self, url: str, *, part: int = 0) -> Capture:
        """The document once it has settled, as HTML. Errors as a plain request's; CaptureError without a browser."""
        playwright = load_playwright()
        check_scheme(url)
        if self.permit:
            await self.permit(url)
        async with self.pacer.turn(read_host(url)), AsyncExitStack() as stack:
            gateway = await stack.enter_async_context(
                Gateway(
                    private=self.settings.allow_private_addresses,
                    max_bytes=self.settings.max_bytes * TRANSFER_FACTOR,
                )
            )
            try:
                driver = await stack.enter_async_context(playwright.async_playwright())
                browser = await self._launch(driver, self.proxy or gateway.address)
                stack.push_async_callback(browser.close)
                async with asyncio.timeout(self.settings.timeout):
                    return await self._render(browser, gateway, url, part)
            except TimeoutError as error:
                raise TransientError(f"not rendered after {self.settings.timeout:g} s", url=url) from error
            except playwright.Error as error:
                raise _name_failure(error, url, gateway) from error

    async def _launch(self, driver: Playwright, proxy: str) -> Browser:
        browser: Browser = await driver.chromium.launch(
            executable_path=find_chromium(self.settings.chromium),
            # Loopback goes through the proxy like everything else.
            proxy={"server": proxy, "bypass": "<-loopback>"},
            args=list(CHROMIUM_FLAGS),
            # Chromium's own sandbox cannot be had as root, as in most containers.
            chromium_sandbox=os.geteuid() != 0,
        )
        return browser

    async def _render(self, browser: Browser, gateway: Gateway, url: str, part: int) -> Capture:
        blank = await browser.new_page()
        own_agent = await blank.evaluate("navigator.userAgent")
        await blank.close()
        context = await browser.new_context(
            user_agent=f"{own_agent} {self.user_agent}",
            extra_http_headers={"Accept-Language": self.accept_language},
            locale=self.accept_language.partition(",")[0].partition(";")[0].strip() or "en",
            service_workers="block",
            accept_downloads=False,
        )
        page = await context.new_page()
        traffic = _Traffic(page, url)
        await context.route("**/*", traffic.admit)
        page.on("response", traffic.note_response)
        page.on("requestfinished", traffic.note_end)
        page.on("requestfailed", traffic.note_end)
        await page.goto(url, wait_until="commit", timeout=0)
        await _wait_until_settled(page, traffic)
        if refusal := gateway.refusals.get(
            urlsplit(traffic.document.url if traffic.document else page.url).hostname or ""
        ):
            refusal.url = url
            raise refusal
        return await self._capture(page, traffic, url, part)

    async def _capture(self, page: Page, traffic: _Traffic, url: str, part: int) -> Capture:
        response = traffic.document
        status = response.status if response else None
        if status is not None and status >= 400:
            kind = TransientError if status in TRANSIENT_STATUSES else CaptureError
            raise kind(f"answered {status}, also in the browser", url=url, status=status)
        if self.permit and page.url != url:
            await self.permit(page.url)
        body = (await page.content()).encode("utf-8", "replace")
        if len(body) > self.settings.max_bytes:
            raise RefusedError(f"the page is larger than {self.settings.max_bytes:,} bytes", url=url, status=status)
        headers = await response.headers_array() if response else []
        media_type, _ = read_content_type(await response.header_value("content-type") if response else None)
        if media_type not in (None, "text/html", "application/xhtml+xml"):
            raise CaptureError(f"{media_type} is nothing that a browser renders; `browser = false` gets it", url=url)
        return Capture(
            source=Source("browser", url),
            captured_at=self.timing.now(),
            body=body,
            media_type="text/html",
            charset="utf-8",
            status=status,
            final_url=strip_fragment(page.url),
            headers=tuple((field["name"].lower(), field["value"]) for field in headers),
            redirects=_list_redirects(response),
            part=part,
        )


class _Traffic:
    """What a page asks for while it is built: what of it is let through, and what is still on its way."""

    def __init__(self, page: Page, url: str) -> None:
        self._page = page
        self._sites = {read_site(url)}
        self.document: Response | None = None
        self.pending: set[Request] = set()

    async def admit(self, route: Route) -> None:
        """Let through what the document is made of; nothing of other sites, no pictures, sounds or fonts."""
        request = route.request
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._sites.add(read_site(request.url))
        if request.resource_type in BLOCKED_KINDS or read_site(request.url) not in self._sites:
            await route.abort("blockedbyclient")
            return
        self.pending.add(request)
        await route.continue_()

    def note_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self._page.main_frame and response.status // 100 != 3:
            self.document = response
            self._sites.add(read_site(response.url))

    def note_end(self, request: Request) -> None:
        self.pending.discard(request)


async def _wait_until_settled(page: Page, traffic: _Traffic) -> None:
    """Return when the text of the page has been the same for a while; the caller's time limit ends the wait."""
    await page.wait_for_load_state("domcontentloaded", timeout=0)
    text, quiet = None, 0.0
    while True:
        # A wall that opens by itself after a moment is an error page until then, however much it says.
        is_wall = traffic.document is not None and traffic.document.status >= 400
        if quiet >= (QUIET if len(text or "") >= SHORT_TEXT and not is_wall else QUIET_WHEN_SHORT):
            return
        await asyncio.sleep(LOOK_EVERY)
        seen = await page.evaluate("document.body ? document.body.innerText : ''")
        is_quiet = seen == text and not traffic.pending
        quiet = quiet + LOOK_EVERY if is_quiet else 0.0
        text = seen


def load_playwright() -> ModuleType:
    """The extra's module. CaptureError, with the way to get it, where it is not installed."""
    try:
        return importlib.import_module("playwright.async_api")
    except ImportError as error:
        raise CaptureError(
            "this page needs a browser, which is not installed: pip install 'policy-clause-tracker[browser]'"
        ) from error


def find_chromium(configured: str | None) -> str:
    """The browser's program: the configured one, else the system's. CaptureError where there is none."""
    for program in (configured,) if configured else PROGRAMS:
        if path := shutil.which(program):
            return path
    where = f"{configured} is no program" if configured else f"none of {', '.join(PROGRAMS)} is installed"
    raise CaptureError(f"this page needs a browser: {where}; [fetch] chromium names one")


def read_site(url: str) -> str:
    """The site a host belongs to: "example.co.uk" of "cdn.example.co.uk"; an IP address as it is."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    labels = host.split(".")
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return host
    is_registry = len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS
    return ".".join(labels[-3:] if is_registry else labels[-2:])


def _list_redirects(response: Response | None) -> tuple[str, ...]:
    hops: list[str] = []
    request = response.request.redirected_from if response else None
    while request:
        hops.append(request.url)
        request = request.redirected_from
    return tuple(reversed(hops))


def _name_failure(error: Exception, url: str, gateway: Gateway) -> CaptureError:
    """A refusal of the gateway in its own words, everything else in the browser's first line."""
    if gateway.refusals:
        refusal = next(iter(gateway.refusals.values()))
        refusal.url = url
        return refusal
    return TransientError(f"the browser gave up: {str(error).splitlines()[0][:200]}", url=url)
