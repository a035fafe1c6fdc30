"""An address -> the page as a browser builds it, for documents that are not there without JavaScript.

Playwright (the extra `browser`) with the system's Chromium. It is loaded when first needed: most runs never are.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tracker.capture.exchange import TRANSIENT_STATUSES, check_scheme, read_content_type, read_host, strip_fragment
from tracker.capture.gateway import Gateway
from tracker.capture.pacing import Pacer, Timing
from tracker.capture.traffic import Traffic, load_playwright, wait_until_settled
from tracker.config import FetchSettings
from tracker.errors import CaptureError, RefusedError, TransientError
from tracker.model import Capture, Source
from tracker.values import Struct

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright, ProxySettings, Response

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# All that a rendering may transfer, scripts and styles included, as a multiple of what a page may have.
TRANSFER_FACTOR = 5
CHROMIUM_FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)


class Rendering(Struct, frozen=True):
    """How one page is rendered. `permit` is asked as for a plain request (robots.txt)."""

    settings: FetchSettings
    user_agent: str
    accept_language: str
    proxy: str | None
    pacer: Pacer
    timing: Timing
    permit: Callable[[str], Awaitable[None]] | None = None
    accept_status: Collection[int] = ()

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
            traffic = Traffic(url, self.permit if self.proxy else None)
            gateway.wants = traffic.wants
            try:
                driver = await stack.enter_async_context(playwright.async_playwright())
                browser = await self._launch(driver, self.proxy or gateway.address)
                stack.push_async_callback(browser.close)
                async with asyncio.timeout(self.settings.timeout):
                    return await self._render(browser, gateway, traffic, url, part)
            except TimeoutError as error:
                raise TransientError(f"not rendered after {self.settings.timeout:g} s", url=url) from error
            except playwright.Error as error:
                raise _name_failure(error, url, gateway, traffic) from error

    async def _launch(self, driver: Playwright, proxy: str) -> Browser:
        browser: Browser = await driver.chromium.launch(
            executable_path=find_chromium(self.settings.chromium),
            proxy=name_proxy(proxy),
            args=list(CHROMIUM_FLAGS),
            timeout=self.settings.timeout * 1000,
            # Chromium's own sandbox cannot be had as root, as in most containers.
            chromium_sandbox=os.geteuid() != 0,
        )
        return browser

    async def _render(self, browser: Browser, gateway: Gateway, traffic: Traffic, url: str, part: int) -> Capture:
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
        page = traffic.page = await context.new_page()
        context.on("page", traffic.close_popup)
        await context.route("**/*", traffic.admit)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        page.on("response", traffic.note_response)
        page.on("requestfinished", traffic.note_end)
        page.on("requestfailed", traffic.note_failure)
        await page.goto(url, wait_until="commit", timeout=0)
        await wait_until_settled(page, traffic)
        if refusal := traffic.refusal or gateway.refusals.get(
            urlsplit(traffic.document.url if traffic.document else page.url).hostname or ""
        ):
            refusal.url = url
            raise refusal
        if traffic.is_cut_off:
            raise TransientError("the page was cut off", url=url)
        return await self._capture(page, traffic, url, part)

    async def _capture(self, page: Page, traffic: Traffic, url: str, part: int) -> Capture:
        response = traffic.document
        status = response.status if response else None
        if status is not None and status >= 400 and status not in self.accept_status:
            kind = TransientError if status in TRANSIENT_STATUSES else CaptureError
            raise kind(f"answered {status}, also in the browser", url=url, status=status)
        if self.permit and page.url != url:
            await self.permit(page.url)
        body = (await page.content()).encode("utf-8", "replace")
        if len(body) > self.settings.max_bytes:
            raise RefusedError(f"the page is larger than {self.settings.max_bytes:,} bytes", url=url, status=status)
        headers = await response.headers_array() if response else []
        content_type = await response.header_value("content-type") if response else None
        if _is_no_page(content_type):
            raise CaptureError(f"{content_type} is nothing that a browser renders; `browser = false` gets it", url=url)
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


def name_proxy(proxy: str) -> ProxySettings:
    """A proxy as Playwright takes it, its user apart. Loopback goes through it like everything else."""
    parts = urlsplit(proxy)
    server = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    named: ProxySettings = {"server": server, "bypass": "<-loopback>"}
    if parts.username:
        named |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return named


def find_chromium(configured: str | None) -> str:
    """The browser's program: the configured one, else the system's. CaptureError where there is none."""
    for program in (configured,) if configured else PROGRAMS:
        if path := shutil.which(program):
            return path
    where = f"{configured} is no program" if configured else f"none of {', '.join(PROGRAMS)} is installed"
    raise CaptureError(f"this page needs a browser: {where}; [fetch] chromium names one")


def _list_redirects(response: Response | None) -> tuple[str, ...]:
    hops: list[str] = []
    request = response.request.redirected_from if response else None
    while request:
        hops.append(request.url)
        request = request.redirected_from
    return tuple(reversed(hops))


def _name_failure(error: Exception, url: str, gateway: Gateway, traffic: Traffic) -> CaptureError:
    """A refusal of the page's own host in its own words, everything else in the browser's first line."""
    document = traffic.document
    refusal = traffic.refusal or gateway.refusals.get(urlsplit(document.url if document else url).hostname or "")
    if refusal:
        refusal.url = url
        return refusal
    if document is not None and _is_no_page(document.headers.get("content-type")):
        kind = document.headers["content-type"]
        return CaptureError(f"{kind} is nothing that a browser renders; `browser = false` gets it", url=url)
    return TransientError(f"the browser gave up: {str(error).splitlines()[0][:200]}", url=url)


def _is_no_page(content_type: str | None) -> bool:
    media_type, _ = read_content_type(content_type)
    return media_type not in (None, "text/html", "application/xhtml+xml")
