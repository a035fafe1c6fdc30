"""Words -> the page of the places where they stand, came or went; for files the page that a script fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.ask.search import ask_search
from tracker.compiled import compile_pattern
from tracker.model import SearchHit, SearchSide
from tracker.pages.addresses import Address
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.publish.search_contract import search_record
from tracker.publish.spans import Role, Span
from tracker.values import Struct

HITS = 50
"""Hits of each side on a page."""

SIDES: dict[str, tuple[SearchSide, ...]] = {
    "now": ("now",),
    "came": ("first", "inserted"),
    "went": ("deleted",),
    "all": ("now", "inserted", "deleted", "first"),
}
SIDE_WORDS: dict[SearchSide, str] = {
    "now": "Stands now",
    "first": "Stood at the first look",
    "inserted": "Came in",
    "deleted": "Went out",
}
_MARK = compile_pattern(r"\[([^\[\]]*)\]")


class HitView(Struct, frozen=True):
    """A place where words were found: `excerpt` has them marked as labels."""

    policy: str
    label: str
    href: str | None
    side: str
    observed_at: datetime
    excerpt: tuple[Span, ...]


class SearchView(Struct, frozen=True):
    """What was asked and found; `is_cut` where more may be found than is shown. `trouble` says what is wrong with the
    question."""

    query: str
    side: str
    sides: tuple[str, ...]
    hits: tuple[HitView, ...]
    is_cut: bool
    trouble: str | None = None


def view_hit(hit: SearchHit, name: str) -> HitView:
    if hit.change_set:
        href: str | None = Address("change", hit.policy, hit.change_set).path
    else:
        href = Address("clause", hit.policy, hit.clause).path if hit.clause else None
    return HitView(name, hit.label, href, SIDE_WORDS[hit.side], hit.observed_at, tuple(mark_words(hit.excerpt)))


def mark_words(excerpt: str) -> Iterator[Span]:
    """The words between "[" and "]" as labels."""
    at = 0
    for found in _MARK.finditer(excerpt):
        yield Span(excerpt[at : found.start()])
        yield Span(found[1], Role.LABEL)
        at = found.end()
    yield Span(excerpt[at:])


Ask = Callable[[OpenRecord, str, tuple[SearchSide, ...], int], tuple[SearchHit, ...]]


def search_anew(record: OpenRecord, query: str, sides: tuple[SearchSide, ...], limit: int) -> tuple[SearchHit, ...]:
    """Hits of all sides, at most so many of each. Raises UsageError."""
    return ask_search(record.archive, query, sides=sides, limit=limit)


def make_search(
    record: OpenRecord, address: Address, query: str = "", side: str = "now", *, ask: Ask = search_anew
) -> WebPage:
    """The page of a search; without words the form alone. Raises UsageError for a query without a word."""
    side = side if side in SIDES else "now"
    sides = SIDES[side]
    hits = ask(record, query, sides, HITS) if query.strip() else ()
    names = record.name_policies({hit.policy for hit in hits})
    shown = tuple(view_hit(hit, names[hit.policy]) for hit in hits)
    is_cut = any(sum(hit.side == one for hit in hits) >= HITS for one in sides)
    view = SearchView(query, side, tuple(SIDES), shown, is_cut)
    title = f"“{query}” in all policies" if query else "Search"
    return WebPage(
        *(address, "search.html.j2", view, title, "Words in what stands, came or went, in all policies."),
        write_record=lambda: {
            "schema": "tracker.page.search/1",
            "query": query,
            "hits": [search_record(hit) for hit in hits],
        },
        crumbs=(Crumb(SITE_NAME, ""),),
    )
