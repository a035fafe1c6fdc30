"""What pages show beside what commands print -> JSON objects (`tracker.page.*/1`) made of the same shapes."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import (
    AgedText,
    ClauseStanding,
    Evidence,
    InboxItem,
    News,
    PolicyHealth,
    ReviewMark,
    ShownText,
    TopicPage,
)
from tracker.publish.across_contract import topic_clause_record
from tracker.publish.contract import blame_record, section_place, show_record, write_time
from tracker.publish.record import Record


def news_record(news: News) -> Record:
    """A change set by its head, as lists of the site have it; `log` has the whole."""
    return {
        "change_set": news.change_set,
        "policy": news.policy,
        "policy_name": news.name,
        "observed_at": write_time(news.observed_at),
        "previous_at": write_time(news.previous_at),
        "verdict": news.verdict.value,
        "event": news.event.value if news.event else None,
        "held_because": news.held_because.value if news.held_because else None,
        "summary": news.summary,
    }


def health_record(health: PolicyHealth) -> Record:
    """One policy in a list of the site: how looking at it goes, and how often it changed in which month."""
    return {
        "policy": health.policy,
        "name": health.name,
        "tags": list(health.tags),
        "is_watched": health.is_watched,
        "versions": health.versions,
        "last_look_at": write_time(health.last_look_at),
        "failures": health.failures,
        "trouble": health.trouble,
        "is_dead": health.is_dead,
        "months": dict(health.months),
    }


def standing_record(standing: ClauseStanding) -> Record:
    """A clause of the text that stands: since when its words stand, and how often they changed in substance."""
    return {
        **section_place(standing.section),
        "since": write_time(standing.since_at),
        "changes": standing.changes,
        "change_set": standing.change_set,
    }


def aged_record(aged: AgedText) -> Record:
    """The text of a day: as `show`, with the age of every sentence as `blame` tells it."""
    shown = ShownText(aged.version, aged.version.reading.sections, (), (), aged.standing.from_at)
    return {
        **show_record(shown),
        "until": write_time(aged.standing.until_at),
        "sentences": [blame_record(age) for age in aged.ages],
    }


def evidence_record(evidence: Evidence) -> Record:
    """One page of one look as it came over the wire."""
    return {
        "seq": evidence.seq,
        "observed_at": write_time(evidence.observed_at),
        "outcome": evidence.outcome.value,
        "source": evidence.source_kind,
        "status": evidence.status,
        "media_type": evidence.media_type,
        "sha256": evidence.body,
        "bytes": evidence.size,
    }


def topic_page_record(topic: TopicPage) -> Record:
    """Who says what on a topic now, and what changed on it."""
    return {
        "schema": "tracker.page.topic/1",
        "topic": topic.topic,
        "policies": topic.policies,
        "clauses": [topic_clause_record(one) for one in topic.clauses],
        "changes": [news_record(one) for one in topic.news],
    }


def inbox_record(item: InboxItem) -> Record:
    """`tracker review`: a change set that was told, and how far people are with it."""
    mark = item.mark
    return {
        "schema": "tracker.review/1",
        **news_record(item.news),
        "state": item.state.value,
        "assignee": mark.assignee if mark else None,
        "by": mark.by if mark else None,
        "at": write_time(mark.at) if mark else None,
    }


def mark_record(policy: str, mark: ReviewMark) -> Record:
    """`tracker review mark`: what a person made of a change set."""
    return {
        "schema": "tracker.mark/1",
        "policy": policy,
        "change_set": mark.change_set,
        "state": mark.state.value,
        "assignee": mark.assignee,
        "by": mark.by,
        "at": write_time(mark.at),
    }


def topic_record(topic: str, name: str, example: str | None, languages: Sequence[str], *, is_own: bool) -> Record:
    """`tracker topics`: one topic as a subscription writes it, and the languages it can be heard in."""
    return {
        "schema": "tracker.topic/1",
        "topic": topic,
        "name": name,
        "example": example,
        "languages": list(languages),
        "own": is_own,
    }
