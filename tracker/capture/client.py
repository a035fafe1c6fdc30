"""Fetch settings -> HTTP clients: who we say we are, which proxy is between, whose certificates we believe."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack, suppress
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from tracker.capture.exchange import Exchanger, Limits
from tracker.capture.looks import PageRequest
from tracker.capture.pacing import Pacer, Timing
from tracker.capture.reachable import CONNECT_TIMEOUT, CheckedTransport, is_admitted
from tracker.capture.robots import RobotsRules
from tracker.capture.secrets import fill_secrets
from tracker.config import FetchSettings
from tracker.errors import CaptureError, RefusedError

# The name that robots.txt rules may be written for.
PRODUCT = "policy-clause-tracker"

Permit = Callable[[str], Awaitable[None]]


def name_agent(contact: str | None) -> str:
    """An honest User-Agent: "policy-clause-tracker/0.1.0 (+mailto:ops@example.org)"."""
    release = f"{PRODUCT}/{version(PRODUCT)}"
    if not contact:
        return release
    return f"{release} (+{contact if '://' in contact or '@' not in contact else f'mailto:{contact}'})"


@lru_cache(maxsize=4)
def trust_authorities(file: str | None, folder: str | None) -> ssl.SSLContext:
    """The certificate authorities a file or folder names, else the usual ones; reading them takes a while."""
    if file or folder:
        return ssl.create_default_context(cafile=file, capath=folder)
    return httpx.create_ssl_context()


class Clients:
    """One client for direct connections and one for each proxy, opened when first needed, closed together.

    No client keeps cookies: each look has a jar of its own, so that what one policy is shown never depends on
    which others were asked before it.
    """

    def __init__(self, settings: FetchSettings, *, contact: str | None, pacer: Pacer, timing: Timing) -> None:
        self.pacer = pacer
        self.user_agent = settings.user_agent or name_agent(contact)
        self._settings = settings
        self._timing = timing
        self._tls = trust_authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        self._environment = getproxies()
        self._stack = AsyncExitStack()
        self._equipment: dict[str | None, tuple[Exchanger, RobotsRules]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def equip(self, request: PageRequest, url: str) -> tuple[Exchanger, Permit | None, dict[str, str]]:
        """What one page of a policy is asked with: the exchanger, who permits addresses, and headers."""
        proxy = self.find_proxy(url, request.proxy)
        if proxy not in self._equipment:
            try:
                self._equipment[proxy] = await self._open(proxy)
            except (ImportError, ValueError, OverflowError, httpx.InvalidURL) as error:
                raise CaptureError(f"the proxy {hide_secret(proxy)} cannot be used: {error}", url=url) from error
        exchanger, rules = self._equipment[proxy]
        wants_robots = self._settings.robots if request.robots is None else request.robots
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*;q=0.5",
            "Accept-Language": request.accept_language or self._settings.accept_language,
        }
        return exchanger, self._permit(rules if wants_robots else None, proxy), headers

    def find_proxy(self, url: str, own: str | None = None) -> str | None:
        """The policy's own proxy, else the configured one, else the environment's for this address."""
        if proxy := own or self._settings.proxy:
            return fill_secrets(proxy, os.environ).asked
        parts = urlsplit(url)
        found = self._environment.get(parts.scheme) or self._environment.get("all")
        if not found or proxy_bypass(parts.netloc.rpartition("@")[2]):
            return None
        return found if "://" in found else f"http://{found}"

    def _permit(self, rules: RobotsRules | None, proxy: str | None) -> Permit | None:
        private = self._settings.allow_private_addresses
        if proxy is None or private is True:
            return rules.permit if rules else None

        async def permit(url: str) -> None:
            refuse_private_name(url, private)
            if rules:
                await rules.permit(url)

        return permit

    async def _open(self, proxy: str | None) -> tuple[Exchanger, RobotsRules]:
        settings = self._settings
        transport: httpx.AsyncBaseTransport = (
            httpx.AsyncHTTPTransport(verify=self._tls, http2=True, proxy=proxy)
            if proxy
            else CheckedTransport(
                tls=self._tls,
                connections=settings.concurrency * 2,
                private=settings.allow_private_addresses,
            )
        )
        client = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(settings.timeout, connect=min(CONNECT_TIMEOUT, settings.timeout)),
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
        )
        await self._stack.enter_async_context(client)
        limits = Limits(settings.timeout, settings.max_bytes, settings.max_redirects)
        exchanger = Exchanger(client, self.pacer, limits, self._timing)
        return exchanger, RobotsRules(exchanger, product=PRODUCT, headers={"User-Agent": self.user_agent})


def hide_secret(proxy: str | None) -> str:
    """A proxy's address without the password it may hold."""
    head, at, host = (proxy or "").rpartition("@")
    scheme = head.partition("://")[0]
    return f"{scheme}://…@{host}" if at else host


def refuse_private_name(url: str, private: bool | Collection[str]) -> None:
    """What can be known of an address without resolving its host, which is the proxy's to do: RefusedError for
    "localhost" and for private addresses written out."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    with suppress(OSError):
        host = socket.inet_ntoa(socket.inet_aton(host))  # "127.1", "2130706433" and "0x7f000001" are 127.0.0.1
    try:
        is_refused = not is_admitted(host, private)
    except ValueError:
        is_refused = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    if is_refused:
        raise RefusedError(f"{host} is private; [fetch] allow_private_addresses = true permits that", url=url)
