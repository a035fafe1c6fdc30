"""A clause -> the page of its life; a number -> the page of all clauses that bore it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.ask.life import ClauseLife, ask_life, ask_number
from tracker.ask.record import OpenRecord
from tracker.model import ClauseEvent, ClauseHistory, Held, History, SentenceAge
from tracker.pages.addresses import Address, is_nameable
from tracker.pages.ages import SentenceView, view_sentences
from tracker.pages.feeds import find_feed
from tracker.pages.news import policy_crumbs
from tracker.pages.page import Elsewhere, WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.pages.redlines import ChangeView, ClauseLink, view_change
from tracker.pages.text import link_places
from tracker.publish.contract import blame_record, history_record
from tracker.publish.record import Record
from tracker.publish.subjects import shorten_text
from tracker.publish.times import format_between, format_moment
from tracker.publish.unknown import describe_alternation
from tracker.values import Struct


class HeldView(Struct, frozen=True):
    """A number the clause held, from when to when, and the page of all clauses that bore it."""

    label: str
    href: str | None
    from_at: datetime
    to_at: datetime | None


class EventView(Struct, frozen=True):
    """A change of the clause, and the change set it was part of."""

    href: str
    when: str
    observed_at: datetime
    change: ChangeView
    notes: tuple[str, ...]


class ClausePageView(Struct, frozen=True):
    """Everything on the page of a clause."""

    clause: str
    label: str
    name: str
    state: str
    is_present: bool
    language: str | None
    heirs: tuple[ClauseLink, ...]
    held: tuple[HeldView, ...]
    sentences: tuple[SentenceView, ...]
    events: tuple[EventView, ...]
    event_count: int
    parts: PartLinks
    text_href: str | None
    aside: tuple[str, ...]
    steps_href: str


class NumberView(Struct, frozen=True):
    """All clauses that bore a number, the present holder first."""

    number: str
    name: str
    clauses: tuple[tuple[ClauseLink, str, tuple[HeldView, ...]], ...]


# --- views ------------------------------------------------------------------------------------------------


def describe_state(life: ClauseHistory) -> str:
    """ "Stands now as 10.4 Customer Responsibilities", "Merged into 10.2 Permitted Uses on 11 Aug 2023"."""
    if life.state == "present":
        return f"Stands now as {life.last.label}."
    ended = next((held.to_at for held in reversed(life.held) if held.to_at), None)
    into = " and ".join(heir.label for heir in life.into)
    when = f", first missed {format_moment(ended)}" if ended else ""
    return f"{life.state.capitalize()}{f' into {into}' if into else ''}{when}."


def view_held(policy: str, held: Held) -> HeldView:
    label = held.path or held.number
    href = Address("clause", policy, label).path if label and is_nameable(label) else None
    return HeldView(label or "no number", href, held.from_at, held.to_at)


def view_event(policy: str, clause: str, event: ClauseEvent, anchor: str) -> EventView:
    step = event.step
    return EventView(
        href=Address("change", policy, step.change_set).path,
        when=format_between(step.previous_at, step.observed_at),
        observed_at=step.observed_at,
        change=view_change(policy, event.change, anchor=anchor, clause=clause),
        notes=tuple(f"{note.by}, {format_moment(note.at)}: {note.text}" for note in step.notes),
    )


def view_life(found: ClauseLife, address: Address, *, name: str, text_href: str | None) -> ClausePageView:
    """The view of one page of a clause's life, the newest change first. Raises NotFoundError beyond the last."""
    life = found.history.clauses[0]
    policy, newest = address.policy, list(reversed(life.events))
    events = [view_event(policy, life.clause, event, f"change-{place}") for place, event in enumerate(newest, start=1)]
    parts = split_parts(events, lambda one: one.change.size)
    return ClausePageView(
        clause=life.clause,
        label=life.last.label,
        name=name,
        state=describe_state(life),
        is_present=life.state == "present",
        language=found.language,
        heirs=tuple(ClauseLink(heir.label, Address("clause", policy, heir.clause).path) for heir in life.into),
        held=tuple(view_held(policy, held) for held in reversed(life.held)),
        sentences=view_sentences(policy, found.ages),
        events=pick_part(parts, address.part),
        event_count=len(events),
        parts=link_parts(address, len(parts)),
        text_href=text_href,
        aside=tuple(map(describe_alternation, life.alternated)),
        steps_href=Address("steps", policy).path,
    )


def view_number(history: History, name: str) -> NumberView:
    policy = history.policy
    return NumberView(
        history.query,
        name,
        tuple(
            (
                ClauseLink(life.last.heading or life.last.label, Address("clause", policy, life.clause).path),
                describe_state(life),
                tuple(view_held(policy, held) for held in reversed(life.held)),
            )
            for life in history.clauses
        ),
    )


# --- who asks ---------------------------------------------------------------------------------------------


def make_clause(record: OpenRecord, address: Address) -> WebPage:
    """The page of a clause id, or of a number. Raises NotFoundError, Elsewhere for an id that a rebuild replaced."""
    policy, name = address.policy, record.name_policy(address.policy)
    found = ask_life(record, policy, address.name)
    if found is None:
        return _make_number(record, address, name)
    if found.history.clauses[0].clause != address.name:
        raise Elsewhere(Address("clause", policy, found.history.clauses[0].clause))
    life = found.history.clauses[0]
    places = record.remember(("places", policy), lambda: link_places(record, policy))
    view = view_life(found, address, name=name, text_href=places.get(life.clause))
    return WebPage(
        *(address, "clause.html.j2", view),
        title=f"{view.label}, {name}",
        description=shorten_text(f"{view.state} {view.event_count} changes on record. {life.last.text}", 300),
        write_record=lambda: _write_life(found.history, found.ages),
        make_feed=lambda base, shelf: find_feed(
            record, Address("clause", policy, life.clause), base, shelf, label=view.label
        ),
        crumbs=policy_crumbs(record, policy),
    )


def _write_life(history: History, ages: Sequence[SentenceAge]) -> Record:
    return history_record(history) | {"sentences": [blame_record(age) for age in ages]}


def _make_number(record: OpenRecord, address: Address, name: str) -> WebPage:
    history = ask_number(record, address.policy, address.name)
    view = view_number(history, name)
    count = len(view.clauses)
    return WebPage(
        *(address, "number.html.j2", view),
        title=f"{view.number}: every clause of {name} that bore this number",
        description=f"{count} {'clause has' if count == 1 else 'clauses have'} been called {view.number}.",
        write_record=lambda: history_record(history),
        crumbs=policy_crumbs(record, address.policy),
    )
