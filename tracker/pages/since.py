"""A policy and the day on which somebody agreed -> what differs from it now: facts first, then clause by clause."""

from __future__ import annotations

from tracker.ask.record import OpenRecord
from tracker.ask.since import ask_since, describe_facts
from tracker.model import SinceAgreed, VersionDiff
from tracker.pages.addresses import Address
from tracker.pages.change import view_changes
from tracker.pages.compare import as_step, say_moment
from tracker.pages.dates import read_day
from tracker.pages.news import policy_crumbs
from tracker.pages.page import WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.pages.redlines import ChangeView
from tracker.publish.across_contract import since_record
from tracker.publish.lines import count_words
from tracker.publish.subjects import shorten_text
from tracker.publish.times import format_day
from tracker.values import Struct


class SinceView(Struct, frozen=True):
    """Everything on the page: `told` are the changes of substance, `slight` the others."""

    name: str
    day: str
    day_name: str
    old_day: str
    old_href: str
    new_href: str
    new_day: str
    steps: str
    is_watched_then: bool
    facts: tuple[str, ...]
    language: str | None
    changes: tuple[ChangeView, ...]
    change_count: int
    parts: PartLinks
    back_href: str


def view_since(since: SinceAgreed, address: Address, name: str) -> SinceView:
    """The view of one page of the answer. Raises NotFoundError for a page beyond the last."""
    policy = since.policy
    whole = view_changes(as_step(VersionDiff(policy, since.old, since.new, since.comparison)))
    parts = split_parts(whole, lambda one: one.size)
    old_at, new_at = since.old.first_seen_at, since.new.first_seen_at
    return SinceView(
        name=name,
        day=say_moment(address.name, since.moment),
        day_name=address.name,
        old_day=format_day(old_at.date()),
        old_href=Address("text", policy, address.name if since.is_watched_then else f"{old_at:%Y-%m-%d}").path,
        new_href=Address("text", policy, "now").path,
        new_day=format_day(new_at.date()),
        steps=count_words(since.steps, "told change"),
        is_watched_then=since.is_watched_then,
        facts=describe_facts(since),
        language=since.new.reading.language,
        changes=pick_part(parts, address.part),
        change_count=len(whole),
        parts=link_parts(address, len(parts)),
        back_href=Address("policy", policy).path,
    )


def make_since(record: OpenRecord, address: Address) -> WebPage:
    """The page of what differs from a day. Raises NotFoundError, UsageError for what is no date."""
    moment, name = read_day(address.name), record.name_policy(address.policy)
    key = ("since", address.policy, address.name)
    since = record.remember(key, lambda: ask_since(record.archive, address.policy, moment))
    view = view_since(since, address, name)
    lead = "; ".join(view.facts) or since.comparison.summary or "Nothing differs."
    return WebPage(
        *(address, "since.html.j2", view),
        title=f"{name}: what is different since {view.day}",
        description=shorten_text(f"{count_words(view.change_count, 'clause')} differ. {lead}", 300),
        write_record=lambda: since_record(since),
        crumbs=policy_crumbs(record, address.policy),
    )
