"""A subscription and a change set -> which of its changes this reader asked to hear of. Pure.

Every key of a subscription narrows, several values of one key widen. Clauses are ids here: who subscribed to
"10.4" follows the clause that had that number then, wherever it goes (the caller resolves and remembers it).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from tracker.compiled import compile_pattern
from tracker.config import SubscriptionSettings
from tracker.model import Change, ChangeSet, Comparison, Section, Significance, Verdict, list_topics, weigh_change
from tracker.names import make_slug
from tracker.text.scripts import HANGUL, UNSPACED

TOPIC_PREFIX = "topic: "
# Scripts written without spaces, where a word has no edges to look for: "仲裁条項".
_UNSPACED = compile_pattern(f"[{UNSPACED}{HANGUL}]")


def covers_policy(subscription: SubscriptionSettings, policy: str, tags: Collection[str] = ()) -> bool:
    """Whether a policy ("zoom/terms-of-service") is in a subscription's reach, before any look at what changed."""
    service = policy.split("/", 1)[0]
    return (
        _any_glob(subscription.policies, policy)
        and _any_glob(subscription.services, service)
        and (not subscription.tags or not set(subscription.tags).isdisjoint(tags))
        and (not subscription.clauses or any(split_clause(text)[0] == policy for text in subscription.clauses))
    )


def match_change_set(
    subscription: SubscriptionSettings,
    change_set: ChangeSet,
    *,
    tags: Collection[str] = (),
    followed: Collection[str] = (),
) -> tuple[int, ...] | None:
    """The indexes, in the comparison's changes, of what a reader asked for; None when there is nothing for them.

    `followed` are the ids of the clauses this subscription follows, their parts included (`expand_clauses`). An
    empty tuple: the reader asked for whole documents and one was replaced without a change that can be pointed at.
    """
    if not covers_policy(subscription, change_set.policy, tags):
        return None
    comparison = change_set.comparison
    if subscription.least == "substantive" and comparison.verdict is not Verdict.SUBSTANTIVE:
        return None
    matched = match_changes(subscription, comparison, followed=followed)
    return matched if matched or asks_for_all(subscription) else None


def match_changes(
    subscription: SubscriptionSettings, comparison: Comparison, *, followed: Collection[str] = ()
) -> tuple[int, ...]:
    """The indexes of the changes of the weight, clause, heading, topic, words and facts that were asked for."""
    asked = {index for fact in comparison.facts if fact.kind in subscription.facts for index in fact.changes}
    return tuple(
        index
        for index, change in enumerate(comparison.changes)
        if match_change(subscription, change, followed=followed) and (index in asked or not subscription.facts)
    )


def asks_for_all(subscription: SubscriptionSettings) -> bool:
    """Whether a subscription wants whole documents, not some of their clauses, topics, words or facts."""
    narrowing = (subscription.clauses, subscription.headings, subscription.topics, subscription.words)
    return not any((*narrowing, subscription.facts))


def name_asked(
    subscription: SubscriptionSettings, told: Sequence[Change], *, followed: Collection[str] = ()
) -> str | None:
    """What the weightiest of the changes told answers in a subscription, as a mail leads with it: the clause as it was
    called, the topic, or the word; None where whole documents are asked for."""
    if asks_for_all(subscription) or not told:
        return None
    leading = min(told, key=weigh_change)
    if subscription.clauses or subscription.headings:
        section = _find_asked_section(subscription, leading, followed)
        return section.label if section else leading.label
    topics = [topic for topic in list_topics(leading.reasons) if _slug(topic) in map(_slug, subscription.topics)]
    if topics:
        return ", ".join(topics)
    words = [word for word in subscription.words if _word_changed(word, leading, subscription.words_in)]
    return f"“{words[0]}”" if words else None


def _find_asked_section(
    subscription: SubscriptionSettings, change: Change, followed: Collection[str]
) -> Section | None:
    """The section of a change that a subscription names, as it was called before; in a merge the one it names by the
    number or heading in the configuration."""
    sections = [section for section in (*change.old, *change.new) if section.clause in followed]
    queries = {split_clause(text)[1] for text in subscription.clauses}
    named = [one for one in sections if not queries.isdisjoint({one.path, one.number, one.heading, one.label})]
    return next(iter([*named, *sections]), None)


def match_change(subscription: SubscriptionSettings, change: Change, *, followed: Collection[str] = ()) -> bool:
    """Whether one change is of the weight, clause, heading, topic and words that were asked for."""
    if subscription.least == "substantive" and change.significance is not Significance.SUBSTANTIVE:
        return False
    sections = change.old + change.new
    if subscription.clauses and not any(section.clause in followed for section in sections if section.clause):
        return False
    if subscription.headings and not any(_has_heading(section, subscription.headings) for section in sections):
        return False
    if subscription.topics and set(map(_slug, subscription.topics)).isdisjoint(change_topics(change)):
        return False
    return not subscription.words or any(
        _word_changed(word, change, subscription.words_in) for word in subscription.words
    )


def change_topics(change: Change) -> tuple[str, ...]:
    """The topics a change's reasons name, as written in a configuration: "topic: AI training" is "ai-training"."""
    return tuple(
        _slug(reason.removeprefix(TOPIC_PREFIX)) for reason in change.reasons if reason.startswith(TOPIC_PREFIX)
    )


def pick_topics(subscription: SubscriptionSettings, among: Iterable[str]) -> tuple[str, ...]:
    """The topics a subscription asks for, as it writes them, that are among the named ones ("AI training")."""
    named = set(map(_slug, among))
    return tuple(topic for topic in subscription.topics if _slug(topic) in named)


def split_clause(text: str) -> tuple[str, str]:
    """What a clause subscription names: 'zoom/terms-of-service 10.4' -> policy and number, heading or clause id."""
    policy, _, query = text.strip().partition(" ")
    return policy, query.strip().strip('"')


def expand_clauses(followed: Collection[str], sections: Iterable[Section]) -> frozenset[str]:
    """The clauses and all that stands under them in one version: who follows 10.4 hears of 10.4(a)."""
    inside: set[int] = set()
    expanded = set(followed)
    for section in sections:
        if section.clause in followed or section.parent in inside:
            inside.add(section.ordinal)
            if section.clause:
                expanded.add(section.clause)
    return frozenset(expanded)


def _any_glob(patterns: Collection[str], name: str) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _has_heading(section: Section, patterns: Collection[str]) -> bool:
    heading = (section.heading or "").casefold()
    return bool(heading) and any(fnmatchcase(heading, pattern.casefold()) for pattern in patterns)


def _word_changed(word: str, change: Change, words_in: str) -> bool:
    """Whether a watched word came or went: in the runs, or, for a phrase of old and new words, by its count."""
    pattern = _word_pattern(word)
    old = "\n".join(section.text for section in change.old)
    new = "\n".join(section.text for section in change.new)
    more = len(pattern.findall(new)) - len(pattern.findall(old))
    came = more > 0 or any(pattern.search(run) for run in change.inserted)
    went = more < 0 or any(pattern.search(run) for run in change.deleted)
    return (came and words_in != "deleted") or (went and words_in != "inserted")


@lru_cache(maxsize=4096)
def _word_pattern(word: str) -> re.Pattern[str]:
    r"""Whole words, any case, any white space between them; a trailing star stands for any ending ("licen*")."""
    stem, star = (word[:-1], r"\w*") if word.endswith("*") else (word, "")
    body = r"\s+".join(re.escape(part) for part in stem.split())
    if _UNSPACED.search(stem):
        return re.compile(body, re.IGNORECASE)
    return re.compile(rf"(?<!\w){body}{star}(?!\w)", re.IGNORECASE)


@cache  # of topics, which are few: asked for with every change
def _slug(name: str) -> str:
    return make_slug(name)
