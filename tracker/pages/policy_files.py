"""One policy -> all its files: what one process of a build does by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import unquote

from tracker.ask.aged import read_aged
from tracker.ask.life import age_clauses
from tracker.ask.news import ask_changes, ask_news
from tracker.ask.outlined import ask_standings
from tracker.ask.record import OpenRecord
from tracker.model import AgedText, StoodSpan
from tracker.pages.addresses import Address
from tracker.pages.dates import name_day
from tracker.pages.feeds import make_policy_feeds
from tracker.pages.files import PageWriter, count_parts
from tracker.pages.page import SiteFrame
from tracker.pages.pictures import draw_change
from tracker.pages.plan import plan_changes, plan_clauses, plan_since, plan_texts
from tracker.pages.text import NOW, make_aged
from tracker.pages.words import Findable, list_changed, list_standing, write_texts
from tracker.values import Struct, replace

FOUND_CHANGES = 500
"""The newest so many told change sets of a policy whose words a browser finds; `tracker search` finds all."""


class PolicyFiles(Struct, frozen=True):
    """What was written for a policy: its files by name, and the name of what the index of words is made from."""

    names: tuple[str, ...]
    pages: int
    changed: int
    texts: str


def write_policy(
    open_record: Callable[[], AbstractContextManager[OpenRecord]],
    policy: str,
    stage: Path,
    old: Path,
    around: SiteFrame,
) -> PolicyFiles:
    """Write every page of a policy below `stage`."""
    writer = PageWriter(stage, old, around)
    with open_record() as record:
        writer.shelf = make_policy_feeds(record, policy, around.base_url)
        writer.write_parts(record, Address("policy", policy))
        writer.write_parts(record, Address("steps", policy))
        has_text = bool(record.archive.versions.dates(policy))
        if has_text:
            writer.write_parts(record, Address("policy-facts", policy))
            write_changes(writer, record, policy)
            age_clauses(record, policy)
            for address in plan_clauses(record, policy):
                writer.write_parts(record, address)
            write_timeline(writer, record, policy)
        texts = write_findables(writer, record, policy, has_text=has_text)
    return PolicyFiles(tuple(writer.names), writer.pages, writer.changed, texts)


def write_changes(writer: PageWriter, record: OpenRecord, policy: str) -> None:
    """Every change set, and the picture of it that is shown where its page is shared."""
    for address in plan_changes(record, policy):
        page = writer.write_parts(record, address)
        if page is not None and page.change_set is not None and writer.around.has_pictures and not address.is_side:
            writer.write(unquote(address.file("png")), draw_change(page.change_set, record.name_policy(policy)))


def write_timeline(writer: PageWriter, record: OpenRecord, policy: str) -> None:
    """The texts, each with the ages of its sentences, and what changed from each to the next."""
    standings = ask_standings(record, policy)
    places = plan_texts(policy, standings, record.texts)
    agreed = plan_since(places[place] for place in sorted(places))
    seen: set[Address] = set()
    for place, aged in zip(sorted(places), read_aged(record, policy, standings, sorted(places)), strict=True):
        address, is_oldest = places[place], place == min(places)
        if address in seen:
            continue
        seen.add(address)
        names = (address.name, NOW) if place == len(standings) - 1 else (address.name,)
        for name in names:
            write_text(writer, record, replace(address, name=name), aged, is_oldest=is_oldest)
        if address.name in agreed:
            writer.write_parts(record, replace(address, kind="since"))
        if place and not is_oldest:
            write_comparison(writer, record, policy, standings[place - 1 : place + 1])


def write_text(writer: PageWriter, record: OpenRecord, address: Address, aged: AgedText, *, is_oldest: bool) -> None:
    """One text in all its parts, and its data."""
    page = make_aged(record, address, aged, is_oldest=is_oldest)
    writer.write_page(page)
    writer.write_data(page)
    for part in range(2, count_parts(page) + 1):
        writer.write_page(make_aged(record, replace(address, part=part), aged, is_oldest=is_oldest))


def write_comparison(writer: PageWriter, record: OpenRecord, policy: str, pair: Sequence[StoodSpan]) -> None:
    """What changed from one text to the next, in one text and side by side."""
    name = f"{name_day(pair[0])}..{name_day(pair[1])}"
    for is_side in (False, True):
        writer.write_parts(record, Address("compare", policy, name, is_side=is_side))


def write_findables(writer: PageWriter, record: OpenRecord, policy: str, *, has_text: bool) -> str:
    """What of the policy a browser can find, for the index of words; the stem of its file."""
    found: list[Findable] = []
    if has_text:
        found += list_standing(record.archive.versions.latest(policy))
        news = ask_news(record, policies=[policy], most=FOUND_CHANGES).news
        for change_set in ask_changes(record.archive, [(policy, one.change_set) for one in news]):
            found += list_changed(change_set)
    stem = f"texts-{hashlib.sha256(policy.encode()).hexdigest()[:12]}"
    writer.write(f"search/{stem}.json", write_texts(record.name_policy(policy), found).encode())
    return stem
