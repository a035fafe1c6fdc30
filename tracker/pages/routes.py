"""The table of routes: every kind of page -> who asks the record for it and makes its view.

`site.py` walks it to write files, `serve.py` looks a path up in it: neither knows another page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tracker.ask.record import OpenRecord
from tracker.pages.addresses import Address, PageKind, parse_path
from tracker.pages.change import make_change
from tracker.pages.clause import make_clause
from tracker.pages.compare import make_compare
from tracker.pages.facts import make_kind, make_kinds, make_policy_facts
from tracker.pages.news import make_home, make_news, make_policies, make_steps
from tracker.pages.page import WebPage
from tracker.pages.policy import make_policy
from tracker.pages.search import make_search
from tracker.pages.shared import make_shared
from tracker.pages.since import make_since
from tracker.pages.status import make_about, make_status
from tracker.pages.text import make_text
from tracker.pages.topic import make_topic, make_topics

Make = Callable[[OpenRecord, Address], WebPage]

ROUTES: Final[dict[PageKind, Make]] = {
    "home": make_home,
    "news": make_news,
    "policies": make_policies,
    "service": make_home,
    "tag": make_home,
    "topics": make_topics,
    "topic": make_topic,
    "search": make_search,
    "status": make_status,
    "about": make_about,
    "policy": make_policy,
    "steps": make_steps,
    "change": make_change,
    "clause": make_clause,
    "text": make_text,
    "compare": make_compare,
    "facts": make_kinds,
    "fact": make_kind,
    "policy-facts": make_policy_facts,
    "since": make_since,
    "clusters": make_shared,
}


def make_page(record: OpenRecord, address: Address) -> WebPage:
    """The page at an address. Raises NotFoundError, UsageError for a malformed date, Elsewhere."""
    return ROUTES[address.kind](record, address)


def find_page(record: OpenRecord, path: str) -> WebPage:
    """The page at a decoded path. Raises the same."""
    return make_page(record, parse_path(path))
