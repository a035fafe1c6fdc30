"""What a page asks for while a browser builds it: what of it is let through, and when the document is there."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.errors import CaptureError

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Response, Route

# A document is there when its text has not changed for so long and nothing is still being fetched (seconds); a text
# so short that it may be "Loading …" is given longer.
QUIET = 1.0
QUIET_WHEN_SHORT = 4.0
SHORT_TEXT = 500
LOOK_EVERY = 0.2
# A request that is answered for longer than this is one that stays open (a long poll); the text does not wait for it.
PATIENCE = 8.0
BLOCKED_KINDS = frozenset({"image", "media", "font", "ping", "eventsource", "websocket", "manifest", "texttrack"})
# Second-level labels under which registries hand out names: "example.co.uk" is a site, "co.uk" is none.
_REGISTRY_LABELS = frozenset({"ac", "co", "com", "edu", "gov", "gob", "go", "ne", "net", "or", "org", "gv"})


class Traffic:
    """What a page asks for while it is built: what of it is let through, and what is still on its way.

    `permit` is asked of every address that the page goes on to, where no gateway of ours sees them (behind a proxy).
    """

    def __init__(self, url: str, permit: Callable[[str], Awaitable[None]] | None) -> None:
        self._sites = {read_site(url)}
        self._permit = permit
        self.page: Page | None = None
        self.document: Response | None = None
        self.pending: dict[Request, float] = {}
        self.is_cut_off = False
        self.refusal: CaptureError | None = None

    def wants(self, host: str) -> bool:
        """Whether a host belongs to the sites that the page has been on."""
        return read_site(f"//{host}") in self._sites

    async def admit(self, route: Route) -> None:
        """Let through what the document is made of; nothing of other sites, no pictures, sounds or fonts."""
        request = route.request
        is_step = self._is_step(request)
        if is_step:
            self._sites.add(read_site(request.url))
            self.refusal = await self._ask(request.url) or self.refusal
        is_foreign = request.resource_type in BLOCKED_KINDS or read_site(request.url) not in self._sites
        if is_foreign or not self._is_own(request) or (is_step and self.refusal):
            await route.abort("blockedbyclient")
            return
        self.pending[request] = time.monotonic()
        await route.continue_()

    async def _ask(self, url: str) -> CaptureError | None:
        try:
            if self._permit:
                await self._permit(url)
        except CaptureError as error:
            return error
        return None

    def _is_own(self, request: Request) -> bool:
        """Whether the page or a frame in it asks, not another window."""
        try:
            return bool(request.frame.page is self.page)
        except Exception:  # Playwright has no frame yet for the first request of another window
            return False

    def _is_step(self, request: Request) -> bool:
        """Whether the page itself goes somewhere; not a frame in it, nor another window."""
        if not request.is_navigation_request() or self.page is None or not self._is_own(request):
            return False
        return bool(request.frame == self.page.main_frame)

    def note_response(self, response: Response) -> None:
        if self._is_step(response.request) and response.status // 100 != 3:
            self.document = response
            self._sites.add(read_site(response.url))

    def note_end(self, request: Request) -> None:
        self.pending.pop(request, None)

    def note_failure(self, request: Request) -> None:
        self.pending.pop(request, None)
        if self.document is not None and request == self.document.request:
            self.is_cut_off = True

    async def close_popup(self, page: Page) -> None:
        if page is not self.page:
            await page.close()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is on its way that may still come to an end."""
        return all(time.monotonic() - since > PATIENCE for since in self.pending.values())


async def wait_until_settled(page: Page, traffic: Traffic) -> None:
    """Return when the text of the page has been the same for a while, or the page cannot come any more; the caller's
    time limit ends the wait."""
    text, quiet = None, 0.0
    while True:
        if traffic.is_cut_off or traffic.refusal:
            return
        # A wall that opens by itself after a moment is an error page until then, however much it says.
        is_wall = traffic.document is not None and traffic.document.status >= 400
        if quiet >= (QUIET if len(text or "") >= SHORT_TEXT and not is_wall else QUIET_WHEN_SHORT):
            return
        await asyncio.sleep(LOOK_EVERY)
        seen = await _read_text(page)
        is_same = seen is not None and seen == text and traffic.is_quiet
        quiet = quiet + LOOK_EVERY if is_same else 0.0
        text = seen


async def _read_text(page: Page) -> str | None:
    """The text as shown, read where the page's scripts cannot lie about it; None while there is no page to read."""
    playwright = load_playwright()
    try:
        await page.wait_for_load_state("domcontentloaded", timeout=1000)
    except playwright.TimeoutError:
        return None
    try:
        text: str = await page.locator("body").inner_text(timeout=1000)
    except playwright.TimeoutError:
        return ""  # a page without a body, such as a frame set
    except playwright.Error:
        if page.is_closed():
            raise
        return None  # on its way to another page
    return text


def load_playwright() -> ModuleType:
    """The extra's module. CaptureError, with the way to get it, where it is not installed."""
    try:
        return importlib.import_module("playwright.async_api")
    except ImportError as error:
        raise CaptureError(
            "this page needs a browser, which is not installed: pip install 'policy-clause-tracker[browser]'"
        ) from error


def read_site(url: str) -> str:
    """The site a host belongs to: "example.co.uk" of "cdn.example.co.uk"; an IP address as it is."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    labels = host.split(".")
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return host
    is_registry = len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS
    return ".".join(labels[-3:] if is_registry else labels[-2:])
