"""A web archive -> what its index lists of an address, and the captures themselves as they were recorded.

Captures are asked for raw (`id_`), never as the archive's rewritten page. What the archive puts around a capture
(`X-Archive-Orig-*`, `Memento-Datetime`) is undone and checked: an index may list what the archive does not have, or
has of another time. One capture is held at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Literal
from urllib.parse import quote, urlencode, urljoin

from tracker.capture.exchange import REDIRECT_STATUSES, Answer, read_content_type, read_host
from tracker.capture.importers.cdx import (
    REPLAY,
    CdxPage,
    CdxRow,
    NoIndexError,
    read_cdx,
    read_stamp,
    read_timemap,
    write_stamp,
)
from tracker.errors import ImportSourceError
from tracker.model import Capture, PastLook, Source
from tracker.values import Struct

WAYBACK_KIND: Final = "wayback"
INTERNET_ARCHIVE: Final = "https://web.archive.org"
PAGE: Final = 2000
"""Rows of an index to ask for at a time."""

MOST_HOPS: Final = 5
SAME_MOMENT: Final = timedelta(minutes=1)
NEAR: Final = timedelta(days=7)
"""What a redirect led to was captured at most so far from it; later it may lead to another edition."""

ORIGINAL: Final = "x-archive-orig-"

Dialect = Literal["internet-archive", "pywb", "timemap"]
Get = Callable[[str], Answer]


class GoneError(Exception):
    """The index lists a capture that the archive does not give: why."""


class WebArchive(Struct, frozen=True):
    """An archive: `base` is its address, for pywb with the collection's name; `dialect` how its index is asked."""

    base: str
    dialect: Dialect

    @property
    def replay(self) -> str:
        return f"{self.base}/web" if self.dialect == "internet-archive" else self.base

    def name_capture(self, stamp: str, url: str) -> str:
        """Where a capture is to be had as it was recorded."""
        return f"{self.replay}/{stamp}id_/{url}"

    def name_index(self, address: str, first: datetime | None, last: datetime | None, resume: str | None) -> str:
        """The address of one page of the index. `resume` is what the page before said."""
        if self.dialect == "timemap":
            return resume or f"{self.base}/timemap/link/{address}"
        words = {"url": address, "output": "json", "limit": str(PAGE)}
        if first:
            words["from"] = write_stamp(first)
        if last:
            words["to"] = write_stamp(last)
        if self.dialect == "pywb":
            return f"{self.base}/cdx?{urlencode(words | ({'from': resume} if resume else {}))}"
        words |= {"fl": "timestamp,original,mimetype,statuscode,digest", "showResumeKey": "true"}
        return f"{self.base}/cdx/search/cdx?{urlencode(words | ({'resumeKey': resume} if resume else {}))}"

    def read_index(self, answer: Answer) -> CdxPage:
        """One page of the index. Raises ImportSourceError for what is none."""
        if answer.status == 404 and self.dialect == "timemap":
            return CdxPage(())
        if answer.status != 200:
            what = f"{answer.status} {answer.reason}".rstrip()
            raise ImportSourceError(f"the index of {read_host(self.base)} answered {what}")
        try:
            if self.dialect == "timemap":
                page, more = read_timemap(answer.body)
                later = [one for one in more if one != answer.url]
                return CdxPage(page.rows, later[-1] if later else None, page.bad)
            page = read_cdx(answer.body)
        except NoIndexError as error:
            raise ImportSourceError(f"the index of {read_host(self.base)} cannot be read: {error}") from error
        if self.dialect == "pywb" and len(page.rows) + page.bad >= PAGE:
            return CdxPage(page.rows, page.rows[-1].stamp if page.rows else None, page.bad)
        return page


def open_archive_site(address: str | None, get: Get) -> WebArchive:
    """The archive at an address, with the dialect that it answers in. Raises ImportSourceError for none."""
    base = (address or INTERNET_ARCHIVE).rstrip("/").removesuffix("/web")
    if base == INTERNET_ARCHIVE:
        return WebArchive(base, "internet-archive")
    for dialect in ("pywb", "internet-archive"):
        site = WebArchive(base, dialect)
        answer = get(f"{site.name_index('http://example.org/', None, None, None)}")
        if answer.status == 200 and is_index(answer.body):
            return site
    site = WebArchive(base, "timemap")
    answer = get(site.name_index("http://example.org/", None, None, None))
    said = (answer.find("content-type") or "").lower()
    if "link-format" in said or (answer.status == 404 and answer.find("link")):
        return site
    hint = "give the address of an archive: https://web.archive.org, or of a collection of pywb"
    raise ImportSourceError(f"no index of a web archive was found at {base}", hint=hint)


def is_index(body: bytes) -> bool:
    try:
        read_cdx(body)
    except NoIndexError:
        return False
    return True


def list_addresses(site: WebArchive, address: str) -> tuple[str, ...]:
    """The forms of an address that are to be asked for: CDX indexes take http and https, with and without "www.", for
    one; a TimeMap is of one address."""
    if site.dialect != "timemap":
        return (address,)
    bare = address.partition("://")[2].removeprefix("www.")
    return tuple(f"{scheme}://{www}{bare}" for scheme in ("https", "http") for www in ("", "www."))


# --- captures ---


def fetch_capture(site: WebArchive, row: CdxRow, get: Get) -> PastLook:
    """A capture as a look, what it was redirected to followed within bounds.

    Raises GoneError where the archive does not have what its index says; TransientError and CaptureError of `get`.
    """
    url, stamp, where = row.url, row.stamp, row.memento or site.name_capture(row.stamp, row.url)
    way: list[str] = []
    while True:
        answer = get(quote(where, safe="%/:?#[]@!$&'()*+,;=~-._"))
        target = answer.find("location")
        if answer.status not in REDIRECT_STATUSES or not target:
            at = check_moment(answer, read_stamp(stamp), is_redirected=bool(way))
            return make_look(site, row, answer, url=url, way=tuple(way), at=at)
        if len(way) >= MOST_HOPS:
            raise GoneError(f"it was redirected more than {MOST_HOPS} times")
        before = (url, stamp)
        url, stamp = find_target(site, answer, target, url, stamp)
        if (url, stamp) == before:
            raise GoneError("it was redirected to itself")
        if url != before[0]:
            way.append(before[0])
        distance = abs(read_stamp(stamp) - row.captured_at)
        if not way and distance > SAME_MOMENT:
            raise GoneError(f"the archive gave a capture of {read_stamp(stamp):%Y-%m-%d %H:%M:%S} instead")
        if distance > NEAR:
            raise GoneError(f"what it was redirected to was captured on {read_stamp(stamp):%Y-%m-%d} only")
        where = site.name_capture(stamp, url)


def find_target(site: WebArchive, answer: Answer, target: str, url: str, stamp: str) -> tuple[str, str]:
    """The address and moment that a redirect leads to: the archive's own, or the page's, which then is of that time."""
    whole = urljoin(answer.url, target)
    inside = REPLAY.fullmatch(whole)
    if inside and whole.startswith(site.replay):
        return inside["url"], inside["stamp"]
    return urljoin(url, target), stamp


def check_moment(answer: Answer, expected: datetime, *, is_redirected: bool) -> datetime:
    """When a capture was made, as the archive says. Raises GoneError where there is none, or none of that time."""
    said = answer.find("memento-datetime")
    try:
        at = parsedate_to_datetime(said) if said else None
    except (ValueError, TypeError):
        at = None
    if at is None:
        what = f"answered {answer.status} {answer.reason}".rstrip()
        raise GoneError(f"the index lists it, and the archive {what} without a capture")
    if abs(at - expected) > (NEAR if is_redirected else SAME_MOMENT):
        raise GoneError(f"the archive gave a capture of {at:%Y-%m-%d %H:%M:%S} instead")
    return at


def make_look(
    site: WebArchive, row: CdxRow, answer: Answer, *, url: str, way: tuple[str, ...], at: datetime
) -> PastLook:
    """A capture as a look, its headers as the page's own server sent them."""
    headers = restore_headers(answer)
    is_page = 200 <= answer.status < 300
    media_type, charset = read_content_type(next((value for name, value in headers if name == "content-type"), None))
    capture = Capture(
        source=Source(WAYBACK_KIND, site.base),
        captured_at=at,
        body=answer.body if is_page else b"",
        media_type=media_type,
        charset=charset,
        status=answer.status,
        final_url=url,
        headers=headers,
        redirects=way,
        external_key=make_key(site, row.stamp, row.url),
    )
    error = None if is_page else describe_answer(answer.status, answer.reason)
    return PastLook(row.captured_at, (capture,), error)


def restore_headers(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The headers that the page came with: those the archive renamed, and its Content-Type where that was not."""
    own = tuple((name[len(ORIGINAL) :], value) for name, value in answer.headers if name.startswith(ORIGINAL))
    if any(name == "content-type" for name, _ in own):
        return own
    said = answer.find("content-type")
    return (*own, ("content-type", said)) if said else own


def repeat_look(site: WebArchive, row: CdxRow, known: Capture) -> PastLook:
    """A look at content that was fetched for another capture of it."""
    capture = Capture(
        source=known.source,
        captured_at=row.captured_at,
        body=known.body,
        media_type=known.media_type,
        charset=known.charset,
        status=known.status,
        final_url=row.url,
        headers=known.headers,
        external_key=make_key(site, row.stamp, row.url),
    )
    return PastLook(row.captured_at, (capture,))


def failed_look(site: WebArchive, row: CdxRow) -> PastLook:
    """A look that got an error page, as the index says: nothing needs to be fetched for it."""
    capture = Capture(
        source=Source(WAYBACK_KIND, site.base),
        captured_at=row.captured_at,
        body=b"",
        status=row.status,
        final_url=row.url,
        external_key=make_key(site, row.stamp, row.url),
    )
    return PastLook(row.captured_at, (capture,), describe_answer(row.status or 0, ""))


def describe_answer(status: int, reason: str) -> str:
    return f"the archive holds an answer {status} {reason}".rstrip()


def make_key(site: WebArchive, stamp: str, url: str) -> str:
    return f"{read_host(site.base)}/{stamp}/{url}"


def is_capture(answer: Answer) -> bool:
    """Whether an answer is a capture, whose status is the page's, and not the archive's own word."""
    return answer.find("memento-datetime") is not None
