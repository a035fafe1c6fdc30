"""Entries -> RSS 2.0, Atom 1.0 and JSON Feed 1.1, and files that any static host can serve.

Pure but for `write_feed`. Ids are tag: URIs (RFC 4151) made of policy and time of sighting, so they survive a rebuild.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import feedgenerator  # type: ignore[import-untyped]

from tracker.compiled import compile_pattern
from tracker.publish.files import write_inside
from tracker.values import Struct

LOCAL_AUTHORITY = "tracker.localhost"
AUTHOR = "policy clause tracker"
FORMATS = {"rss": ".rss", "atom": ".atom", "json": ".json"}

# What XML 1.0 §2.2 cannot hold, lone surrogates among it: "\x0b", "\ufffe".
_NO_XML = compile_pattern(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BIDI = compile_pattern(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # "\u202egpj.exe"


class FeedEntry(Struct, frozen=True):
    """One piece of news. `html` is safe HTML; `title` and `summary` are plain text; `link` the policy's address."""

    id: str
    title: str
    summary: str
    html: str
    link: str | None
    published_at: datetime
    updated_at: datetime
    categories: tuple[str, ...] = ()


class Feed(Struct, frozen=True):
    """A named list of entries, newest first. `path` is where it will stand below the folder, without suffix; `home`
    where what it tells of is published; `started_at` when that was first looked at."""

    path: str
    id: str
    title: str
    entries: tuple[FeedEntry, ...]
    home: str | None = None
    language: str | None = None
    started_at: datetime | None = None

    @property
    def updated_at(self) -> datetime:
        """The newest entry's time, that of the first look where there is none yet."""
        beginning = self.started_at or datetime(1970, 1, 1, tzinfo=UTC)
        return max((entry.updated_at for entry in self.entries), default=beginning)

    @property
    def address(self) -> str:
        """A page for people: where the document is published; a name where no address is known, for RSS asks for one
        and nobody's machine has it."""
        return self.home or next((entry.link for entry in self.entries if entry.link), None) or self.id


def make_tag(authority: str, *parts: str) -> str:
    """A tag: URI such as tag:example.org,2026:zoom/terms-of-service/2023-08-11T19:15:38Z; letters beyond ASCII are
    percent-encoded, so that two names in another script are two ids."""
    plain = (re.sub(r"[^A-Za-z0-9._~:/\u0080-\U0010ffff-]", "-", part) for part in parts)
    specific = "/".join(quote(part, safe="/:", errors="replace") for part in plain)
    return f"tag:{authority},2026:{specific}"


def name_authority(site: str | None) -> str:
    """The host that tag: ids are minted under; ids stay the same as long as the feeds' address does."""
    return (urlsplit(site).hostname if site else None) or LOCAL_AUTHORITY


def write_rss(feed: Feed, *, site: str | None = None) -> str:
    """RSS 2.0 as text; `site` is the address of the folder, for the link of the feed to itself."""
    return _write_xml(_Rss, feed, site, ".rss")


def write_atom(feed: Feed, *, site: str | None = None) -> str:
    """Atom 1.0 (RFC 4287) as text."""
    return _write_xml(_Atom, feed, site, ".atom")


def write_json_feed(feed: Feed, *, site: str | None = None) -> str:
    """JSON Feed 1.1 as text."""
    top: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean_title(feed.title),
        "home_page_url": feed.address if feed.address != feed.id else None,
        "feed_url": _address(site, feed.path, ".json"),
        "language": feed.language,
        "authors": [{"name": AUTHOR}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    kept = {key: value for key, value in top.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def write_feed(feed: Feed, folder: Path, *, formats: Sequence[str] = tuple(FORMATS), site: str | None = None) -> int:
    """Write one feed in the formats asked for, each file whole or not at all; returns how many files changed."""
    changed = 0
    for name in formats:
        content = WRITERS[name](feed, site=site).encode("utf-8", "replace")
        changed += write_inside(folder, f"{feed.path}{FORMATS[name]}", content)
    return changed


class _Rss(feedgenerator.Rss201rev2Feed):  # type: ignore[misc]
    def latest_post_date(self) -> datetime:
        return self.feed["updated_at"]  # type: ignore[no-any-return]

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:  # noqa: ANN401 - the library's own
        # RSS has one place for the text: the redline goes where readers look for it.
        super().add_item_elements(handler, item | {"description": item["content"]})


class _Atom(feedgenerator.Atom1Feed):  # type: ignore[misc]
    def latest_post_date(self) -> datetime:
        return self.feed["updated_at"]  # type: ignore[no-any-return]


def _write_xml(form: type[_Rss] | type[_Atom], feed: Feed, site: str | None, suffix: str) -> str:
    home = feed.address
    made = form(
        title=clean_title(feed.title),
        link=home,
        description=clean_title(feed.title),
        language=feed.language,
        author_name=AUTHOR,
        feed_guid=feed.id,
        feed_url=_address(site, feed.path, suffix),
        updated_at=feed.updated_at,
    )
    for entry in feed.entries:
        made.add_item(
            title=clean_title(entry.title),
            link=entry.link or home,
            description=html.escape(_clean(entry.summary)),
            content=_clean(entry.html),
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            author_name=AUTHOR,
            categories=[clean_title(category) for category in entry.categories],
        )
    text = StringIO()
    made.write(text, "utf-8")
    return text.getvalue()


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.link,
        "title": clean_title(entry.title),
        "summary": _clean(entry.summary),
        "content_html": _clean(entry.html),
        "date_published": _rfc3339(entry.published_at),
        "date_modified": _rfc3339(entry.updated_at),
        "tags": [clean_title(category) for category in entry.categories],
    }
    return {key: value for key, value in item.items() if value is not None}


@lru_cache(maxsize=512)  # the three formats of a feed, and a service's and a policy's, ask for the same texts
def _clean(text: str) -> str:
    return _BIDI.sub("", _NO_XML.sub("\ufffd", text))


def clean_title(text: str) -> str:
    """A title that cannot act. Some readers take an RSS title for HTML, others for text: without angle brackets both
    see the same."""
    return " ".join(_clean(text).replace("<", "‹").replace(">", "›").split())


def _address(site: str | None, path: str, suffix: str) -> str | None:
    return f"{site.rstrip('/')}/{quote(path)}{suffix}" if site else None


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


WRITERS = {"rss": write_rss, "atom": write_atom, "json": write_json_feed}
