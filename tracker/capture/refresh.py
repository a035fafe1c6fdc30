"""The head of an HTML page → the address that it sends every reader on to at once, where it does.

`<meta http-equiv="refresh" content="0; url=/terms/2026">` is how sites redirect that cannot send a status. A page that
only loads itself again after a while is none, and what stands in `<noscript>` is not for readers with a browser.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

LONGEST_DELAY = 10
"""Seconds: "you will be redirected in ten seconds". A page that waits longer wants to be read first."""
HEAD_BYTES = 32_768
# "0;url=/new", "5; URL='https://example.org/new'", "0, /new" (https://html.spec.whatwg.org/#shared-declarative-refresh-steps)
_CONTENT = re.compile(
    r"\s*(\d{1,6})(?:\.[\d.]{0,9})?(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(.*))",
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = frozenset({"noscript", "template", "svg"})


def find_refresh(body: bytes, *, charset: str | None, url: str) -> str | None:
    """The absolute address, without its fragment, that the page at `url` redirects to; None where it does not."""
    start = body[:HEAD_BYTES]
    if b"refresh" not in start.lower():
        return None
    head = _Head()
    try:
        text = start.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        text = start.decode("utf-8", "replace")
    with suppress(AssertionError):  # so html.parser says that it cannot read a declaration: the head ends there
        head.feed(text)
    found = _CONTENT.match(head.refresh or "")
    if not found or int(found[1]) > LONGEST_DELAY:
        return None
    target = (found[2] or found[3] or found[4] or "").strip()
    try:
        address = urldefrag(urljoin(urljoin(url, head.base or ""), target)).url
    except ValueError:
        return None
    return address if target and address != urldefrag(url).url else None


class _Head(HTMLParser):
    """Remembers the first `refresh` and the first `base` before the page's body."""

    def __init__(self) -> None:
        super().__init__()
        self.refresh: str | None = None
        self.base: str | None = None
        self._unseen = 0
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(reversed(attrs))
        if tag == "body":
            self._is_over = True
        elif tag in _UNSEEN:
            self._unseen += 1
        elif self._unseen or self._is_over:
            return
        elif tag == "base":
            self.base = self.base or values.get("href")
        elif tag == "meta" and (values.get("http-equiv") or "").strip().lower() == "refresh":
            self.refresh = self.refresh or values.get("content")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
