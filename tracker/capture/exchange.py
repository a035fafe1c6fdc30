"""One address -> the page behind its redirects, within limits of size, time and hops, or a CaptureError.

Knows HTTP and nothing of policies. What the bytes mean is for others; the one verdict taken here is a 304.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from tracker.capture.decoding import ACCEPT_ENCODING, decode_content
from tracker.capture.pacing import Pacer, Timing
from tracker.capture.refresh import find_refresh
from tracker.errors import CaptureError, RefusedError, TransientError
from tracker.model import Capture, Source
from tracker.values import Struct

# Statuses that may be another thing the next time: RFC 9110, RFC 6585, RFC 8470 and Cloudflare's 52x family.
TRANSIENT_STATUSES = frozenset({408, 421, 425, 429, 500, 502, 503, 504, *range(520, 528), 530})
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
HTML_TYPES = frozenset({None, "text/html", "application/xhtml+xml"})


class Validators(Struct, frozen=True):
    """What an earlier answer said to ask with, and the address that said it: a 304 means nothing elsewhere."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class NotModified(Struct, frozen=True):
    """The server says (304) that the page is as the earlier answer was."""

    url: str
    checked_at: datetime
    final_url: str


class Answer(Struct, frozen=True):
    """One answer as it came, whatever its status; the body unpacked, names of headers in lower case."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def find(self, name: str) -> str | None:
        """The first header of a name."""
        return next((value for known, value in self.headers if known == name), None)


class Limits(Struct, frozen=True):
    """`timeout` seconds over all hops, waits for a turn not counted; `max_bytes` of the decoded page."""

    timeout: float
    max_bytes: int
    max_redirects: int


class Exchanger(Struct, frozen=True):
    """Gets pages with one client."""

    client: httpx.AsyncClient
    pacer: Pacer
    limits: Limits
    timing: Timing

    async def get_page(
        self,
        url: str,
        *,
        headers: dict[str, str],
        validators: Validators | None = None,
        permit: Callable[[str], Awaitable[None]] | None = None,
        accept_status: Collection[int] = (),
        part: int = 0,
        most: int | None = None,
    ) -> Capture | NotModified:
        """Follow `url` to its page, through redirects of HTTP and of a page's head. Cookies live as long as the way
        there.

        `permit` is asked before every hop and raises RefusedError; `accept_status` are error statuses that come with
        the page all the same; `part` goes into the capture. With `most` so many bytes of the page are read and the rest
        is left, however long it is, and its head is not looked into.
        Raises TransientError, RefusedError or CaptureError, each with url and, where one came, status.
        """
        jar = httpx.Cookies()
        hops = [strip_fragment(url)]
        left = self.limits.timeout
        while True:
            address = hops[-1]
            try:
                check_scheme(address)
                if permit:
                    await permit(address)
                async with self.pacer.turn(read_host(address)):
                    started = self.timing.monotonic()
                    response, raw = await self._exchange(address, headers, validators, jar, left, most=most)
                    left = max(0.001, left - (self.timing.monotonic() - started))
                answer = self._judge(response, raw, hops, source=url, accept_status=accept_status, part=part, most=most)
            except CaptureError as error:
                error.url = error.url or address
                raise
            if not isinstance(answer, str):
                return answer
            hops.append(answer)

    async def get_answer(self, url: str, *, headers: dict[str, str]) -> Answer:
        """One request and its answer, redirects and failures too. Raises TransientError where none came, RefusedError
        or CaptureError where none may or can."""
        check_scheme(url)
        async with self.pacer.turn(read_host(url)):
            response, raw = await self._exchange(url, headers, None, httpx.Cookies(), self.limits.timeout, most=None)
        encoding = response.headers.get("content-encoding")
        body = decode_content(raw, encoding, limit=self.limits.max_bytes)
        return Answer(url, response.status_code, response.reason_phrase, read_headers(response), body)

    async def _exchange(
        self,
        url: str,
        headers: dict[str, str],
        validators: Validators | None,
        jar: httpx.Cookies,
        timeout: float,
        *,
        most: int | None,
    ) -> tuple[httpx.Response, bytes]:
        """One request and its raw body, at most `max_bytes` of it and in at most `timeout` seconds."""
        request = _build_request(self.client, url, headers, validators)
        try:
            if jar:
                jar.set_cookie_header(request)
            async with asyncio.timeout(timeout):
                response = await self.client.send(request, stream=True, follow_redirects=False)
                try:
                    if "set-cookie" in response.headers:
                        jar.extract_cookies(response)
                    return response, await self._read_body(response, most)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise TransientError(f"not complete after {self.limits.timeout:g} s", url=url) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, OSError, UnicodeError) as error:
            raise name_failure(error, url) from error

    async def _read_body(self, response: httpx.Response, most: int | None) -> bytes:
        limit = self.limits.max_bytes
        enough = most if "content-encoding" not in response.headers else None
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if enough is not None:
                if len(body) >= enough:
                    break
            elif len(body) > limit:
                raise RefusedError(
                    f"the page is larger than {limit:,} bytes; [fetch] max_bytes sets the limit",
                    status=response.status_code,
                )
        return bytes(body)

    def _judge(
        self,
        response: httpx.Response,
        raw: bytes,
        hops: list[str],
        *,
        source: str,
        accept_status: Collection[int],
        part: int,
        most: int | None,
    ) -> Capture | NotModified | str:
        """The page, the 304, or the address to go on to."""
        status = response.status_code
        if status in REDIRECT_STATUSES and response.headers.get("location"):
            return self._next_hop(response, hops)
        if status == 304 and _is_conditional(response.request):
            return NotModified(source, self.timing.now(), hops[-1])
        if (not 200 <= status < 300 or _is_part(response)) and status not in accept_status:
            raise self._name_status(response, hops[-1])
        media_type, charset = read_content_type(response.headers.get("content-type"))
        body = decode_content(
            raw,
            response.headers.get("content-encoding"),
            limit=self.limits.max_bytes if most is None else most,
            start_only=most is not None,
        )
        is_page = media_type in HTML_TYPES and most is None
        header = response.headers.get("refresh")
        sent_on = find_refresh(body, charset=charset, url=hops[-1], header=header) if is_page else None
        # A page that sends its readers back is where the way ends: it may be read.
        if sent_on and sent_on not in hops and is_web_address(sent_on):
            self._check_hops(hops, status)
            return sent_on
        return Capture(
            source=Source("http", source),
            captured_at=self.timing.now(),
            body=body,
            media_type=media_type,
            charset=charset,
            status=status,
            final_url=hops[-1],
            headers=read_headers(response),
            redirects=tuple(hops[:-1]),
            part=part,
        )

    def _next_hop(self, response: httpx.Response, hops: list[str]) -> str:
        status = response.status_code
        self._check_hops(hops, status)
        try:
            target = strip_fragment(urljoin(hops[-1], response.headers["location"].strip()))
            check_scheme(target)
        except (ValueError, UnicodeError) as error:
            raise CaptureError("redirected to something that is no address", status=status) from error
        # Some sites redirect to the same address once, to set a cookie; a second time it is a circle.
        if hops.count(target) > 1:
            raise CaptureError(f"redirected in a circle by {target}", status=status)
        return target

    def _check_hops(self, hops: list[str], status: int) -> None:
        if len(hops) > self.limits.max_redirects:
            raise RefusedError(f"more than {self.limits.max_redirects} redirects", status=status)

    def _name_status(self, response: httpx.Response, url: str) -> CaptureError:
        status = response.status_code
        message = f"answered {status} {response.reason_phrase}".rstrip()
        if status in TRANSIENT_STATUSES:
            wait = read_retry_after(response.headers.get("retry-after"), now=self.timing.now())
            if wait is not None:
                self.pacer.hold(read_host(url), wait)
                message += f" and asked for a wait of {wait:.0f} s"
            return TransientError(message, url=url, status=status, retry_after=wait)
        return CaptureError(message, url=url, status=status)


def name_failure(error: Exception, url: str) -> CaptureError:
    """A failure of the network as one of ours, told apart by its types and those of its causes."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    host = read_host(url)
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return CaptureError(f"the certificate of {host} is not valid: {link.verify_message}", url=url)
        if isinstance(link, ssl.SSLError) and not isinstance(link, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return CaptureError(f"no secure connection to {host}: {link.reason or link}", url=url)
    unfit = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.CookieConflict, UnicodeError)
    if any(isinstance(link, unfit) for link in chain):
        return CaptureError(f"cannot be asked for: {error}", url=url)
    if isinstance(error, httpx.ConnectTimeout):
        return TransientError(f"no connection to {host} in time", url=url)
    if isinstance(error, httpx.ConnectError):
        return TransientError(f"no connection to {host}: {_system_reason(chain) or error}", url=url)
    if isinstance(error, httpx.ProxyError):
        return TransientError(f"the proxy refused: {error}", url=url)
    what = _system_reason(chain) or str(error) or type(error).__name__
    return TransientError(f"the answer broke off: {what}", url=url)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait, from "120" or an HTTP date; None where there is none that can be read."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**8))
    try:
        until = parsedate_to_datetime(text)
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def read_content_type(value: str | None) -> tuple[str | None, str | None]:
    """ "text/html; charset=UTF-8" -> ("text/html", "utf-8")."""
    if not value:
        return None, None
    message = Message()
    message["content-type"] = value.replace("\r", " ").replace("\n", " ")
    charset = message.get_content_charset()
    return value.partition(";")[0].strip().lower() or None, charset


def read_headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    """Headers in the order received, names in lower case."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1").strip()) for name, value in response.headers.raw
    )


def read_host(url: str) -> str:
    """Whom a request bothers: host, and port where it is not the usual one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def check_scheme(url: str) -> None:
    """RefusedError for what is not http or https: "file:///etc/passwd"."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RefusedError(f"only http and https addresses are asked for, not {url[:80]!r}", url=url)
    try:
        _ = parts.port
    except ValueError as error:
        raise CaptureError(f"{url[:80]!r} names no port", url=url) from error


def is_web_address(url: str) -> bool:
    """Whether an address may be asked for: http or https, with a host."""
    try:
        check_scheme(url)
    except (CaptureError, ValueError):
        return False
    return True


def strip_fragment(url: str) -> str:
    """The address without what only a browser looks at."""
    return urlsplit(url)._replace(fragment="").geturl()


def _build_request(
    client: httpx.AsyncClient, url: str, headers: dict[str, str], validators: Validators | None
) -> httpx.Request:
    fields = {**headers, "Accept-Encoding": ACCEPT_ENCODING}
    if validators and validators.url == url:
        if validators.etag:
            fields["If-None-Match"] = validators.etag
        if validators.last_modified:
            fields["If-Modified-Since"] = validators.last_modified
    try:
        return client.build_request("GET", url, headers=fields)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise CaptureError(f"cannot be asked for: {error}", url=url) from error


# "bytes 0-4095/4096": https://www.rfc-editor.org/rfc/rfc9110#field.content-range
_WHOLE_RANGE = re.compile(r"\s*bytes\s+0-(\d{1,12})/(\d{1,12})\s*", re.IGNORECASE)


def _is_part(response: httpx.Response) -> bool:
    """Whether an answer is only a part of a page: some caches call a whole one "206 Partial Content"."""
    whole = _WHOLE_RANGE.fullmatch(response.headers.get("content-range", ""))
    return response.status_code == 206 and not (whole and int(whole[1]) + 1 == int(whole[2]))


def _is_conditional(request: httpx.Request) -> bool:
    return "if-none-match" in request.headers or "if-modified-since" in request.headers


def _system_reason(chain: list[BaseException]) -> str | None:
    """The operating system's own words: "Connection refused"."""
    failed = (link for link in chain if isinstance(link, OSError) and not isinstance(link, socket.gaierror))
    return next((os.strerror(link.errno) for link in failed if link.errno), None)
