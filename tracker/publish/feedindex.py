"""The feeds of a folder -> a page that lists them for people and an OPML file that feed readers take whole. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote
from xml.etree import ElementTree as ET

from tracker.publish.feeds import FORMATS, Feed, clean_title
from tracker.publish.letters import TEMPLATES

INDEX_MARK = '<meta name="generator" content="policy clause tracker: feeds">'
"""Tells a page that was written here from one that somebody else put in the folder."""

GROUPS = {"all": "", "service": "Services", "policy": "Policies", "topic": "Topics", "clause": "Clauses"}
"""What the feeds are listed under, by the first part of their path and in this order."""


def write_index(feeds: Sequence[Feed], *, title: str) -> str:
    """A small page: every feed by name with its three files, relative to the page."""
    groups = [
        (GROUPS[kind], [_list_row(feed, title) for feed in grouped])
        for kind, grouped in groupby(sorted(feeds, key=_place), key=_kind)
    ]
    page = TEMPLATES.get_template("feeds.html.j2")
    return page.render(title=clean_title(title), groups=groups, mark=INDEX_MARK)


def _list_row(feed: Feed, title: str) -> dict[str, object]:
    """One line of the page; what all feeds are called stands above it already."""
    files = [(name, quote(f"{feed.path}{suffix}")) for name, suffix in FORMATS.items()]
    name = "Everything" if feed.path == "all" else feed.title.removeprefix(f"{title}: ")
    return {"title": clean_title(name), "files": files}


def write_opml(feeds: Sequence[Feed], *, title: str, site: str | None = None) -> str:
    """OPML 2.0 with the Atom file of every feed; addresses are relative to the file where `site` is not known."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = clean_title(title)
    body = ET.SubElement(root, "body")
    for feed in sorted(feeds, key=_place):
        name = clean_title(feed.title)
        address = quote(f"{feed.path}{FORMATS['atom']}")
        address = f"{site.rstrip('/')}/{address}" if site else address
        ET.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=address)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _kind(feed: Feed) -> str:
    return feed.path.partition("/")[0].partition("-")[0]


def _place(feed: Feed) -> tuple[int, str]:
    return list(GROUPS).index(_kind(feed)), feed.path
