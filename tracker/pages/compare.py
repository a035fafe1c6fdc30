"""A policy and two dates -> what changed between them, only the changed clauses or all."""

from __future__ import annotations

from datetime import datetime

from tracker.ask.compared import ask_compared
from tracker.ask.record import OpenRecord
from tracker.model import ChangeSet, Judgement, VersionDiff
from tracker.pages.addresses import Address
from tracker.pages.change import view_changes
from tracker.pages.dates import read_span
from tracker.pages.news import policy_crumbs
from tracker.pages.page import WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.pages.redlines import ChangeView
from tracker.publish.contract import diff_record
from tracker.publish.lines import EVENT_WORDS, count_words
from tracker.publish.subjects import shorten_text
from tracker.publish.times import format_day, format_moment
from tracker.values import Struct


class CompareView(Struct, frozen=True):
    """Everything on the page that compares two texts; `unchanged` are the clauses that stayed, by name and page."""

    name: str
    old_day: str
    new_day: str
    old_name: str
    new_name: str
    old_href: str
    new_href: str
    old_version: int
    new_version: int
    is_same: bool
    summary: str
    event: str | None
    language: str | None
    changes: tuple[ChangeView, ...]
    change_count: int
    unchanged: tuple[tuple[str, str | None], ...]
    parts: PartLinks
    is_side: bool
    other_href: str
    back_href: str


def view_compare(difference: VersionDiff, address: Address, name: str) -> CompareView:
    """The view of one page of a comparison. Raises NotFoundError for a page beyond the last."""
    old_at, new_at = read_span(address.name)
    comparison, policy = difference.comparison, address.policy
    whole = view_changes(as_step(difference))
    parts = split_parts(whole, lambda one: one.size)
    old_name, new_name = address.name.split("..", 1)
    touched = {section.ordinal for change in comparison.changes for section in change.new}
    stayed = [one for one in difference.new.reading.sections if one.ordinal not in touched]
    return CompareView(
        name=name,
        old_day=say_moment(old_name, old_at),
        new_day=say_moment(new_name, new_at),
        old_name=old_name,
        new_name=new_name,
        old_href=Address("text", policy, old_name).path,
        new_href=Address("text", policy, new_name).path,
        old_version=difference.old.ordinal,
        new_version=difference.new.ordinal,
        is_same=difference.old.id == difference.new.id,
        summary=comparison.summary or ("Nothing changed." if not whole else ""),
        event=EVENT_WORDS[comparison.event] if comparison.event else None,
        language=difference.new.reading.language,
        changes=pick_part(parts, address.part),
        change_count=len(whole),
        unchanged=tuple(
            (one.label, Address("clause", policy, one.clause).path if one.clause else None) for one in stayed
        ),
        parts=link_parts(address, len(parts)),
        is_side=address.is_side,
        other_href=Address("compare", policy, address.name, address.part, not address.is_side).path,
        back_href=Address("policy", policy).path,
    )


def say_moment(name: str, at: datetime) -> str:
    """A day as "7 Aug 2023"; the minute too where the address names one, since that day had several texts."""
    return format_moment(at) if "T" in name else format_day(at.date())


def as_step(difference: VersionDiff) -> ChangeSet:
    """A comparison in the shape of a step of the record, which pages show alike."""
    old, new = difference.old, difference.new
    judgement = Judgement(old.text_hash, new.text_hash, 0, 0, old.last_seen_at, new.first_seen_at)
    return ChangeSet("", difference.policy, judgement, difference.comparison)


def make_compare(record: OpenRecord, address: Address) -> WebPage:
    """The page that compares two dates. Raises NotFoundError, UsageError for what are no dates."""
    old_at, new_at = read_span(address.name)
    name = record.name_policy(address.policy)
    key = ("diff", address.policy, address.name)
    difference = record.remember(key, lambda: ask_compared(record, address.policy, old_at, new_at))
    view = view_compare(difference, address, name)
    return WebPage(
        *(address, "compare.html.j2", view),
        title=f"{name}: what changed from {view.old_day} to {view.new_day}",
        description=shorten_text(f"{count_words(view.change_count, 'change')}. {view.summary}", 300),
        write_record=lambda: diff_record(difference),
        crumbs=policy_crumbs(record, address.policy),
    )
