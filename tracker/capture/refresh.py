"""The head of an HTML page → the address that it sends every reader on to at once, where it does.

`<meta http-equiv="refresh" content="0; url=/terms/2026">` is how sites redirect that cannot send a status. A page that
only loads itself again after a while is none, and what stands in `<noscript>` is not for readers with a browser.

Home of BeautifulSoup, which reads half a page, and a broken one, as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse

if TYPE_CHECKING:
    import bs4
else:
    bs4 = FirstUse("bs4")  # most pages send nobody on

LONGEST_DELAY = 10
"""Seconds: "you will be redirected in ten seconds". A page that waits longer wants to be read first."""
HEAD_BYTES = 32_768
# "0;url=/new", "5; URL='https://example.org/new'", "0, /new" (https://html.spec.whatwg.org/#shared-declarative-refresh-steps)
_CONTENT = compile_pattern(
    r"\s*(\d{1,6})(?:\.[\d.]{0,9})?(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(.*))",
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = ("noscript", "template", "svg", "body")


def find_refresh(body: bytes, *, charset: str | None, url: str, header: str | None = None) -> str | None:
    """The absolute address, without its fragment, that the page at `url` redirects to; None where it does not.

    `header` is what the answer's header `Refresh` says, which browsers heed as they do the page.
    """
    start = body[:HEAD_BYTES]
    if header is None and b"refresh" not in start.lower():
        return None
    try:
        text = start.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        text = start.decode("utf-8", "replace")
    refresh, base = (header, None) if header else _read_head(text)
    found = _CONTENT.match(refresh or "")
    if not found or int(found[1]) > LONGEST_DELAY:
        return None
    target = (found[2] or found[3] or found[4] or "").strip()
    try:
        address = urldefrag(urljoin(urljoin(url, base or ""), target)).url
    except ValueError:
        return None
    return address if target and address != urldefrag(url).url else None


def _read_head(text: str) -> tuple[str | None, str | None]:
    """What the first refresh says and the first base leads to, above the page's body; None for what is not there."""
    try:
        page = bs4.BeautifulSoup(text, "html.parser", on_duplicate_attribute="ignore")
    except bs4.exceptions.ParserRejectedMarkup:
        return None, None  # a declaration that nobody can read
    seen = [tag for tag in page.find_all(["meta", "base"]) if tag.find_parent(_UNSEEN) is None]
    said = (tag.get("content") for tag in seen if str(tag.get("http-equiv", "")).strip().lower() == "refresh")
    leads = (tag.get("href") for tag in seen if tag.name == "base")
    refresh, base = (next((str(value) for value in values if value), None) for values in (said, leads))
    return refresh, base
