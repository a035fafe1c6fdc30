"""What is asked of the network for one policy, and what a look at it gave."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from tracker.capture.exchange import NotModified, Validators
from tracker.config import PolicySettings
from tracker.errors import CaptureError, TransientError
from tracker.model import Capture
from tracker.values import Struct

# Answers that plain HTTP gets from walls which may let a browser through. Not 429, which asks for fewer requests.
WALL_STATUSES = frozenset({403, 405, 406, 503})


class PageRequest(Struct, frozen=True):
    """One policy to look at. `urls` are its pages in order; `validators` stand beside them, None where there are
    none. What is None otherwise is as `[fetch]` has it."""

    policy: str
    urls: tuple[str, ...]
    validators: tuple[Validators | None, ...] = ()
    accept_language: str | None = None
    robots: bool | None = None
    proxy: str | None = None
    browser: bool | None = None
    accept_status: tuple[int, ...] = ()


class Look(Struct, frozen=True):
    """What one look at a policy gave: a page for each of its addresses, or one error and no page."""

    request: PageRequest
    observed_at: datetime
    pages: tuple[Capture | NotModified, ...] = ()
    error: CaptureError | None = None

    @property
    def policy(self) -> str:
        return self.request.policy

    @property
    def is_not_modified(self) -> bool:
        """Whether every page is as it was (304)."""
        return bool(self.pages) and all(isinstance(page, NotModified) for page in self.pages)

    @property
    def crosses_hosts(self) -> bool:
        """Whether a redirect led to another host ("www." apart): worth a person's look."""
        return any(
            _bare_host(page.source.locator) != _bare_host(page.final_url)
            for page in self.pages
            if isinstance(page, Capture) and page.final_url
        )

    @property
    def wants_browser(self) -> bool:
        """Whether the error looks like a wall that a browser may pass, and none has tried. An empty shell shows only
        on reading."""
        error = self.error
        if error is None or error.status not in WALL_STATUSES or self.request.browser is not None:
            return False
        return not (isinstance(error, TransientError) and error.retry_after)


def request_pages(
    policy: PolicySettings, validators: tuple[Validators | None, ...] = (), *, accept_language: str | None = None
) -> PageRequest:
    """The request of a configured policy. `accept_language` where the policy names neither that nor a language."""
    return PageRequest(
        policy=policy.id,
        urls=policy.addresses,
        validators=validators,
        accept_language=policy.accept_language or policy.language or accept_language,
        robots=policy.robots,
        proxy=policy.proxy,
        browser=policy.browser,
        accept_status=policy.accept_status,
    )


def read_validators(capture: Capture) -> Validators | None:
    """What a stored capture's server said to ask with next time; None where it said nothing or a browser asked."""
    if capture.source.kind != "http" or not capture.final_url:
        return None
    headers = dict(capture.headers)
    # "Do, 05 Mär 2026" cannot be sent back.
    etag, last_modified = (_sendable(headers.get(name)) for name in ("etag", "last-modified"))
    if not etag and not last_modified:
        return None
    return Validators(capture.final_url, etag, last_modified)


def _sendable(value: str | None) -> str | None:
    return value if value and value.isascii() and value.isprintable() else None


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
