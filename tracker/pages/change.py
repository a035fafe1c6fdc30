"""A change set -> its page: what changed clause by clause, between which two looks, and what came over the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.ask.spread import ask_spread
from tracker.ask.steps import ask_step
from tracker.model import Change, ChangeSet, Event, Evidence, LinkChange, Note, Significance, StepPlace, weigh_change
from tracker.pages.addresses import Address
from tracker.pages.news import policy_crumbs
from tracker.pages.page import Crumb, WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.pages.redlines import ChangeView, view_change
from tracker.publish.across_contract import elsewhere_record
from tracker.publish.clusters import SHOWN, describe_spread
from tracker.publish.contract import log_record
from tracker.publish.lines import EVENT_WORDS, HELD_WORDS, QUIET_EDIT, followers_by_cause
from tracker.publish.listings import evidence_record
from tracker.publish.record import Record
from tracker.publish.subjects import shorten_text, write_subject
from tracker.publish.times import format_between, format_day, format_moment
from tracker.values import Struct


class ContentsLine(Struct, frozen=True):
    """A change in the list at the top: its name, what happened to it, and the page and place where it stands."""

    label: str
    kinds: str
    href: str


class SpreadView(Struct, frozen=True):
    """Who else had a sentence of it: in words as known on a day, by name and page, and how many more."""

    told: str
    sentence: str
    named: tuple[Crumb, ...]
    more: int


class ChangeSetView(Struct, frozen=True):
    """Everything on the page of a change set."""

    name: str
    summary: str
    subject: str
    language: str | None
    when: str
    observed_at: datetime
    facts: tuple[str, ...]
    held: str | None
    event: str | None
    contents: tuple[ContentsLine, ...]
    changes: tuple[ChangeView, ...]
    loose: tuple[str, ...]
    links: tuple[LinkChange, ...]
    notes: tuple[Note, ...]
    spread: SpreadView | None
    before: tuple[Evidence, ...]
    after: tuple[Evidence, ...]
    earlier: str | None
    later: str | None
    parts: PartLinks
    is_side: bool
    other_href: str
    policy: str
    id: str


def order_changes(change_set: ChangeSet) -> list[int]:
    """The changes that are no ripples as people read them: what matters first, of a rewrite the weightiest first."""
    changes = change_set.comparison.changes
    shown = [index for index, change in enumerate(changes) if not change.is_ripple]
    if change_set.comparison.event is Event.REWRITE:
        return sorted(shown, key=lambda index: weigh_change(changes[index]))
    return sorted(shown, key=lambda index: changes[index].significance is not Significance.SUBSTANTIVE)


def view_changes(change_set: ChangeSet) -> tuple[ChangeView, ...]:
    """Every change with those that only follow it."""
    changes = change_set.comparison.changes
    followers = followers_by_cause(changes)
    return tuple(
        view_change(
            change_set.policy,
            changes[index],
            anchor=f"change-{place}",
            followers=[name_follower(follower) for follower in followers.get(index, ())],
        )
        for place, index in enumerate(order_changes(change_set), start=1)
    )


def name_follower(change: Change) -> str:
    """ "10.6 → 10.7 Feedback", the label alone where its number stayed."""
    before, after = ((side[0].path or side[0].number) if side else None for side in (change.old, change.new))
    return f"{before} → {change.label}" if before and before != after else change.label


def list_facts(change_set: ChangeSet) -> Iterator[str]:
    """What the record says of the step beside what changed."""
    judgement = change_set.judgement
    if judgement.confirmed_at and judgement.confirmed_at != judgement.observed_at:
        yield f"Seen again {format_moment(judgement.confirmed_at)}."
    if change_set.effective_on:
        yield f"The document says it is effective {format_day(change_set.effective_on)}."
    if change_set.is_quiet_edit:
        yield f"{QUIET_EDIT[0].upper()}{QUIET_EDIT[1:]}."
    if change_set.is_date_only:
        yield "Only the date that the document states changed."
    if judgement.reverts_to:
        yield f"Back to the version of {format_moment(judgement.reverts_to)}."
    comparison = change_set.comparison
    if comparison.unchanged:
        count = comparison.unchanged
        yield f"{count} {'section' if count == 1 else 'sections'} stayed word for word the same."


def view_spread(record: OpenRecord, change_set: ChangeSet) -> SpreadView | None:
    """The widest sentence of a change set; None where nobody else has any. A file stands as it was made, and others may
    adopt the words later: the day is told with them."""
    spread = ask_spread(record, change_set)
    if spread is None:
        return None
    told = f"By {format_day(record.now.date())}, {describe_spread(spread)}."
    names = record.name_policies([one.policy for one in spread.named])
    named = tuple(
        Crumb(names[one.policy], Address("change", one.policy, one.change_set).path)
        for one in spread.named
        if one.policy in names
    )
    return SpreadView(told, shorten_text(spread.sentence, SHOWN), named, spread.policies - len(named))


def view_step(step: StepPlace, address: Address, name: str, spread: SpreadView | None) -> ChangeSetView:
    """The view of one page of a change set. Raises NotFoundError for a page beyond the last."""
    change_set = step.change_set
    comparison, judgement = change_set.comparison, change_set.judgement
    whole = view_changes(change_set)
    parts = split_parts(whole, lambda one: one.size)
    links = link_parts(address, len(parts))
    held = judgement.held_because
    reason = f" ({judgement.reason})" if judgement.reason else ""
    return ChangeSetView(
        name=name,
        summary=comparison.summary or (EVENT_WORDS[comparison.event] if comparison.event else ""),
        subject=write_subject(change_set),
        language=comparison.language,
        when=format_between(judgement.previous_at, judgement.observed_at),
        observed_at=judgement.observed_at,
        facts=tuple(list_facts(change_set)),
        held=f"{HELD_WORDS[held]}{reason}" if held else None,
        event=EVENT_WORDS[comparison.event] if comparison.event else None,
        contents=tuple(_list_contents(parts, links)) if len(whole) > 3 and address.part == 1 else (),
        changes=pick_part(parts, address.part),
        loose=tuple(name_follower(one) for one in followers_by_cause(comparison.changes).get(None, ())),
        links=comparison.links_changed,
        notes=change_set.notes,
        spread=spread,
        before=step.before,
        after=step.after,
        earlier=_link(change_set.policy, step.earlier),
        later=_link(change_set.policy, step.later),
        parts=links,
        is_side=address.is_side,
        other_href=Address("change", change_set.policy, change_set.id, address.part, not address.is_side).path,
        policy=change_set.policy,
        id=change_set.id,
    )


def _list_contents(parts: Sequence[tuple[ChangeView, ...]], links: PartLinks) -> Iterator[ContentsLine]:
    for href, part in zip(links.hrefs, parts, strict=True):
        for change in part:
            yield ContentsLine(change.label, change.kinds, f"{href}#{change.anchor}")


def _link(policy: str, change_set: str | None) -> str | None:
    return Address("change", policy, change_set).path if change_set else None


def make_change(record: OpenRecord, address: Address) -> WebPage:
    """The page of a change set. Raises NotFoundError with near misses."""
    step = ask_step(record, address.policy, address.name)
    name = record.name_policy(address.policy)
    whole = Address("change", address.policy, step.change_set.id, address.part, address.is_side)
    view = view_step(step, whole, name, view_spread(record, step.change_set))
    return WebPage(
        *(whole, "change.html.j2", view),
        title=f"{name}: {view.subject}",
        description=shorten_text(view.summary, 300),
        write_record=lambda: write_step(record, step, name),
        crumbs=policy_crumbs(record, address.policy),
        change_set=step.change_set,
    )


def write_step(record: OpenRecord, step: StepPlace, name: str) -> Record:
    """As `log`, with its neighbours and the evidence."""
    return log_record(step.change_set) | {
        "elsewhere": elsewhere_record(ask_spread(record, step.change_set)),
        "policy_name": name,
        "earlier": step.earlier,
        "later": step.later,
        "evidence": [evidence_record(one) for one in (*step.before, *step.after)],
    }
