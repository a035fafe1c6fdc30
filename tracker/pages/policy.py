"""A policy -> its page: the clauses as they stand, since when and how often each changed, and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.addresses import show_address
from tracker.ask.facts import ask_facts
from tracker.ask.gaps import ask_unknown
from tracker.ask.health import ask_health, ask_held
from tracker.ask.news import ask_news
from tracker.ask.outlined import ask_standing, ask_standings
from tracker.ask.record import OpenRecord
from tracker.model import ClauseStanding, Gap, PolicyHealth, RegularState, StatedDate, StoodSpan, Version
from tracker.pages.addresses import Address, PageKind
from tracker.pages.dates import name_day
from tracker.pages.feeds import find_feed
from tracker.pages.news import NewsView, PolicyView, policy_crumbs, view_news, view_policy_line
from tracker.pages.page import WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.pages.plan import SINCE_TEXTS
from tracker.publish.contract import gap_record, state_record, write_date
from tracker.publish.listings import health_record, news_record, standing_record
from tracker.publish.record import Record
from tracker.publish.unknown import describe_gaps, describe_held, describe_states
from tracker.values import Struct

NEWS_SHOWN = 15
OPENING_WORDS = 14
LONGEST_OPENING = 120
"""Characters: scripts without spaces have paragraphs as words."""


class OutlineRow(Struct, frozen=True):
    """A clause in the outline: how deep it stands, what it is called, how it begins, since when it stands so."""

    level: int
    number: str | None
    heading: str | None
    opening: str
    href: str | None
    since_at: datetime
    is_from_start: bool
    changes: int
    change_href: str | None

    @property
    def size(self) -> int:
        return 450 + 3 * (len(self.opening) + len(self.heading or ""))


class TextLink(Struct, frozen=True):
    """A day on which a text began to stand, and its page."""

    href: str
    from_at: datetime


class PolicyPageView(Struct, frozen=True):
    """Everything on the page of a policy; `version` is None where nothing was read yet."""

    name: str
    version: Version | None
    title: str | None
    language: str | None
    dates: tuple[StatedDate, ...]
    line: PolicyView
    outline: tuple[OutlineRow, ...]
    parts: PartLinks
    news: tuple[NewsView, ...]
    news_count: int
    steps_href: str
    texts: tuple[TextLink, ...]
    older_texts: int
    today_href: str | None
    sources: tuple[str, ...]
    gaps: tuple[str, ...]
    states: str | None
    held: tuple[str, ...]
    held_count: int
    ruled: tuple[tuple[str, str], ...]
    facts_href: str
    since_links: tuple[TextLink, ...]


def view_row(policy: str, standing: ClauseStanding) -> OutlineRow:
    section = standing.section
    text = " ".join(section.text.split())
    opening = " ".join(text.split(" ")[:OPENING_WORDS])[:LONGEST_OPENING]
    opening += " …" if len(opening) < len(text) else ""
    return OutlineRow(
        level=min(section.level, 6),
        number=section.path or section.number,
        heading=section.heading or (section.label if not (section.path or section.number) else None),
        opening=opening,
        href=Address("clause", policy, section.clause).path if section.clause else None,
        since_at=standing.since_at,
        is_from_start=standing.is_from_start,
        changes=standing.changes,
        change_href=Address("change", policy, standing.change_set).path if standing.change_set else None,
    )


def make_policy(record: OpenRecord, address: Address) -> WebPage:
    """The page of a policy. Raises NotFoundError with near misses."""
    policy = address.policy
    name = record.name_policy(policy)
    (health,) = ask_health(record, [policy])
    news = ask_news(record, policies=[policy], most=NEWS_SHOWN)
    gaps, states = ask_unknown(record, policy)
    held = ask_held(record, policy)
    version, clauses, standings = _read_text(record, policy, health)
    parts = split_parts([view_row(policy, one) for one in clauses], lambda row: row.size)
    texts = link_texts(record, policy, standings)
    view = PolicyPageView(
        name=name,
        version=version,
        title=version.reading.title if version else None,
        language=version.reading.language if version else None,
        dates=version.reading.dates if version else (),
        line=view_policy_line(health),
        outline=pick_part(parts, address.part),
        parts=link_parts(address, len(parts)),
        news=tuple(map(view_news, news.news)),
        news_count=news.count,
        steps_href=Address("steps", policy).path,
        texts=texts,
        older_texts=max(0, len(standings) - record.texts) if record.texts else 0,
        today_href=Address("text", policy, "now").path if texts else None,
        sources=_list_sources(record, policy),
        gaps=tuple(describe_gaps(gaps)),
        states=describe_states(states),
        held=tuple(describe_held(held)),
        held_count=sum(count for _, count in held),
        ruled=list_ruled(record, policy),
        facts_href=Address("policy-facts", policy).path,
        since_links=link_texts(record, policy, standings, kind="since")[1 : 1 + SINCE_TEXTS],
    )
    return WebPage(
        *(address, "policy.html.j2", view, name, describe_policy(view, health)),
        write_record=lambda: _write_record(record, policy, (version, clauses), (gaps, states)),
        make_feed=lambda base, shelf: find_feed(record, Address("policy", policy), base, shelf),
        crumbs=policy_crumbs(record, policy, with_itself=address.part > 1),
    )


def _read_text(
    record: OpenRecord, policy: str, health: PolicyHealth
) -> tuple[Version | None, tuple[ClauseStanding, ...], tuple[StoodSpan, ...]]:
    if not health.versions:
        return None, (), ()
    version, clauses = ask_standing(record, policy)
    return version, clauses, ask_standings(record, policy)


def describe_policy(view: PolicyPageView, health: PolicyHealth) -> str:
    """What is shown where the page is shared."""
    if view.version is None:
        return f"{view.name}: watched, nothing was read yet."
    told = f"Newest: {view.news[0].summary}" if view.news else "Nothing has changed since the first look."
    return f"{len(view.version.reading.sections)} sections, {health.versions} versions. {told}"


def link_texts(
    record: OpenRecord, policy: str, standings: Sequence[StoodSpan], kind: PageKind = "text"
) -> tuple[TextLink, ...]:
    """The page of every text, newest first; one that stood for less than a day is named by the minute."""
    found = {}
    for standing in standings[-(record.texts or len(standings)) :]:
        found[name_day(standing)] = standing.from_at
    return tuple(TextLink(Address(kind, policy, name).path, at) for name, at in reversed(found.items()))


def list_ruled(record: OpenRecord, policy: str) -> tuple[tuple[str, str], ...]:
    """What it rules now: the kinds it speaks of, with their values."""
    answers = ask_facts(record.archive, [policy])
    return tuple((one.name, "; ".join(dict.fromkeys(v.value for v in one.values))) for one in answers if one.values)


def _list_sources(record: OpenRecord, policy: str) -> tuple[str, ...]:
    watched = record.watched.get(policy)
    return tuple(map(show_address, watched.addresses)) if watched else ()


def _write_record(
    record: OpenRecord,
    policy: str,
    text: tuple[Version | None, Sequence[ClauseStanding]],
    unknown: tuple[Sequence[Gap], Sequence[RegularState]],
) -> Record:
    (health,) = ask_health(record, [policy])
    (version, clauses), (gaps, states) = text, unknown
    reading = version.reading if version else None
    return {
        "schema": "tracker.page.policy/1",
        **health_record(health),
        "title": reading.title if reading else None,
        "language": reading.language if reading else None,
        "effective_on": write_date(reading.effective_on) if reading else None,
        "clauses": [standing_record(one) for one in clauses],
        "changes": [news_record(one) for one in ask_news(record, policies=[policy], most=1000).news],
        "gaps": [gap_record(one) for one in gaps],
        "regular_states": [state_record(one) for one in states],
        "held": dict(ask_held(record, policy)),
    }
